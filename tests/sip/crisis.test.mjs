// A crisis by SIP: 40 agents in four municipalities, each with a phone; one municipality is called twenty times as often, and has
// its playbook active. Who answered whom is told three times: by the callers, by the phones, and by the coordinator.
import assert from "node:assert/strict";

import { finish, promise } from "../service/harness.mjs";
import { Cooperation } from "./cooperation.mjs";
import { calling } from "./sip.mjs";

const municipalities = [["0615", "Horsens"], ["0751", "Aarhus"], ["0746", "Skanderborg"], ["0766", "Hedensted"]];
const struck = "0746";
const ordinary = 0.5; // calls a second of each
const surge = 20; // times as many
const seconds = 14;
const talk = 4500; // 40 agents take 8 to 9 calls a second then, and 11 or 12 come: some must wait

const all = await Cooperation.open({ settings: { offer_ms: 10000 } });
for (const [id, name] of municipalities.slice(2)) {
  await all.must("PUT", `/v1/organisations/${id}`, { name, kind: "municipality", standing: "member", area: "oestjylland" });
  await all.home(id);
}
const agents = new Map(); // the agent's own municipality
await promise("40 agents in four municipalities sign in, each with a phone", async () => {
  for (const [organisation] of municipalities) {
    for (let i = 0; i < 10; i++) {
      const id = `a${organisation}.${i}`;
      agents.set(id, organisation);
      await all.agent(id, organisation, { values: { ring: 80 } });
    }
  }
  const { agents: there } = await all.must("GET", "/v1/agents");
  assert.equal(there.filter((agent) => agent.availability.state === "available").length, 40);
});
await all.connect();

const callers = new Map(); // municipality -> outcome
let summary;

await promise("one municipality surges twentyfold; with its playbook active nobody is lost", async () => {
  const activation = await all.world.activate({ municipalities: [struck] });
  assert.ok(activation.id);
  const running = [];
  for (const [organisation] of municipalities) {
    const rate = organisation === struck ? ordinary * surge : ordinary;
    // SIPp counts calls in whole ones a second: the ordinary ones come every two seconds.
    const sipp = await calling(all.gateway, "caller", { user: `${organisation}-vand`, calls: Math.round(rate * seconds), rate: rate < 1 ? 1 : rate, period: rate < 1 ? 1000 / rate : 1000,
      seconds: 120, values: { talk } });
    running.push([organisation, Math.round(rate * seconds), sipp]);
  }
  for (const [organisation, wanted, sipp] of running) {
    const outcome = await sipp.outcome();
    assert.equal(outcome.good, wanted, `${organisation}: ${outcome.good} of ${wanted}: ${outcome.errors.slice(0, 1500)}`);
    callers.set(organisation, outcome);
  }
  await all.settled();
});

await promise("callers, phones and the coordinator say the same of who answered whom", async () => {
  const phones = all.answered();
  const calls = await all.calls();
  const total = [...callers.values()].reduce((sum, outcome) => sum + outcome.good, 0);
  assert.equal(calls.length, total, "the coordinator knows every call");
  const byAgents = calls.filter((one) => one.outcome === "answered");
  assert.equal(phones.size, byAgents.length, "as many lifted phones as answered calls");
  for (const one of byAgents) assert.equal(phones.get(one.id)?.agent, one.agent, one.id);
  // What callers heard: the same agents, as often.
  const count = (names) => names.reduce((counts, name) => counts.set(name, (counts.get(name) ?? 0) + 1), new Map());
  const heard = count([...callers.values()].flatMap((outcome) => [...outcome.log.matchAll(/answered by (\S+)/g)].map((found) => found[1])));
  const stored = count(byAgents.map((one) => one.agent));
  for (const [agent] of agents) assert.equal(heard.get(agent) ?? 0, stored.get(agent) ?? 0, agent);
  const home = [...heard].filter(([name]) => name.startsWith("home-")).reduce((sum, [, times]) => sum + times, 0);
  assert.equal(home + byAgents.length, total);
  summary = { calls, byAgents, total, home };
});

await promise("the others help, and their own citizens are served too", async () => {
  const { byAgents } = summary;
  const matrix = new Map();
  for (const one of byAgents) {
    const key = `${one.municipality} by ${agents.get(one.agent)}`;
    matrix.set(key, (matrix.get(key) ?? 0) + 1);
  }
  const helped = byAgents.filter((one) => one.municipality === struck && agents.get(one.agent) !== struck).length;
  const own = byAgents.filter((one) => one.municipality === struck && agents.get(one.agent) === struck).length;
  assert.ok(helped > own, `${helped} by others, ${own} by their own`);
  const waits = byAgents.map((one) => one.answered_at - one.enqueued_at).sort((a, b) => a - b);
  const waited = waits.filter((ms) => ms > 500).length;
  assert.ok(waited > 10, `${waited} have waited`);
  const at = (share) => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))];
  for (const [id] of municipalities) {
    const mine = byAgents.filter((one) => one.municipality === id);
    const mean = mine.reduce((sum, one) => sum + one.answered_at - one.enqueued_at, 0) / mine.length;
    console.log(`        ${id}: ${mine.length} answered, mean wait ${(mean / 1000).toFixed(2)} s`);
    assert.ok(mine.length > 0, `${id} was answered`);
  }
  console.log(`        ${summary.total} calls, ${byAgents.length} by agents, ${summary.home} at home; ${waited} had to wait; wait p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms`);
  console.log(`        ${[...matrix].sort().map(([key, times]) => `${key}: ${times}`).join(", ")}`);
  console.log(`        busiest agents: ${[...byAgents.reduce((counts, one) => counts.set(one.agent, (counts.get(one.agent) ?? 0) + 1), new Map())].sort((a, b) => b[1] - a[1]).slice(0, 3)
    .map(([agent, times]) => `${agent} ${times}`).join(", ")}`);
});

await promise("nothing is left: no reservation, no call, no dialog", () => all.settled());
await all.close();
await finish();
