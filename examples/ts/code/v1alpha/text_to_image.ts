// Generate an image from a text prompt.

import { mkdir, writeFile } from "node:fs/promises";

const apiHost = process.env.API_HOST || "https://api.stability.ai";
const apiKey = process.env.STABILITY_API_KEY;
if (!apiKey) {
  console.error("Set STABILITY_API_KEY to your API key.");
  process.exit(1);
}

const url = `${apiHost}/v1alpha/generation/stable-diffusion-v1-5/text-to-image`;
let response: Response;
let body: Buffer;
try {
  response = await fetch(url, {
    method: "POST",
    headers: {
      Authorization: apiKey,
      Accept: "image/png",
      "Content-Type": "application/json",
    },
    body: JSON.stringify({
      cfg_scale: 7,
      clip_guidance_preset: "FAST_BLUE",
      height: 512,
      width: 512,
      samples: 1,
      steps: 50,
      text_prompts: [{ text: "A lighthouse on a cliff at dawn", weight: 1 }],
    }),
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
  await writeFile("out/v1alpha_txt2img.png", body);
}
