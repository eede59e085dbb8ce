// Receives pushes; reads bodies as streams, and closes the server on SIGTERM.
import crypto from "node:crypto";
import http, { type IncomingMessage } from "node:http";

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const server = http.createServer(async (request, response) => {
  const body = await read(request);
  const hmac = crypto.createHmac("sha256", process.env.WEBHOOK_SECRET ?? "");
  const expected = Buffer.from(`sha256=${hmac.update(body).digest("hex")}`);
  const given = Buffer.from(String(request.headers["x-hub-signature-256"]));
  if (given.length !== expected.length || !crypto.timingSafeEqual(given, expected)) {
    response.statusCode = 401;
    return response.end();
  }
  try {
    const push = JSON.parse(body.toString("utf8"));
    if (request.headers["x-hub-event"] === "push") console.log(`${push.commits.length} commits to ${push.ref}`);
    response.statusCode = 204;
  } catch (error) {
    response.statusCode = 422;
  }
  response.end();
});

server.listen(process.env.PORT);
process.on("SIGTERM", () => server.close());
