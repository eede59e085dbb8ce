// Recursion by node:http: each answer names the next address.
import http from "node:http";

const key = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function list(url: string, found: string[], done: (found: string[]) => void): void {
  const request = http.get(url, { headers: { Authorization: `Bearer ${key}` }, timeout: 5000 }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk) => chunks.push(chunk));
    response.on("error", (error) => fail(`The answer broke off: ${error.message}`));
    response.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      if (response.statusCode !== 200) fail(`HTTP ${response.statusCode}: ${text}`);
      let page: { next: string | null; results: { id: string }[] };
      try {
        page = JSON.parse(text);
        found.push(...page.results.map((film) => film.id));
      } catch (error) {
        fail(`${error}: ${text}`);
      }
      if (page.next) list(page.next, found, done);
      else done(found);
    });
  });
  request.on("timeout", () => request.destroy(new Error("no answer in 5 seconds")));
  request.on("error", (error) => fail(`Request failed: ${error.message || (error as NodeJS.ErrnoException).code}`));
}

list(`${process.env.HOST}/v1/films`, [], (found) => {
  for (const id of found) console.log(id);
});
