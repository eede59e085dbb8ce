import OpenAI from "openai";

if (!process.env.OPENAI_API_KEY) { console.error("Set OPENAI_API_KEY to your API key."); process.exit(1); }
const client = new OpenAI();
try {
  let count = 0;
  for await (const file of client.files.list({ limit: 3 })) {
    if (!file.id) throw new Error("a file without an id");
    console.log(file.id, file.filename);
    count++;
  }
  if (!count) throw new Error("there are no files");
} catch (error) {
  if (error instanceof OpenAI.APIError && error.status) console.error(`HTTP ${error.status}: ${error.message}`);
  else console.error(`Request failed: ${error.cause?.cause?.message || error.cause?.message || error.message}`);
  process.exit(1);
}
