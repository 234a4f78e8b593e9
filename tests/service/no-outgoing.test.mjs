// The coordinator connects out to nothing but its Redis: every internet socket that it holds during a load is the one it
// listens on, one that came in through it, or the one to Redis. Where strace is to be had, every connect() is read as well.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { finish, openStream, promise, run, sanitized, until, World } from "./harness.mjs";
import { furnishLoad, Load } from "./load.mjs";

// Redis over TCP, so that it is seen among the sockets.
const probe = net.createServer();
await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
const redisPort = probe.address().port;
await new Promise((resolve) => probe.close(resolve));

const world = new World();
await world.startRedis({ port: redisPort });
await world.start({ redis: `127.0.0.1:${redisPort}`, args: ["--exempt", "127.0.0.0/8"] });
const { pid, port } = world.service;

// A sanitizer looks for leaks by tracing itself, and a process has one tracer.
const traceable = !sanitized && (await run("strace", ["-qq", "-e", "trace=none", "true"]).catch(() => ({ status: 1 }))).status === 0;
const traceFile = path.join(world.directory, "connects");
let tracer;
if (traceable) {
  tracer = spawn("strace", ["-f", "-e", "trace=connect,sendto,sendmsg", "-o", traceFile, "-p", String(pid)], { stdio: ["ignore", "ignore", "pipe"] });
  process.on("exit", () => tracer.kill("SIGKILL"));
  let said = "";
  tracer.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  await until("strace is attached", () => /attached/.test(said));
} else console.log("        without strace: sockets are read from /proc only");

// The sockets of the process: [{ kind, local, remote }] with ports; unix sockets by their path.
function sockets() {
  const inodes = new Set();
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const found = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`));
      if (found) inodes.add(found[1]);
    } catch {
      // closed meanwhile
    }
  }
  const held = [];
  for (const kind of ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"])
    for (const line of readFileSync(`/proc/${pid}/net/${kind}`, "utf8").split("\n").slice(1)) {
      const words = line.trim().split(/\s+/);
      if (!inodes.has(words[9])) continue;
      const portOf = (address) => parseInt(address.split(":")[1], 16);
      held.push({ kind, local: portOf(words[1]), remote: portOf(words[2]), listens: words[3] === "0A" });
    }
  return held;
}

let looked = 0;
let incoming = 0;
let toRedis = 0;
function look() {
  for (const socket of sockets()) {
    looked++;
    assert.ok(socket.kind.startsWith("tcp"), `a ${socket.kind} socket`);
    if (socket.remote === redisPort) toRedis++;
    else if (socket.local === port) incoming++;
    else assert.fail(`a connection from ${socket.local} to port ${socket.remote}`);
  }
}

await promise("during a load it connects to Redis and to nothing else", async () => {
  await world.furnish();
  const agents = await furnishLoad(world, 6);
  const stream = await openStream(world, "admin");
  const load = new Load(world, { seed: 1, agents });
  load.onAcknowledged = () => {
    if (load.acknowledged % 5 === 0) look();
  };
  await load.run((l) => l.acknowledged >= 300);
  await world.activate();
  await world.request("GET", "/metrics");
  await world.must("GET", "/v1/answers?language=en&audience=agent", { as: "ida" });
  look();
  stream.link.destroy();
  console.log(`        ${looked} sockets seen: ${incoming} incoming, ${toRedis} to Redis`);
  assert.ok(incoming > 10 && toRedis > 10, "the looking sees what there is");
});

await promise("also when Redis goes and comes back", async () => {
  await world.redis.kill();
  await world.call("meanwhile");
  look();
  await world.startRedis({ port: redisPort });
  await until("it is stored again", async () => {
    look();
    return (await world.metrics()).get("ddh_stored") === 1;
  });
});

if (traceable)
  await promise("every connect() was to Redis", async () => {
    const ended = new Promise((resolve) => tracer.on("close", resolve));
    tracer.kill("SIGINT");
    await ended;
    const calls = readFileSync(traceFile, "utf8").split("\n").filter((line) => /connect\(/.test(line) || /AF_INET/.test(line));
    assert.ok(calls.length > 0, "the reconnecting was seen");
    for (const line of calls) assert.match(line, new RegExp(`sin_port=htons\\(${redisPort}\\), sin_addr=inet_addr\\("127.0.0.1"\\)`));
    console.log(`        ${calls.length} calls of connect(), all to Redis`);
  });
await finish();
