"""Parts as programs of the supervisor: one script each, and one configuration for all.

The script holds the command and its environment in the shell's own quoting, so that nothing has
to pass through the supervisor's, and passwords stay in files of this user. It also writes down
who it is, so that a later command can tell a part of this home from a stranger with its id.
"""

import hashlib
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from legato_local.files import PRIVATE_FOLDER, make_folder, write_atomically
from legato_local.home import Home
from legato_local.part import STOP_SECONDS, Part
from legato_local.places import python_path
from legato_local.processes import BOOT_ID, START_FIELD

SETTLED_SECONDS = 2
"""A program that ends sooner after its start is given a growing pause before the next."""

START_TRIES = 12
"""Starts in a row that may fail; the pauses grow by a second each, to 78 s in all."""

KEPT_VARIABLES = ("HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "TMPDIR", "TZ", "USER")
"""What programs get of the environment of whoever typed `make run`; all else is set per part."""

MARK = "LEGATO_PART_OF"
"""Variable that every process of a home has, and hands to its children: the home's folder."""

SCRIPT = """\
#!/bin/sh
# Written anew at every `make run`.
read -r line < /proc/$$/stat
read -r boot < {boot_id}
set -- ${{line##*) }}
shift {fields}
echo "$$ $1 $boot" > {record}
{exports}
exec {command} >> {log} 2>&1
"""

CONFIGURATION = """\
[supervisord]
nodaemon = true
silent = true
logfile = {logs}/supervisor.log
logfile_maxbytes = 0
pidfile = {run}/supervisor.pid
childlogdir = {logs}
directory = {root}
umask = 077
identifier = legato

[unix_http_server]
file = {socket}
chmod = 0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[rpcinterface:housekeeping]
supervisor.rpcinterface_factory = legato_local.housekeeping:make_housekeeping
logs = {logs}
"""

PROGRAM = """
[program:{name}]
command = /bin/sh {script}
environment = LEGATO_DIGEST="{digest}"
autostart = false
autorestart = true
startsecs = {settled}
startretries = {tries}
stopsignal = {signal}
stopwaitsecs = {stop}
killasgroup = true
stdout_logfile = NONE
redirect_stderr = true
"""


@dataclass(frozen=True)
class Program:
    """One part as the supervisor sees it; a changed digest is a reason to restart it."""

    part: Part
    script: Path
    content: str

    @property
    def digest(self) -> str:
        """What stands for the command, its environment and its configuration files."""
        whole = hashlib.sha256(self.content.encode())
        for file in self.part.configuration:
            whole.update(file.read_bytes())
        return whole.hexdigest()


def write_programs(home: Home, parts: Sequence[Part]) -> None:
    """Write the supervisor's configuration for the prepared `parts`, and their scripts."""
    make_folder(home.scripts)
    make_folder(home.records)
    programs = [_build_program(home, part) for part in parts]
    for program in programs:
        write_atomically(program.script, program.content, PRIVATE_FOLDER)
    write_atomically(home.supervisor_conf, _render(home, programs))


def base_environment() -> Mapping[str, str]:
    """What is the same for all programs: they run the sources that this runs from."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "PYTHONPATH": python_path()}


def supervisor_script(home: Home) -> Path:
    """Write the script that becomes the supervisor itself."""
    command = (sys.executable, "-m", "supervisor.supervisord", "-c", str(home.supervisor_conf))
    script = home.scripts / "supervisor.sh"
    write_atomically(script, _script(home, "supervisor", command, {}), PRIVATE_FOLDER)
    return script


def _build_program(home: Home, part: Part) -> Program:
    content = _script(home, part.name, part.argv, part.environment)
    return Program(part, home.scripts / f"{part.name}.sh", content)


def _script(home: Home, name: str, argv: Sequence[str], environment: Mapping[str, str]) -> str:
    marked = {**environment, MARK: str(home.root)}
    exports = [f"export {key}={shlex.quote(value)}" for key, value in marked.items()]
    return SCRIPT.format(
        boot_id=BOOT_ID,
        fields=START_FIELD,
        record=home.record(name),
        exports="\n".join(exports),
        command=shlex.join(argv),
        log=home.log(name),
    )


def _render(home: Home, programs: Sequence[Program]) -> str:
    head = CONFIGURATION.format(
        root=home.root, run=home.run, logs=home.logs, socket=home.supervisor_socket
    )
    return head + "".join(
        PROGRAM.format(
            name=program.part.name,
            script=program.script,
            digest=program.digest,
            settled=SETTLED_SECONDS,
            tries=START_TRIES,
            signal=program.part.stop_signal.name.removeprefix("SIG"),
            stop=round(STOP_SECONDS),
        )
        for program in programs
    )
