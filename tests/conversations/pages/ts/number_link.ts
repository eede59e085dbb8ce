// The header Link leads from page to page.
const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

async function all(url: string): Promise<{ id: number; name: string }[]> {
  const response = await fetch(url, {
    headers: { Authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const page = (await response.json()) as { id: number; name: string }[];
  if (!page.every(({ id }) => id)) throw new Error("repositories without an id");
  const next = /<([^>]+)>; rel="next"/.exec(response.headers.get("Link") ?? "");
  return next ? [...page, ...(await all(next[1]))] : page;
}

try {
  for (const repo of await all(`${process.env.HOST}/v1/repos?per_page=100`)) console.log(repo.id, repo.name);
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}
