#!/bin/bash
# Writes who may do what, has the bucket made where missing, and becomes the server.
set -euo pipefail
umask 077

identity() { # name, actions
  local secret=/run/secrets/$1
  printf '{"name": "%s", "credentials": [{"accessKey": "%s", "secretKey": "%s"}], "actions": [%s]}' \
    "$1" "$(< "$secret/AWS_ACCESS_KEY_ID")" "$(< "$secret/AWS_SECRET_ACCESS_KEY")" "$2"
}

tidy_up() {
  local attempt
  for attempt in {1..60}; do
    sleep 1
    # The bucket that is there already is the one failure that is none.
    echo "s3.bucket.create -name={{ .Values.bucket }}" | timeout 20 weed shell || true
    # Parts of uploads whose process died, as a lifecycle rule would remove them.
    if bash "${0%/*}/is-ready.sh"; then
      echo "s3.clean.uploads -timeAgo=24h" | timeout 20 weed shell
      return
    fi
    echo "attempt $attempt: the bucket is not there yet"
  done
}

music=$(identity music '"Read:{{ .Values.bucket }}", "Write:{{ .Values.bucket }}", "List:{{ .Values.bucket }}"')
media=$(identity media '"Read:{{ .Values.bucket }}", "List:{{ .Values.bucket }}"')
printf '{"identities": [%s, %s]}' "$music" "$media" > /tmp/s3.json

tidy_up &
# All but S3 is for this pod alone.
exec weed server -dir=/data -ip=127.0.0.1 -ip.bind=127.0.0.1 -master.telemetry=false \
  -master.volumeSizeLimitMB={{ .Values.volumeMegabytes }} -volume.max=0 -volume.preStopSeconds=1 \
  -s3 -s3.ip.bind=0.0.0.0 -s3.port={{ .Values.ports.s3 }} -s3.config=/tmp/s3.json -s3.iam=false \
  -s3.port.iceberg=0 -s3.port.lance=0
