// An async generator over the pages.
const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

interface Note {
  id: string;
  text: string;
}

async function* notes(): AsyncGenerator<Note> {
  let cursor: string | null = null;
  do {
    const query: URLSearchParams = new URLSearchParams(cursor ? { cursor } : {});
    const response = await fetch(`${process.env.HOST}/v1/notes?${query}`, {
      headers: { Authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
    const page = (await response.json()) as { notes: Note[]; next_cursor: string | null };
    yield* page.notes;
    cursor = page.next_cursor;
  } while (cursor);
}

try {
  for await (const note of notes()) console.log(note.id);
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}
