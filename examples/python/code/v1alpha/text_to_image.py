# Generate an image from a text prompt.

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
        f"{api_host}/v1alpha/generation/{engine_id}/text-to-image",
        headers={
            "Accept": "image/png",
            "Authorization": api_key,
        },
        json={
            "cfg_scale": 7,
            "clip_guidance_preset": "FAST_BLUE",
            "height": 512,
            "width": 512,
            "samples": 1,
            "steps": 50,
            "text_prompts": [{"text": "A lighthouse on a cliff at dawn", "weight": 1}],
        },
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
Path("out/v1alpha_txt2img.png").write_bytes(response.content)
