import { Octokit } from "octokit";

const auth = process.env.GITHUB_TOKEN;
if (!auth) { console.error("Set GITHUB_TOKEN to your token."); process.exit(1); }
const octokit = new Octokit({ auth });
let count = 0;
try {
  for await (const { data } of octokit.paginate.iterator("GET /repos/{owner}/{repo}/issues", { owner: "octo", repo: "hello", per_page: 100 })) {
    if (!Array.isArray(data)) throw new Error("a page that is no list");
    for (const { id, title } of data) {
      if (id === undefined) throw new Error("an issue without an id");
      console.log(id, title);
      count++;
    }
  }
  console.log(count, "issues");
} catch (error) {
  console.error("Request failed:", error.message, error.response?.data ?? error.cause ?? "");
  process.exit(1);
}
