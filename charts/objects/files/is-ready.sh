#!/bin/bash
# Whether there is room for an object, the bucket is there, and S3 answers.
set -euo pipefail

answers() { # port, path
  local status
  exec 3<> "/dev/tcp/127.0.0.1/$1"
  printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&3
  read -r _ status _ <&3
  exec 3>&-
  [ "$status" = 200 ]
}

answers 9333 /dir/assign
answers 8888 '/buckets/{{ .Values.bucket }}/?limit=1'
answers {{ .Values.ports.s3 }} /status
