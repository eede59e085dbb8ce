// A TransformStream makes events out of text.
interface Chunk {
  text: string;
}

const { HOST, KEY } = process.env;
if (!KEY) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

function eventStream(): TransformStream<string, string> {
  let rest = "";
  return new TransformStream<string, string>({
    transform(text, controller) {
      const events = (rest + text).split(/\r?\n\r?\n/);
      rest = events.pop()!;
      for (const event of events) {
        const data = event
          .split(/\r?\n/)
          .filter((line) => line.startsWith("data:"))
          .map((line) => line.slice("data:".length).trimStart())
          .join("\n");
        if (data) controller.enqueue(data);
      }
    },
    flush(controller) {
      if (rest.trim() !== "" && rest.trim() !== "data: [DONE]") controller.error(new Error("half an event"));
      else if (rest.trim()) controller.enqueue("[DONE]");
    },
  });
}

async function chat(prompt: string): Promise<void> {
  const response = await fetch(new URL("/v1/chat", HOST), {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ prompt, stream: true }),
    signal: AbortSignal.timeout(8_000),
  });
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const events = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(eventStream());
  for await (const event of events) {
    if (event === "[DONE]") return;
    const { text } = JSON.parse(event) as Chunk;
    if (typeof text !== "string") throw new Error(`no text in ${event}`);
    console.log(text);
  }
  throw new Error("the stream ended without [DONE]");
}

chat("hi").catch((error: Error) => {
  console.error("Chat failed:", error.message, error.cause ?? "");
  process.exit(1);
});
