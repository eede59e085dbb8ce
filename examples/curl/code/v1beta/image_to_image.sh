#!/bin/sh
# Change an image as a text prompt says.

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
    --form 'init_image=@../init_image.png;type=image/png' \
    --form-string 'init_image_mode=IMAGE_STRENGTH' \
    --form-string 'image_strength=0.35' \
    --form-string 'text_prompts[0][text]=A crayon drawing of a mountain lake' \
    --form-string 'cfg_scale=7' \
    --form-string 'clip_guidance_preset=FAST_BLUE' \
    --form-string 'height=512' \
    --form-string 'width=512' \
    --form-string 'samples=1' \
    --form-string 'steps=50' \
    --output "$tmp/body" \
    --write-out '%{http_code}' \
    "$api_host/v1beta/generation/stable-diffusion-v1-5/image-to-image" 2>"$tmp/error"
) || {
  printf 'Request failed: %s\n' "$(cat "$tmp/error")" >&2
  exit 1
}

if [ "$http_code" -ne 200 ]; then
  printf 'HTTP %s: %s\n' "$http_code" "$(cat "$tmp/body")" >&2
  exit 1
fi

mv "$tmp/body" out/v1beta_img2img.png
