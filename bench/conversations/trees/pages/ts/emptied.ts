// Page after page, until one is empty.
interface Repo {
  id: number;
  name: string;
}

class Client {
  private readonly key: string;

  constructor(key: string) {
    this.key = key;
  }

  async page(number: number): Promise<Repo[]> {
    const response = await fetch(`${process.env.HOST}/v1/repos?page=${number}&per_page=2`, {
      headers: { Authorization: `Bearer ${this.key}`, Accept: "application/json" },
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}: ${await response.text()}`);
    }
    return (await response.json()) as Repo[];
  }

  async all(): Promise<Repo[]> {
    const repos: Repo[] = [];
    let page: Repo[];
    let number = 1;
    do {
      page = await this.page(number++);
      repos.push(...page);
    } while (page.length > 0);
    return repos;
  }
}

async function main(): Promise<void> {
  const key = process.env.KEY;
  if (!key) throw new Error("Set KEY to your API key.");
  const repos = await new Client(key).all();
  for (const { id, name } of repos) {
    if (id === undefined || name === undefined) throw new Error("a repository without id or name");
    console.log(id, name);
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
