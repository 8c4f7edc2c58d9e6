#!/bin/sh
# Installs Debian packages into an image and leaves neither caches nor logs there.
set -eu

export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends "$@"
find /var/log -type f -delete
rm -rf /var/cache/debconf/*-old /var/lib/dpkg/*-old /var/cache/ldconfig
