// What the service tests share: the real programs, started privately and stopped by their ids; requests, raw sockets and a
// reader of Redis. Nothing here sleeps: until() asks again until a condition holds or its time is over.
//
// A test is a program: it makes a world, states its promises one by one with promise(), and ends with finish(). A
// coordinator that dies by itself, ends with another status than 0 or lets a sanitizer speak fails the test.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const source = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const build = path.resolve(process.env.DDH_BUILD ?? path.join(source, "build/clang"));
export const modules = process.env.DDH_NODE_MODULES ?? path.join(source, "build/node/node_modules");
export const sanitized = process.env.DDH_SANITIZED === "1";
export const coordinator = path.join(build, "coordinator");
export const agentsCli = path.join(build, "agents-cli/agents-cli");

/* --- promises ------------------------------------------------------------------------------------------------------ */

let kept = 0;
let broken = 0;
const running = new Set(); // every program of ours that has not ended
const worlds = [];

export async function promise(text, body) {
  const began = process.hrtime.bigint();
  try {
    await body();
    kept++;
    console.log(`ok      ${text} (${Number((process.hrtime.bigint() - began) / 1000000n)} ms)`);
  } catch (error) {
    broken++;
    console.log(`FAILED  ${text}\n${error.stack ?? error}`);
    for (const world of worlds) for (const service of world.services) console.log(service.lastWords());
  }
}

export async function finish() {
  for (const world of worlds) await promise("every program ended in order, and no sanitizer spoke", () => world.close());
  console.log(`${kept} passed, ${broken} failed`);
  process.exit(broken === 0 ? 0 : 1);
}

// The programs go with the test, however it ends.
process.on("exit", () => {
  for (const child of running) {
    child.kill("SIGCONT");
    child.kill("SIGKILL");
  }
  for (const world of worlds) rmSync(world.directory, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

const limit = Number(process.env.DDH_TEST_SECONDS ?? 240);
setTimeout(() => {
  console.log(`FAILED  the test took more than ${limit} s`);
  for (const world of worlds) for (const service of world.services) console.log(service.lastWords());
  console.log(`${kept} passed, ${broken + 1} failed`);
  process.exit(1);
}, limit * 1000).unref();

// Asks again until the answer is truthy, and gives it back. A sanitized program on a busy machine is slow: be generous.
export async function until(what, condition, ms = 30000) {
  const end = Date.now() + ms;
  let last;
  for (;;) {
    try {
      const answer = await condition();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}${last ? ` (${last.message})` : ""}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function within(what, wanted, ms = 30000) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${ms} ms: ${what}`)), ms);
  });
  return Promise.race([wanted, late]).finally(() => clearTimeout(timer));
}

// The same numbers for the same seed: mulberry32.
export function randomFrom(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/* --- programs ------------------------------------------------------------------------------------------------------ */

// Runs a program to its end: { status, signal, out, err }.
export function run(program, args, { input = "", env = process.env, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, stdio: ["pipe", "pipe", "pipe"] });
    running.add(child);
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
    child.stdin.on("error", () => {}).end(input);
    child.on("error", reject);
    child.on("close", (status, signal) => {
      running.delete(child);
      resolve({ status, signal, out, err });
    });
  });
}

class Program {
  constructor(name, file, args, env = process.env) {
    this.name = name;
    this.out = "";
    this.err = "";
    this.expectedToDie = false;
    this.child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    running.add(this.child);
    this.child.stdout.setEncoding("utf8").on("data", (text) => (this.out += text));
    this.child.stderr.setEncoding("utf8").on("data", (text) => (this.err += text));
    this.ended = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (status, signal) => {
        running.delete(this.child);
        this.status = status;
        this.signal = signal;
        resolve({ status, signal });
      });
    });
    this.ended.catch(() => {});
  }
  get pid() {
    return this.child.pid;
  }
  get alive() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
  signalled(signal) {
    this.child.kill(signal);
  }
  async kill() {
    this.expectedToDie = true;
    this.child.kill("SIGKILL");
    return within(`${this.name} dies`, this.ended);
  }
  lastWords() {
    return `--- the last words of ${this.name} (pid ${this.pid}) ---\n${this.err.slice(-4000)}`;
  }
}

const reports = /AddressSanitizer|LeakSanitizer|UndefinedBehaviorSanitizer|runtime error:|assertion/i;

class Service extends Program {
  // Resolves when it says that it serves; `url` and `port` are known then.
  async ready(ms = 60000) {
    const gone = this.ended.then(({ status, signal }) => {
      throw new Error(`${this.name} ended with ${signal ?? status} before it served: ${this.err.slice(-2000)}`);
    });
    gone.catch(() => {});
    await Promise.race([gone, until(`${this.name} serves`, () => /^ready (\S+)/m.test(this.out), ms)]);
    this.url = /^ready (\S+)/m.exec(this.out)[1];
    this.port = Number(new URL(this.url).port);
    return this;
  }
  async stop() {
    this.expectedToDie = true;
    this.child.kill("SIGTERM");
    const { status, signal } = await within(`${this.name} ends`, this.ended, 60000);
    assert.equal(signal, null, `${this.name} ended by ${signal}`);
    assert.equal(status, 0, `${this.name} ended with ${status}`);
    this.assertSound();
  }
  assertSound() {
    assert.ok(!reports.test(this.err), `${this.name}: ${this.err}`);
    assert.ok(this.alive || this.expectedToDie, `${this.name} ended by itself: ${this.status} ${this.signal}`);
  }
  // Kilobytes of memory in use.
  memory() {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.pid}/status`, "utf8"))[1]);
  }
}

/* --- a world: a Redis, its coordinators, its tokens ----------------------------------------------------------------- */

export class World {
  constructor() {
    this.directory = mkdtempSync(path.join(tmpdir(), "ddh-service-"));
    this.socket = path.join(this.directory, "redis.sock");
    this.services = [];
    this.secrets = new Map();
    this.http = new http.Agent({ keepAlive: true, maxSockets: 64 });
    worlds.push(this);
  }

  // A private Redis that keeps an append-only file; on a TCP port of its own too, when asked.
  async startRedis({ port = 0 } = {}) {
    this.redis = new Program("redis-server", "redis-server", ["--port", String(port), "--bind", "127.0.0.1",
      "--unixsocket", this.socket, "--dir", this.directory, "--appendonly", "yes", "--appendfsync", "always",
      "--save", "", "--logfile", "redis.log"]);
    await until("Redis answers", async () => {
      if (!this.redis.alive) throw new Error("redis-server ended");
      const answer = await this.askRedis("PING");
      return answer === "PONG";
    });
  }

  // A coordinator that may not come up; see start(). `refused`: it is to end before it serves, which it does without
  // giving memory back.
  launch({ data = "data", redis = `unix:${this.socket}`, port = 0, args = [], refused = false } = {}) {
    this.dataDirectory = path.join(this.directory, data);
    const service = new Service(`coordinator on ${data}`, coordinator, ["serve", "--data", this.dataDirectory,
      "--redis", redis, "--port", String(port), ...args],
    refused ? { ...process.env, ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ""}:detect_leaks=0` } : process.env);
    service.expectedToDie = refused;
    this.services.push(service);
    return service;
  }

  async start(options = {}) {
    this.service = await this.launch(options).ready();
    const file = path.join(this.dataDirectory, "admin.token");
    if (existsSync(file)) this.secrets.set("admin", readFileSync(file, "utf8").trim());
    return this.service;
  }

  async close() {
    this.http.destroy();
    for (const service of this.services) {
      service.assertSound();
      if (!service.alive) continue;
      service.child.kill("SIGCONT");
      await service.stop();
    }
    if (this.redis?.alive) await this.redis.kill();
  }

  /* Requests. `as` names a token made with token() or "admin"; a raw body (text or bytes) goes as it is. */
  request(method, target, { as, secret, body, headers = {}, service = this.service, agent = this.http } = {}) {
    const bytes = body === undefined ? undefined : typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const bearer = secret ?? (as === undefined ? undefined : this.secrets.get(as));
    if (as !== undefined && bearer === undefined) throw new Error(`there is no token ${as}`);
    const all = { ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...(bytes === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(bytes) }), ...headers };
    return new Promise((resolve, reject) => {
      const request = http.request({ host: "127.0.0.1", port: service.port, method, path: target, headers: all, agent }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part) => (text += part));
        answer.on("error", reject);
        answer.on("end", () => {
          let json = null;
          if (text !== "" && /json/.test(answer.headers["content-type"] ?? "")) json = JSON.parse(text);
          resolve({ status: answer.statusCode, headers: answer.headers, text, json });
        });
      });
      request.on("error", reject);
      request.end(bytes);
    });
  }

  // A request that must be done; gives the JSON. While Redis is slow for a moment, on a busy machine, changes of rights and
  // settings are not taken, or nobody knows whether they were: then it is repeated, under the same key.
  async must(method, target, options) {
    const waits = ({ status, json }) => status === 503 && ["store-away", "outcome-unknown"].some((slug) => json?.type === `urn:ddh:problem:${slug}`);
    const headers = method === "GET" ? {} : { "idempotency-key": randomUUID() };
    let answer;
    await until(`${method} ${target} is taken`, async () => !waits((answer = await this.request(method, target, { ...options, headers: { ...headers, ...options?.headers } }))));
    if (answer.status >= 300) throw new Error(`${method} ${target}: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  async token(id, role, more = {}) {
    const create = () => this.must("POST", "/v1/tokens", { as: "admin", body: { token: id, role, ...more } });
    let { secret } = await create();
    if (secret === null) { // it was made the first time, and the secret is said once
      await this.must("DELETE", `/v1/tokens/${id}`, { as: "admin" });
      ({ secret } = await create());
    }
    this.secrets.set(id, secret);
    return secret;
  }

  // A small cooperation: ddh with Horsens and Aarhus, the topics vand and pas, two agents and a token for each role.
  async furnish() {
    const as = "admin";
    await this.must("PUT", "/v1/settings", { as, body: { languages: ["da", "en"] } });
    const organisation = (id, name, kind) => this.must("PUT", `/v1/organisations/${id}`, { as, body: { name, kind, standing: "member", area: "oestjylland" } });
    await organisation("ddh", "Den Digitale Hotline", "association");
    await organisation("0615", "Horsens", "municipality");
    await organisation("0751", "Aarhus", "municipality");
    await this.must("PUT", "/v1/settings", { as, body: { cooperation: "ddh" } });
    await this.must("PUT", "/v1/topics/vand", { as, body: { name: "Drikkevand", handling: "cooperation" } });
    await this.must("PUT", "/v1/topics/pas", { as, body: { name: "Pas", handling: "municipality" } });
    await this.agent("ida", "0615");
    await this.agent("bo", "0751");
    await this.token("leader", "duty_leader");
    await this.token("switch", "telephony");
    await this.token("auditor", "auditor");
    await this.token("editor", "municipal_editor");
    await this.token("approver", "approver");
    await this.token("aarhus", "partner", { organisations: ["0751"] });
  }

  async agent(id, organisation, skills = { vand: 3, pas: 3 }) {
    await this.must("PUT", `/v1/agents/${id}`, { as: "admin", body: { name: id, organisation, skills, languages: ["da", "en"],
      registered_at: 1700000000000, elearning_at: 1700000000000, course_at: 1700000000000 } });
    await this.token(id, "agent", { agent: id });
  }

  call(reference, more = {}, options = {}) {
    return this.request("POST", "/v1/calls", { as: "switch", body: { reference, municipality: "0615", topic: "vand", language: "da", ...more }, ...options });
  }

  // The water playbook, published, approved and activated; gives the activation.
  async activate(body = {}) {
    await this.publish();
    const parameters = { affected_area: "Horsens midtby", boil_minutes: 2, authority_name: "Horsens Kommune", authority_phone: "76 29 29 29",
      information_url: "https://horsens.dk/drikkevand", announced_at: "2026-11-22T07:30:00+01:00", next_update_at: "2026-11-22T16:00:00+01:00", bath: "allowed" };
    const wanted = { playbook: "water-contamination", parameters: await this.fitting(parameters), municipalities: ["0615"], reason: "a test", ...body };
    return (await this.must("POST", "/v1/activations", { as: "leader", body: wanted })).activation;
  }
  async publish(id = "water-contamination") {
    const text = readFileSync(path.join(source, `playbooks/${id}/playbook.json`), "utf8");
    const { playbook } = await this.must("PUT", `/v1/playbooks/${id}`, { as: "editor", body: text });
    await this.must("POST", `/v1/playbooks/${id}/approve`, { as: "approver", body: { version: playbook.version } });
  }
  // What the document gives as examples for what is not named here.
  async fitting(parameters) {
    const { text } = await this.must("GET", "/v1/playbooks/water-contamination", { as: "leader" });
    const values = {};
    for (const [name, parameter] of Object.entries(text.parameters)) {
      const value = parameters[name] ?? parameter.example ?? parameter.options?.[0].value;
      if (value !== undefined && (parameter.default === undefined || name in parameters)) values[name] = value;
    }
    return values;
  }

  /* Redis, read as anyone may. */
  async askRedis(...words) {
    const socket = net.connect(this.socket);
    try {
      return await within(`Redis answers ${words[0]}`, new Promise((resolve, reject) => {
        let bytes = Buffer.alloc(0);
        socket.on("error", reject);
        socket.on("close", () => reject(new Error("Redis closed")));
        socket.on("data", (part) => {
          bytes = Buffer.concat([bytes, part]);
          const reply = readReply(bytes, 0);
          if (reply === null) return;
          if (reply.value instanceof Error) reject(reply.value);
          else resolve(reply.value);
        });
        socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`);
      }));
    } finally {
      socket.destroy();
    }
  }
  async hash(name) {
    const flat = await this.askRedis("HGETALL", `{ddh}:${name}`);
    const fields = {};
    for (let i = 0; i < flat.length; i += 2) fields[flat[i]] = flat[i + 1];
    return fields;
  }
  async records(kind) {
    return Object.fromEntries(Object.entries(await this.hash(kind)).map(([id, json]) => [id, JSON.parse(json)]));
  }

  // The ids of the events after one, as streams show them: the bookkeeping of idempotency keys is shown to nobody.
  async eventsAfter(id) {
    const entries = await this.askRedis("XRANGE", "{ddh}:events", `(${id}`, "+");
    return entries.filter(([, fields]) => !["idempotency_remembered", "replayed_answers_forgotten"].includes(fields[1])).map(([name]) => name);
  }

  // The digest of the core as it stands now: a personal read commits a line of the access log, and each commit carries it.
  async digest() {
    const before = await this.hash("meta");
    await this.must("GET", "/v1/agents/ida", { as: "auditor" });
    const after = await this.hash("meta");
    assert.ok(Number(after.number) > Number(before.number), "the read was committed");
    return after.digest;
  }

  async metrics(service = this.service) {
    const { text } = await this.request("GET", "/metrics", { service });
    const values = new Map();
    for (const line of text.split("\n")) {
      const found = /^([a-z_]+(?:\{.*\})?) (\S+)$/.exec(line);
      if (found) values.set(found[1], Number(found[2]));
    }
    return values;
  }
}

// One RESP2 reply from `at`, or null when it is not all there.
function readReply(bytes, at) {
  const end = bytes.indexOf("\r\n", at);
  if (end < 0) return null;
  const head = bytes.toString("utf8", at + 1, end);
  const next = end + 2;
  switch (String.fromCharCode(bytes[at])) {
    case "+": return { value: head, next };
    case "-": return { value: new Error(head), next };
    case ":": return { value: Number(head), next };
    case "$": {
      const length = Number(head);
      if (length < 0) return { value: null, next };
      if (bytes.length < next + length + 2) return null;
      return { value: bytes.toString("utf8", next, next + length), next: next + length + 2 };
    }
    case "*": {
      const value = [];
      let from = next;
      for (let i = 0; i < Number(head); i++) {
        const item = readReply(bytes, from);
        if (item === null) return null;
        value.push(item.value);
        from = item.next;
      }
      return { value, next: from };
    }
    default: throw new Error("this is no RESP2");
  }
}

export async function furnished(options = {}) {
  const world = new World();
  await world.startRedis(options.redis);
  await world.start(options);
  await world.furnish();
  return world;
}

/* --- raw sockets ---------------------------------------------------------------------------------------------------- */

export function connect(port, options = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: "127.0.0.1", port, ...options });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.removeListener("error", reject);
      socket.on("error", () => {}); // what becomes of it shows in what it reads
      resolve(socket);
    });
  });
}

// Sends the bytes and reads one answer: { status, headers, json, text }; status 0 when the peer closed without one.
export async function exchange(port, bytes, { ms = 30000, socket, keep = false } = {}) {
  const link = socket ?? (await connect(port));
  let hear;
  let leave;
  const answer = new Promise((resolve) => {
    let got = "";
    const take = (closed) => {
      const head = got.indexOf("\r\n\r\n");
      if (head < 0) return closed ? resolve({ status: 0, headers: {}, json: null, text: got }) : undefined;
      const lines = got.slice(0, head).split("\r\n");
      const headers = Object.fromEntries(lines.slice(1).map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
      const text = Buffer.from(got.slice(head + 4), "latin1").toString("utf8");
      if (!closed && Buffer.byteLength(text) < Number(headers["content-length"] ?? Infinity)) return undefined;
      const json = /json/.test(headers["content-type"] ?? "") ? JSON.parse(text) : null;
      return resolve({ status: Number(lines[0].split(" ")[1]), headers, json, text });
    };
    hear = (part) => {
      got += part.toString("latin1");
      take(false);
    };
    leave = () => take(true);
  });
  link.on("data", hear).on("close", leave);
  if (bytes !== undefined) link.write(bytes);
  try {
    return await within("an answer", answer, ms);
  } finally {
    link.off("data", hear).off("close", leave);
    if (!keep) link.destroy();
  }
}

// Takes a body in chunks apart: gives what is inside, as text, to `take`.
function unchunked(take) {
  let rest = "";
  let left = 0; // of the chunk, with its line end
  return (part) => {
    rest += part;
    while (rest !== "") {
      if (left > 0) {
        const piece = rest.slice(0, left);
        rest = rest.slice(piece.length);
        const line = Math.max(0, piece.length - Math.max(0, 2 - (left - piece.length)));
        left -= piece.length;
        take(Buffer.from(piece.slice(0, line), "latin1").toString("utf8"));
        continue;
      }
      const end = rest.indexOf("\r\n");
      if (end < 0) return;
      left = parseInt(rest.slice(0, end), 16) + 2;
      rest = rest.slice(end + 2);
    }
  };
}

// An open event stream read by hand: `events` grows; each is { id, event, data }.
export async function openStream(world, as, { after, service = world.service, socket } = {}) {
  const link = socket ?? (await connect(service.port));
  const stream = { link, events: [], closed: false, status: 0 };
  let head = "";
  let text = "";
  const chunks = unchunked((part) => {
    text += part;
    let end;
    while ((end = text.indexOf("\n\n")) >= 0) {
      const fields = Object.fromEntries(text.slice(0, end).split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
      if (fields.event !== undefined) stream.events.push(fields);
      text = text.slice(end + 2);
    }
  });
  link.setEncoding("latin1");
  link.on("data", (part) => {
    if (stream.status !== 0) return chunks(part);
    head += part;
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    stream.status = Number(head.split(" ")[1]);
    return stream.status === 200 ? chunks(head.slice(end + 4)) : undefined;
  });
  link.on("close", () => (stream.closed = true));
  link.write(`GET /v1/stream${after ? `?after=${after}` : ""} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${world.secrets.get(as)}\r\n\r\n`);
  await until("the stream answers", () => stream.status !== 0 || stream.closed);
  return stream;
}
