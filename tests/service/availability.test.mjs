// What others may build on: who is available, in one redis-cli command as it is printed; and what is kept of people: each read of
// personal data in the access log, callers' numbers nowhere.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { finish, furnished, promise, run, source } from "./harness.mjs";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });

// The line that scripts/run prints for a reader, with this world's socket in it, through a shell as a person would.
const printed = readFileSync(path.join(source, "scripts/run"), "utf8").split("\n").find((line) => /redis-cli .*ZINTER /.test(line));
const documented = readFileSync(path.join(source, "coordinator/docs/redis-keys.md"), "utf8").split("\n").find((line) => /^redis-cli ZINTER /.test(line));
const ask = async (line, organisation) => {
  const command = line.trim().replace("redis-cli -s ${redis#unix:}", "redis-cli").replace("redis-cli", `redis-cli -s ${world.socket}`)
    .replace(/\{ddh\}:organisation:\$?\w+/, `{ddh}:organisation:${organisation}`);
  const { status, out, err } = await run("bash", ["-c", command]);
  assert.equal(status, 0, err);
  const words = out.split("\n").filter((word) => word !== "");
  return Object.fromEntries(words.flatMap((word, i) => (i % 2 === 0 ? [[word, Number(words[i + 1])]] : [])));
};
const status = (agent, value) => world.must("POST", `/v1/agents/${agent}/status`, { as: agent, body: { status: value } });

for (const [where, line] of [["scripts/run", printed], ["docs/redis-keys.md", documented]])
  await promise(`the ZINTER line of ${where} works as printed`, async () => {
    assert.ok(line, `${where} prints it`);
    await status("ida", "offline");
    assert.deepEqual(await ask(line, "0615"), {});
    const { availability } = await status("ida", "available");
    await status("bo", "available");
    assert.deepEqual(await ask(line, "0615"), { ida: availability.lease_until });
    assert.deepEqual(Object.keys(await ask(line, "0751")), ["bo"]);
    await status("ida", "break");
    assert.deepEqual(await ask(line, "0615"), {});
  });

await promise("an agent who is offered a call is not available, and is again after it", async () => {
  await status("bo", "offline");
  await status("ida", "available");
  const { call } = (await world.call("taken")).json;
  assert.equal(call.agent, "ida");
  assert.deepEqual(await ask(printed, "0615"), {});
  await world.must("POST", `/v1/calls/${call.id}/accept`, { as: "ida", body: { agent: "ida" } });
  await world.must("POST", `/v1/calls/${call.id}/end`, { as: "ida", body: {} });
  assert.deepEqual(await ask(printed, "0615"), {}, "wrap-up is no availability");
  await world.must("POST", "/v1/agents/ida/wrap-up", { as: "ida", body: {} });
  assert.deepEqual(Object.keys(await ask(printed, "0615")), ["ida"]);
});

await promise("a lease that is renewed ends later", async () => {
  const before = (await ask(printed, "0615")).ida;
  const { availability } = await world.must("POST", "/v1/agents/ida/renew", { as: "ida", body: {} });
  assert.ok(availability.lease_until >= before);
});

const accesses = async () => (await world.askRedis("XRANGE", "{ddh}:access", "-", "+")).map(([, fields]) => Object.fromEntries([0, 2, 4].map((i) => [fields[i], fields[i + 1]])));
for (const [target, as] of [["/v1/agents", "leader"], ["/v1/agents/ida", "auditor"], ["/v1/calls", "leader"], ["/v1/calls/call-1", "auditor"]])
  await promise(`GET ${target} leaves a line in the access log`, async () => {
    const before = (await accesses()).length;
    await world.must("GET", target, { as });
    const lines = (await accesses()).slice(before);
    assert.equal(lines.length, 1, JSON.stringify(lines));
    assert.equal(lines[0].actor, as);
    assert.ok(lines[0].what.includes(target.split("/").at(-1)) || lines[0].what.includes(target), lines[0].what);
    assert.ok(Math.abs(Number(lines[0].at) - Date.now()) < 60000);
  });
await promise("reads that name no person leave none", async () => {
  const before = (await accesses()).length;
  for (const target of ["/v1/organisations", "/v1/queues", "/v1/topics", "/v1/settings"]) await world.must("GET", target, { as: "leader" });
  assert.equal((await accesses()).length, before);
});

await promise("a caller's number is taken nowhere and stands nowhere", async () => {
  const number = "+4520304050";
  for (const field of ["caller", "caller_number", "from", "phone", "cpr", "name"]) {
    const answer = await world.call("numbered", { [field]: number });
    assert.equal(answer.status, 400);
    assert.equal(answer.json.type, "urn:ddh:problem:unknown-field");
  }
  // `number` is the one that was called: one of an organisation's, or the call is refused.
  assert.equal((await world.call("numbered", { number })).status, 404);
  let dumped = "";
  for (const key of await world.askRedis("KEYS", "*")) {
    const type = await world.askRedis("TYPE", key);
    const words = { hash: ["HGETALL", key], set: ["SMEMBERS", key], zset: ["ZRANGE", key, "0", "-1"], stream: ["XRANGE", key, "-", "+"], string: ["GET", key] }[type];
    dumped += JSON.stringify(await world.askRedis(...words));
  }
  assert.ok(dumped.includes("call-1"), "the dump sees calls");
  assert.ok(!dumped.includes(number.slice(1)));
  assert.ok(!world.service.err.includes(number.slice(1)), "not in the log either");
  const fields = Object.keys((await world.records("call"))["call-1"]);
  for (const field of fields) assert.doesNotMatch(field, /number|phone|caller|name|cpr/);
});
await finish();
