#!/bin/sh
# Makes a virtual environment of locked wheels: install-wheels REQUIREMENTS FOLDER
# The secret `index` says where this machine gets packages from, if not from the usual place.
set -eu

requirements=$1 folder=$2
export PIP_CERT=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
if [ -e /run/secrets/index ]; then
  . /run/secrets/index
fi

python3 -m venv /uv
/uv/bin/pip install --no-deps --require-hashes --requirement /run/uv.txt
/uv/bin/uv venv --python /usr/bin/python3 "$folder"
/uv/bin/uv pip install --python "$folder" --compile-bytecode --link-mode copy --no-build \
  --require-hashes --requirement "$requirements"
