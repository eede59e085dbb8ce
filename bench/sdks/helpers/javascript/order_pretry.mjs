import { randomUUID } from "node:crypto";
import pRetry, { AbortError } from "p-retry";

const key = process.env.KEY;
if (!key) { console.error("Set KEY to your API key."); process.exit(1); }
const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "Idempotency-Key": randomUUID() };
async function order() {
  const response = await fetch(`${process.env.HOST}/v1/orders`, {
    method: "POST", headers, body: JSON.stringify({ text: "two" }), signal: AbortSignal.timeout(5000),
  });
  const body = await response.text();
  if (response.ok) return body;
  const error = new Error(`HTTP ${response.status}: ${body}`);
  if (response.status !== 429 && response.status < 500) throw new AbortError(error);
  throw error;
}
try {
  console.log(await pRetry(order, { retries: 3, minTimeout: 1000, factor: 1.5 }));
} catch (error) {
  console.error(error.cause?.message || error.cause?.code || error.message);
  process.exit(1);
}
