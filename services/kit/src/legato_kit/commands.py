"""The command line that every service shares: `python -m <package> <command>`."""

import argparse
from collections.abc import Callable, Mapping

Command = Callable[[], None]


def run_command(program: str, commands: Mapping[str, Command]) -> None:
    """Run the command named on the command line; each one's docstring is its help."""
    parser = argparse.ArgumentParser(prog=program)
    choices = parser.add_subparsers(dest="command", required=True)
    for name, command in commands.items():
        choices.add_parser(name, help=(command.__doc__ or "").splitlines()[0])
    commands[parser.parse_args().command]()
