# Change the masked part of an image as a text prompt says.

import base64
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

try:
    response = requests.post(
        f"{api_host}/v1/generation/{engine_id}/image-to-image/masking",
        headers={
            "Accept": "application/json",
            "Authorization": f"Bearer {api_key}",
        },
        files={
            "init_image": ("init_image.png", init_image, "image/png"),
            "mask_image": ("mask_image_white.png", mask_image, "image/png"),
        },
        data={
            "mask_source": "MASK_IMAGE_WHITE",
            "text_prompts[0][text]": "A red fox asleep in the snow",
            "cfg_scale": 7,
            "clip_guidance_preset": "FAST_BLUE",
            "samples": 1,
            "steps": 30,
        },
        timeout=15,
    )
except requests.RequestException as error:
    sys.exit(f"Request failed: {error}")

if response.status_code != 200:
    sys.exit(f"HTTP {response.status_code}: {response.text}")

try:
    images = [
        base64.b64decode(artifact["base64"], validate=True)
        for artifact in response.json()["artifacts"]
    ]
except (KeyError, TypeError, ValueError) as error:
    sys.exit(f"Unexpected response: {error!r}")

if not images or b"" in images:
    sys.exit("Unexpected response: an image is missing")

Path("out").mkdir(exist_ok=True)
for index, image in enumerate(images):
    Path(f"out/v1_img2img_masking_{index}.png").write_bytes(image)
