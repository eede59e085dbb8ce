// An address for an upload, and the file sent there without the key.
import { readFile } from "node:fs/promises";

const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

async function send(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  return response;
}

try {
  const response = await send(`${process.env.HOST}/v1/uploads`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ name: "table.csv" }),
  });
  const made = (await response.json()) as { id: string; upload_url: string };
  await send(made.upload_url, { method: "PUT", body: await readFile("../table.csv") });
  console.log(made.id);
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}
