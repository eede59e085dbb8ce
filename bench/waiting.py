"""Programs that wait in odd ways, each for some seconds: `plant` makes a tree of them.

Each calls its operation once, waits, and prints in words whether all took as long as it asked for, and in which order.
"""

# ruff: noqa: E501 - a program's line may be long

from __future__ import annotations

import json
import textwrap
from pathlib import Path

PYTHON_HEAD = """
import os, sys, time, urllib.request, urllib.error
began = time.monotonic()
def call(timeout=20):
    try:
        with urllib.request.urlopen(os.environ["API_HOST"] + "/v1/OPERATION", timeout=timeout) as response:
            return str(response.status)
    except Exception as error:
        return type(error).__name__ + " " + str(getattr(error, "reason", ""))
def near(what, expected, since=None):
    taken = time.monotonic() - (began if since is None else since)
    print(what, "as long as asked" if expected - 0.05 <= taken <= expected + 2.5 else f"NOT as asked: {taken:.1f} s, not {expected} s", flush=True)
"""
NODE_HEAD = """
import { spawnSync, execFileSync } from "node:child_process";
import { Worker } from "node:worker_threads";
import { setTimeout as sleep } from "node:timers/promises";
const call = async (options) => { try { return (await fetch(process.env.API_HOST + "/v1/OPERATION", options)).status; } catch (error) { return error.name; } };
const near = (what, expected, since) => { const taken = (performance.now() - since) / 1000; console.log(what, expected - 0.05 <= taken && taken <= expected + 2.5 ? "as long as asked" : `NOT as asked: ${taken}, not ${expected}`); };
"""
SHELL_HEAD = """
call() { curl -sS "$@" "$API_HOST/v1/OPERATION" 2>&1; echo "curl: $?"; }
near() { taken=$(($(date +%s) - $1)); if [ $taken -ge $2 ] && [ $taken -le $(($2 + 3)) ]; then echo "as long as asked"; else echo "NOT as asked: $taken, not $2"; fi; }
"""
PROGRAMS = {
    "sleep.py": """
        call()
        for seconds in (3, 2.5):
            t = time.monotonic(); time.sleep(seconds); near("sleep", seconds, t)
        """,
    "threads.py": """
        import threading
        call(); order = []
        def work(name, seconds):
            time.sleep(seconds); order.append(name)
        t = time.monotonic()
        all_of = [threading.Thread(target=work, args=pair) for pair in (("c", 6), ("a", 2), ("b", 4))]
        [one.start() for one in all_of]; [one.join() for one in all_of]
        print(order); near("threads", 6, t)
        """,
    "beside_work.py": """
        import threading
        call(); time.sleep(3)
        def work():
            until = time.monotonic() + 4
            while time.monotonic() < until: sum(range(1000))
        worker = threading.Thread(target=work); worker.start()
        t = time.monotonic(); lock = threading.Lock(); lock.acquire()
        print(lock.acquire(timeout=2)); near("a lock beside a thread that works", 2, t)
        t = time.monotonic(); event = threading.Event(); print(event.wait(1)); near("an event beside it", 1, t)
        worker.join()
        """,
    "tasks.py": """
        import asyncio
        async def main():
            order, event = [], asyncio.Event()
            async def work(name, seconds):
                await asyncio.sleep(seconds); order.append(name)
            await asyncio.gather(work("c", 5), work("a", 1), work("b", 3))
            print(order)
            t = time.monotonic()
            try: await asyncio.wait_for(event.wait(), 4)
            except asyncio.TimeoutError: print("timeout")
            near("wait_for", 4, t)
        call(); asyncio.run(main())
        """,
    "selects.py": """
        import select, socket
        call(); a, b = socket.socketpair()
        t = time.monotonic(); print(select.select([a], [], [], 2)); near("select", 2, t)
        t = time.monotonic(); p = select.poll(); p.register(a, 1); print(p.poll(2000)); near("poll", 2, t)
        t = time.monotonic(); e = select.epoll(); e.register(a, 1); print(e.poll(2)); near("epoll", 2, t)
        a.settimeout(2); t = time.monotonic()
        try: a.recv(1)
        except TimeoutError: print("timed out")
        near("a socket's timeout", 2, t)
        """,
    "socket_option.py": """
        import socket, struct
        call(); a, b = socket.socketpair(); time.sleep(2)
        a.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("qq", 3, 0)); t = time.monotonic()
        try: print(a.recv(1))
        except BlockingIOError as error: print(error)
        near("SO_RCVTIMEO", 3, t)
        """,
    "timerfd.py": """
        import ctypes, select, struct
        libc = ctypes.CDLL(None); call(); time.sleep(2)
        def timer(flags, seconds, interval=0):
            fd = libc.timerfd_create(1, 0)
            libc.timerfd_settime(fd, flags, struct.pack("qqqq", int(interval), 0, int(seconds), int(seconds % 1 * 10**9)), None)
            return fd
        t = time.monotonic(); fd = timer(0, 3); print(struct.unpack("Q", os.read(fd, 8))); near("timerfd", 3, t)
        t = time.monotonic(); fd = timer(1, t + 3); print(select.select([fd], [], [], 20)[0] == [fd]); near("an absolute timerfd", 3, t)
        t = time.monotonic(); fd = timer(0, 1, 2)
        for _ in range(3): os.read(fd, 8)
        near("a periodic timerfd", 5, t)
        """,
    "absolute.py": """
        import ctypes, struct
        libc = ctypes.CDLL(None); call(); time.sleep(2)
        for clock in (0, 1):
            t = time.monotonic(); until = time.clock_gettime(clock) + 3
            print(libc.clock_nanosleep(clock, 1, struct.pack("qq", int(until), int(until % 1 * 10**9)), None)); near("clock_nanosleep", 3, t)
        """,
    "fork.py": """
        call(); t = time.monotonic(); r, w = os.pipe()
        if os.fork() == 0:
            time.sleep(3); os.write(w, b"x"); time.sleep(2); os._exit(7)
        print(os.read(r, 1)); near("a child's word", 3, t); print(os.waitstatus_to_exitcode(os.wait()[1])); near("its end", 5, t)
        """,
    "alarm.py": """
        import signal
        call(); signal.signal(signal.SIGALRM, lambda *_: print("alarm"))
        t = time.monotonic(); signal.alarm(2); signal.pause(); near("alarm", 2, t)
        time.sleep(2); t = time.monotonic(); signal.setitimer(signal.ITIMER_REAL, 2); time.sleep(1); signal.pause(); near("setitimer", 2, t)
        """,
    "busy.py": """
        call(); t = time.monotonic()
        while time.monotonic() < t + 2: pass
        near("a busy loop", 2, t); t = time.monotonic()
        for _ in range(500): time.sleep(0.002)
        near("many short waits", 1, t)
        """,
    "clocks.py": """
        call(); names = (time.CLOCK_REALTIME, time.CLOCK_MONOTONIC, time.CLOCK_BOOTTIME, time.CLOCK_MONOTONIC_RAW)
        before = [time.clock_gettime(name) for name in names] + [time.time(), time.perf_counter()]
        processor = time.process_time(); time.sleep(10)
        after = [time.clock_gettime(name) for name in names] + [time.time(), time.perf_counter()]
        spans = [b - a for a, b in zip(before, after)]
        print(max(spans) - min(spans) < 0.1, time.process_time() - processor < 1); near("all clocks", 10)
        """,
    "raw.py": """
        import ctypes, struct
        libc = ctypes.CDLL(None); call()
        def asked(number, *arguments, size=16):
            buffer = ctypes.create_string_buffer(size); given = libc.syscall(number, *[buffer if one is None else one for one in arguments])
            return given, buffer.raw
        def clocks():
            pairs = [struct.unpack("qq", asked(228, name, None)[1]) for name in (0, 1, 4, 5, 6, 7)]
            found = [a + b / 1e9 for a, b in pairs]; a, b = struct.unpack("qq", asked(96, None, 0)[1]); found.append(a + b / 1e6)
            return [*found, asked(201, 0)[0], struct.unpack("q", asked(99, None, size=112)[1][:8])[0]]
        print([asked(228, name, None)[0] for name in (2, 3, 99)], asked(228, 0, 8)[0])
        for seconds in (6, 4):
            before, t = clocks(), time.monotonic(); time.sleep(seconds); near("sleep", seconds, t)
            print([abs(b - a - seconds) < 1.5 for a, b in zip(before, clocks())])
        print(abs(clocks()[0] - time.time()) < 1.5, abs(clocks()[1] - time.monotonic()) < 1.5)
        if os.fork() == 0:
            t = clocks()[1]; time.sleep(3); near("a child", 3 - t % 1e-9, time.monotonic() - (clocks()[1] - t)); os._exit(0)
        os.wait(); os.execv(sys.executable, [sys.executable, "-c", "import ctypes, time; print(abs(ctypes.CDLL(None).syscall(201, 0) - time.time()) < 1.1)"])
        """,
    "counter.py": """
        import ctypes, mmap
        code = mmap.mmap(-1, 4096, prot=7); code.write(bytes.fromhex("0f3148c1e2204809d0c3"))
        counter = ctypes.CFUNCTYPE(ctypes.c_uint64)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
        call(); t = time.monotonic(); a = counter(); time.sleep(0.5); b = counter(); near("sleep", 0.5, t)
        time.sleep(2); t = time.monotonic(); c = counter(); time.sleep(3); d = counter(); near("sleep", 3, t)
        print(4.5 < (d - c) / (b - a) < 7.5)
        """,
    "closed.py": """
        import ctypes, select, struct
        libc = ctypes.CDLL(None)
        steps = b"".join(struct.pack("HBBI", *step) for step in ((0x20, 0, 0, 0), (0x15, 0, 1, 317), (6, 0, 0, 0x50001), (6, 0, 0, 0x7FFF0000)))
        held = ctypes.create_string_buffer(steps, len(steps)); program = ctypes.create_string_buffer(struct.pack("HP", 4, ctypes.addressof(held)))
        print(libc.prctl(38, 1, 0, 0, 0), libc.prctl(22, 2, program)); call(3)
        for seconds in (3, 2):
            t = time.monotonic(); print(select.poll().poll(seconds * 1000)); near("poll", seconds, t)
        print(abs(libc.syscall(201, 0) - time.time()) < 1.5)
        """,
    "files.py": """
        import subprocess
        call(); ages = []
        def age(name): return round(time.time() - os.stat(name).st_mtime)
        open("before", "w").close(); time.sleep(7); open("between", "w").close(); time.sleep(5); open("after", "w").close()
        print([abs(age(name) - expected) < 3 for name, expected in (("before", 12), ("between", 5), ("after", 0))])
        told = subprocess.run(["stat", "-c", "%Y", "before", "between", "after"], capture_output=True, text=True).stdout.split()
        print(told == [str(int(os.stat(name).st_mtime)) for name in ("before", "between", "after")], os.stat(sys.executable).st_mtime < began + time.time())
        """,
    "times.py": """
        call(); a = os.times().elapsed; time.sleep(3); b = os.times().elapsed; print(2.9 < b - a < 5); near("times", 3)
        """,
    "select_left.py": """
        import ctypes, struct
        call(); left = ctypes.create_string_buffer(struct.pack("qq", 3, 0), 16); t = time.monotonic()
        print(ctypes.CDLL(None).select(0, None, None, None, left), struct.unpack("qq", left.raw)); near("select", 3, t)
        """,
    "children.py": """
        import subprocess
        say = lambda: int(subprocess.run(["date", "+%s"], capture_output=True).stdout)
        call(); a = say(); b = time.time(); time.sleep(8); c = say(); d = time.time()
        print(abs((c - a) - (d - b)) < 2.1, abs(c - d) < 2.1)
        t = time.monotonic()
        try: subprocess.run(["sleep", "30"], timeout=3)
        except subprocess.TimeoutExpired: print("expired")
        near("a child's limit", 3, t)
        t = time.monotonic(); print(subprocess.run(["sh", "-c", "sleep 2; exit 3"]).returncode); near("a child", 2, t)
        """,
    "queues.py": """
        import queue, threading, concurrent.futures
        call(); q = queue.Queue(); t = time.monotonic()
        threading.Timer(3, q.put, ["late"]).start()
        try: q.get(timeout=2)
        except queue.Empty: print("empty")
        near("a queue", 2, t); print(q.get(timeout=5)); near("a timer", 3, t)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            future = pool.submit(time.sleep, 4); t = time.monotonic()
            try: future.result(timeout=1.5)
            except concurrent.futures.TimeoutError: print("timeout")
            near("a future", 1.5, t)
        near("its end", 4, t)
        """,
    "race.py": """
        import threading
        call(); lock = threading.Lock(); lock.acquire(); order = []
        def work(): time.sleep(1.5); order.append("work")
        worker = threading.Thread(target=work); worker.start()
        lock.acquire(timeout=2); order.append("lock"); worker.join(); print(order)
        """,
    "ticks.py": """
        import threading
        ticks, over = [], threading.Event()
        def tick():
            while not over.wait(1): ticks.append("x")
        threading.Thread(target=tick, daemon=True).start()
        t = time.monotonic(); print(call(5.5)); near("a call", 5.5, t); print("".join(ticks[:5]))
        """,
    "retries.py": """
        t = time.monotonic()
        for n in range(4):
            print(call(3)); time.sleep(2 ** n)
        near("backing off", 15, t)
        """,
    "processes.py": """
        import multiprocessing
        def work(seconds, line): time.sleep(seconds); line.send(seconds)
        if __name__ == "__main__":
            call(); context = multiprocessing.get_context("fork"); ours, theirs = context.Pipe()
            t = time.monotonic(); all_of = [context.Process(target=work, args=(n, theirs)) for n in (5, 1, 3)]
            [one.start() for one in all_of]; print(["abc"[[1, 3, 5].index(ours.recv())] for _ in all_of]); near("processes", 5, t)
        """,
    "timers.mjs": """
        const t = performance.now(); await call(); const order = [];
        await Promise.all([["c", 3000], ["a", 1000], ["b", 2000]].map(async ([name, ms]) => { await sleep(ms); order.push(name); }));
        console.log(order); near("timers", 3, t);
        let n = 0; const u = performance.now();
        await new Promise((done) => { const i = setInterval(() => { if (++n === 4) { clearInterval(i); done(); } }, 700); });
        near("an interval", 2.8, u);
        const d = Date.now(); const p = performance.now(); await sleep(5000);
        console.log(Math.abs(Date.now() - d - (performance.now() - p)) < 100);
        """,
    "workers.mjs": """
        await call(); const t = performance.now();
        const worker = new Worker('const { parentPort } = require("node:worker_threads"); const cell = new Int32Array(new SharedArrayBuffer(4)); parentPort.postMessage(Atomics.wait(cell, 0, 0, 3000));', { eval: true });
        console.log(await new Promise((done) => worker.on("message", done))); near("Atomics.wait", 3, t);
        const u = performance.now(); spawnSync("sleep", ["2"]); near("a child", 2, u);
        const v = performance.now(); console.log(spawnSync("sleep", ["20"], { timeout: 2000 }).signal); near("a child's limit", 2, v);
        """,
    "abort.mjs": """
        const t = performance.now(); console.log(await call({ signal: AbortSignal.timeout(4000) }));
        for (let n = 0; n < 3; n++) { await sleep(500 * 2 ** n); console.log(await call({ signal: AbortSignal.timeout(2000) })); }
        console.log(performance.now() - t > 3400);
        """,
    "waits.sh": """
        call --max-time 3; t=$(date +%s); sleep 2; near $t 2
        t=$(date +%s); timeout 2 sleep 20; echo $?; near $t 2
        t=$(date +%s); sleep 3 & sleep 1; wait; near $t 3
        t=$(date +%s); bash -c 'read -t 2 line < <(sleep 20); echo $?'; near $t 2
        """,
    "ended.sh": """
        trap 'date >/dev/null; call --max-time 1 --retry 1; exit 3' TERM
        call --max-time 2; sleep 100 & wait
        """,
    "ended.py": """
        import signal, subprocess, threading
        def ended(*_):
            t = time.monotonic(); threading.Event().wait(0.3); near("a wait at the end", 0.3, t)
            print(subprocess.run(["true"]).returncode, flush=True); os._exit(4)
        signal.signal(signal.SIGTERM, ended); print(call(5), flush=True)
        while True: call()
        """,
    "retries.sh": """
        call --retry 3 --retry-delay 1 --max-time 4 --retry-max-time 20
        call --connect-timeout 2 --max-time 3
        call --retry 2 --max-time 2
        """,
}
"""Each by its file's name."""
SETTINGS = """
examples = "."
pattern = "{language}/{api}/{operation}.{ext}"
ignore = ["harness.toml", "waiting.json"]
time_limit = 60
[apis.v1]
spec = "waiting.json"
"""
FOLDERS = {"py": "python", "mjs": "javascript", "sh": "curl"}


def plant(root: Path, *only: str) -> Path:
    """Writes the tree, or only some of its programs, by their files' names, and gives back its folder."""
    paths = {}
    for name, text in PROGRAMS.items():
        if only and name not in only:
            continue
        operation, _, extension = name.partition(".")
        operation = f"{operation}-{extension}".replace("_", "-")
        head = {"py": PYTHON_HEAD, "mjs": NODE_HEAD, "sh": SHELL_HEAD}[extension].lstrip()
        file = root / FOLDERS[extension] / "v1" / f"{operation}.{extension}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(head.replace("OPERATION", operation) + textwrap.dedent(text), "utf-8")
        paths[f"/{operation}"] = {"get": {"operationId": operation, "responses": {"200": {"description": "Done"}}}}
    servers = [{"url": "https://waiting.example.invalid/v1"}]
    document = {"openapi": "3.1.0", "info": {"title": "Waiting", "version": "1"}, "servers": servers, "paths": paths}
    (root / "waiting.json").write_text(json.dumps(document), "utf-8")
    (root / "harness.toml").write_text(SETTINGS.lstrip(), "utf-8")
    return root
