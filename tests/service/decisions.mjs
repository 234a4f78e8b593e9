// How long a decision takes: POST /v1/calls of a switch at a steady rate against the real programs, each call told to be over
// right after. Not a test; its figures depend on the machine.
//   DDH_BUILD=build/run node tests/service/decisions.mjs [RATE...]      calls a second, ten seconds each; 200 and 1000
import http from "node:http";
import { finish, furnished, until } from "./harness.mjs";

const rates = process.argv.slice(2).map(Number);
const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const as = "admin";
await world.must("PUT", "/v1/settings", { as, body: { lease_ms: 86400000 } });
await world.must("PUT", "/v1/organisations/0615/home", { as, body: { addresses: ["sip:own@10.2.0.1:5060"] } });
for (let i = 0; i < 250; i++) {
  const body = { name: `agent ${i}`, organisation: "0615", skills: { pas: 3 }, languages: ["da"], elearning_at: 1700000000000, course_at: 1700000000000, phone: `sip:agent-${i}@10.0.0.1` };
  // On a busy machine the disk is slow, and changes of agents wait for it.
  await until(`agent-${i} is there`, async () => (await world.request("PUT", `/v1/agents/agent-${i}`, { as, body })).status < 300);
  await world.must("POST", `/v1/agents/agent-${i}/status`, { as, body: { status: "available" } });
}
const agent = new http.Agent({ keepAlive: true, maxSockets: 48 });
let calls = 0;

async function one(took, wrong) {
  const call_id = `load-${++calls}`;
  const begun = process.hrtime.bigint();
  const answer = await world.request("POST", "/v1/calls", { as: "switch", agent, body: { call_id, municipality: "0615", topic: "pas", deadline_ms: 500 } });
  took.push(Number(process.hrtime.bigint() - begun) / 1e6);
  if (answer.status !== 200 || answer.json.home_from === 0) wrong.push(answer.status);
  await world.request("POST", `/v1/calls/${call_id}/events`, { as: "switch", agent, body: { type: "abandoned", event_id: `b1-${calls}` } });
}

for (const rate of rates.length > 0 ? rates : [200, 1000]) {
  const took = [], wrong = [], open = [];
  const begun = process.hrtime.bigint();
  for (let sent = 0; sent < rate * 10;) {
    const due = Number(process.hrtime.bigint() - begun) / 1e9 * rate;
    while (sent < due && sent < rate * 10) (open.push(one(took, wrong)), sent++);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(open);
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  took.sort((a, b) => a - b);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))].toFixed(2);
  console.log(`${rate}/s: ${took.length} decisions in ${seconds.toFixed(1)} s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms, not routed ${wrong.length}`);
}
agent.destroy();
await finish();
