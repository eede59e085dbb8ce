// CommonJS, told by its syntax alone: no package.json says what a .js is here.
const https = require("node:https");

const key = process.env.NOTES_KEY;
if (!key) {
  console.error("NOTES_KEY is not set");
  process.exit(1);
}

function fail(error) {
  console.error(`balance: ${error.message}`);
  process.exitCode = 1;
}

const options = { headers: { Authorization: `Bearer ${key}` }, timeout: 4000, agent: false };
const request = https.get("https://api.notes.invalid/v1/balance", options, (response) => {
  const chunks = [];
  response.on("data", (chunk) => chunks.push(chunk));
  response.on("error", fail);
  response.on("end", () => {
    const text = Buffer.concat(chunks).toString();
    if (response.statusCode !== 200) {
      fail(new Error(`${response.statusCode}: ${text}`));
      return;
    }
    try {
      const { credits } = JSON.parse(text);
      if (typeof credits !== "number") throw new Error(`expected credits, got ${text}`);
      console.log(`credits: ${credits}`);
    } catch (error) {
      fail(error);
    }
  });
});
request.on("timeout", () => request.destroy(new Error("no answer within 4 seconds")));
request.on("error", fail);
