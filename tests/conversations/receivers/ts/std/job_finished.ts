// Receives finished jobs; a router of its own over an event emitter.
import { createHmac, timingSafeEqual } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";

const bus = new EventEmitter();
bus.on("job.finished", (event: { job: string }) => console.log("finished:", event.job));

const key = Buffer.from((process.env.WEBHOOK_SECRET ?? "").replace(/^whsec_/, ""), "base64");

class Refused extends Error {}

function verified(headers: Record<string, unknown>, body: string): { type: string; job: string } {
  const [id, time, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((n) => String(headers[n] ?? ""));
  if (!(Math.abs(Date.now() / 1000 - Number(time)) < 300)) throw new Refused("too old");
  const made = Buffer.from("v1," + createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64"));
  const fits = (one: string) => one.length === made.length && timingSafeEqual(Buffer.from(one), made);
  if (!signatures.split(" ").some(fits)) throw new Refused("wrong signature");
  return JSON.parse(body);
}

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (text: string) => (body += text));
  request.on("end", () => {
    try {
      const event = verified(request.headers, body);
      bus.emit(event.type, event);
      response.writeHead(202).end();
    } catch (error) {
      response.writeHead(error instanceof Refused ? 401 : 400).end((error as Error).message);
    }
  });
});
server.listen(Number(process.env.PORT ?? 8080), "localhost");
await once(server, "listening");
console.error("listening");
