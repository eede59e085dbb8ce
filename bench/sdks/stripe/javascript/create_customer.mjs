import Stripe from "stripe";

if (!process.env.STRIPE_KEY) { console.error("Set STRIPE_KEY to your API key."); process.exit(1); }
const stripe = new Stripe(process.env.STRIPE_KEY);
try {
  const customer = await stripe.customers.create({ name: "Jenny Rosen" });
  if (!customer.id) throw new Error("an id is missing");
  console.log(customer.id);
} catch (error) {
  console.error(`${error.statusCode ?? ""} ${error.message} ${error.detail?.message ?? ""}`);
  process.exit(1);
}
