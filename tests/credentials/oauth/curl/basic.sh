#!/bin/sh
# Client credentials by HTTP Basic.
set -eu
: "${CLIENT_ID:?CLIENT_ID is not set}" "${CLIENT_SECRET:?CLIENT_SECRET is not set}"
answer=$(curl -sS --fail-with-body --max-time 8 -u "$CLIENT_ID:$CLIENT_SECRET" \
  -d grant_type=client_credentials -d scope=orders:read "$API_HOST/oauth/token") || { echo "$answer" >&2; exit 1; }
token=$(printf %s "$answer" | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')
curl -sS --fail-with-body --compressed --max-time 8 -H "Authorization: Bearer $token" "$API_HOST/v1/orders"
