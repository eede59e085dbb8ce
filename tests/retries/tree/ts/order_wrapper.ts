// A function around fetch that repeats, with one idempotency key for all attempts.
import { randomUUID } from "node:crypto";

const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

async function retrying(url: string, init: RequestInit, retries = 2): Promise<Response> {
  const again = async (seconds: number) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000 * seconds));
    return retrying(url, init, retries - 1);
  };
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) });
  } catch (error) {
    if (retries === 0) throw error;
    return again(0.1);
  }
  if (retries === 0 || (response.status !== 429 && response.status < 500)) return response;
  return again(Number(response.headers.get("retry-after") ?? 0.1));
}

try {
  const response = await retrying(`${process.env.HOST}/v1/orders`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "Idempotency-Key": randomUUID() },
    body: JSON.stringify({ text: "two" }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${body}`);
  console.log(body);
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  console.error(cause?.message || cause?.code || message);
  process.exitCode = 1;
}
