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
form.set("mask_source", "MASK_IMAGE_WHITE");
form.set("text_prompts[0][text]", "A red fox asleep in the snow");
form.set("cfg_scale", "7");
form.set("clip_guidance_preset", "FAST_BLUE");
form.set("height", "512");
form.set("width", "512");
form.set("samples", "1");
form.set("steps", "50");

const url = `${apiHost}/v1beta/generation/stable-inpainting-512-v2-0/image-to-image/masking`;
let response: Response;
let body: string;
try {
  response = await fetch(url, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${apiKey}`,
      Accept: "application/json",
    },
    body: form,
    signal: AbortSignal.timeout(15_000),
  });
  body = await response.text();
} catch (error) {
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}

if (response.status !== 200) {
  console.error(`HTTP ${response.status}: ${body}`);
  process.exitCode = 1;
} else {
  const images: Buffer[] = [];
  try {
    const { artifacts } = JSON.parse(body) as {
      artifacts?: { base64?: string }[];
    };
    if (!artifacts?.length) {
      throw new Error("no artifacts");
    }
    for (const { base64 } of artifacts) {
      if (!base64) {
        throw new Error("an artifact has no base64");
      }
      const image = Buffer.from(base64, "base64");
      if (image.toString("base64") !== base64) {
        throw new Error("the base64 of an artifact is not valid");
      }
      images.push(image);
    }
  } catch (error) {
    console.error(`Unexpected response: ${(error as Error).message}`);
    process.exit(1);
  }

  await mkdir("out", { recursive: true });
  for (const [index, image] of images.entries()) {
    await writeFile(`out/v1beta_img2img_masking_${index}.png`, image);
  }
}
