// Partners with switchboards of their own: one that keeps its word, and one that does not.
import assert from "node:assert/strict";
import path from "node:path";
import { spawn } from "node:child_process";
import { agentsCli, finish, furnished, promise, run, source, until } from "./harness.mjs";
import { Partner } from "./partner.mjs";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const url = `http://127.0.0.1:${world.service.port}`;
// Slow machines renew late: what is tested here is not time.
await world.must("PUT", "/v1/settings", { as: "admin", body: { offer_ms: 600000, offer_lease_ms: 3600000, queue_stale_ms: 3600000 } });
let calls = 0;
const arrive = async () => (await world.call(`partner-${++calls}`)).json.call.id;
const callOf = async (id) => (await world.must("GET", `/v1/calls/${id}`, { as: "leader" })).call;
const credit = async (organisation) => (await world.must("GET", `/v1/credit?organisation=${organisation}`, { as: "leader" })).credit;
const sum = (rows, member) => rows.reduce((all, row) => all + row[member], 0);
const service = async (organisation) => (await world.must("GET", "/v1/services", { as: "leader" })).services.find((row) => row.organisation === organisation);

async function invite(organisation, gate = true) {
  const as = { as: "admin" };
  await world.must("PUT", `/v1/organisations/${organisation}`, { ...as, body: { name: organisation, kind: "region", standing: "partner", area: "midtjylland" } });
  if (gate) await world.must("PUT", `/v1/organisations/${organisation}/data-agreement`, { ...as, body: { valid_until: "2099-01-01T00:00:00Z" } });
  await world.must("PUT", `/v1/agreements/${organisation}-helps`, { ...as, body: { mode: "always", helpers: [organisation], data_class: "case" } });
  const { secret } = await world.must("POST", "/v1/tokens", { ...as, body: { token: `${organisation}-switch`, role: "partner", organisations: [organisation] } });
  return new Partner(url, secret, organisation);
}

const midt = await invite("midt");

await promise("a partner offers seats, takes calls at its address and ends them, and is told of each", async () => {
  await midt.follow();
  const { offer } = await midt.put(2);
  assert.deepEqual([offer.state, offer.free, offer.in_use], ["open", 2, 0]);
  const first = await arrive(), second = await arrive(), third = await arrive();
  await until("the stream tells of both", () => midt.told.filter((event) => event.type === "seat_reserved").length === 2);
  assert.deepEqual((await midt.ringing()).sort(), [first, second].sort());
  assert.deepEqual((await midt.look()).calls.map((call) => call.data_class), ["case", "case"]);
  assert.equal((await callOf(third)).state, "queued");
  for (const id of [first, second]) await midt.tell("accept", { call: id });
  assert.equal((await callOf(first)).offer, "midt-vand");
  await midt.must("POST", `/v1/calls/${first}/end`, {});
  await until("the next rings", async () => (await midt.ringing()).includes(third));
  await midt.tell("accept", { call: third });
  for (const id of [second, third]) await midt.must("POST", `/v1/calls/${id}/end`, {});
  const given = await credit("midt"), got = await credit("0615");
  assert.equal(sum(given, "calls_given"), 3);
  assert.equal(sum(got, "calls_received"), 3);
  assert.equal(sum(given, "talk_given_ms"), sum(got, "talk_received_ms"));
});

await promise("its report, its amendments and its pauses count at once, also while calls ring", async () => {
  await midt.report({ seats_free: 1, waiting: 0, agents_available: 1, agents_busy: 1 });
  const first = await arrive(), second = await arrive();
  assert.deepEqual(await midt.ringing(), [first]);
  await midt.report({ seats_free: 0 });
  assert.equal((await midt.look()).offer.full, true);
  await midt.tell("amend", { seats: 3 });
  assert.deepEqual(await midt.ringing(), [first]);
  await midt.tell("pause");
  await midt.report({ seats_free: 3 });
  await midt.tell("accept", { call: first });
  assert.equal((await callOf(second)).state, "queued");
  await midt.tell("resume");
  assert.deepEqual(await midt.ringing(), [second]);
  await midt.tell("reject", { call: second });
  assert.equal((await callOf(second)).state, "queued");
  await world.must("POST", `/v1/calls/${second}/cancel`, { as: "switch", body: {} });
  await midt.must("POST", `/v1/calls/${first}/end`, {});
  assert.equal(sum(await credit("midt"), "rejected"), 1);
});

await promise("it drains without dropping a call, and comes back", async () => {
  await midt.report({ seats_free: 3 });
  const talking = await arrive(), ringing = await arrive();
  await midt.tell("accept", { call: talking });
  await midt.tell("drain");
  const late = await arrive();
  assert.equal((await callOf(late)).state, "queued");
  await midt.tell("accept", { call: ringing });
  for (const id of [talking, ringing]) {
    assert.equal((await callOf(id)).state, "answered");
    await midt.must("POST", `/v1/calls/${id}/end`, {});
  }
  assert.equal((await midt.look()).offer.state, "closed");
  await until("it is told that it is closed", () => midt.told.some((event) => event.type === "offer_closed"));
  await midt.put(3);
  assert.deepEqual(await midt.ringing(), [late]);
  await midt.tell("withdraw");
  assert.equal((await callOf(late)).state, "queued");
  await world.must("POST", `/v1/calls/${late}/cancel`, { as: "switch", body: {} });
});

await promise("a state of its own is shown and followed", async () => {
  await midt.put(1);
  await midt.state("going_down");
  assert.equal((await service("midt")).state, "going_down");
  const waits = await arrive();
  assert.equal((await callOf(waits)).stopped.service_state, undefined); // it has no seat to be looked at
  assert.equal((await callOf(waits)).state, "queued");
  await midt.state("normal");
  assert.deepEqual(await midt.ringing(), [waits]);
  await midt.tell("accept", { call: waits });
  await midt.must("POST", `/v1/calls/${waits}/end`, {});
  await midt.tell("drain");
});

await promise("without a data-processing agreement there is no offer, no call and no call's data", async () => {
  const syd = await invite("syd", false);
  const { status, problem } = await syd.ask("PUT", "/v1/offers/syd-vand", { organisation: "syd", address: "sip:a@b.example", seats: 2, topics: ["vand"], languages: ["da"] });
  assert.deepEqual([status, problem], [409, "data-agreement-missing"]);
  await world.must("PUT", "/v1/organisations/syd/data-agreement", { as: "admin", body: {} });
  await syd.put(1);
  const call = await arrive();
  assert.deepEqual(await syd.ringing(), [call]);
  assert.equal((await syd.ask("GET", `/v1/calls/${call}`)).status, 200);
  await world.must("DELETE", "/v1/organisations/syd/data-agreement", { as: "admin" });
  assert.equal((await callOf(call)).state, "queued");
  assert.equal((await callOf(call)).reason, "gate_shut");
  assert.equal((await syd.ask("GET", `/v1/calls/${call}`)).status, 403);
  await world.must("POST", `/v1/calls/${call}/cancel`, { as: "switch", body: {} });
  await syd.tell("withdraw");
});

await promise("a hostile partner is contained", async () => {
  const bad = await invite("bad");
  await bad.put(1000, { preference: 5 });
  await bad.report({ seats_free: 1000, agents_available: 1000 }); // it has nobody
  const first = await arrive();
  assert.deepEqual(await bad.ringing(), [first]);
  // more than it was given
  const others = await midt.put(1);
  assert.equal(others.offer.state, "open");
  for (const [method, target, body, status, problem] of [
    ["POST", "/v1/offers/midt-vand/withdraw", {}, 403, "other-organisation"],
    ["POST", "/v1/offers/midt-vand/accept", { call: first }, 403, "other-organisation"],
    ["POST", "/v1/organisations/midt/queue-state", { seats_free: 0 }, 403, "other-organisation"],
    ["POST", "/v1/organisations/midt/service-state", { state: "down" }, 403, "other-organisation"],
    ["PUT", "/v1/offers/midt-vand", { organisation: "bad", address: "sip:a@b.example", seats: 1, topics: ["vand"], languages: ["da"] }, 403, "other-organisation"],
    ["PUT", "/v1/offers/x", { organisation: "midt", address: "sip:a@b.example", seats: 1, topics: ["vand"], languages: ["da"] }, 403, "other-organisation"],
    ["PUT", "/v1/offers/x", { organisation: "bad", address: "sip:a@b\r\nX: y", seats: 1, topics: ["vand"], languages: ["da"] }, 400, "invalid-request"],
    ["PUT", "/v1/offers/x", { organisation: "bad", address: "sip:<a@b.example>", seats: 1, topics: ["vand"], languages: ["da"] }, 400, "invalid-request"],
    ["PUT", "/v1/organisations/bad/data-agreement", {}, 403, "not-authorised"],
    ["PUT", "/v1/organisations/bad/topics", { never: [] }, 403, "not-authorised"],
    ["PUT", "/v1/agreements/mine", { mode: "always" }, 403, "not-authorised"],
    ["POST", "/v1/offers/bad-vand/amend", { seats: 1000, colour: "red" }, 400, "unknown-field"],
    ["POST", "/v1/offers/bad-vand/accept", { call: "call-999999" }, 404, "unknown-call"],
    ["GET", "/v1/offers/midt-vand", undefined, 403, "other-organisation"],
  ]) {
    const answer = await bad.ask(method, target, body);
    assert.deepEqual([answer.status, answer.problem], [status, problem], `${method} ${target}`);
  }
  // the same request again, with its key and with another body under that key
  const key = { "Idempotency-Key": "replayed" };
  assert.equal((await bad.ask("POST", "/v1/offers/bad-vand/reject", { call: first }, key)).status, 200);
  assert.equal((await bad.ask("POST", "/v1/offers/bad-vand/reject", { call: first }, key)).json.repeated, true);
  assert.equal((await bad.ask("POST", "/v1/offers/bad-vand/pause", {}, key)).problem, "changed-meanwhile");
  assert.equal(sum(await credit("bad"), "rejected"), 1);
  // the call has gone on to one who takes it; the late one is too late
  assert.deepEqual(await midt.ringing(), [first]);
  assert.equal((await bad.ask("POST", "/v1/offers/bad-vand/accept", { call: first })).problem, "call-not-offered");
  await midt.tell("accept", { call: first });
  assert.equal((await bad.ask("POST", `/v1/calls/${first}/end`, {})).problem, "other-organisation");
  // it takes nothing: after three refusals it is overloaded, whatever it reports
  for (let i = 0; i < 2; i++) await bad.tell("reject", { call: await arrive() });
  await bad.report({ seats_free: 1000, agents_available: 1000 });
  assert.equal((await service("bad")).state, "overloaded");
  assert.deepEqual(await bad.ringing(), []);
  await midt.must("POST", `/v1/calls/${first}/end`, {});
});

await promise("a partner's coordinator does the same with agents-cli", async () => {
  const env = { ...process.env, DDH_SERVER: url, DDH_TOKEN: midt.secret, LC_ALL: "C", HOME: world.directory };
  const cli = async (...args) => {
    const { status: code, out, err } = await run(agentsCli, args, { env });
    return { code, out, err };
  };
  await midt.tell("withdraw");
  const made = await cli("offer", "midt-cli", "--organisation", "midt", "--address", "sip:x@192.0.2.1", "--seats", "4", "--topic", "pas", "--preference", "2");
  assert.equal(made.code, 0, made.err);
  assert.match(made.out, /midt-cli: open; 0 of 4 seats in use, \d may be sent a call now; sip:x@192\.0\.2\.1/);
  assert.match((await cli("amend", "midt-cli", "--seats", "2")).out, /of 2 seats/);
  assert.match((await cli("pause", "midt-cli")).out, /paused/);
  assert.match((await cli("resume", "midt-cli")).out, /: open/);
  assert.match((await cli("keep", "midt-cli")).out, /: open/);
  assert.match((await cli("queue", "midt", "--free", "2", "--waiting", "0")).out, /midt: the service is normal; 2 of 2/);
  assert.match((await cli("state", "midt", "major_incident")).out, /in a crisis of its own, asked last/);
  assert.match((await cli("offers")).out, /midt-cli: open/);
  assert.match((await cli("withdraw", "midt-cli")).out, /closed/);
  assert.match((await cli("resume", "midt-cli")).err, /closed/);
  assert.match((await cli("drain", "bad-vand")).err, /other organisations|another organisation/);
  await midt.state("normal");
});

await promise("from invitation to the first call served with curl alone, in less than 60 s", async () => {
  const child = spawn(path.join(source, "scripts/join"), [url, "nord", "vand"], { env: { ...process.env, DDH_ADMIN: world.secrets.get("admin") } });
  let out = "";
  child.stdout.on("data", (piece) => (out += piece));
  child.stderr.on("data", (piece) => (out += piece));
  const ended = new Promise((resolve) => child.on("close", resolve));
  await until("it has offered", () => out.includes("offered") || child.exitCode !== null);
  await arrive();
  assert.equal(await ended, 0, out);
  const [, ms] = out.match(/served call-\d+, (\d+) ms/);
  console.log(`joined in ${ms} ms`);
  assert.ok(Number(ms) < 60000);
});

midt.stop.abort();
await finish();
