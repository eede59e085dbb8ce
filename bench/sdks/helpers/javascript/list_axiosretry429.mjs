import axios, { isAxiosError } from "axios";
import axiosRetry, { isNetworkOrIdempotentRequestError } from "axios-retry";

const key = process.env.KEY;
if (!key) { console.error("Set KEY to your API key."); process.exit(1); }
axiosRetry(axios, {
  retries: 3,
  retryCondition: (error) => isNetworkOrIdempotentRequestError(error) || error.response?.status === 429,
});
try {
  const { data } = await axios.get(`${process.env.HOST}/v1/notes`, { timeout: 5000, headers: { Authorization: `Bearer ${key}` } });
  console.log(JSON.stringify(data));
} catch (error) {
  if (!isAxiosError(error)) throw error;
  console.error(error.response ? `HTTP ${error.response.status}: ${JSON.stringify(error.response.data)}` : `Request failed: ${error.message || error.code}`);
  process.exit(1);
}
