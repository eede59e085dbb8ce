"use strict";
// Says which programs Node.js can't parse, and strips the types of those that have some.
//
//     node --experimental-vm-modules parse.cjs <<< '[["/x.ts", "module", "/build/x.mjs"], ["/y.js", "", null]]'
//
// Each entry has a file, how Node.js takes it ("commonjs", "module", or "" where its syntax decides), and where its
// stripped text goes; null for a program without types. Prints, as JSON, what is refused: a file -> its reason, its line,
// and whether it is sound TypeScript that stripping can't run.

const { spawnSync } = require("node:child_process");
const { readFileSync, writeFileSync } = require("node:fs");
const { stripTypeScriptTypes } = require("node:module");
const vm = require("node:vm");

const SCOPE = ["exports", "require", "module", "__filename", "__dirname"];
const OF_MODULES = /import statement|token 'export'|token 'import'|import\.meta|await is only valid|'await' is only/;

/** Why a text can't be parsed; null where it can. */
function refusal(source, kind, filename) {
  const text = source.replace(/^\uFEFF?#!/, "//");
  const tries = {
    commonjs: () => vm.compileFunction(text, SCOPE, { filename }),
    module: () => new vm.SourceTextModule(text, { identifier: filename }),
  };
  const errors = {};
  for (const name of kind ? [kind] : ["commonjs", "module"]) {
    try {
      tries[name]();
      return null;
    } catch (error) {
      if (!(error instanceof SyntaxError)) return null;
      errors[name] = error;
    }
  }
  const { commonjs, module: own } = errors;
  const error = own && (!commonjs || OF_MODULES.test(commonjs.message)) ? own : commonjs;
  return [error.message, error === own ? lineInModule(text) : lineIn(String(error.stack)), false];
}

/** The line in the head of what Node.js says of a fault of syntax; 0 where there is none. */
function lineIn(said) {
  return Number(/^[^\n]*:(\d+)\n/.exec(said)?.[1] ?? 0);
}

/** The line in which a module is wrong: its error doesn't tell, and Node.js's own check does. */
function lineInModule(input) {
  return lineIn(String(spawnSync(process.execPath, ["--input-type=module", "--check"], { input }).stderr));
}

const refused = {};
for (const [file, kind, target] of JSON.parse(readFileSync(0, "utf8"))) {
  let source = readFileSync(file, "utf8");
  try {
    if (target) source = stripTypeScriptTypes(source);
  } catch (error) {
    const unsupported = error.code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX";
    // what can't be stripped for another reason is run as it is, and then says what is wrong
    if (unsupported || error.code === "ERR_INVALID_TYPESCRIPT_SYNTAX")
      refused[file] = [error.message, Number(/:(\d+)\n/.exec(error.stack)?.[1] ?? 0), unsupported];
    continue;
  }
  const why = refusal(source, kind, file);
  if (why) refused[file] = why;
  else if (target) writeFileSync(target, source);
}
console.log(JSON.stringify(refused));
