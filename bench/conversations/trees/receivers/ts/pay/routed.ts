// A router of its own; events wait in a queue of promises.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

const secret = process.env.WEBHOOK_SECRET;
if (!secret) throw new Error("Set WEBHOOK_SECRET to the secret of your webhook.");

interface Event {
  type: string;
  data: { order: string; amount: number };
}

let queue = Promise.resolve();
function later(event: Event): void {
  queue = queue.then(async () => {
    await pause(30);
    switch (event.type) {
      case "order.paid":
        return console.log(`ship ${event.data.order}`);
      case "order.refunded":
        return console.log(`take back ${event.data.order}`);
    }
  });
}

function check(header: string | undefined, body: Buffer): void {
  const found = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header ?? "");
  if (!found) throw new Error("no signature");
  const made = createHmac("sha256", secret!).update(Buffer.concat([Buffer.from(`${found[1]}.`), body])).digest();
  if (!timingSafeEqual(made, Buffer.from(found[2], "hex"))) throw new Error("another signature");
  if (Date.now() / 1_000 - Number(found[1]) > 300) throw new Error("an old signature");
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
const routes: Record<string, Handler> = {
  "GET /health": async (_, response) => void response.end("ok"),
  "POST /webhook": async (request, response) => {
    const body = await buffer(request);
    try {
      check(request.headers["pay-signature"] as string | undefined, body);
      later(JSON.parse(body.toString("utf8")) as Event);
      response.writeHead(200, { "Content-Type": "application/json" }).end('{"received": true}');
    } catch (error) {
      response.writeHead(400, { "Content-Type": "text/plain" }).end((error as Error).message);
    }
  },
};

const server = createServer((request, response) => {
  const handler = routes[`${request.method} ${request.url}`];
  if (handler) handler(request, response).catch(() => response.destroy());
  else response.writeHead(404).end();
}).listen(process.env.PORT);

process.once("SIGTERM", async () => {
  server.close();
  server.closeIdleConnections();
  await queue;
});
