"""A module of Node.js that is forked from a fork server ends, prints and sees what it does from a cold start."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from harness.languages import node
from harness.languages.javascript import JAVASCRIPT
from harness.languages.language import Preparation
from harness.languages.toolchain import Tool, find
from harness.launch.command import Ending
from harness.launch.confined import ConfinedLauncher
from harness.model import Example
from warm.starting import Seen, run, twice

PROGRAMS = {
    "ends well": "console.log('ü', [1]);\n",
    "prints without a newline, and then to stderr": "process.stdout.write('a');\nprocess.stderr.write('b');\n",
    "prints a lot": "for (let i = 0; i < 20000; i++) console.log(i, 'x'.repeat(20));\n",
    "leaves with a status": "process.exit(7);\n",
    "leaves with a status that does not fit": "process.exit(-1);\n",
    "sets its status": "process.exitCode = 9;\nconsole.log('on');\n",
    "raises": "function deep(n) { return n ? deep(n - 1) : null.x; }\nconsole.log('so far');\ndeep(2);\n",
    "raises after it waited": "await new Promise((r) => setTimeout(r, 5));\nthrow new Error('é');\n",
    "raises with a cause": "throw new Error('a', { cause: new TypeError('b') });\n",
    "raises many": "throw new AggregateError([new Error('a'), new Error('b')], 'c');\n",
    "raises what is no error": "throw { a: [1] };\n",
    "raises in a callback": "setTimeout(() => { throw new Error('late'); }, 5);\n",
    "rejects and nobody looks": "Promise.reject(new Error('unseen'));\nsetTimeout(() => console.log('not'), 50);\n",
    "rejects with a text": "await Promise.reject('words');\n",
    "waits for what never comes": "await new Promise(() => {});\nconsole.log('not');\n",
    "does not parse": "console.log('x'\n",
    "imports what is not there": "import { nothing } from 'node:fs';\n",
    "imports a module that is not there": "import 'node:nothing';\n",
    "kills itself": "console.log('seen');\nprocess.kill(process.pid, 'SIGKILL');\nsetTimeout(() => {}, 5000);\n",
    "is interrupted": "process.kill(process.pid, 'SIGINT');\nsetTimeout(() => {}, 5000);\n",
    "is terminated and says so": (
        "process.on('SIGTERM', () => { console.log('end'); process.exit(3); });\n"
        "process.kill(process.pid, 'SIGTERM');\nsetTimeout(() => {}, 5000);\n"
    ),
    "aborts": "process.abort();\n",
    "has handlers of its end": (
        "process.on('exit', (c) => console.log('one', c));\nprocess.on('beforeExit', () => console.log('before'));\n"
        "process.on('exit', () => { process.exitCode = 4; });\n"
    ),
    "has a handler of its end that raises": "process.on('exit', () => { throw new Error('last'); });\n",
    "has a handler of its end and raises": "process.on('exit', (c) => console.log('one', c));\nthrow new Error('e');\n",
    "catches what nobody catches": "process.on('uncaughtException', (e) => console.log('got', e.message));\nnull.x;\n",
    "catches rejections": "process.on('unhandledRejection', (e) => console.log('got', e));\nPromise.reject(1);\n",
    "writes a file": "import { writeFile } from 'node:fs/promises';\nawait writeFile('left', 'whole');\n",
    "leaves a stream open": "import { createWriteStream } from 'node:fs';\ncreateWriteStream('left').write('whole');\n",
    "writes where it may not": "import { writeFileSync } from 'node:fs';\nwriteFileSync('../../nothing', 'w');\n",
    "asks for its environment": "console.log(Object.entries(process.env).sort(), process.env.ASKED);\n",
    "asks for its place": "console.log(process.cwd(), process.argv, process.argv0, process.execPath);\n",
    "asks for its flags": "console.log(process.execArgv, process.version, process.exitCode);\n",
    "asks who it is": "console.log(process.pid, process.getuid(), process.umask());\n",
    "asks for its rights": (
        "import { readFileSync } from 'node:fs';\n"
        "const names = /^(?:Cap|NoNewPrivs|SigIgn|SigBlk|Seccomp|Uid|Gid|NSpid|NSsid)/;\n"
        "console.log(readFileSync('/pro' + 'c/self/status', 'utf8').split('\\n').filter((l) => names.test(l)));\n"
    ),
    "asks for its streams": "console.log(process.stdout.isTTY, process.stdout.fd, process.stdin.isTTY);\n",
    "reads stdin": "let all = '';\nfor await (const part of process.stdin) all += part;\nconsole.log([all]);\n",
    "asks for what it has": "console.log(Object.getOwnPropertyNames(globalThis).sort().join());\n",
    "asks for its handlers": "console.log(process.eventNames(), process.listenerCount('SIGINT'), this);\n",
    "asks for a locale": "console.log(new Intl.DateTimeFormat().resolvedOptions(), new Date(0).toString());\n",
    "uses timers": (
        "setInterval(function () { console.log(1); clearInterval(this); }, 50);\nsetImmediate(() => console.log(2));\n"
    ),
    "uses microtasks": (
        "queueMicrotask(() => console.log('b'));\nprocess.nextTick(() => console.log('c'));\nconsole.log('a');\n"
    ),
    "aborts what takes too long": (
        "try { await fetch('http://127.0.0.1:9/', { signal: AbortSignal.timeout(1) }); } "
        "catch (e) { console.log(e.name); }\n"
    ),
    "is refused": (
        "try { await fetch('http://127.0.0.1:1/'); } catch (e) { console.log(e.message, e.cause.code); throw e; }\n"
    ),
    "sends to itself": (
        "import { createServer } from 'node:http';\n"
        "const s = createServer((q, r) => { let b = ''; q.setEncoding('latin1'); q.on('data', (d) => (b += d));\n"
        "  q.on('end', () => r.end(JSON.stringify([q.method, q.headers['content-type']?.slice(0, 19), b.length])));\n"
        "});\n"
        "await new Promise((r) => s.listen(0, '127.0.0.1', r));\n"
        "const form = new FormData();\nform.append('a', new Blob(['x'.repeat(100000)]), 'f');\n"
        "const url = `http://127.0.0.1:${s.address().port}/`;\n"
        "console.log((await (await fetch(url, { method: 'POST', body: form })).json())[1]);\n"
        "console.log(await (await fetch(url, { method: 'PUT', body: '{}' })).text());\n"
        "s.closeAllConnections();\ns.close();\n"
    ),
    "hashes": (
        "import { createHash } from 'node:crypto';\nconsole.log(createHash('sha256').update('a').digest('hex'));\n"
    ),
    "hashes on another thread": (
        "import { scrypt } from 'node:crypto';\nimport { promisify } from 'node:util';\n"
        "console.log((await promisify(scrypt)('a', 'b', 16)).toString('hex'));\n"
    ),
    "looks a name up": "import { lookup } from 'node:dns/promises';\nconsole.log(await lookup('localhost', 4));\n",
    "compresses": (
        "import { gzip, gunzipSync } from 'node:zlib';\nimport { promisify } from 'node:util';\n"
        "console.log(gunzipSync(await promisify(gzip)('abc')).toString());\n"
    ),
    "takes much memory": "const a = [];\nfor (let i = 0; i < 2e6; i++) a.push({ i });\nconsole.log(a.length);\n",
    "computes until it is compiled": (
        "let s = 0;\nfor (let i = 0; i < 3e7; i++) s = (s + i * 7) % 1000003;\nconsole.log(s);\n"
    ),
    "recurses without end": "function f() { return f() + 1; }\nf();\n",
    "asks how long it has run": "console.log(process.uptime() < 0);\n",
    "loads another module": "console.log(typeof (await import('node:os')).EOL);\n",
}
ALWAYS_COLD = {
    "asks how long it has run",
    "has a handler of its end and raises",
    "has a handler of its end that raises",
    "has handlers of its end",
    "loads another module",
}


def write(tmp_path: Path, source: str) -> Example:
    """A program in a folder of its own."""
    file = tmp_path / "tree" / "program" / "program.mjs"
    file.parent.mkdir(parents=True)
    file.write_text(source, "utf-8")
    return Example("javascript", "v1", "program", None, file, "program/program.mjs", tmp_path / "tree")


def prepare(example: Example, tmp_path: Path) -> Preparation:
    """How it is started."""
    tool = find(node.NODE)
    assert tool
    return JAVASCRIPT.prepare([example], {"node": tool}, tmp_path / "build")


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_is_the_same_from_a_warm_start(name: str, launcher: ConfinedLauncher, tmp_path: Path) -> None:
    example = write(tmp_path, PROGRAMS[name])
    cold, warm, was_warm = twice(launcher, tmp_path, example, prepare(example, tmp_path))
    assert (cold, name not in ALWAYS_COLD) == (warm, was_warm)


DIES = """
const koffi = require("KOFFI");
let left = TIMES;
exports.__proto__ = koffi;
exports.load = (name) => {
  const own = koffi.load(name);
  const exit = own.func("void _exit(int)");
  const func = (text) => {
    const call = own.func(text);
    return text !== "int fork()" ? call : () => {
      const pid = call();
      if (pid === 0 && left > 0) exit(9);
      left--;
      return pid;
    };
  };
  return { func };
};
"""


@pytest.mark.parametrize(("times", "warm"), [(2, True), (3, False)])
def test_a_process_that_dies_on_trial_is_forked_again(
    times: int, warm: bool, launcher: ConfinedLauncher, tmp_path: Path
) -> None:
    prepared = prepare(write(tmp_path, "console.log(1);\n"), tmp_path)
    (argv,), (server,) = prepared.commands.values(), prepared.fork_servers.values()
    dies = tmp_path / "dies.cjs"
    dies.write_text(DIES.replace("KOFFI", server[-1]).replace("TIMES", str(times)), "utf-8")
    seen, ending = asyncio.run(run(launcher, tmp_path / "base" / "case", argv, (*server[:-1], str(dies))))
    assert (0, "1\n", warm) == (seen.status, seen.stdout, ending.warm)


@pytest.mark.parametrize(
    "more", [{"NODE_OPTIONS": "--no-deprecation"}, {"NODE_EXTRA_CA_CERTS": "/dev/null"}, {"TZ": "Asia/Tokyo"}]
)
def test_a_variable_that_node_js_reads_when_it_starts_is_compared(
    more: Mapping[str, str], launcher: ConfinedLauncher, tmp_path: Path
) -> None:
    example = write(tmp_path, "console.log(new Date(0).toString());\n")
    cold, warm, was_warm = twice(launcher, tmp_path, example, prepare(example, tmp_path), **more)
    assert (cold, False) == (warm, was_warm)


def test_programs_of_one_server_do_not_share_their_random_numbers(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    example = write(
        tmp_path,
        "import { randomBytes, randomInt, randomUUID } from 'node:crypto';\n"
        "console.log(Math.random(), randomInt(1e12), randomUUID(), randomBytes(8).toString('hex'));\n"
        "const form = new FormData();\nform.append('a', 'b');\n"
        "console.log(new Response(form).headers.get('content-type'), crypto.randomUUID());\n",
    )
    preparation = prepare(example, tmp_path)

    async def go() -> list[tuple[Seen, Ending]]:
        argv, server = preparation.commands[example.id], preparation.fork_servers[example.id]
        return [await run(launcher, tmp_path / "base" / name, argv, server) for name in ("one", "two", "three")]

    seen = [(set(one.stdout.split()) - {"multipart/form-data;"}, ending.warm) for one, ending in asyncio.run(go())]
    assert [(6, True)] * 3 == [(len(words), warm) for words, warm in seen]
    assert 18 == len(set.union(*(words for words, _ in seen)))


def test_many_programs_of_one_server_run_side_by_side(launcher: ConfinedLauncher, tmp_path: Path) -> None:
    example = write(tmp_path, "await new Promise((r) => setTimeout(r, 300));\nconsole.log(process.env.ASKED);\n")
    preparation = prepare(example, tmp_path)

    async def go() -> list[tuple[Seen, Ending]]:
        argv, server = preparation.commands[example.id], preparation.fork_servers[example.id]
        return await asyncio.gather(*(run(launcher, tmp_path / "base" / f"n{i}", argv, server) for i in range(40)))

    assert {(0, "$NAME\n", True)} == {(seen.status, seen.stdout, ending.warm) for seen, ending in asyncio.run(go())}


@pytest.mark.parametrize(
    "source",
    [
        "import './helper.mjs';\n",
        "import helper from 'helper';\n",
        "import { performance } from 'node:perf_hooks';\n",
        "console.log(performance.now());\n",
        "import { fork } from 'node:child_process';\n",
        "console.log(import.meta.url);\n",
        "console.log(process.memoryUsage());\n",
    ],
)
def test_a_program_that_could_tell_has_no_server(source: str, tmp_path: Path) -> None:
    example = write(tmp_path, source)
    assert {} == prepare(example, tmp_path).fork_servers


def test_an_older_node_js_is_not_forked(tmp_path: Path) -> None:
    example = write(tmp_path, "console.log(1);\n")
    versions = {v: JAVASCRIPT.prepare([example], {"node": Tool("node", v)}, tmp_path) for v in ("22.20.0", "24.0.1")}
    assert {"22.20.0": 0, "24.0.1": 1} == {name: len(prepared.fork_servers) for name, prepared in versions.items()}


def test_without_the_package_that_forks_every_program_starts_cold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = write(tmp_path, "console.log(1);\n")
    assert {example.id} == prepare(example, tmp_path).fork_servers.keys()
    monkeypatch.setattr(node, "PACKAGES", tmp_path)
    assert {} == prepare(example, tmp_path).fork_servers


def test_a_server_that_can_not_load_the_package_leaves_its_programs_to_start_cold(
    launcher: ConfinedLauncher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = write(tmp_path, "console.log(1);\n")
    (tmp_path / "packages" / "koffi").mkdir(parents=True)
    monkeypatch.setattr(node, "PACKAGES", tmp_path / "packages")
    cold, warm, was_warm = twice(launcher, tmp_path, example, prepare(example, tmp_path))
    assert (cold, "1\n", False) == (warm, warm.stdout, was_warm)
