"use strict";
// Shows what the report has rendered already. Names and words from outside are set as text and never as markup; the
// pages that are unpacked here were escaped when they were made.
(() => {
  const byId = (id) => document.getElementById(id);
  const index = JSON.parse(byId("index").textContent);
  const fields = ["api", "operation", "language", "scenario", "verdict", "code", "text"];
  const worst = ["passed", "skipped", "known-failure", "could-not-run", "unexpected-pass", "flaky", "failed"];
  const fine = new Set(["passed", "known-failure"]);
  const step = 100;
  const cases = index.cases.map(([name, verdict, time, part, codes, words, cached], number) => {
    const [api, operation, language, scenario] = name.split("/");
    const text = `${name}\n${verdict}\n${codes.join(" ")}\n`.toLowerCase() + index.words[words];
    return { name, verdict, time, part, codes, cached, number, api, operation, language, scenario, text, rank: worst.indexOf(verdict) };
  });
  const byName = new Map(cases.map((one) => [one.name, one]));
  const form = byId("filters");
  const cells = new Map();
  for (const link of document.querySelectorAll(".cell")) {
    cells.set(decodeURIComponent(link.hash.slice(1)), { link, figure: link.querySelector(".figure"), worst: link.querySelector(".worst") });
  }
  const causes = [...document.querySelectorAll("[data-cause]")].map((node) => ({ node, row: node.localName === "tr", members: index.causes[node.dataset.cause] }));
  const rows = [...document.querySelectorAll(".matrix tbody tr")].map((node) => ({ node, links: [...node.querySelectorAll(".cell")] }));
  const few = 20;
  const unpacked = new Map();
  let filters = {};
  let shown = cases;
  let limit = step;
  let causesShown = few;

  // ------------------------------------------------------------------ the address

  const hashOf = (name) => "#" + name.split("/").map(encodeURIComponent).join("/");

  function written() {
    const query = new URLSearchParams(fields.filter((name) => filters[name]).map((name) => [name, filters[name]]));
    return query.size ? `?${query}` : "";
  }

  function read() {
    const [path, query] = location.hash.slice(1).split(/\?(.*)/s);
    let name = "";
    try {
      name = decodeURIComponent(path);
    } catch {
      name = path;
    }
    return { name, query };
  }

  function follow() {
    let { name, query } = read();
    if (query !== undefined) {
      const asked = new URLSearchParams(query);
      filters = Object.fromEntries(fields.map((field) => [field, asked.get(field) || ""]));
    }
    const parts = name.split("/");
    if (parts.length === 3 && cells.has(name)) {
      filters = { ...filters, api: parts[0], operation: parts[1], language: parts[2] };
      history.replaceState(null, "", `#${written()}`);
      overview();
      byId("cases-title").focus();
      return;
    }
    if (query === undefined && written()) history.replaceState(null, "", `${hashOf(name)}${written()}`);
    const one = byName.get(name);
    const part = one ? one.part : index.parts.indexOf(name);
    if (name && part >= 0) open(name, part, one);
    else {
      if (!byId("overview").hidden && name && byId(name)) apply();
      else overview();
      if (name) reveal(byId(name));
    }
  }

  // What is folded away is opened, as browsers do where a link leads there by itself.
  function reveal(node) {
    if (!node) return;
    for (let one = node; one; one = one.parentElement.closest("details")) if (one.localName === "details") one.open = true;
    node.scrollIntoView();
    (node.querySelector("summary") || node).focus({ preventScroll: true });
  }

  // ------------------------------------------------------------------ one case, or one operation

  async function unpack(number) {
    if (!unpacked.has(number)) {
      const packed = Uint8Array.from(atob(byId(`part-${number}`).textContent), (char) => char.charCodeAt(0));
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
      unpacked.set(number, JSON.parse(await new Response(stream).text()));
    }
    return unpacked.get(number);
  }

  async function open(name, part, one) {
    let html = "<p class=\"reason\">This browser cannot unpack the details.</p>";
    try {
      html = (await unpack(part))[name];
    } catch (error) {
      if (typeof DecompressionStream !== "undefined") throw error;
    }
    if (read().name !== name) return;
    const view = byId("view");
    view.innerHTML = html;
    view.hidden = byId("back").hidden = false;
    byId("overview").hidden = true;
    document.title = `${name} – ${title}`;
    neighbours(one);
    view.querySelector(".title")?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  function neighbours(one) {
    const at = one ? shown.indexOf(one) : -1;
    const links = at < 0 ? [] : [["← previous case", shown[at - 1]], ["next case →", shown[at + 1]]];
    byId("around").replaceChildren(...links.filter(([, other]) => other).flatMap(([label, other]) => [anchor(other.name, label), " "]));
  }

  function anchor(name, label) {
    const link = document.createElement("a");
    link.href = hashOf(name);
    link.textContent = label;
    return link;
  }

  // ------------------------------------------------------------------ all of them, filtered

  function overview() {
    byId("view").hidden = byId("back").hidden = true;
    byId("view").replaceChildren();
    byId("overview").hidden = false;
    document.title = title;
    for (const name of fields) form.elements[name].value = filters[name] || "";
    apply();
  }

  function apply() {
    const words = (filters.text || "").toLowerCase().split(/\s+/).filter(Boolean);
    const exact = ["api", "operation", "language", "scenario", "verdict"].filter((name) => filters[name]);
    shown = cases.filter((one) =>
      exact.every((name) => one[name] === filters[name]) &&
      (!filters.code || one.codes.includes(filters.code)) &&
      words.every((word) => one.text.includes(word)));
    const order = byId("order").value;
    const listed = order === "slow" ? [...shown].sort((a, b) => b.time - a.time) : order === "bad" ? [...shown].sort((a, b) => b.rank - a.rank) : shown;
    shown = listed;
    limit = step;
    matrix();
    findings();
    list();
    const set = fields.filter((name) => filters[name]).length;
    byId("filters-set").textContent = set ? ` (${set} set)` : "";
    byId("count").textContent = shown.length === cases.length ? `${cases.length} cases` : `${shown.length} of ${cases.length} cases`;
  }

  function matrix() {
    const found = new Map();
    for (const one of shown) {
      const name = `${one.api}/${one.operation}/${one.language}`;
      const sum = found.get(name) || { fine: 0, all: 0, rank: 0 };
      sum.fine += fine.has(one.verdict);
      sum.all += 1;
      sum.rank = Math.max(sum.rank, one.rank);
      found.set(name, sum);
    }
    for (const [name, cell] of cells) {
      const sum = found.get(name);
      const state = sum ? `cell ${worst[sum.rank]}` : "cell none";
      const figure = sum ? `${sum.fine}/${sum.all}` : "–";
      if (cell.link.className !== state) cell.link.className = state;
      if (cell.figure.textContent !== figure) cell.figure.textContent = figure;
      cell.worst.textContent = sum ? `, ${worst[sum.rank]}` : "no case";
    }
    const all = shown.length === cases.length;
    for (const { node, links } of rows) node.hidden = !all && links.every((link) => link.classList.contains("none"));
    for (const block of document.querySelectorAll(".blocks > .scroll")) block.hidden = !block.querySelector("tbody tr:not([hidden])");
  }

  function findings() {
    const there = new Set(shown.map((one) => one.number));
    const all = shown.length === cases.length;
    let left = 0;
    let listed = 0;
    for (const { node, row, members } of causes) {
      const found = all || members.some((number) => there.has(number));
      const hidden = !found || (row && listed >= causesShown);
      if (node.hidden !== hidden) node.hidden = hidden;
      left += found;
      listed += found && row;
    }
    if (byId("no-causes")) byId("no-causes").hidden = left > 0;
    if (byId("more-causes")) {
      byId("more-causes").hidden = listed <= causesShown;
      byId("more-causes").textContent = `Show all ${listed} causes`;
    }
  }

  function list() {
    byId("rows").replaceChildren(...shown.slice(0, limit).map(row));
    more();
  }

  function more() {
    const left = shown.length - limit;
    byId("more").hidden = left <= 0;
    byId("more").textContent = `Show ${Math.min(step, left)} more of ${left}`;
  }

  const seconds = (time) => (time >= 1000 ? `${(time / 1000).toFixed(1)} s` : `${time} ms`);

  function row(one) {
    const line = document.createElement("tr");
    const badge = document.createElement("span");
    badge.className = `badge ${one.verdict}`;
    badge.textContent = one.verdict;
    const name = document.createElement("th");
    name.scope = "row";
    name.append(anchor(one.name, one.name));
    line.append(cell(badge), name, cell(codesOf(one)), cell(seconds(one.time) + (one.cached ? ", cached" : ""), "n"));
    return line;
  }

  function codesOf(one) {
    const found = document.createElement("span");
    one.codes.forEach((code, at) => {
      const link = byId(`code-${code}`) ? anchor(`code-${code}`, code) : code;
      found.append(at ? ", " : "", link);
    });
    return found;
  }

  function cell(content, kind) {
    const found = document.createElement("td");
    if (kind) found.className = kind;
    found.append(content);
    return found;
  }

  // ------------------------------------------------------------------ what people do

  let due = 0;
  function changed() {
    filters = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
    history.replaceState(null, "", `#${written()}`);
    cancelAnimationFrame(due);
    due = requestAnimationFrame(apply);
  }

  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
      byId("said").textContent = `Copied: ${text}`;
      button.firstChild.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
      byId("said").textContent = "Selected: copy it with the keyboard";
    }
    setTimeout(() => { button.firstChild.textContent = "Copy"; }, 2000);
  }

  const title = document.title;
  document.documentElement.classList.add("scripted");
  byId("filterbox").hidden = byId("cases").hidden = false;
  const wide = matchMedia("(min-width: 40.01rem)");
  const fold = () => { byId("filterbox").open = wide.matches; };
  wide.addEventListener("change", fold);
  fold();
  byId("more-causes")?.addEventListener("click", () => {
    causesShown = Infinity;
    findings();
    document.querySelectorAll("#cause-rows tbody tr:not([hidden])")[few]?.querySelector("a").focus();
  });
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed));
  byId("order").addEventListener("change", apply);
  byId("more").addEventListener("click", () => {
    byId("rows").append(...shown.slice(limit, limit + step).map(row));
    const first = byId("rows").rows[limit];
    limit += step;
    more();
    first?.querySelector("a").focus();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".copy");
    if (button) copy(button);
  });
  window.addEventListener("hashchange", follow);
  follow();
})();
