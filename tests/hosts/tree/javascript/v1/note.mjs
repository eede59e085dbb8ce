import process from "node:process";

const key = process.env.NOTES_KEY;
if (!key) {
  console.error("NOTES_KEY is not set");
  process.exit(1);
}

try {
  const response = await fetch("https://api.notes.invalid/v1/notes", {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ text: "Buy milk", tags: ["home"] }),
    signal: AbortSignal.timeout(4000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  const { id } = JSON.parse(text);
  if (!id) throw new Error(`expected an id, got ${text}`);
  console.log(`kept as ${id}`);
} catch (error) {
  console.error(`note: ${error.message} ${error.cause?.message ?? ""}`);
  process.exitCode = 1;
}
