# Change the masked part of an image as a text prompt says.

import json
import os
import sys
from pathlib import Path

import requests

api_host = os.getenv("API_HOST") or "https://api.stability.ai"
api_key = os.getenv("STABILITY_API_KEY")
engine_id = "stable-inpainting-512-v2-0"

if not api_key:
    sys.exit("Set STABILITY_API_KEY to your API key.")

init_image = Path("../init_image.png").read_bytes()
mask_image = Path("../mask_image_white.png").read_bytes()

options = {
    "cfg_scale": 7,
    "clip_guidance_preset": "FAST_BLUE",
    "height": 512,
    "width": 512,
    "samples": 1,
    "steps": 50,
    "mask_source": "MASK_IMAGE_WHITE",
    "text_prompts": [{"text": "A red fox asleep in the snow", "weight": 1}],
}

try:
    response = requests.post(
        f"{api_host}/v1alpha/generation/{engine_id}/image-to-image/masking",
        headers={
            "Accept": "image/png",
            "Authorization": api_key,
        },
        files={
            "init_image": ("init_image.png", init_image, "image/png"),
            "mask_image": ("mask_image_white.png", mask_image, "image/png"),
        },
        data={"options": json.dumps(options)},
        timeout=15,
    )
except requests.RequestException as error:
    sys.exit(f"Request failed: {error}")

if response.status_code != 200:
    sys.exit(f"HTTP {response.status_code}: {response.text}")

content_type = response.headers.get("Content-Type")
if content_type != "image/png":
    sys.exit(f"Unexpected response: Content-Type {content_type}")

Path("out").mkdir(exist_ok=True)
Path("out/v1alpha_img2img_masking.png").write_bytes(response.content)
