import { Octokit } from "octokit";

if (!process.env.GITHUB_TOKEN) { console.error("Set GITHUB_TOKEN to your token."); process.exit(1); }
const octokit = new Octokit({ auth: process.env.GITHUB_TOKEN });
try {
  const issues = await octokit.paginate(octokit.rest.issues.listForRepo, { owner: "octo", repo: "hello", state: "open", per_page: 5 }, ({ data }) => {
    if (!Array.isArray(data)) throw new Error("a page that is no list");
    return data;
  });
  for (const issue of issues) {
    if (!issue.title) throw new Error("an issue without a title");
    console.log(`#${issue.number} ${issue.title} (${issue.id})`);
  }
} catch (error) {
  console.error(`${error.status ?? ""} ${error.message}`, error.cause ?? "");
  process.exit(1);
}
