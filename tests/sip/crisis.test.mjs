// A crisis by SIP: 40 agents in four municipalities, each with a phone; one municipality is called twenty times as often, and has
// its playbook active. Who answered whom is told three times: by the callers, by the phones, and by the coordinator.
import assert from "node:assert/strict";

import { finish, promise } from "../service/harness.mjs";
import { Cooperation } from "./cooperation.mjs";
import { account, lines, municipalities, people, struck, surge } from "./crisis.mjs";

const all = await Cooperation.open();
let agents;
let outcomes;
let told;

await promise("40 agents in four municipalities sign in, each with a phone", async () => {
  agents = await people(all);
  const { agents: there } = await all.must("GET", "/v1/agents");
  assert.equal(there.filter((agent) => agent.availability.state === "available").length, 40);
  await all.connect();
});

await promise("one municipality surges twentyfold; with its playbook active nobody is lost", async () => {
  assert.ok((await all.world.activate({ municipalities: [struck] })).id);
  // Talks of 4.5 s: 40 agents take 8 to 9 calls a second then, and 11 or 12 come. Some must wait.
  outcomes = await surge(all, { ordinary: 0.5, times: 20, seconds: 14, talk: 4500 });
  for (const [organisation, outcome] of outcomes) assert.equal(outcome.good, outcome.wanted, `${organisation}: ${outcome.good} of ${outcome.wanted}: ${outcome.errors.slice(0, 1500)}`);
  await all.settled();
});

await promise("callers, phones and the coordinator say the same of who answered whom", async () => {
  told = await account(all, outcomes, agents);
  assert.equal(told.calls.length, told.total, "the coordinator knows every call");
  assert.equal(told.phones.size, told.byAgents.length, "as many lifted phones as answered calls");
  for (const one of told.byAgents) assert.equal(told.phones.get(one.id)?.agent, one.agent, one.id);
  for (const [agent] of agents) assert.equal(told.heard.get(agent) ?? 0, told.stored.get(agent) ?? 0, agent);
  assert.equal(told.home + told.byAgents.length, told.total);
});

await promise("the others help, their own citizens are served too, and who has to wait is served", async () => {
  const helped = told.byAgents.filter((one) => one.municipality === struck && agents.get(one.agent) !== struck).length;
  const own = told.byAgents.filter((one) => one.municipality === struck && agents.get(one.agent) === struck).length;
  assert.ok(helped > own, `${helped} by others, ${own} by their own`);
  for (const [id] of municipalities) assert.ok(told.byAgents.some((one) => one.municipality === id), `${id} was answered`);
  assert.ok(told.waited > 10, `${told.waited} have waited`);
  for (const line of lines(told)) console.log(`        ${line}`);
});

await promise("nothing is left: no reservation, no call, no dialog", () => all.settled());
await all.close();
await finish();
