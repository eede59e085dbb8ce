import axios from "axios";
import axiosRetry from "axios-retry";

const key = process.env.KEY;
if (!key) { console.error("Set KEY to your API key."); process.exit(1); }
const client = axios.create({ baseURL: process.env.HOST, timeout: 5000, headers: { Authorization: `Bearer ${key}` } });
axiosRetry(client, { retries: 3, retryDelay: axiosRetry.exponentialDelay });
try {
  const { data } = await client.get("/v1/notes");
  console.log(JSON.stringify(data));
} catch (error) {
  console.error(`Request failed: ${error.message} ${JSON.stringify(error.response?.data ?? "")}`);
  process.exit(1);
}
