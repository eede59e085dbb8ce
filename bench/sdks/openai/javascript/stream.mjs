import OpenAI from "openai";

if (!process.env.OPENAI_API_KEY) { console.error("Set OPENAI_API_KEY to your API key."); process.exit(1); }
const client = new OpenAI();
try {
  const stream = await client.chat.completions.create({ model: "gpt-x", messages: [{ role: "user", content: "Say hello" }], stream: true });
  let reason;
  for await (const { choices } of stream) {
    process.stdout.write(choices[0]?.delta?.content ?? "");
    reason = choices[0]?.finish_reason ?? reason;
  }
  console.log();
  if (!reason) throw new Error("the stream has no end");
} catch (error) {
  if (error instanceof OpenAI.APIError && error.status) console.error(`HTTP ${error.status}: ${error.message}`);
  else console.error(`Request failed: ${error.cause?.cause?.message || error.cause?.message || error.message}`);
  process.exit(1);
}
