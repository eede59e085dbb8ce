// The file is piped into the request.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import http from "node:http";
import { pipeline } from "node:stream/promises";

const FILE = "../table.csv";
const key = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

async function createUpload(): Promise<{ id: string; upload_url: string }> {
  const response = await fetch(`${process.env.HOST}/v1/uploads`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ name: "table.csv" }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  return (await response.json()) as { id: string; upload_url: string };
}

async function put(url: string): Promise<void> {
  const { size } = await stat(FILE);
  const request = http.request(url, { method: "PUT", headers: { "Content-Length": size }, timeout: 5_000 });
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on("response", resolve).on("error", reject);
    request.on("timeout", () => request.destroy(new Error("no answer")));
  });
  await pipeline(createReadStream(FILE), request);
  const response = await answered;
  let text = "";
  for await (const piece of response.setEncoding("utf8")) text += piece;
  if ((response.statusCode ?? 0) >= 300) throw new Error(`HTTP ${response.statusCode}: ${text}`);
}

try {
  const { id, upload_url } = await createUpload();
  await put(upload_url);
  console.log("stored", id);
} catch (error) {
  console.error("Upload failed:", error);
  process.exit(1);
}
