// Real calls by the real coordinator: who answers, who waits, and what both sides know of it when either goes away.
import assert from "node:assert/strict";

import { finish, promise, until } from "../service/harness.mjs";
import { Cooperation } from "./cooperation.mjs";
import { call, calling } from "./sip.mjs";

const all = await Cooperation.open();
const { world, gateway } = all;
await all.agent("ida", "0615");
await all.agent("bo", "0751");
await all.must("PUT", "/v1/numbers/+4587654321", { organisation: "0751", topic: "vand" });
await all.connect();

const good = (outcome, count = 1) => assert.ok(outcome.good === count && outcome.failed === 0, `${outcome.good} of ${count}, ${outcome.failed} failed: ${outcome.errors.slice(0, 1500)}`);
const caller = (more = {}) => call(gateway, "caller", { values: { talk: 100 }, ...more });
const by = (outcome) => [...outcome.log.matchAll(/answered by (\S+)/g)].map((found) => found[1]);
const waiting = (count) => until(`${count} wait`, async () => (await gateway.entries("waiting")) === count);
const back = async (id) => until(`${id} is available again`, async () => {
  if ((await all.state(id)) === "break") await all.status(id, "available");
  return (await all.state(id)) === "available";
});

await promise("the coordinator decides, the phone rings, and both know the same", async () => {
  const outcome = await caller({ calls: 20, rate: 4 });
  good(outcome, 20);
  await all.settled();
  const phones = all.answered();
  const calls = await all.calls();
  assert.equal(calls.length, 20);
  for (const one of calls) {
    assert.equal(one.outcome, "answered");
    assert.equal(phones.get(one.id)?.agent, one.agent, one.id);
    assert.ok(one.answered_at >= one.offered_at && one.ended_at > one.answered_at);
  }
  assert.equal(phones.size, 20);
});

await promise("a called number is as good as a name", async () => {
  const outcome = await caller({ user: "+4587654321" });
  good(outcome);
  await all.settled();
  const newest = (await all.calls()).sort((a, b) => b.arrived_at - a.arrived_at)[0];
  assert.equal(newest.municipality, "0751");
  assert.deepEqual(by(outcome), [newest.agent]);
});

await promise("a phone's state is the agent's: reserved while it rings, in a call while it is lifted, free after", async () => {
  await all.status("bo", "break");
  await all.rephone("ida", "0615", { values: { ring: 600 } });
  const sipp = await calling(gateway, "caller", { values: { talk: 600 } });
  await until("ida's phone rings", async () => (await all.state("ida")) === "reserved");
  await until("ida talks", async () => (await all.state("ida")) === "in_call");
  good(await sipp.outcome());
  await until("ida is free", async () => (await all.state("ida")) === "available");
  await all.rephone("ida", "0615", {});
  await all.status("bo", "available");
});

await promise("a phone that is busy passes the call on to the next agent; nobody else's is lost", async () => {
  await all.rephone("ida", "0615", { scenario: "phone-refuses", values: { code: 486 } });
  for (let i = 0; i < 4; i++) {
    const outcome = await caller();
    good(outcome);
    assert.deepEqual(by(outcome), ["bo"]);
    await until("bo is free", async () => (await all.state("bo")) === "available");
  }
  await all.rephone("ida", "0615", {});
  await back("ida");
  await all.settled();
});

await promise("when no phone answers and nobody else is there the call goes home", async () => {
  await all.status("bo", "break");
  await all.rephone("ida", "0615", { scenario: "phone-refuses", values: { code: 503 } });
  const outcome = await caller();
  good(outcome);
  assert.deepEqual(by(outcome), ["home-0615"]);
  await all.rephone("ida", "0615", {});
  await back("ida");
  await all.status("bo", "available");
  await all.settled();
});

await promise("a caller hangs up while it rings: the agent is free", async () => {
  await all.status("bo", "break");
  await all.rephone("ida", "0615", { scenario: "phone-rings-out" });
  good(await call(gateway, "cancel", { values: { when: 180, on_100: 2, after: 200 } }));
  await until("ida is free", async () => (await all.state("ida")) === "available");
  await all.rephone("ida", "0615", {});
  await all.settled();
});

/* --- waiting ------------------------------------------------------------------------------------------------------------ */

await promise("those who come when all talk wait, and are served in the order in which they came", async () => {
  const first = await calling(gateway, "caller", { values: { talk: 6000 } });
  await until("ida talks", async () => (await all.state("ida")) === "in_call");
  const before = new Set((await all.calls()).map((one) => one.id));
  const rest = await calling(gateway, "caller", { calls: 5, rate: 10, values: { talk: 100 } });
  await waiting(5);
  good(await first.outcome());
  const outcome = await rest.outcome();
  good(outcome, 5);
  assert.deepEqual(by(outcome), ["ida", "ida", "ida", "ida", "ida"]);
  const served = (await all.calls()).filter((one) => !before.has(one.id)).sort((a, b) => a.answered_at - b.answered_at);
  assert.deepEqual(served.map((one) => one.id), [...served].sort((a, b) => a.enqueued_at - b.enqueued_at).map((one) => one.id));
  await all.settled();
});

await promise("a caller hangs up while waiting: the others move up", async () => {
  const first = await calling(gateway, "caller", { values: { talk: 6000 } });
  await until("ida talks", async () => (await all.state("ida")) === "in_call");
  const impatient = call(gateway, "cancel", { calls: 3, values: { when: 180, on_100: 2, after: 300 } });
  const patient = await calling(gateway, "caller", { values: { talk: 100 } });
  good(await impatient, 3);
  good(await first.outcome());
  const outcome = await patient.outcome();
  good(outcome);
  assert.deepEqual(by(outcome), ["ida"]);
  await all.settled();
  assert.equal((await all.calls()).filter((one) => one.outcome === "abandoned").length, 4);
});

await promise("after the longest wait a caller goes home", async () => {
  await all.must("PUT", "/v1/settings", { wait_max_ms: 1000 });
  const first = await calling(gateway, "caller", { values: { talk: 6000 } });
  await until("ida talks", async () => (await all.state("ida")) === "in_call");
  const outcome = await caller();
  good(outcome);
  assert.deepEqual(by(outcome), ["home-0615"]);
  good(await first.outcome());
  await all.must("PUT", "/v1/settings", { wait_max_ms: 600000 });
  await all.settled();
});

await promise("a coordinator that is killed and started again finds those who wait, and serves them", async () => {
  const first = await calling(gateway, "caller", { values: { talk: 8000 } });
  await until("ida talks", async () => (await all.state("ida")) === "in_call");
  const rest = await calling(gateway, "caller", { calls: 3, rate: 10, values: { talk: 100 } });
  await waiting(3);
  const { port } = world.service;
  await world.service.kill();
  await world.start({ port });
  good(await first.outcome());
  const outcome = await rest.outcome();
  good(outcome, 3);
  assert.deepEqual(by(outcome), ["ida", "ida", "ida"]);
  await all.settled();
});

/* --- what goes away ------------------------------------------------------------------------------------------------------ */

await promise("a coordinator that hangs: calls go home, and afterwards no agent is reserved for one that has gone", async () => {
  world.service.signalled("SIGSTOP");
  const outcome = await caller({ calls: 10, rate: 10 });
  world.service.signalled("SIGCONT");
  good(outcome, 10);
  assert.ok(by(outcome).every((who) => who === "home-0615"));
  await all.settled();
  await until("it is asked again", async () => by(await caller())[0] === "ida");
});

await promise("a coordinator that is away: calls go home, it hears of them when it is back, and nothing is left", async () => {
  const { port } = world.service;
  await world.service.kill();
  const outcome = await caller({ calls: 20, rate: 20 });
  good(outcome, 20);
  assert.ok(by(outcome).every((who) => who === "home-0615"));
  // The list says whose number that is.
  const number = await caller({ user: "+4587654321" });
  good(number);
  assert.deepEqual(by(number), ["home-0751"]);
  await world.start({ port });
  await until("all events are delivered", async () => /size: 0/.test((await gateway.ask("mqueue.get_size", "events")).out));
  await until("it is asked again", async () => by(await caller())[0] === "ida");
  await all.settled();
});

await promise("the same question and the same event twice change nothing; an event that overtakes its question forbids it", async () => {
  const as = "switch";
  const body = { call_id: "a-call-of-its-own", municipality: "0615", topic: "vand", deadline_ms: 5000 };
  const [one, two] = [await world.must("POST", "/v1/calls", { as, body }), await world.must("POST", "/v1/calls", { as, body })];
  assert.equal(one.decision_id, two.decision_id);
  assert.equal((await all.open_calls()).length, 1);
  for (let i = 0; i < 2; i++) await world.must("POST", "/v1/calls/a-call-of-its-own/events", { as, body: { type: "abandoned", event_id: "x-1" } });
  await world.must("POST", "/v1/calls/overtaken/events", { as, body: { type: "fallback", reason: "deadline", event_id: "x-2" } });
  assert.equal((await world.request("POST", "/v1/calls", { as, body: { ...body, call_id: "overtaken" } })).status, 409);
  await all.settled();
});

await promise("a gateway that is killed: what rang and waited there is over, and who redials is served", async () => {
  const first = await calling(gateway, "caller", { values: { talk: 60000 } });
  await until("ida talks", async () => (await all.state("ida")) === "in_call");
  const rest = await calling(gateway, "caller", { calls: 3, rate: 10, values: { talk: 100 } });
  await waiting(3);
  await gateway.crash();
  await first.stop();
  await rest.stop();
  await gateway.start();
  const outcome = await caller();
  good(outcome);
  assert.deepEqual(by(outcome), ["ida"]);
  await all.settled();
});

await promise("at the end no reservation, no call and no dialog is left", () => all.settled());

await all.close();
await finish();
