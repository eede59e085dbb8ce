// A loop around fetch: it waits as long as the server asks, and gives up after three attempts.
const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

let failure = "";
for (let attempt = 0; attempt < 3; attempt++) {
  let wait = 100 * 2 ** attempt;
  try {
    const response = await fetch(`${process.env.HOST}/v1/notes`, {
      headers: { Authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(5_000),
    });
    const body = await response.text();
    if (response.ok) {
      console.log(body);
      process.exit(0);
    }
    failure = `HTTP ${response.status}: ${body}`;
    if (response.status !== 429 && response.status < 500) break;
    wait = 1_000 * Number(response.headers.get("Retry-After") ?? wait / 1_000);
  } catch (error) {
    const { cause, message } = error as Error & { cause?: Error & { code?: string } };
    failure = `Request failed: ${cause?.message || cause?.code || message}`;
  }
  if (attempt < 2) await new Promise((resolve) => setTimeout(resolve, wait));
}
console.error(failure);
process.exit(1);
