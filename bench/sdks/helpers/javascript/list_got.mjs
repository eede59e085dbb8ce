import got from "got";

const key = process.env.KEY;
if (!key) { console.error("Set KEY to your API key."); process.exit(1); }
try {
  console.log(await got(`${process.env.HOST}/v1/notes`, { headers: { Authorization: `Bearer ${key}` }, timeout: { request: 5000 } }).text());
} catch (error) {
  console.error(`${error.message} ${error.response?.body ?? ""}`);
  process.exit(1);
}
