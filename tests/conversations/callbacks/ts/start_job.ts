// Starts a job, and waits until it is called back.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";

const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const made = createHmac("sha256", process.env.WEBHOOK_SECRET ?? "").update(body).digest("hex");
  if (made !== request.headers["job-signature"]) {
    response.writeHead(403).end();
    return;
  }
  response.writeHead(204, { Connection: "close" }).end();
  const { job, state } = JSON.parse(body.toString()) as { job: string; state: string };
  console.log(job, state);
  server.close();
});

server.listen(4000, "localhost", async () => {
  try {
    const response = await fetch(`${process.env.HOST}/jobs`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ notify: "http://localhost:4000/done" }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
    JSON.parse(await response.text());
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
});
