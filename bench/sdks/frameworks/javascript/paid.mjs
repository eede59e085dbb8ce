import { createHmac, timingSafeEqual } from "node:crypto";
import express from "express";

const app = express();

function isGenuine(header, body) {
  const parts = Object.fromEntries(header.split(",").map((part) => part.split("=", 2)));
  const made = createHmac("sha256", process.env.WEBHOOK_SECRET).update(`${parts.t}.`).update(body).digest();
  const given = Buffer.from(parts.v1 ?? "", "hex");
  return given.length === made.length && timingSafeEqual(given, made) && Math.abs(Date.now() / 1000 - parts.t) <= 300;
}

app.post("/webhook", express.raw({ type: "*/*", limit: "5mb" }), (request, response) => {
  if (!isGenuine(request.get("Pay-Signature") ?? "", request.body)) {
    response.status(400).send("The signature is wrong.");
    return;
  }
  let event;
  try {
    event = JSON.parse(request.body);
  } catch {
    response.status(400).send("The body is no JSON.");
    return;
  }
  if (event.type === "order.paid") console.log("paid:", event.data.order, event.data.amount);
  response.send("ok");
});

app.listen(Number(process.env.PORT), "127.0.0.1");
