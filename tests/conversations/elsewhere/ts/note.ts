// fetch sends the POST again to the address of a 307.
const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

try {
  const response = await fetch(`${process.env.HOST}/v1/notes`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ text: "hello" }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const note = (await response.json()) as { id?: string };
  if (!note.id) throw new Error(`no id in ${JSON.stringify(note)}`);
  console.log(note.id);
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}
