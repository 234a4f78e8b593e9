// Redis slow, gone, back, and back empty: calls are decided all the while, unstored ones are said to be so, changes of rights
// wait, and in the end Redis holds everything again.
import assert from "node:assert/strict";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { finish, furnished, openStream, promise, until } from "./harness.mjs";
import { furnishLoad, Load, verify } from "./load.mjs";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const agents = await furnishLoad(world);
const loads = [];
const load = (seed) => {
  loads.push(new Load(world, { seed, agents }));
  return loads.at(-1);
};
const stored = async () => (await world.metrics()).get("ddh_stored") === 1;
const health = async () => (await world.must("GET", "/healthz")).stored;

async function rightsWait() {
  const answer = await world.request("POST", "/v1/tokens", { as: "admin", body: { token: "meanwhile", role: "auditor" } });
  assert.equal(answer.status, 503, answer.text);
  assert.equal(answer.json.type, "urn:ddh:problem:store-away");
  assert.match(answer.headers["retry-after"], /^\d+$/);
}

// While `away`: decisions go on, unstored.
async function workUnstored(seed) {
  const work = load(seed);
  await work.run((l) => l.unstored >= 100 || l.lost > 0);
  assert.equal(work.lost, 0);
  assert.equal(await stored(), false);
  assert.equal(await health(), false);
  await rightsWait();
  const answer = await world.call(`unstored-${seed}`);
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.json.stored, false);
  await world.call(`unstored-${seed}-2`);
}

async function storedAgain(seed) {
  await until("stored mode returns", stored);
  const answer = await world.call(`stored-${seed}`);
  assert.equal(answer.json.stored, true);
  await world.token(`after-${seed}`, "auditor");
  await verify(world, loads);
  const references = Object.values(await world.records("call")).map((call) => call.reference);
  for (const reference of [`unstored-${seed}`, `unstored-${seed}-2`, `stored-${seed}`]) assert.ok(references.includes(reference), reference);
  assert.ok(!(`meanwhile` in (await world.records("token"))), "what was refused was not done");
}

const stream = await openStream(world, "admin");

await promise("stored mode to begin with", async () => {
  const work = load(1);
  await work.run((l) => l.acknowledged >= 200);
  assert.equal(work.unstored, 0);
});

await promise("Redis stops answering: calls are decided, and said to be unstored", async () => {
  world.redis.signalled("SIGSTOP");
  await workUnstored(2);
});
await promise("it answers again: all of it is stored, in order", async () => {
  world.redis.signalled("SIGCONT");
  await storedAgain(2);
});

await promise("Redis is killed under load: calls are decided", async () => {
  const work = load(3);
  const busy = work.run((l) => l.acknowledged >= 300 || l.lost > 0);
  await until("it works", () => work.acknowledged > 50);
  await world.redis.kill();
  await busy;
  assert.equal(work.lost, 0);
  await workUnstored(4);
});
await promise("it comes back with its append-only file: nothing is lost", async () => {
  await world.startRedis();
  await storedAgain(4);
});

await promise("the stream of a reader has no hole and no repetition, and Redis has the same events", async () => {
  const events = await world.eventsAfter(stream.events[0].id);
  await until("the reader has the last", () => stream.events.at(-1).id === events.at(-1));
  assert.deepEqual(stream.events.slice(1).map((event) => event.id), events);
  assert.ok(events.length > 500);
});

await promise("a Redis that comes back empty is given everything, under a new epoch", async () => {
  const before = await world.hash("meta");
  const calls = Object.keys(await world.records("call")).length;
  await world.redis.kill();
  for (const name of readdirSync(world.directory)) if (name.startsWith("appendonly")) rmSync(path.join(world.directory, name), { recursive: true });
  await workUnstored(5);
  await world.startRedis();
  await storedAgain(5);
  const after = await world.hash("meta");
  assert.ok(Number(after.epoch) > Number(before.epoch), `${before.epoch} then ${after.epoch}`);
  assert.ok(Object.keys(await world.records("call")).length > calls);
  const { epoch } = await world.must("GET", "/healthz");
  assert.equal(Number(after.epoch), epoch);
});

await promise("and what it was given is recovered after a kill", async () => {
  await world.service.kill();
  await world.start();
  await verify(world, loads);
  await world.activate();
});
await finish();
