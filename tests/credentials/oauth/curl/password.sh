#!/bin/sh
# The resource owner's password.
set -eu
: "${PASSWORD:?PASSWORD is not set}"
answer=$(curl -sS --fail-with-body --max-time 8 -d grant_type=password -d username=ada \
  --data-urlencode "password=$PASSWORD" "$API_HOST/oauth/token") || { echo "$answer" >&2; exit 1; }
token=$(printf %s "$answer" | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')
curl -sS --fail-with-body --compressed --max-time 8 --oauth2-bearer "$token" "$API_HOST/v1/orders"
