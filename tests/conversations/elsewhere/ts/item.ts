// A key in a header of its own: the program follows the redirect itself, and leaves the key out on another host.
const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

async function get(url: string, headers: Record<string, string>): Promise<Response> {
  const response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(5_000) });
  const location = response.headers.get("Location");
  if (response.status < 300 || response.status >= 400 || !location) return response;
  const target = new URL(location, url);
  return get(target.href, target.origin === new URL(url).origin ? headers : {});
}

try {
  const response = await get(`${process.env.HOST}/v1/items/1`, { "X-Api-Key": key });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const item = (await response.json()) as { id?: string };
  if (!item.id) throw new Error(`no id in ${JSON.stringify(item)}`);
  console.log(item.id);
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}
