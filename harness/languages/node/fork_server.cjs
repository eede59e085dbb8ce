"use strict";
// A process that has loaded what Node.js loads for a program, and becomes that program when it is forked.
//
// Run by the examples' own Node.js, as a program of its own, by what the launcher calls a fork server
// (harness/launch/warm.py has the protocol):
//
//     node FLAGS fork_server.cjs KOFFI DESCRIPTOR
//
// Node.js has no fork(2), and was not made for one. What makes it possible, and what the FLAGS are for:
//
// - No other thread may have work of ours: V8 is told to have none (--single-threaded), and Node.js to keep one idle one
//   (--v8-pool-size=0) and no watcher of signals (--disable-sigusr1). The threads are not there in the new process.
// - V8 keeps its heap from being inherited (MADV_DONTFORK, madvise(2)); that is taken back before each fork.
// - libuv has a call by which an event loop lives on in a forked process (uv_loop_fork).
// - At its end Node.js would join its threads. A hook that it calls before (node::AtExit) ends the process instead, once
//   all that the program can see of its end is over.
//
// The C library's calls come by Koffi, a package. Where it is missing, or a fork on trial does not end by itself, nobody
// is here to answer, and programs start cold.

const KOFFI = process.argv[2];
const REQUESTS = Number(process.argv[3]);

const MADV_DOFORK = 11;
const ANY_KIND = 0; // of a namespace (setns(2)): the descriptor says which
const PR_CAP_AMBIENT = 47;
const PR_CAP_AMBIENT_CLEAR_ALL = 4;
const CAPABILITIES_V3 = 0x20080522;
const POLLIN = 1;
const POLLFD_SIZE = 8;
const SYS_PIDFD_OPEN = 434; // the same number on every architecture (the kernel's scripts/syscall.tbl)
const SCM_RIGHTS = 1;
const SOL_SOCKET = 1;
const MSG_CMSG_CLOEXEC = 0x40000000;
const MAX_PACKET = 1 << 16;
const MOST_DESCRIPTORS = 16;
const CMSG_HEADER = 16; // cmsg(3): a length of 8 bytes, a level and a type of 4
const WNOHANG = 1;
const PATIENCE = 6000; // milliseconds that a process which is forked on trial may take: 20 are usual
const TRIALS = 3; // one of thousands dies, as one of the programs does (harness/launch/warm.py)
const TRIED = 23; // its exit status
const SIG_SETMASK = 2;
const SIGNAL_SET = 128; // bytes of a sigset_t
const MOST_ROUNDS = 20; // it takes two or three
const MAX_MAPS = 1 << 20; // bytes of proc(5)'s maps: some 300 lines of 100
const RANDOM_INTEGERS = 1024; // of crypto.randomInt, kept beforehand (Node.js, lib/internal/crypto/random.js)
// Variables that Node.js and its libraries read by themselves, when they start.
const AT_START = /^(?:NODE_|UV_|V8_|LC_|LANG|TZ|LD_|MALLOC_|GLIBC_|OPENSSL_|SSL_|ICU_|NO_COLOR|FORCE_COLOR|http_proxy|https_proxy|HTTP_PROXY|HTTPS_PROXY|NO_PROXY|no_proxy)/;
const GIVEN = { ...process.env };

/** The C library's, libuv's, V8's and Node.js's own calls. Throws where one is not there. */
function bind(koffi) {
  const own = koffi.load(null);
  const isolate = own.func("void *_ZN2v87Isolate10GetCurrentEv()");
  const context = own.func("void *_ZN2v87Isolate17GetCurrentContextEv(void *)");
  const environment = own.func("void *_ZN4node21GetCurrentEnvironmentEN2v85LocalINS0_7ContextEEE(void *)");
  const atExit = own.func("void _ZN4node6AtExitEPNS_11EnvironmentEPFvPvES2_(void *, void *, uintptr_t)");
  const symbol = own.func("void *dlsym(void *, const char *)");
  const loop = own.func("void *uv_default_loop()")();
  const loopFork = own.func("int uv_loop_fork(void *)");
  const here = environment(context(isolate()));
  const end = symbol(null, "_exit");
  if (!here || !end || !loop) throw new Error("Node.js does not tell where its environment is");
  return {
    fork: own.func("int fork()"),
    waitpid: own.func("int waitpid(int, _Out_ int *, int)"),
    exit: own.func("void _exit(int)"),
    reseed: own.func("int RAND_poll()"),
    setns: own.func("int setns(int, int)"),
    setsid: own.func("int setsid()"),
    sigmask: own.func("int pthread_sigmask(int, void *, void *)"),
    getpid: own.func("int getpid()"),
    dup2: own.func("int dup2(int, int)"),
    prctl: own.func("int prctl(int, uintptr_t, uintptr_t, uintptr_t, uintptr_t)"),
    capset: own.func("int capset(void *, void *)"),
    poll: own.func("int poll(void *, unsigned long, int)"),
    recvmsg: own.func("int64_t recvmsg(int, void *, int)"),
    pidfdOpen: own.func("long syscall(long, int, unsigned int)"),
    madvise: own.func("int madvise(uintptr_t, size_t, int)"),
    loopFork: () => loopFork(loop),
    /** Ends the process with a status when Node.js comes to its end. */
    endsWith: (status) => atExit(here, end, status),
  };
}

/** Receives a packet with its descriptors: the layouts are those of 64-bit Linux (recvmsg(2), cmsg(3)). */
class Receiver {
  constructor(koffi, c) {
    this.c = c;
    const block = (size) => {
      const memory = koffi.alloc("uint8_t", size);
      return { address: koffi.address(memory), memory, bytes: Buffer.from(koffi.view(memory, size)) };
    };
    this.data = block(MAX_PACKET);
    this.control = block(CMSG_HEADER + 4 * MOST_DESCRIPTORS);
    this.vector = block(16);
    this.header = block(56);
    this.vector.bytes.writeBigUInt64LE(this.data.address, 0);
    this.vector.bytes.writeBigUInt64LE(BigInt(MAX_PACKET), 8);
    this.header.bytes.fill(0);
    this.header.bytes.writeBigUInt64LE(this.vector.address, 16);
    this.header.bytes.writeBigUInt64LE(1n, 24);
    this.header.bytes.writeBigUInt64LE(this.control.address, 32);
  }

  /** The packet's text and descriptors; null where nobody will send another. */
  receive(socket) {
    this.header.bytes.writeBigUInt64LE(BigInt(this.control.bytes.length), 40);
    this.control.bytes.fill(0);
    const length = Number(this.c.recvmsg(socket, this.header.memory, MSG_CMSG_CLOEXEC));
    if (length <= 0) return null;
    const descriptors = [];
    const control = this.control.bytes;
    if (control.readInt32LE(8) === SOL_SOCKET && control.readInt32LE(12) === SCM_RIGHTS) {
      const end = Number(control.readBigUInt64LE(0));
      for (let at = CMSG_HEADER; at + 4 <= end; at += 4) descriptors.push(control.readInt32LE(at));
    }
    return { text: this.data.bytes.toString("utf8", 0, length), descriptors };
  }
}

const { randomInt } = require("node:crypto");
const fs = require("node:fs");

/** Sends an answer to a cell; false where nobody asks any more. */
function tell(answers, message) {
  try {
    fs.writeSync(answers, JSON.stringify(message));
    return true;
  } catch {
    return false;
  }
}

/** Throws where a call of the C library has failed. */
function check(what, result) {
  if (result < 0) throw new Error(`${what} failed`);
}

/** This process's memory, and what of it a forked process is to have: all. */
class Memory {
  constructor(c) {
    this.c = c;
    this.seen = Buffer.alloc(MAX_MAPS);
    this.now = Buffer.alloc(MAX_MAPS);
    this.length = 0;
  }

  /**
   * Lets a forked process have everything, and is done when nothing has come since it looked last: looking takes no
   * memory, so that nothing comes between this and the fork.
   */
  inherit() {
    for (let round = 0; round < MOST_ROUNDS && !this.look(); round++) {
      const text = this.seen.latin1Slice(0, this.length);
      for (const [, from, to] of text.matchAll(/^([0-9a-f]+)-([0-9a-f]+) /gm)) {
        const [start, end] = [BigInt(`0x${from}`), BigInt(`0x${to}`)];
        this.c.madvise(start, end - start, MADV_DOFORK);
      }
    }
  }

  /** Reads what there is; true if it is what was there before. */
  look() {
    const maps = fs.openSync("/proc/self/maps");
    let length = 0;
    for (let read = -1; read !== 0; length += read) read = fs.readSync(maps, this.now, length, MAX_MAPS - length);
    fs.closeSync(maps);
    const same = length === this.length && this.now.compare(this.seen, 0, length, 0, length) === 0;
    [this.seen, this.now, this.length] = [this.now, this.seen, length];
    return same;
  }
}

/** Why a program can't start here; nothing where it can. */
function whyCold({ argv, env }) {
  if (argv.length !== 2) return "its command is more than Node.js and a file";
  for (const name of new Set([...Object.keys(GIVEN), ...Object.keys(env)])) {
    if (AT_START.test(name) && GIVEN[name] !== env[name]) return `${name} has another value`;
  }
  return null;
}

/** Brings a new process into its cell, and gives it what a process is given when it is started there. */
function enter(c, request, [stdout, stderr, , ...spaces]) {
  check("setsid", c.setsid());
  for (const space of spaces) check("setns", c.setns(space, ANY_KIND));
  check("prctl", c.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
  const header = Buffer.alloc(8);
  header.writeUInt32LE(CAPABILITIES_V3);
  check("capset", c.capset(header, Buffer.alloc(24)));
  check("pthread_sigmask", c.sigmask(SIG_SETMASK, Buffer.alloc(SIGNAL_SET), null)); // --disable-sigusr1 blocks it
  process.chdir(request.folder);
  check("dup2", c.dup2(stdout, 1));
  check("dup2", c.dup2(stderr, 2));
  check("uv_loop_fork", c.loopFork());
  // OpenSSL tells a forked process by its number, which is the same in every cell.
  if (c.reseed() !== 1) throw new Error("RAND_poll failed");
}

/** Leaves of this process's own state what Node.js has when it begins with a program. */
function become(c, request) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, request.env);
  process.argv.splice(1, Infinity, request.argv[1]);
  process.execArgv.length = 0;
  process.mainModule = undefined;
  for (const name of Object.keys(require.cache)) delete require.cache[name];
  Object.defineProperty(process, "pid", { ...Object.getOwnPropertyDescriptor(process, "pid"), value: c.getpid() });
  for (let left = RANDOM_INTEGERS; left > 0; left--) randomInt(2); // and what follows is this program's own
  for (let left = randomInt(1000); left > 0; left--) Math.random();
  watchEnd(c);
}

/** Sees to it that this process ends when Node.js has nothing more to do or to say, and joins no thread. */
function watchEnd(c) {
  const { emit } = process;
  process.emit = function (name, ...rest) {
    try {
      return Reflect.apply(emit, this, [name, ...rest]);
    } finally {
      if (name === "exit") c.endsWith(process.exitCode ?? rest[0] ?? 0);
    }
  };
}

/** Answers requests until nobody asks any more; in a new process, gives back what that is to become. */
function serve(c, receiver, memory) {
  const running = new Map(); // a process's descriptor -> its number, and the socket of its cell
  for (;;) {
    const watched = [REQUESTS, ...running.keys()];
    const polled = Buffer.alloc(POLLFD_SIZE * watched.length);
    watched.forEach((descriptor, index) => {
      polled.writeInt32LE(descriptor, POLLFD_SIZE * index);
      polled.writeInt16LE(POLLIN, POLLFD_SIZE * index + 4);
    });
    if (c.poll(polled, watched.length, -1) < 0) continue; // a signal
    for (const [index, descriptor] of watched.entries()) {
      if (polled.readInt16LE(POLLFD_SIZE * index + 6) === 0) continue;
      if (descriptor !== REQUESTS) {
        reap(c, running, descriptor);
        continue;
      }
      const packet = receiver.receive(REQUESTS);
      if (!packet) return null;
      const program = answer(c, packet, running, memory);
      if (program) return program;
    }
  }
}

function reap(c, running, descriptor) {
  const { pid, answers } = running.get(descriptor);
  const status = [0];
  if (c.waitpid(pid, status, WNOHANG) === 0) return;
  const signal = status[0] & 0x7f;
  tell(answers, { ended: signal ? -signal : status[0] >> 8 });
  running.delete(descriptor);
  fs.closeSync(answers);
  fs.closeSync(descriptor);
}

/** Forks. In the new process the request is given back, in this one nothing. */
function answer(c, { text, descriptors }, running, memory) {
  const [answers, ...rest] = descriptors;
  const request = JSON.parse(text);
  const cold = whyCold(request);
  let pid = -1;
  if (!cold && c.setns(rest[2], ANY_KIND) === 0) {
    memory.inherit();
    pid = c.fork();
  }
  if (pid === 0) {
    try {
      enter(c, request, rest);
    } catch (error) {
      tell(answers, { cold: error.message });
      c.exit(1);
    }
    if (!tell(answers, { pid: c.getpid() })) c.exit(1);
    for (const descriptor of [REQUESTS, ...descriptors]) fs.closeSync(descriptor);
    for (const [descriptor, other] of running) {
      fs.closeSync(descriptor);
      fs.closeSync(other.answers);
    }
    return request;
  }
  if (pid > 0) {
    running.set(Number(c.pidfdOpen(SYS_PIDFD_OPEN, pid, 0)), { pid, answers });
  } else {
    tell(answers, { cold: cold ?? "it could not be forked" });
    fs.closeSync(answers);
  }
  for (const descriptor of rest) fs.closeSync(descriptor);
  return null;
}

/** Does once what a program that sends requests does, so that each need not: by a socket that only this process has. */
async function warmUp() {
  const net = require("node:net");
  const { promises } = fs;
  const path = `\0${process.pid}`;
  const server = net.createServer((connection) => {
    connection.once("data", () =>
      connection.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}'),
    );
    connection.on("error", () => {});
  });
  await new Promise((resolve, reject) => server.on("error", reject).listen(path, resolve));
  const dispatcherOf = () => globalThis[Symbol.for("undici.globalDispatcher.1")];
  const form = new FormData();
  form.append("a", "b");
  form.append("f", new Blob(["c"], { type: "image/png" }), "f.png");
  const headers = { Accept: "application/json", Authorization: "Bearer a" };
  const bodies = [{ body: "{}", method: "POST" }, { body: form, method: "POST" }, {}];
  await fetch("data:,").then((response) => response.text());
  const agent = new (dispatcherOf().constructor)({ connect: { socketPath: path } });
  for (const init of bodies) {
    const response = await fetch("http://localhost/", { headers, dispatcher: agent, ...init });
    await (init.body === form ? response.arrayBuffer() : response.json());
  }
  await agent.close();
  await new Promise((resolve) => server.close(resolve));
  await promises.readFile("/dev/null");
}

/** Throws where no forked process comes to its end by itself, as in a Node.js that is made otherwise. */
function onTrial(c, memory, left, then) {
  memory.inherit();
  const pid = c.fork();
  if (pid === 0) {
    c.loopFork();
    watchEnd(c);
    fs.promises.readFile("/dev/null").then(() => setTimeout(() => (process.exitCode = TRIED), 1));
    return;
  }
  const polled = Buffer.alloc(POLLFD_SIZE);
  const ended = Number(c.pidfdOpen(SYS_PIDFD_OPEN, pid, 0));
  polled.writeInt32LE(ended, 0);
  polled.writeInt16LE(POLLIN, 4);
  const status = [0];
  const inTime = c.poll(polled, 1, PATIENCE) === 1;
  if (!inTime) process.kill(pid, "SIGKILL");
  c.waitpid(pid, status, 0);
  fs.closeSync(ended);
  if (status[0] >> 8 === TRIED) return then();
  if (left <= 1) throw new Error(`a forked process ended with ${status[0]}`);
  onTrial(c, memory, left - 1, then);
}

async function main() {
  let c;
  let receiver;
  let memory;
  try {
    const koffi = require(KOFFI);
    c = bind(koffi);
    receiver = new Receiver(koffi, c);
    memory = new Memory(c);
    await warmUp();
  } catch (error) {
    giveUp(error);
  }
  setImmediate(() => {
    try {
      onTrial(c, memory, TRIALS, () => setImmediate(() => start(c, receiver, memory)));
    } catch (error) {
      giveUp(error);
    }
  });
}

/** Whoever asks finds nobody then, and starts the program cold. */
function giveUp(error) {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
}

function start(c, receiver, memory) {
  const request = serve(c, receiver, memory);
  if (!request) c.exit(0);
  become(c, request);
  require("node:module").runMain(request.argv[1]);
}

main();
