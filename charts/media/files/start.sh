#!/bin/bash
# Tells nginx what it does not read by itself: who resolves names, and where the object store is.
set -euo pipefail

[[ $(< /run/secrets/objects/OBJECTS_URI) =~ ^s3://([^/?]+)/?(\?(.*))?$ ]]
bucket=${BASH_REMATCH[1]}
query=${BASH_REMATCH[3]-}

setting() { # name, default
  local pair encoded=$2
  for pair in ${query//&/ }; do
    if [[ $pair == "$1="* ]]; then encoded=${pair#*=}; fi
  done
  printf '%b' "${encoded//%/\\x}"
}

region=$(setting region us-east-1)
origin=$(setting endpoint "https://s3.$region.amazonaws.com")
scheme=${origin%%://*}
host=${origin#*://}
host=${host%/}

nameservers=()
domain=
while read -r word first _; do
  case $word in
    nameserver) if [[ $first == *:* ]]; then nameservers+=("[$first]"); else nameservers+=("$first"); fi ;;
    search) domain=$first ;;
  esac
done < /etc/resolv.conf

# nginx asks for names as they are, and a Service's short one is none.
name=${host%%:*}
address=$host
if [[ $name != *.* && -n $domain ]]; then address=$name.$domain${host#"$name"}; fi

cat > /tmp/objects.conf << END
resolver ${nameservers[*]} valid=30s;
map "" \$objects_origin { default "$scheme://$address"; }
map "" \$objects_host { default "$host"; }
map "" \$objects_bucket { default "$bucket"; }
map "" \$objects_region { default "$region"; }
END
# A message of nginx's holds the request as it came, and the query of a media URL is a key to it.
exec nginx -p /tmp -e stderr -c /etc/nginx/nginx.conf -g 'daemon off;' \
  2> >(exec sed --unbuffered 's/?[^ "]*//g' >&2)
