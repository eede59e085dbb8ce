import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { generateKeyPairSync } from "node:crypto";
import { App } from "octokit";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048, privateKeyEncoding: { type: "pkcs8", format: "pem" }, publicKeyEncoding: { type: "spki", format: "pem" } });
const app = new App({ appId: 1, privateKey, webhooks: { secret: process.env.WEBHOOK_SECRET } });
app.webhooks.on("issues.opened", ({ payload }) => {
  console.log(`opened: #${payload.issue.number} ${payload.issue.title}`);
});
createServer(async (request, response) => {
  const payload = await text(request);
  try {
    await app.webhooks.verifyAndReceive({
      id: request.headers["x-github-delivery"],
      name: request.headers["x-github-event"],
      signature: request.headers["x-hub-signature-256"] ?? "",
      payload,
    });
    response.writeHead(202).end();
  } catch (error) {
    response.writeHead(400, { "Content-Type": "text/plain" }).end(error.message);
  }
}).listen(Number(process.env.PORT), "127.0.0.1");
