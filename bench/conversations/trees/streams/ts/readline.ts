// node:readline over the response of node:http.
import { request, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { once } from "node:events";

const key = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

try {
  const outgoing = request(`${process.env.HOST}/v1/chat`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    timeout: 5_000,
  });
  outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in 5 s")));
  outgoing.end(JSON.stringify({ prompt: "hi", stream: true }));
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  if (response.statusCode !== 200) {
    response.setEncoding("utf8");
    let text = "";
    for await (const piece of response) text += piece;
    throw new Error(`HTTP ${response.statusCode}: ${text}`);
  }
  let broken: Error | undefined;
  response.on("error", (error) => (broken = error));
  let ended = false;
  for await (const line of createInterface({ input: response, crlfDelay: Infinity })) {
    const data = /^data: ?(.*)$/.exec(line)?.[1];
    if (data === undefined) continue;
    ended = data === "[DONE]";
    if (!ended) process.stdout.write(`${JSON.parse(data).text}\n`);
  }
  if (broken) throw broken;
  if (!ended) throw new Error("the stream is not whole");
} catch (error) {
  console.error(`Chat failed: ${(error as Error).message || (error as NodeJS.ErrnoException).code}`);
  process.exit(1);
}
