// fetch follows the redirect to the report, and leaves the key out on another host.
const key = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

const controller = new AbortController();
const timer = setTimeout(() => controller.abort(), 5_000);
fetch(`${process.env.HOST}/v1/reports/2026`, {
  headers: { Authorization: `Bearer ${key}` },
  signal: controller.signal,
})
  .then(async (response) => {
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    console.log(`${bytes.length} bytes of ${response.headers.get("content-type")}`);
  })
  .catch((error) => {
    console.error("No report:", error);
    process.exitCode = 1;
  })
  .finally(() => clearTimeout(timer));
