// Change the masked part of an image as a text prompt says.

import { openAsBlob } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";

const apiHost = process.env.API_HOST || "https://api.stability.ai";
const apiKey = process.env.STABILITY_API_KEY;
if (!apiKey) {
  console.error("Set STABILITY_API_KEY to your API key.");
  process.exit(1);
}

const initImage = await openAsBlob("../init_image.png", { type: "image/png" });
const maskImage = await openAsBlob("../mask_image_white.png", {
  type: "image/png",
});
const form = new FormData();
form.set("init_image", initImage, "init_image.png");
form.set("mask_image", maskImage, "mask_image_white.png");
form.set(
  "options",
  JSON.stringify({
    cfg_scale: 7,
    clip_guidance_preset: "FAST_BLUE",
    height: 512,
    width: 512,
    samples: 1,
    steps: 50,
    mask_source: "MASK_IMAGE_WHITE",
    text_prompts: [{ text: "A red fox asleep in the snow", weight: 1 }],
  }),
);

const url = `${apiHost}/v1alpha/generation/stable-inpainting-512-v2-0/image-to-image/masking`;
let response: Response;
let body: Buffer;
try {
  response = await fetch(url, {
    method: "POST",
    headers: {
      Authorization: apiKey,
      Accept: "image/png",
    },
    body: form,
    signal: AbortSignal.timeout(15_000),
  });
  body = Buffer.from(await response.arrayBuffer());
} catch (error) {
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}

const type = response.headers.get("Content-Type");
if (response.status !== 200) {
  console.error(`HTTP ${response.status}: ${body.toString()}`);
  process.exitCode = 1;
} else if (type !== "image/png") {
  console.error(`Unexpected response: Content-Type is ${type}`);
  process.exitCode = 1;
} else {
  await mkdir("out", { recursive: true });
  await writeFile("out/v1alpha_img2img_masking.png", body);
}
