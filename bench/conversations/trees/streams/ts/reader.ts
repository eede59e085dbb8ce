// getReader(), bytes kept until a line is whole.
const key = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

async function tail(onEntry: (entry: { level: string; text: string }) => void): Promise<number> {
  const response = await fetch(`${process.env.HOST}/v1/logs`, {
    headers: { Authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const reader = response.body!.getReader();
  let kept = Buffer.alloc(0);
  let count = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (value) kept = Buffer.concat([kept, value]);
    for (let end = kept.indexOf("\n"); end >= 0; end = kept.indexOf("\n")) {
      onEntry(JSON.parse(kept.subarray(0, end).toString("utf8")));
      kept = kept.subarray(end + 1);
      count++;
    }
    if (done) break;
  }
  if (kept.length > 0) {
    onEntry(JSON.parse(kept.toString("utf8")));
    count++;
  }
  return count;
}

tail(({ level, text }) => {
  if (!text) throw new Error("a line without a text");
  console.log(`[${level}] ${text}`);
})
  .then((count) => console.log(count, "lines"))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
