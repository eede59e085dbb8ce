import Stripe from "stripe";

if (!process.env.STRIPE_KEY) { console.error("Set STRIPE_KEY to your API key."); process.exit(1); }
const stripe = new Stripe(process.env.STRIPE_KEY);
try {
  const charges = await stripe.charges.list({ limit: 2 }).autoPagingToArray({ limit: 1000 });
  if (charges.some((charge) => !charge.id)) throw new Error("an id is missing");
  console.log(charges.map((charge) => charge.id).join("\n"));
} catch (error) {
  console.error(`${error.statusCode ?? ""} ${error.message} ${error.detail?.message ?? ""}`);
  process.exit(1);
}
