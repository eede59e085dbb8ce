#!/bin/sh
# The authorization code with PKCE (RFC 7636).
set -eu
: "${CLIENT_ID:?CLIENT_ID is not set}" "${CLIENT_SECRET:?CLIENT_SECRET is not set}"
back=http://localhost:8765/callback
verifier=$(head -c 48 /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_')
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64 | tr -d '=\n' | tr '+/' '-_')
location=$(curl -sS --max-time 8 -o /dev/null -w '%{redirect_url}' -G "$API_HOST/oauth/authorize" -d response_type=code \
  -d "client_id=$CLIENT_ID" --data-urlencode "redirect_uri=$back" -d state=abc -d scope=orders:read \
  -d "code_challenge=$challenge" -d code_challenge_method=S256)
code=$(printf %s "$location" | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')
answer=$(curl -sS --fail-with-body --max-time 8 -d grant_type=authorization_code -d "code=$code" \
  -d "client_id=$CLIENT_ID" --data-urlencode "redirect_uri=$back" -d "code_verifier=$verifier" \
  "$API_HOST/oauth/token") || { echo "$answer" >&2; exit 1; }
token=$(printf %s "$answer" | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')
curl -sS --fail-with-body --compressed --max-time 8 -H "Authorization: Bearer $token" "$API_HOST/v1/orders"
