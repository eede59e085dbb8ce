const key = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}
const url = process.env.HOST!.replace("http", "ws") + "/v1/talk?lang=en";
const options: any = { headers: { Authorization: `Bearer ${key}` } };
const socket = new WebSocket(url, options);
const timer = setTimeout(() => fail("No connection after 5 s."), 5000);

function fail(message: string) {
  console.error(message);
  process.exit(1);
}

socket.onopen = () => {
  clearTimeout(timer);
  socket.send(JSON.stringify({ type: "ask", text: "Hello" }));
};
socket.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  if (event.type === "part") console.log(event.text);
};
socket.onerror = () => fail("The WebSocket failed.");
socket.onclose = ({ code, reason }) => {
  if (code !== 1000) fail(`The WebSocket was closed: ${code} ${reason}`);
};
