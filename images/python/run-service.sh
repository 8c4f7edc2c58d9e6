#!/bin/sh
# Runs a command of the image's service: serve, migrate, and what else it has.
set -eu

exec python -m "${LEGATO_SERVICE}_service" "$@"
