#!/bin/sh
# Runs a service from a copy of its sources that may change, and again at each SIGHUP. Tilt starts
# it in place of the image's own entrypoint:
#   run-again SOURCES COPY [argument of the service]...
set -eu

sources=$1 copy=$2
shift 2

mkdir -p "$copy"
cp -a "$sources/." "$copy/"
export PYTHONPATH="$copy"

service='' told='' again=yes
trap 'told=yes again=yes; kill -TERM "$service" 2>/dev/null || :' HUP
trap 'told=yes again=no; kill -TERM "$service" 2>/dev/null || :' TERM INT

while [ "$again" = yes ]; do
  told='' again=no code=0
  run-service "$@" &
  service=$!
  # A signal that came before its name was known has not reached it.
  [ -z "$told" ] || kill -TERM "$service" 2>/dev/null || :
  # A signal ends `wait` early: the service is waited for until it has really gone.
  wait "$service" || code=$?
  while kill -0 "$service" 2>/dev/null; do
    code=0
    wait "$service" || code=$?
  done
done
exit "${code:-0}"
