// A book from its making to its end.
const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

interface Book {
  id: string;
  title: string;
  pages: number;
}

async function call(method: string, path: string, body?: object): Promise<Response> {
  return await fetch(`${process.env.HOST}/v1${path}`, {
    method,
    body: body && JSON.stringify(body),
    headers: { Authorization: `Bearer ${key}`, ...(body ? { "Content-Type": "application/json" } : {}) },
    signal: AbortSignal.timeout(5_000),
  });
}

async function json<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

try {
  const { id } = await json<Book>(call("POST", "/books", { title: "Emma", pages: 474 }));
  if (!id) throw new Error("a book without an id");
  const read = await json<Book>(call("GET", `/books/${id}`));
  if (read.title !== "Emma") throw new Error(`another title: ${read.title}`);
  const changed = await json<Book>(call("PATCH", `/books/${id}`, { title: "Persuasion" }));
  if (changed.pages !== 474) throw new Error(`other pages: ${changed.pages}`);
  const { books } = await json<{ books: Book[] }>(call("GET", "/books"));
  if (!books.some((one) => one.id === id && one.title === "Persuasion")) throw new Error("the book is not listed");
  const removed = await call("DELETE", `/books/${id}`);
  if (!removed.ok) throw new Error(`HTTP ${removed.status}: ${await removed.text()}`);
  const gone = await call("GET", `/books/${id}`);
  if (gone.status !== 404) throw new Error(`HTTP ${gone.status}: ${await gone.text()}`);
  console.log(id, "came and went");
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}
