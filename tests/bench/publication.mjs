// From a duty leader's activation to the last of 10,000 open streams of agents and to the last of 20 receivers of webhooks, and
// what a decision takes meanwhile: p50 and p99 of 20 activations. Not a test; its figures depend on the machine.
//   DDH_BUILD=build/bench node tests/bench/publication.mjs [STREAMS [RECEIVERS [ROUNDS]]]
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";

import { build, finish, furnished } from "../service/harness.mjs";

const [streams = 10000, receivers = 20, rounds = 20] = process.argv.slice(2).map(Number);
const STREAMS_EACH = 8; // of one token
const world = await furnished({ args: ["--private-receivers", "--exempt", "127.0.0.0/8"] });
await world.must("PUT", "/v1/settings", { as: "admin", body: { lease_ms: 86400000, offer_ms: 600000 } });
const people = Math.ceil(streams / STREAMS_EACH);
for (let i = 0; i < people; i++) {
  await world.agent(`a${i}`, i % 2 === 0 ? "0615" : "0751");
  await world.must("POST", `/v1/agents/a${i}/status`, { as: "admin", body: { status: "available" } });
}
const tokens = path.join(world.directory, "tokens");
writeFileSync(tokens, Array.from({ length: people }, (_, i) => `${world.secrets.get(`a${i}`)}\n`).join(""));

const arrived = new Map(); // activation: when each receiver had it, by the machine's clock
const servers = [];
for (let i = 0; i < receivers; i++) {
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const at = process.hrtime.bigint();
      response.writeHead(204).end();
      const { data } = JSON.parse(Buffer.concat(parts).toString("utf8"));
      if (data.state !== "active") return;
      const times = arrived.get(data.activation) ?? arrived.set(data.activation, []).get(data.activation);
      times.push(at);
      // The next begins from nothing again.
      if (times.length === receivers) void world.must("POST", `/v1/activations/${data.activation}/lift`, { as: "leader", body: { reason: "the next" } });
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  const kind = ["chatbot", "voice", "news", "ticket"][i % 4];
  await world.must("PUT", `/v1/receivers/r${i}`, { as: "admin", body: { kind, url: `http://127.0.0.1:${server.address().port}/`, municipalities: ["0615"] } });
}

await world.publish();
const parameters = await world.fitting({ affected_area: "Horsens midtby", authority_name: "Horsens Kommune", authority_phone: "76 29 29 29", bath: "allowed" });
const activate = { playbook: "water-contamination", parameters, municipalities: ["0615"], reason: "round %n" };
const call = { reference: "probe-%n", municipality: "0615", topic: "vand", language: "da" };
const bench = spawn(path.join(build, "tests/bench/bench_http"), ["streams", "--url", world.service.url, "--tokens", tokens, "--streams", String(streams),
  "--rounds", String(rounds), "--each-round", "--trigger-path", "/v1/activations", "--trigger-body", JSON.stringify(activate), "--trigger-token", world.secrets.get("leader"),
  "--marker", "event: activation_started", "--probe-method", "POST", "--probe-path", "/v1/calls", "--probe-body", JSON.stringify(call), "--probe-token", world.secrets.get("switch"),
  "--server-pid", String(world.service.pid)], { stdio: ["ignore", "pipe", "inherit"] });
let out = "";
bench.stdout.setEncoding("utf8").on("data", (text) => (out += text));
const status = await new Promise((resolve) => bench.on("close", resolve));
if (status !== 0) throw new Error(`bench_http ended with ${status}: ${out}`);

const lines = out.trim().split("\n").map((line) => JSON.parse(line));
const begun = lines.filter((line) => line.round);
const quantile = (values, share) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const shown = (values) => `p50 ${quantile(values, 0.5).toFixed(0)} ms, p99 ${quantile(values, 0.99).toFixed(0)} ms`;
const last = [...arrived.values()].map((times) => {
  const end = times.reduce((a, b) => (a > b ? a : b));
  const start = begun.map((line) => BigInt(line.begun_ns)).filter((at) => at < end).at(-1);
  return Number(end - start) / 1e6;
});
console.log(`${begun.length} activations: last of ${streams} streams ${shown(begun.map((line) => line.last_ms))}`);
console.log(`${last.length} activations: last of ${receivers} receivers ${shown(last)}`);
const { probes, probe_p50_us: p50, probe_p99_us: p99 } = lines.at(-1);
console.log(`${probes} decisions meanwhile: p50 ${(p50 / 1000).toFixed(1)} ms, p99 ${(p99 / 1000).toFixed(1)} ms`);
for (const server of servers) (server.closeAllConnections(), server.close());
await finish();
