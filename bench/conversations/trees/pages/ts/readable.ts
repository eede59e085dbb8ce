// A stream of notes: an async generator behind Readable, and a pipeline.
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

type Note = { id: string; text: string };
type Page = { notes: Note[]; has_more: boolean; next_cursor: string | null };

const { HOST, KEY } = process.env;
if (!KEY) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

async function* fetchNotes(): AsyncGenerator<Note, void, undefined> {
  const url = new URL("/v1/notes", HOST);
  url.searchParams.set("limit", "2");
  for (;;) {
    const response = await fetch(url, {
      headers: { Authorization: `Bearer ${KEY}` },
      signal: AbortSignal.timeout(5000),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
    const { notes, has_more, next_cursor } = (await response.json()) as Page;
    for (const note of notes) yield note;
    if (!has_more || !next_cursor) return;
    url.searchParams.set("cursor", next_cursor);
  }
}

const print = new Writable({
  objectMode: true,
  write({ id, text }: Note, _encoding, done) {
    console.log(`${id}\t${text}`);
    done();
  },
});

pipeline(Readable.from(fetchNotes()), print).catch((error: Error & { cause?: Error }) => {
  console.error(`Listing failed: ${error.message}`, error.cause ?? "");
  process.exitCode = 1;
});
