import axios from "axios";
import { randomUUID } from "node:crypto";

const key = process.env.KEY;
if (!key) { console.error("Set KEY to your API key."); process.exit(1); }
const client = axios.create({ baseURL: process.env.HOST, timeout: 5000, headers: { Authorization: `Bearer ${key}` } });
client.interceptors.response.use(undefined, async (error) => {
  const config = error.config;
  const status = error.response?.status;
  config.attempt = (config.attempt ?? 0) + 1;
  if (config.attempt > 3 || (status && status !== 429 && status < 500)) throw error;
  const wait = Number(error.response?.headers["retry-after"] ?? 0.1 * 2 ** config.attempt);
  await new Promise((done) => setTimeout(done, wait * 1000));
  return client(config);
});
try {
  const { data } = await client.post("/v1/orders", { text: "two" }, { headers: { "Idempotency-Key": randomUUID() } });
  console.log(JSON.stringify(data));
} catch (error) {
  console.error(error.response ? `HTTP ${error.response.status}: ${JSON.stringify(error.response.data)}` : `Request failed: ${error.message || error.code}`);
  process.exit(1);
}
