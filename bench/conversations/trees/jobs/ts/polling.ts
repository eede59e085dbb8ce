// An async generator yields each state of the job.
import { setTimeout as sleep } from "node:timers/promises";

const { HOST, KEY } = process.env;
if (!KEY) {
  console.error("Set KEY to your API key.");
  process.exit(1);
}

interface Job {
  id: string;
  state: "queued" | "running" | "done" | "failed";
  result?: number;
}

async function call(path: string, init: RequestInit = {}): Promise<Job> {
  const response = await fetch(`${HOST}/v1${path}`, {
    ...init,
    headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json" },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const job = (await response.json()) as Job;
  if (!job.id || !job.state) throw new Error("a job without id or state");
  return job;
}

async function* states(id: string): AsyncGenerator<Job> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const job = await call(`/jobs/${id}`);
    yield job;
    if (job.state === "done" || job.state === "failed") return;
    await sleep(Math.min(50 * 2 ** attempt, 1_000));
  }
  throw new Error("the job takes too long");
}

async function main(): Promise<void> {
  const { id } = await call("/jobs", { method: "POST", body: JSON.stringify({ name: "index" }) });
  let last: Job | undefined;
  for await (const job of states(id)) last = job;
  if (last?.state !== "done") throw new Error(`the job ended as ${last?.state}`);
  console.log("result", last.result);
}

main().catch((error: Error) => {
  console.error(`Failed: ${error.message}${error.cause ? ` (${error.cause})` : ""}`);
  process.exit(1);
});
