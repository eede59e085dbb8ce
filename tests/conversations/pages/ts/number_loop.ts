// Page after page until one has fewer items than were asked for.
const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

const size = 10;
const repos: { id: number }[] = [];
try {
  for (let number = 1; ; number++) {
    const response = await fetch(`${process.env.HOST}/v1/repos?page=${number}&per_page=${size}`, {
      headers: { Authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
    const page = (await response.json()) as { id: number }[];
    if (!page.every(({ id }) => id)) throw new Error("repositories without an id");
    repos.push(...page);
    if (page.length < size) break;
  }
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}
for (const { id } of repos) console.log(id);
