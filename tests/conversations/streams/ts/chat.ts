// A decoder that keeps torn characters, and a buffer that keeps torn lines.
const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

async function* events(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let left = "";
  for await (const piece of body) {
    left += decoder.decode(piece, { stream: true });
    const lines = left.split("\n");
    left = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data:")) yield line.slice(5).trim();
  }
}

try {
  const response = await fetch(`${process.env.HOST}/v1/chat`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ prompt: "hi", stream: true }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  let done = false;
  for await (const event of events(response.body!)) {
    done = event === "[DONE]";
    if (!done) console.log((JSON.parse(event) as { text: string }).text);
  }
  if (!done) throw new Error("the stream ended before its end");
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}
