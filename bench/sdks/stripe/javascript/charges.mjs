import Stripe from "stripe";

if (!process.env.STRIPE_KEY) { console.error("Set STRIPE_KEY to your API key."); process.exit(1); }
const stripe = new Stripe(process.env.STRIPE_KEY);
try {
  for await (const charge of stripe.charges.list({ limit: 3 })) {
    if (!charge.id) throw new Error("an id is missing");
    console.log(charge.id, charge.amount);
  }
} catch (error) {
  console.error(`${error.statusCode ?? ""} ${error.message} ${error.detail?.message ?? ""}`);
  process.exit(1);
}
