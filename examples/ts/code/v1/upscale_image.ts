// Upscale an image to a width of 1024 pixels.

import { openAsBlob } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";

const apiHost = process.env.API_HOST || "https://api.stability.ai";
const apiKey = process.env.STABILITY_API_KEY;
if (!apiKey) {
  console.error("Set STABILITY_API_KEY to your API key.");
  process.exit(1);
}

const image = await openAsBlob("../init_image.png", { type: "image/png" });
const form = new FormData();
form.set("image", image, "init_image.png");
form.set("width", "1024");

const url = `${apiHost}/v1/generation/esrgan-v1-x2plus/image-to-image/upscale`;
let response: Response;
let body: Buffer;
try {
  response = await fetch(url, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${apiKey}`,
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
  await writeFile("out/v1_upscaled_image.png", body);
}
