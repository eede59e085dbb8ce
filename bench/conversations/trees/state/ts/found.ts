// Adds a book, finds it in the list, and reads it there.
import { setTimeout as pause } from "node:timers/promises";

const { HOST, KEY } = process.env;
if (!KEY) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

type Book = { id: string; title: string; pages: number };

async function api<T>(path: string, method = "GET", body?: unknown, tries = 3): Promise<T> {
  const headers: Record<string, string> = { Authorization: `Bearer ${KEY}` };
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(`${HOST}/v1${path}`, {
    method,
    headers,
    body: body ? JSON.stringify(body) : undefined,
    signal: AbortSignal.timeout(5_000),
  });
  if (response.status === 429 && tries > 1) {
    await pause(Number(response.headers.get("Retry-After") ?? 1) * 1_000);
    return api<T>(path, method, body, tries - 1);
  }
  if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

try {
  const made = await api<Book>("/books", "POST", { title: "Persuasion", pages: 249 });
  const { books } = await api<{ books: Book[] }>("/books");
  const listed = books.find((book) => book.id === made.id);
  if (!listed) throw new Error(`${made.id} is not in the list`);
  const read = await api<Book>(`/books/${encodeURIComponent(listed.id)}`);
  console.log(`${read.title}, ${read.pages} pages`);
} catch (error) {
  const { message, cause } = error as Error;
  console.error(cause ? `${message}: ${cause}` : message);
  process.exit(1);
}
