// Scalar's mock is a library: this serves the document with it, as its own page shows.
import { readFileSync } from "node:fs";
import { serve } from "@hono/node-server";
import { createMockServer } from "@scalar/mock-server";

const [document, port] = process.argv.slice(2);
const app = await createMockServer({ document: readFileSync(document, "utf8") });
serve({ fetch: app.fetch, port: Number(port), hostname: "127.0.0.1" });
