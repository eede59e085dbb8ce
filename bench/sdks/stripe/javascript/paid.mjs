import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import Stripe from "stripe";

const stripe = new Stripe("sk_unused");
createServer(async (request, response) => {
  const body = await buffer(request);
  try {
    const event = stripe.webhooks.constructEvent(body, request.headers["stripe-signature"], process.env.WEBHOOK_SECRET);
    if (event.type === "payment_intent.succeeded") console.log(event.data.object.id, event.data.object.amount);
    response.writeHead(200).end();
  } catch (error) {
    response.writeHead(400).end(error.message);
  }
}).listen(Number(process.env.PORT));
