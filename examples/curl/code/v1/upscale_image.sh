#!/bin/sh
# Upscale an image to a width of 1024 pixels.

set -eu

api_host=${API_HOST:-https://api.stability.ai}

if [ -z "${STABILITY_API_KEY:-}" ]; then
  echo 'Set STABILITY_API_KEY to your API key.' >&2
  exit 1
fi

mkdir -p out
tmp=$(mktemp -d out/tmp.XXXXXX)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

http_code=$(
  curl --silent --show-error --max-time 15 \
    --header "Authorization: Bearer $STABILITY_API_KEY" \
    --header 'Accept: image/png' \
    --form 'image=@../init_image.png;type=image/png' \
    --form-string 'width=1024' \
    --output "$tmp/body" \
    --write-out '%{http_code}' \
    "$api_host/v1/generation/esrgan-v1-x2plus/image-to-image/upscale" 2>"$tmp/error"
) || {
  printf 'Request failed: %s\n' "$(cat "$tmp/error")" >&2
  exit 1
}

if [ "$http_code" -ne 200 ]; then
  printf 'HTTP %s: %s\n' "$http_code" "$(cat "$tmp/body")" >&2
  exit 1
fi

mv "$tmp/body" out/v1_upscaled_image.png
