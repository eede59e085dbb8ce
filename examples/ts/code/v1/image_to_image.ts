// Change an image as a text prompt says.

import { openAsBlob } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";

const apiHost = process.env.API_HOST || "https://api.stability.ai";
const apiKey = process.env.STABILITY_API_KEY;
if (!apiKey) {
  console.error("Set STABILITY_API_KEY to your API key.");
  process.exit(1);
}

const initImage = await openAsBlob("../init_image.png", { type: "image/png" });
const form = new FormData();
form.set("init_image", initImage, "init_image.png");
form.set("init_image_mode", "IMAGE_STRENGTH");
form.set("image_strength", "0.35");
form.set("text_prompts[0][text]", "A crayon drawing of a mountain lake");
form.set("cfg_scale", "7");
form.set("clip_guidance_preset", "FAST_BLUE");
form.set("samples", "1");
form.set("steps", "30");

const url = `${apiHost}/v1/generation/stable-diffusion-v1-5/image-to-image`;
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
    await writeFile(`out/v1_img2img_${index}.png`, image);
  }
}
