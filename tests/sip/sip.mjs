// What the SIP tests share: Kamailio with the configuration that ships, SIPp with a time cap of our own, free ports, and ends
// by pid. Everything is on loopback and in a temporary directory.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import dgram from "node:dgram";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, readdirSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { run, source, until, within } from "../service/harness.mjs";

export const configuration = process.env.DDH_KAMAILIO_CFG ?? path.join(source, "coordinator/telephony/kamailio/kamailio.cfg");
export const directory = mkdtempSync(path.join(tmpdir(), "ddh-sip-"));
const scenarios = path.join(source, "tests/sip/scenarios");
const children = new Set();

process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  // Kamailio's other processes would outlive their first.
  for (const pid of processesOf(directory)) process.kill(pid, "SIGKILL");
  if (process.env.DDH_KEEP) console.log(`kept: ${directory}`);
  else rmSync(directory, { recursive: true, force: true });
});

// All the processes that have this directory of ours in their command line.
function processesOf(home) {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && Number(pid) !== process.pid && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(home);
    } catch {
      return false; // it has ended
    }
  }).map(Number);
}

export function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  children.add(child);
  child.text = "";
  for (const pipe of [child.stdout, child.stderr]) pipe.setEncoding("utf8").on("data", (part) => (child.text = (child.text + part).slice(-200000)));
  child.ended = new Promise((resolve) => {
    child.on("error", (error) => resolve({ status: -1, error }));
    child.on("close", (status, signal) => {
      children.delete(child);
      resolve({ status, signal });
    });
  });
  return child;
}

export const isFree = async (port) => !(await taken(port));

// A port that is free for UDP and TCP now, and `width` of them in a row for UDP. Below those that the system itself gives to
// others, never the same one twice, and from another beginning in each process.
// Each test has its own range, of those that scripts/sip has run at the same time.
const slot = Number(process.env.DDH_SIP_SLOT ?? 0);
const [lowest, highest] = [10000 + slot * 11000, 20996 + slot * 11000];
let last = lowest + (randomBytes(2).readUInt16BE() % 2500) * 4;
export async function freePort(width = 1) {
  for (;;) {
    last = last + 4 <= highest ? last + 4 : lowest;
    const port = last;
    const server = net.createServer();
    const free = await new Promise((resolve) => {
      server.on("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    const all = await Promise.all(Array.from({ length: width }, (_, i) => isFree(port + i)));
    if (free && all.every(Boolean)) return port;
  }
}

/* --- Kamailio -------------------------------------------------------------------------------------------------------- */

export class Gateway {
  // `homes`: lines of the dispatcher's list. `deadline`: a busy machine may take its time, where it is not the deadline that is tried.
  constructor({ url, homes = [], token = "", name = "", deadline = 5000, more = {}, file = configuration, waits = true }) {
    this.file = file;
    this.waits = waits; // has a socket at which it is told to fetch who waits
    this.home = mkdtempSync(path.join(directory, "kamailio-"));
    this.list = path.join(this.home, "dispatcher.list");
    this.control = path.join(this.home, "ctl");
    this.secret = randomBytes(12).toString("hex");
    this.environment = { ...process.env, COORDINATOR_URL: url, COORDINATOR_TOKEN: token, DS_LIST: this.list, CTL_SOCK: `unix:${this.control}`,
      FROM_SALT: "a salt for tests", DEADLINE_MS: String(deadline), GATEWAY: name, RESUME_SECRET: this.secret, ...more };
    this.setHomes(homes);
  }
  setHomes(lines) {
    writeFileSync(this.list, `${lines.join("\n")}\n`);
  }
  async claim() {
    this.port ??= await freePort();
    this.resumePort ??= await freePort();
    this.resumeUrl = `http://127.0.0.1:${this.resumePort}/resume/${this.secret}`;
    return this;
  }
  async start() {
    await this.claim();
    const args = ["-f", this.file, "-DD", "-E", "-w", this.home, "-Y", this.home, "-P", path.join(this.home, "pid"),
      "-l", `udp:127.0.0.1:${this.port}`, ...(this.waits ? ["-l", `tcp:127.0.0.1:${this.resumePort}`] : [])];
    this.child = start("kamailio", args, { env: this.environment });
    await until("Kamailio answers", async () => {
      if (this.child.exitCode !== null) throw new Error(this.child.text);
      return existsSync(this.control) && (await this.ask("core.uptime")).status === 0;
    }, 20000);
    return this;
  }
  ask(...words) {
    return run("kamcmd", ["-s", `unix:${this.control}`, ...words]);
  }
  async activeDialogs() {
    return Number(/active_dialogs\s*=\s*(\d+)/.exec((await this.ask("stats.get_statistics", "dialog:")).out)?.[1] ?? NaN);
  }
  // The value of a shared counter or setting of the gateway.
  async value(name) {
    return /value:\s*(\S+)/.exec((await this.ask("htable.get", "gateway", name)).out)?.[1];
  }
  async entries(table) {
    return ((await this.ask("htable.dump", table)).out.match(/name:/g) ?? []).length;
  }
  async stop(signal = "SIGTERM") {
    if (!this.child || this.child.exitCode !== null) return;
    // Now and then Kamailio 5.6 stands still in its own shutdown, whatever it is told again; a service manager kills it then, and so do we.
    let ended = false;
    this.child.ended.then(() => (ended = true));
    for (let i = 0; i < 2 && !ended; i++) {
      this.child.kill(signal);
      await within("Kamailio ends", this.child.ended, 10000).catch(() => {});
    }
    if (!ended) {
      console.log(`        Kamailio ${this.child.pid} did not end by itself, and was killed`);
      await this.crash();
    }
  }
  get pids() {
    return processesOf(this.home);
  }
  // Milliseconds of processor that it has taken.
  get processor() {
    let ticks = 0;
    for (const pid of this.pids) {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
      ticks += Number(fields[11]) + Number(fields[12]);
    }
    return ticks * 10;
  }
  // Dies as in a crash.
  async crash() {
    for (const pid of this.pids) process.kill(pid, "SIGKILL");
    await within("Kamailio dies", this.child.ended, 30000);
    rmSync(this.control, { force: true });
  }
  get log() {
    return this.child?.text ?? "";
  }
}

/* --- SIPp ------------------------------------------------------------------------------------------------------------ */

let number = 0;

// A scenario's file with its @NAMES@ filled in.
function scenario(name, values) {
  let text = readFileSync(path.join(scenarios, `${name}.xml`), "utf8");
  for (const [key, value] of Object.entries(values)) text = text.replaceAll(`@${key.toUpperCase()}@`, String(value));
  const left = /@[A-Z_]+@/.exec(text);
  if (left) throw new Error(`${name}.xml wants ${left[0]}`);
  const file = path.join(directory, `${name}-${++number}.xml`);
  writeFileSync(file, text);
  return file;
}

class Sipp {
  // Without ports of its own for control and for media SIPp looks for some that others look for too, and ends.
  constructor(name, args, seconds, [control, media]) {
    this.name = name;
    this.home = mkdtempSync(path.join(directory, "sipp-"));
    this.child = start("sipp", [...args, "-cp", String(control), "-mp", String(media), "-nostdin", "-trace_err", "-error_file", path.join(this.home, "errors"), "-trace_logs", "-log_file",
      path.join(this.home, "log"), "-trace_stat", "-stf", path.join(this.home, "stat"), "-fd", "1"], { cwd: this.home, env: { ...process.env, TERM: "dumb" } });
    // SIPp's own -timeout is not relied upon.
    this.capped = false;
    this.cap = setTimeout(() => {
      this.capped = true;
      this.child.kill("SIGKILL");
    }, seconds * 1000);
    this.ended = this.child.ended.then((end) => {
      clearTimeout(this.cap);
      return end;
    });
  }
  get log() {
    return existsSync(path.join(this.home, "log")) ? readFileSync(path.join(this.home, "log"), "utf8") : "";
  }
  get errors() {
    return existsSync(path.join(this.home, "errors")) ? readFileSync(path.join(this.home, "errors"), "utf8") : "";
  }
  stop() {
    this.child.kill("SIGKILL");
    return this.ended;
  }
}

// One who is called: SIPp as a server on a port of its own.
export async function phone(name, values = {}, { port, seconds = 600 } = {}) {
  const own = port ?? (await freePort());
  const sipp = new Sipp(name, ["-sf", scenario(name, values), "-i", "127.0.0.1", "-p", String(own), "-mi", "127.0.0.1", "-aa", "-t", "u1"], seconds, [await freePort(), await freePort(4)]);
  sipp.port = own;
  sipp.uri = `sip:phone${own}@127.0.0.1:${own}`;
  await until(`${name} listens`, async () => {
    if (sipp.child.exitCode !== null) throw new Error(`${name} ended: ${sipp.child.text.slice(-500)} ${sipp.errors}`);
    return taken(own);
  }, 10000);
  return sipp;
}

function taken(port) {
  const socket = dgram.createSocket("udp4");
  return new Promise((resolve) => {
    socket.on("error", () => resolve(true));
    socket.bind(port, "127.0.0.1", () => socket.close(() => resolve(false)));
  });
}

// One who calls, `calls` times, `rate` of them each `period` ms; resolves to { good, failed, ... } and throws when the cap ended it.
export async function call(gateway, name, options) {
  return (await calling(gateway, name, options)).outcome();
}

export async function calling(gateway, name, { user = "0615-vand", calls = 1, rate = 10, period = 1000, limit = 200, seconds = 60, values = {}, caller = "4512345678", port } = {}) {
  const own = port ?? (await freePort());
  const sipp = new Sipp(name, ["-sf", scenario(name, values), "-i", "127.0.0.1", "-p", String(own), "-mi", "127.0.0.1", "-aa", "-t", "u1", "-s", user, "-m", String(calls),
    "-r", String(rate), "-rp", String(period), "-l", String(limit), "-key", "caller", caller, `127.0.0.1:${gateway.port}`], seconds, [await freePort(), await freePort(4)]);
  sipp.outcome = async () => {
    const { status, signal } = await sipp.ended;
    if (sipp.capped) throw new Error(`${name} did not end within ${seconds} s: ${sipp.errors.slice(-1500)}`);
    const stat = readFileSync(path.join(sipp.home, "stat"), "utf8").trim().split("\n");
    const heads = stat[0].split(";");
    const last = stat[stat.length - 1].split(";");
    const value = (head) => Number(last[heads.indexOf(head)]);
    return { status, signal, good: value("SuccessfulCall(C)"), failed: value("FailedCall(C)"), log: sipp.log, errors: sipp.errors };
  };
  return sipp;
}

// A socket that takes whatever comes, keeps it, and says nothing.
export async function silent() {
  const socket = dgram.createSocket("udp4");
  await new Promise((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  const end = { port, uri: `sip:silent@127.0.0.1:${port}`, heard: 0, text: "", stop: () => socket.close() };
  socket.on("message", (bytes) => {
    end.heard++;
    end.text += bytes.toString("latin1");
  });
  socket.unref();
  return end;
}

// Sends one message as it is and gives the first answer's status, or 0 when there is none.
export async function raw(gateway, text, ms = 15000) {
  const socket = dgram.createSocket("udp4");
  await new Promise((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  const answer = new Promise((resolve) => {
    socket.on("message", (bytes) => resolve(Number(/^SIP\/2\.0 (\d+)/.exec(bytes.toString("latin1"))?.[1] ?? 0)));
    setTimeout(() => resolve(0), ms);
  });
  socket.send(text.replaceAll("@PORT@", String(port)).replaceAll("@GATEWAY@", String(gateway.port)), gateway.port, "127.0.0.1");
  const status = await answer;
  socket.close();
  return status;
}
