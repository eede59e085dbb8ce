// Shows each request as it comes. What came from outside is put in as text, never as markup.
"use strict";

const MOST = 200;
const at = (id) => document.getElementById(id);
const seen = new Map();
let run = "";
let chosen = null;

function make(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

const isWrong = (one) => one.findings.some((finding) => finding.severity === "error");
const isOdd = (one) => isWrong(one) || (one.reviewed?.differences.length ?? 0) > 0;

function answered(response) {
  if (response.fault === "reset") return "connection reset";
  if (response.fault === "hang") return "no answer";
  return `${response.status}${response.fault === "truncate" ? ", cut off" : ""}`;
}

function verdict(one) {
  const errors = one.findings.filter((finding) => finding.severity === "error").length;
  if (errors) return `${errors} ${errors === 1 ? "thing is" : "things are"} wrong`;
  const differences = one.reviewed?.differences.length ?? 0;
  if (differences) return `valid, but other than the reviewed request in ${differences} ${differences === 1 ? "place" : "places"}`;
  if (!one.reviewed) return "valid; nobody has reviewed a request of this operation";
  return "valid, and as it was reviewed";
}

// ------------------------------------------------------------------ the list

function entry(one) {
  const button = make(
    "button",
    { type: "button", id: `request-${one.number}` },
    `${one.request.method} ${one.request.target}`,
    make("span", { className: `small ${isOdd(one) ? "bad" : "good"}` }, `${isOdd(one) ? "✗" : "✓"} ${verdict(one)}`),
    make("span", { className: "small" }, `${one.number}. ${new Date(one.time).toLocaleTimeString()} · ${one.scenario} · ${answered(one.response)}`),
  );
  button.addEventListener("click", () => choose(one.number, true));
  return make("li", {}, button);
}

function add(one) {
  if (seen.has(one.number)) return;
  const newest = chosen === null || chosen === Math.max(...seen.keys());
  seen.set(one.number, one);
  at("none").hidden = true;
  at("list").prepend(entry(one));
  if (seen.size > MOST) {
    const oldest = Math.min(...seen.keys());
    seen.delete(oldest);
    at(`request-${oldest}`).parentElement.remove();
  }
  at("news").textContent = `${one.request.method} ${one.request.target}: ${answered(one.response)}, ${verdict(one)}`;
  if (newest) choose(one.number, false);
}

function choose(number, focus) {
  chosen = number;
  for (const button of at("list").querySelectorAll("button")) {
    button.setAttribute("aria-current", String(button.id === `request-${number}`));
  }
  show(seen.get(number));
  if (focus) at("detail").focus();
}

// ------------------------------------------------------------------ one request

function show(one) {
  const detail = at("detail");
  detail.hidden = false;
  detail.replaceChildren(
    make("h2", {}, `${one.request.method} ${one.request.target}`),
    make("p", { className: `verdict ${isOdd(one) ? "bad" : "good"}` }, `${isOdd(one) ? "✗" : "✓"} ${verdict(one)}`),
    make("p", { className: "small" }, one.operation ? `operation ${one.operation}` : "no operation of the documents", `, scenario ${one.scenario}`),
    ...one.findings.map(finding),
    ...reviewed(one.reviewed),
    ...command(one),
    ...message("Request as sent", `${one.request.method} ${one.request.target}`, one.request),
    ...message("Answer", answered(one.response) + (one.delay ? ` after ${one.delay} s` : ""), one.response),
    ...conversation(one.messages || []),
  );
}

function conversation(messages) {
  if (!messages.length) return [];
  const what = { binary: "bytes", close: "closes", cut: "breaks off", fault: "can't be read" };
  const line = (one) => [one.by, what[one.kind], one.code, one.text].filter((part) => part).join(" ");
  return [make("h3", {}, "Said on the WebSocket"), make("ol", {}, ...messages.map((one) => make("li", {}, make("code", {}, line(one)))))];
}

function finding(found) {
  const line = (label, text) => (text ? make("p", {}, `${label}: `, make("code", {}, text)) : null);
  return make(
    "section",
    { className: `finding ${found.severity}` },
    make("p", {}, make("strong", {}, found.code), `: ${found.message}`),
    line("expected", found.expected),
    line("actual", found.actual),
    found.hint ? make("p", {}, found.hint) : null,
  );
}

function reviewed(due) {
  if (!due) return [];
  const nodes = [make("h3", {}, "The reviewed request")];
  if (!due.readable) nodes.push(make("p", {}, "What was sent can't be read well enough to be compared with it."));
  if (due.differences.length) {
    const rows = due.differences.map((one) =>
      make("tr", {}, make("th", { scope: "row" }, one.at), make("td", {}, one.reviewed), make("td", {}, one.sent)),
    );
    const head = ["where", "reviewed", "sent"].map((text) => make("th", { scope: "col" }, text));
    nodes.push(make("table", { id: "differences" }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)));
  }
  nodes.push(make("details", {}, make("summary", {}, due.file), scrolled(due.text, due.file)));
  return nodes;
}

function command(one) {
  const told = make("span", { role: "status" });
  const button = make("button", { type: "button", id: "copy" }, "Copy as curl");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(one.curl);
      told.textContent = " copied";
    } catch {
      getSelection().selectAllChildren(at("curl"));
      told.textContent = " selected: copy it with the keyboard";
    }
  });
  const text = scrolled(one.curl, "the request as curl");
  text.id = "curl";
  return [make("h3", {}, "The request as curl"), make("p", {}, button, told), text];
}

function message(title, first, side) {
  const head = [first, ...side.headers.map(([name, value]) => `${name}: ${value}`)].join("\n");
  const parts = [make("h3", {}, title), scrolled(head, `${title}: head`)];
  if (side.fault && title === "Request as sent") parts.push(make("p", { className: "bad" }, `It could not be read: ${side.fault}`));
  const text = body(side.body);
  if (text) parts.push(scrolled(text, `${title}: body`));
  return parts;
}

function body(value) {
  if (value.kind === "multipart") {
    return value.parts
      .map((part) => `${part.name ?? "(no name)"}: ${"text" in part ? part.text : `${part.filename ?? "no file name"}, ${part.content_type ?? "no type"}, ${part.bytes} bytes`}`)
      .join("\n");
  }
  if (value.kind === "binary") return `${value.bytes} bytes of ${value.media_type}`;
  if (value.kind !== "text") return "";
  try {
    return JSON.stringify(JSON.parse(value.text), null, 2);
  } catch {
    return value.text;
  }
}

// What scrolls can be reached and scrolled with the keyboard.
function scrolled(text, label) {
  const node = make("pre", { tabIndex: 0 }, text);
  node.setAttribute("role", "region");
  node.setAttribute("aria-label", label);
  return node;
}

// ------------------------------------------------------------------ what is next

function state(now) {
  if (now.run !== run) {
    run = now.run;
    at("start").textContent = now.start;
    seen.clear();
    chosen = null;
    at("list").replaceChildren();
    at("none").hidden = false;
    at("detail").hidden = true;
    at("scenario").replaceChildren(...now.scenarios.map((one) => make("option", { value: one.name }, `${one.name}: ${one.summary}`)));
    at("scenario").value = now.scenario;
  }
  at("now").textContent = `now: ${now.scenario}${now.lasts === "once" ? ", once" : ""}`;
}

at("next").addEventListener("submit", async (event) => {
  event.preventDefault();
  const wanted = { scenario: at("scenario").value, lasts: at("lasts").value };
  try {
    const answer = await fetch("scenario", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(wanted),
    });
    const said = await answer.json();
    // What is next comes as an event, in order: this answer may be read after a later event.
    if (!answer.ok) at("now").textContent = said.message;
  } catch {
    at("now").textContent = "the mock does not answer";
  }
});

const source = new EventSource("events");
source.addEventListener("open", () => (at("connection").textContent = `listening on ${location.origin}`));
source.addEventListener("error", () => (at("connection").textContent = "the mock has ended; waiting for it …"));
source.addEventListener("state", (event) => state(JSON.parse(event.data)));
source.addEventListener("request", (event) => add(JSON.parse(event.data)));
