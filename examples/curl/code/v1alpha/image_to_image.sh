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
    --header "Authorization: $STABILITY_API_KEY" \
    --header 'Accept: image/png' \
    --form 'init_image=@../init_image.png;type=image/png' \
    --form-string 'options={
      "cfg_scale": 7,
      "clip_guidance_preset": "FAST_BLUE",
      "height": 512,
      "width": 512,
      "samples": 1,
      "steps": 50,
      "step_schedule_start": 0.6,
      "step_schedule_end": 0.01,
      "text_prompts": [{"text": "A crayon drawing of a mountain lake", "weight": 1}]
    }' \
    --output "$tmp/body" \
    --write-out '%{http_code}' \
    "$api_host/v1alpha/generation/stable-diffusion-v1-5/image-to-image" 2>"$tmp/error"
) || {
  printf 'Request failed: %s\n' "$(cat "$tmp/error")" >&2
  exit 1
}

if [ "$http_code" -ne 200 ]; then
  printf 'HTTP %s: %s\n' "$http_code" "$(cat "$tmp/body")" >&2
  exit 1
fi

mv "$tmp/body" out/v1alpha_img2img.png
