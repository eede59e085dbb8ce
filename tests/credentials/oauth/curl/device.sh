#!/bin/sh
# Sign in on another device (RFC 8628).
set -eu
: "${CLIENT_ID:?CLIENT_ID is not set}" "${CLIENT_SECRET:?CLIENT_SECRET is not set}"
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }
device=$(curl -sS --fail-with-body --max-time 8 -d "client_id=$CLIENT_ID" "$API_HOST/oauth/device/code")
echo "Open $(echo "$device" | field verification_uri) and enter $(echo "$device" | field user_code)." >&2
while :; do
  sleep 1
  answer=$(curl -sS --max-time 8 -d grant_type=urn:ietf:params:oauth:grant-type:device_code \
    -d "client_id=$CLIENT_ID" -d "device_code=$(echo "$device" | field device_code)" "$API_HOST/oauth/token")
  case $answer in *authorization_pending*) continue ;; esac
  break
done
token=$(echo "$answer" | field access_token)
if [ -z "$token" ]; then
  echo "$answer" >&2
  exit 1
fi
curl -sS --fail-with-body --compressed --max-time 8 -H "Authorization: Bearer $token" "$API_HOST/v1/orders"
