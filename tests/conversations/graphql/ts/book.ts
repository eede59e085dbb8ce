// A query with a variable.
const key: string | undefined = process.env.KEY;
if (!key) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

interface Answer {
  data?: { book: { title: string } };
  errors?: { message: string }[];
}

try {
  const query = `
    query Book($id: ID!) {
      book(id: $id) { title kind }
    }`;
  const response = await fetch(`${process.env.HOST}/graphql`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables: { id: "b1" } }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const answer = (await response.json()) as Answer;
  if (answer.errors?.length) throw new Error(answer.errors[0].message);
  if (!answer.data) throw new Error(`no data in ${JSON.stringify(answer)}`);
  console.log(answer.data.book.title);
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  console.error(`Request failed: ${cause?.message || cause?.code || message}`);
  process.exit(1);
}
