import ky from "ky";

const key = process.env.KEY;
if (!key) { console.error("Set KEY to your API key."); process.exit(1); }
try {
  console.log(JSON.stringify(await ky(`${process.env.HOST}/v1/notes`, { headers: { Authorization: `Bearer ${key}` }, timeout: 15000 }).json()));
} catch (error) {
  console.error(error.response ? `HTTP ${error.response.status}: ${await error.response.text().catch(() => JSON.stringify(error.data ?? ""))}${JSON.stringify(error.data ?? "")}` : `Request failed: ${error.cause?.message || error.cause?.code || error.message}`);
  process.exit(1);
}
