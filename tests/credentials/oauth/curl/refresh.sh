#!/bin/sh
# A stored refresh token gives an access token.
set -eu
: "${REFRESH_TOKEN:?REFRESH_TOKEN is not set}"
answer=$(curl -sS --fail-with-body --max-time 8 -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=refresh_token \
  --data-urlencode "refresh_token=$REFRESH_TOKEN" "$API_HOST/oauth/token") || { echo "$answer" >&2; exit 1; }
token=$(printf %s "$answer" | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')
curl -sS --fail-with-body --compressed --max-time 8 -H "Authorization: Bearer $token" "$API_HOST/v1/orders"
