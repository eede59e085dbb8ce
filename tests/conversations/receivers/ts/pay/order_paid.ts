// Receives the payments of orders.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const secret: string | undefined = process.env.WEBHOOK_SECRET;
if (!secret) {
  console.error("Set WEBHOOK_SECRET to the secret of your webhook.");
  process.exit(1);
}

function isGenuine(header: string, body: Buffer): boolean {
  const parts = new Map(header.split(",").map((part) => part.split("=", 2) as [string, string]));
  const time = parts.get("t") ?? "";
  const expected = createHmac("sha256", secret as string).update(`${time}.`).update(body).digest();
  const given = Buffer.from(parts.get("v1") ?? "", "hex");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  return Math.abs(Date.now() / 1000 - Number(time)) <= 300;
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    if (!isGenuine(String(request.headers["pay-signature"] ?? ""), body)) {
      response.writeHead(400).end("The signature is wrong.");
      return;
    }
    let event: { type: string; data: { order: string; amount: number } };
    try {
      event = JSON.parse(body.toString());
    } catch {
      response.writeHead(400).end("The body is no JSON.");
      return;
    }
    if (event.type === "order.paid") {
      console.log("paid:", event.data.order, event.data.amount);
    }
    response.end("ok");
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
