// One leader: a second coordinator is refused while the first lives, takes over when its lease has ended, and the first, should
// it wake up, is fenced.
import assert from "node:assert/strict";
import { finish, furnished, promise, until } from "./harness.mjs";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const first = world.service;

const attempt = (data) => world.launch({ data, refused: true });
const refusedStart = async (service, because) => {
  await until("it ends", () => !service.alive);
  assert.notEqual(service.status, 0);
  assert.doesNotMatch(service.out, /^ready/m, "it never served");
  assert.match(service.err, because);
};

await promise("a second process on the same data directory is refused", async () => {
  await refusedStart(attempt("data"), /.+/);
  assert.equal((await world.call("still-1", {}, { service: first })).json.stored, true);
});

await promise("a second coordinator with another data directory is refused while the first lives", async () => {
  const before = await world.hash("meta");
  await refusedStart(attempt("other"), /lead/);
  assert.equal((await world.hash("meta")).epoch, before.epoch);
  assert.equal((await world.call("still-2", {}, { service: first })).json.stored, true);
});

// Until the lease has ended each attempt is refused; a supervisor would try again too.
async function takeOver(data) {
  for (;;) {
    const service = attempt(data);
    await until("it serves or gives up", () => !service.alive || /^ready/m.test(service.out));
    if (!service.alive) continue;
    service.expectedToDie = false;
    return service.ready();
  }
}

let second;
await promise("after the first is killed another takes over when the lease ends, with all that was there", async () => {
  const { call } = (await world.call("before-the-kill", {}, { service: first })).json;
  const before = await world.hash("meta");
  await first.kill();
  const killed = Date.now();
  second = await takeOver("other");
  console.log(`        it led after ${Date.now() - killed} ms`);
  assert.ok(Number((await world.hash("meta")).epoch) > Number(before.epoch));
  const again = await world.call("before-the-kill", {}, { service: second });
  assert.equal(again.json.call.id, call.id);
  assert.equal((await world.call("after-the-kill", {}, { service: second })).json.stored, true);
});

await promise("a leader that slept through its lease is fenced: it answers 503, and writes nothing", async () => {
  second.signalled("SIGSTOP");
  const third = await takeOver("third");
  const { call } = (await world.call("third-leads", {}, { service: third })).json;
  second.signalled("SIGCONT");
  const answer = await until("it knows that it is fenced", async () => {
    const asked = await world.call("to-the-old", {}, { service: second });
    // A decision that was on its way to Redis may be of unknown outcome; a stored one there cannot be.
    assert.ok(asked.json.stored !== true, `it stored: ${asked.text}`);
    return asked.status === 503 && asked.json.type === "urn:ddh:problem:fenced" && asked;
  });
  assert.match(answer.headers["retry-after"], /^\d+$/);
  assert.equal((await world.request("GET", "/readyz", { service: second })).status, 503);
  assert.equal((await world.metrics(second)).get("ddh_leader"), 0);
  assert.match(second.err, /another coordinator leads/);
  const references = Object.values(await world.records("call")).map((record) => record.reference);
  assert.ok(!references.includes("to-the-old"));
  assert.ok(references.includes("third-leads"));
  const next = await world.call("third-goes-on", {}, { service: third });
  assert.equal(next.json.stored, true);
  assert.notEqual(next.json.call.id, call.id);
});
await finish();
