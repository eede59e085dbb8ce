// The form's fields first, then the file as a Blob.
import { openAsBlob } from "node:fs";

const { HOST, KEY } = process.env;
if (!KEY) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

const must = async (answer: Promise<Response>): Promise<Response> => {
  const response = await answer;
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  return response;
};

async function main(): Promise<void> {
  const signal = AbortSignal.timeout(8_000);
  const asked = await must(
    fetch(`${HOST}/v1/forms`, {
      method: "POST",
      headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json" },
      body: JSON.stringify({ name: "table.csv" }),
      signal,
    }),
  );
  const { upload } = (await asked.json()) as { upload: { url: string; fields: Record<string, string> } };
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append("file", await openAsBlob("../table.csv", { type: "text/csv" }), "table.csv");
  await must(fetch(upload.url, { method: "POST", body: form, signal }));
  console.log("stored under", upload.fields.key);
}

main().catch((error: Error & { cause?: unknown }) => {
  console.error(`${error.message}${error.cause ? `: ${error.cause}` : ""}`);
  process.exit(1);
});
