// A measurement, not a test: a flood of events on the stream, and how fast the screen answers a key meanwhile; memory over all
// of them.
//   node tests/terminal/load.mjs [--events N] [--rate N] [--role agent|duty_leader]     (DDH_BUILD: the build)
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const source = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const build = path.resolve(process.env.DDH_BUILD ?? path.join(source, "build/clang"));
const option = (name, usual) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : process.argv[at + 1];
};
const wanted = Number(option("events", 1000000)), rate = Number(option("rate", 10000)), role = option("role", "agent");

const now = () => Date.now();
const agent = role === "agent" ? "ida" : null;
const whoami = () => ({ token: { id: "ida", role, organisations: [], agent, expires_at: null }, now: now(), clock: { mode: "real", now: now(), speed: 1 }, exercise: false, version: "0.1.0", leader: true, stored: true });
const organisations = Array.from({ length: 100 }, (_, i) => ({ id: String(1000 + i), name: `Kommune ${i}`, area: "x", standing: "member" }));
const overview = () => ({ now: now(), exercise: false, totals: { waiting: 50, longest_wait_ms: 90000, agents: { available: 20 }, offered: 900, answered: 800, answer_rate_permille: 888 },
  organisations: organisations.map((one, i) => ({ ...one, open: true, waiting: i % 7, longest_wait_ms: 1000 * i, agents: { available: i % 3, in_call: 2 }, helping: 0, offered: 90, answered: 80, abandoned: 5, answer_rate_permille: 900 })),
  surges: [], staffing: [], activations: [], stored: true });

// A call that arrives or changes, with its record, as a coordinator would send it to somebody who sees all of them.
function event(n) {
  const id = `call-${n % 50000}`, at = now();
  const call = { id, municipality: "1003", organisation: "1003", topic: "vand", language: "da", channel: "phone", state: "queued", outcome: "none", disposition: "none", reason: "none", agent: null,
    reference: `pbx-${n}`, enqueued_at: at, offered_at: null, answered_at: null, ended_at: null, level: 0, priority: 5, offers: 0, index: null, stopped: {} };
  return `id: 1-${n}\nevent: call_arrived\ndata: ${JSON.stringify({ id: `1-${n}`, type: "call_arrived", at, actor: "switch", records: { call: { [id]: call } } })}\n\n`;
}

let sent = 0;
let began = 0;
const server = http.createServer((request, answer) => {
  const json = (body) => answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  const where = request.url.split("?")[0];
  if (where === "/v1/whoami") return json(whoami());
  if (where === "/v1/settings") return json({ settings: { lease_ms: 60000, offer_ms: 20000 } });
  if (where === "/v1/organisations") return json({ organisations });
  if (where === "/v1/topics") return json({ topics: [{ id: "vand", name: "Drikkevand" }] });
  if (where === "/v1/overview") return json(overview());
  if (where !== "/v1/stream") return json({ availability: null });
  answer.writeHead(200, { "content-type": "text/event-stream" });
  answer.write(`id: 1-1\nevent: snapshot\ndata: ${JSON.stringify({ now: now(), you: { token: "ida", role, agent }, agent: agent && { id: "ida", name: "Ida Holm", organisation: "1003", availability: { agent: "ida", status: "available", state: "available", since: now() } }, call: null, activations: [], answers: [], organisations, topics: [] })}\n\n`);
  began = performance.now();
  const timer = setInterval(() => {
    const due = Math.min(wanted, Math.floor(((performance.now() - began) / 1000) * rate));
    if (answer.writableLength > 8 * 1024 * 1024) return; // the screen is behind: it is not drowned further
    let text = "";
    for (; sent < due; sent++) text += event(sent + 2);
    if (text !== "") answer.write(text);
    if (sent >= wanted) clearInterval(timer);
  }, 5);
  request.on("close", () => clearInterval(timer));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

const home = mkdtempSync(path.join(tmpdir(), "ddh-load-"));
process.on("exit", () => rmSync(home, { recursive: true, force: true }));
writeFileSync(path.join(home, "token"), `ddh_${"A".repeat(43)}\n`, { mode: 0o600 });
const command = `exec ${path.join(build, "agents-cli/agents-cli")} watch --locale en --server http://127.0.0.1:${server.address().port} --token-file ${home}/token`;
const child = spawn("script", ["-qfec", command, "/dev/null"], { env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, TERM: "xterm-256color", LANG: "C.UTF-8" } });
let heard = () => {};
child.stdout.on("data", (bytes) => heard(bytes));
child.on("exit", () => (child.gone = true));

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const pid = () => Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ")[0]);
const status = () => {
  const text = readFileSync(`/proc/${pid()}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(text)[1]);
};
const processor = () => readFileSync(`/proc/${pid()}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;

// From the key to the first bytes that say that it was taken: help opens and closes.
const waits = [];
async function press(key, shows) {
  const from = performance.now();
  await new Promise((resolve) => {
    let seen = "";
    heard = (bytes) => {
      seen = (seen + bytes.toString("latin1")).slice(-20000);
      if (seen.includes(shows)) resolve();
    };
    child.stdin.write(key);
  });
  heard = () => {};
  waits.push(performance.now() - from);
}

while (sent < 1000) await pause(20);
console.log(`${role}, ${rate} events a second, ${wanted} events`);
let said = 0;
const close = agent ? "in force" : "trend";
while (sent < wanted && !child.gone) {
  await press("?", "closes");
  await press("?", close);
  await pause(150 + Math.random() * 60);
  if (sent >= said) {
    const seconds = (performance.now() - began) / 1000;
    console.log(`${String(sent).padStart(9)} events  ${Math.round(sent / seconds)} a second  ${status()} kB  processor ${processor()} ms of ${Math.round(seconds * 1000)}`);
    said += wanted / 10;
  }
}
waits.sort((a, b) => a - b);
const at = (share) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))].toFixed(1);
console.log(`key to echo, ${waits.length} keys: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, 99 % ${at(0.99)} ms, most ${at(1)} ms; memory at the end ${status()} kB`);
child.stdin.write("qqq");
await pause(200);
process.exit(0);
