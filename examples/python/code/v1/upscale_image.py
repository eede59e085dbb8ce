# Upscale an image to a width of 1024 pixels.

import os
import sys
from pathlib import Path

import requests

api_host = os.getenv("API_HOST") or "https://api.stability.ai"
api_key = os.getenv("STABILITY_API_KEY")
engine_id = "esrgan-v1-x2plus"

if not api_key:
    sys.exit("Set STABILITY_API_KEY to your API key.")

image = Path("../init_image.png").read_bytes()

try:
    response = requests.post(
        f"{api_host}/v1/generation/{engine_id}/image-to-image/upscale",
        headers={
            "Accept": "image/png",
            "Authorization": f"Bearer {api_key}",
        },
        files={
            "image": ("init_image.png", image, "image/png"),
        },
        data={"width": 1024},
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
Path("out/v1_upscaled_image.png").write_bytes(response.content)
