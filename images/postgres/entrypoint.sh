#!/bin/bash
# Makes the data folder once, then the databases with their owners, then becomes the server.
#
# /run/secrets/owners/<any name>/ holds one owner each: username, password, database.
# Other computers can connect only once all of them exist.
set -euo pipefail

owners=/run/secrets/owners
# After a crash the server first replays its log.
recovery_seconds=600

# How long a server that was deleted by force may go on.
gone_seconds=60

settings=(-c config_file=/etc/postgresql/postgresql.conf)

# A stop while it starts is no crash either.
trap 'pg_ctl --silent --mode=fast stop || true; exit 0' INT TERM

make_data_folder() {
  # Whole or not at all: a half-made folder of an earlier start is thrown away.
  rm -rf "$PGDATA.new"
  # What is a letter: under plain C, trigrams would know those of English alone.
  initdb --pgdata="$PGDATA.new" --username=postgres --auth-local=peer --auth-host=reject \
    --encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C \
    --lc-ctype=C.UTF-8 --data-checksums
  mv "$PGDATA.new" "$PGDATA"
}

refuse_other_version() {
  local found wanted
  found=$(<"$PGDATA/PG_VERSION")
  wanted=$(postgres --version | grep -oE '[0-9]+' | head -n 1)
  if [ "$found" != "$wanted" ]; then
    echo "$PGDATA was written by Postgres $found, and this is Postgres $wanted." >&2
    exit 1
  fi
}

make_databases() {
  local owner
  pg_ctl --silent --wait --timeout="$recovery_seconds" \
    --options="${settings[*]} -c listen_addresses=''" start
  for owner in "$owners"/*/; do
    # No statement in the server's log may show a password.
    OWNER=$owner PGOPTIONS='-c log_min_error_statement=panic -c log_statement=none' \
      psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres \
      --file=/usr/local/share/legato/owner.sql
  done
  pg_ctl --silent --wait --mode=fast stop
}

# Never two servers on one volume. The lock is the server's as well, until its last process ends.
exec 9> "$PGDATA.lock"
if ! flock --timeout "$gone_seconds" 9; then
  echo "Another server still runs on this volume." >&2
  exit 1
fi
if [ -s "$PGDATA/PG_VERSION" ]; then
  refuse_other_version
else
  make_data_folder
fi
# A volume's group may have been given write access, which the server refuses.
chmod 0700 "$PGDATA"
# Whoever wrote it ran in a container that has ended; its number may be another process here.
rm -f "$PGDATA/postmaster.pid"
if [ -d "$owners" ]; then
  make_databases
fi
trap - INT TERM
exec postgres "${settings[@]}"
