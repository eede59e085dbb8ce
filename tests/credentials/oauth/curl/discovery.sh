#!/bin/sh
# The token endpoint is looked up first (RFC 8414).
set -eu
: "${CLIENT_ID:?CLIENT_ID is not set}" "${CLIENT_SECRET:?CLIENT_SECRET is not set}"
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }
endpoint=$(curl -sS --fail-with-body --max-time 8 https://auth.example.com/.well-known/oauth-authorization-server | field token_endpoint)
answer=$(curl -sS --fail-with-body --max-time 8 -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials "$endpoint") || {
  echo "$answer" >&2
  exit 1
}
curl -sS --fail-with-body --compressed --max-time 8 \
  -H "Authorization: Bearer $(echo "$answer" | field access_token)" "$API_HOST/v1/orders"
