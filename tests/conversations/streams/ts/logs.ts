// Lines of JSON, through a TextDecoderStream.
const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

try {
  const response = await fetch(`${process.env.HOST}/v1/logs`, {
    headers: { Authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  let left = "";
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (left + piece).split("\n");
    left = lines.pop() ?? "";
    for (const line of lines) console.log((JSON.parse(line) as { text: string }).text);
  }
  if (left) throw new Error(`half a line: ${left}`);
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}
