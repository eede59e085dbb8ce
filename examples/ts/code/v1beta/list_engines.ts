// List the engines available to your organization.

const apiHost = process.env.API_HOST || "https://api.stability.ai";
const apiKey = process.env.STABILITY_API_KEY;
if (!apiKey) {
  console.error("Set STABILITY_API_KEY to your API key.");
  process.exit(1);
}

const url = `${apiHost}/v1beta/engines/list`;
let response: Response;
let body: string;
try {
  response = await fetch(url, {
    headers: { Authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(15_000),
  });
  body = await response.text();
} catch (error) {
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}

if (response.status !== 200) {
  console.error(`HTTP ${response.status}: ${body}`);
  process.exitCode = 1;
} else {
  try {
    console.log(JSON.stringify(JSON.parse(body), null, 2));
  } catch (error) {
    console.error(`Unexpected response: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
