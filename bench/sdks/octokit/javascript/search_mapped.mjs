import { Octokit } from "octokit";

if (!process.env.GITHUB_TOKEN) { console.error("Set GITHUB_TOKEN to your token."); process.exit(1); }
const octokit = new Octokit({ auth: process.env.GITHUB_TOKEN });
try {
  const ids = await octokit.paginate(octokit.rest.search.issuesAndPullRequests, { q: "repo:octo/hello is:issue", per_page: 10 }, ({ data }) =>
    data.map((issue) => issue.id),
  );
  if (!ids.length || ids.some((id) => id === undefined)) throw new Error("issues without ids");
  console.log(ids.join("\n"));
} catch (error) {
  console.error(`${error.name}: ${error.message}`, error.cause ?? "");
  process.exit(1);
}
