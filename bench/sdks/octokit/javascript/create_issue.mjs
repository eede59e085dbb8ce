import { Octokit } from "octokit";

if (!process.env.GITHUB_TOKEN) { console.error("Set GITHUB_TOKEN to your token."); process.exit(1); }
const octokit = new Octokit({ auth: process.env.GITHUB_TOKEN });
try {
  const { data, status } = await octokit.rest.issues.create({ owner: "octo", repo: "hello", title: "It is broken", labels: ["bug"] });
  if (!data.number) throw new Error("an issue without a number");
  console.log(status, data.number);
} catch (error) {
  console.error(`${error.status ?? ""} ${error.message}`, error.cause ?? "");
  process.exit(1);
}
