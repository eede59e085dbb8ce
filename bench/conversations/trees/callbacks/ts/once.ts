// A promise of the one request that the server waits for.
import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

function genuine(body: string, given: string): boolean {
  const made = createHmac("sha256", process.env.WEBHOOK_SECRET!).update(body, "utf8").digest();
  const sent = Buffer.from(given, "hex");
  return sent.length === made.length && timingSafeEqual(sent, made);
}

async function main(): Promise<void> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const called = once(server, "request", { signal: AbortSignal.timeout(7_000) }) as Promise<
    [IncomingMessage, ServerResponse]
  >;
  called.catch(() => {});
  try {
    const { port } = server.address() as AddressInfo;
    const started = await fetch(`${process.env.HOST}/jobs`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ notify: `http://127.0.0.1:${port}/` }),
      signal: AbortSignal.timeout(5_000),
    });
    const answer = await started.text();
    if (!started.ok) throw new Error(`HTTP ${started.status}: ${answer}`);
    const { id } = JSON.parse(answer) as { id?: string };
    if (!id) throw new Error(`no id in ${answer}`);
    console.log("started", id);
    const [request, response] = await called;
    const body = await text(request);
    if (!genuine(body, String(request.headers["job-signature"]))) {
      response.writeHead(401).end();
      throw new Error("a forged call");
    }
    response.writeHead(200).end();
    console.log("ended:", JSON.parse(body).state);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

main().catch((error: Error) => {
  console.error("Failed:", error.message, error.cause ?? "");
  process.exitCode = 1;
});
