# Generate an image from a text prompt.

import base64
import os
import sys
from pathlib import Path

import requests

api_host = os.getenv("API_HOST") or "https://api.stability.ai"
api_key = os.getenv("STABILITY_API_KEY")
engine_id = "stable-diffusion-v1-5"

if not api_key:
    sys.exit("Set STABILITY_API_KEY to your API key.")

try:
    response = requests.post(
        f"{api_host}/v1/generation/{engine_id}/text-to-image",
        headers={
            "Accept": "application/json",
            "Authorization": f"Bearer {api_key}",
        },
        json={
            "cfg_scale": 7,
            "clip_guidance_preset": "FAST_BLUE",
            "height": 512,
            "width": 512,
            "samples": 1,
            "steps": 30,
            "text_prompts": [{"text": "A lighthouse on a cliff at dawn"}],
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
    Path(f"out/v1_txt2img_{index}.png").write_bytes(image)
