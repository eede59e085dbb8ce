async function* messages(socket: WebSocket) {
  const waiting: any[] = [];
  let wake = () => {};
  const push = (one: any) => {
    waiting.push(one);
    wake();
  };
  socket.addEventListener("message", (event) => push(JSON.parse(event.data)));
  socket.addEventListener("error", () => push(new Error("The WebSocket failed.")));
  socket.addEventListener("close", (event) => push(event.code === 1000 ? null : new Error(`Closed: ${event.code}`)));
  while (true) {
    if (!waiting.length) await new Promise<void>((resolve) => (wake = resolve));
    const one = waiting.shift();
    if (one === null) return;
    if (one instanceof Error) throw one;
    yield one;
  }
}

async function main(key: string) {
  const options: any = { headers: { Authorization: `Bearer ${key}` } };
  const socket = new WebSocket(process.env.HOST!.replace("http", "ws") + "/v1/talk?lang=en", options);
  const timer = setTimeout(() => {
    console.error("No connection after 5 s.");
    process.exit(1);
  }, 5000);
  socket.addEventListener("open", () => {
    clearTimeout(timer);
    socket.send(JSON.stringify({ type: "ask", text: "Hello" }));
  });
  const words: string[] = [];
  for await (const event of messages(socket)) {
    if (event.type === "part") words.push(event.text);
  }
  console.log(words.join(" "));
}

const key = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}
main(key).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
