// The contract of switches (docs/telephony.md) without a switch: every action, every error, what comes twice, too early and
// too late; callers who wait; a switch and a coordinator that start again; and the states of health.
import assert from "node:assert/strict";
import { coordinator, finish, furnished, promise, run, until } from "./harness.mjs";
import { assertRoutes, Gateway, nothingReserved } from "./gateway.mjs";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const as = "admin";
const kam = await new Gateway(world).listen();
const HEX = "0123456789abcdef".repeat(4);
const phone = (id, organisation = "0615") => world.must("PUT", `/v1/agents/${id}`, { as, body: { name: id, organisation, skills: { pas: 3 }, languages: ["da", "en"], elearning_at: 1700000000000, course_at: 1700000000000, phone: `sip:${id}@10.0.0.1:5060` } });
const status = (id, wanted) => world.must("POST", `/v1/agents/${id}/status`, { as, body: { status: wanted } });
const call = async (call_id) => Object.values(await world.records("call")).find((row) => row.reference === call_id);
const agent = async (id) => (await world.records("availability"))[id];
const refused = async (answer, wanted, slug, field) => {
  const { status: got, json, text } = await answer;
  assert.deepEqual([got, json?.type, json?.field], [wanted, `urn:ddh:problem:${slug}`, field], text);
};
const free = async (id) => {
  const is = (await agent(id)).state;
  if (is === "wrapping") await world.must("POST", `/v1/agents/${id}/wrap-up`, { as, body: {} });
  await until(`${id} is available`, async () => (await agent(id)).state === "available");
};

await world.must("PUT", "/v1/settings", { as, body: { lease_ms: 86400000, wrap_up_ms: 1000 } });
await kam.register();

await promise("without a home set and without anybody: reject, with a time; never an empty list of routes otherwise", async () => {
  const { status: code, json } = await kam.ask("nowhere", { gateway: undefined, boot: undefined });
  assert.deepEqual([code, json.action, json.code, json.routes], [200, "reject", 480, []]);
  assert.ok(json.retry_after_ms > 0);
});

await world.must("PUT", "/v1/organisations/0615/home", { as, body: { addresses: ["sip:own@10.2.0.1:5060", "sip:region@10.9.0.1:5060", "sip:third@10.9.0.2"] } });

await promise("nobody free, and a switch that keeps nobody: home alone, and the call is over for us", async () => {
  const { json } = await kam.ask("home-1", { gateway: undefined, boot: undefined, from_hash: HEX, received_at: Date.now() / 1000 - 2 });
  assert.deepEqual([json.action, json.home_from, json.routes[0].uri], ["route", 0, "sip:own@10.2.0.1:5060"]);
  assertRoutes(json);
  assert.equal((await call("home-1")).reason, "nobody_free");
  const again = await kam.ask("home-1", { gateway: undefined, boot: undefined });
  assert.deepEqual({ ...again.json, event: 0, repeated: 0 }, { ...json, event: 0, repeated: 0 });
});

for (const id of ["ida", "eva"]) await phone(id);
await promise("an agent is free: rung first, then one more, then home; asked again the same answer and no second reservation", async () => {
  await status("ida", "available");
  await status("eva", "available");
  const { status: code, json } = await kam.ask("c-1");
  assert.deepEqual([code, json.action, json.home_from, json.stored], [200, "route", 2, true]);
  assert.deepEqual(json.routes.map((route) => route.uri), ["sip:ida@10.0.0.1:5060", "sip:eva@10.0.0.1:5060", "sip:own@10.2.0.1:5060", "sip:region@10.9.0.1:5060"]);
  assert.equal(json.call_id, "c-1");
  assert.ok(json.routes[0].fr_inv_timer < json.lease_ms);
  assertRoutes(json);
  const again = await kam.ask("c-1");
  assert.equal(again.json.repeated, true);
  assert.deepEqual({ ...again.json, event: 0, repeated: 0 }, { ...json, event: 0, repeated: 0 });
  assert.equal((await agent("eva")).state, "available");
});

await promise("the phone is what accepts: agents-cli may not, the event does; the end frees the agent", async () => {
  const { id } = await call("c-1");
  await refused(world.request("POST", `/v1/calls/${id}/accept`, { as: "ida", body: { agent: "ida" } }), 409, "call-at-phone", "call");
  await refused(world.request("POST", `/v1/calls/${id}/reject`, { as: "ida", body: { agent: "ida" } }), 409, "call-at-phone", "call");
  const told = await kam.tell("c-1", "answered", { route: 0, decision_id: `${id}.1` });
  assert.deepEqual([told.status, told.json.call], [200, id]);
  assert.equal((await agent("ida")).state, "in_call");
  assert.equal((await kam.tell("c-1", "answered", { route: 0 })).json.repeated, true);
  await kam.tell("c-1", "ended");
  await free("ida");
  await refused(kam.ask("c-1"), 409, "call-ended", "call_id");
});

await promise("a failed attempt moves the reservation; the last of them sends it home", async () => {
  const { json } = await kam.ask("c-2");
  const rung = json.routes.slice(0, json.home_from).map((route) => route.uri.slice(4).split("@")[0]);
  assert.equal(rung.length, 2);
  await kam.tell("c-2", "attempt_failed", { route_index: 0, sip_code: 486 });
  assert.equal((await call("c-2")).agent, rung[1]);
  await kam.tell("c-2", "attempt_failed", { route_index: 0, sip_code: 486 }); // twice
  assert.equal((await call("c-2")).agent, rung[1]);
  await kam.tell("c-2", "attempt_failed", { route_index: 1, sip_code: 486 });
  assert.equal((await call("c-2")).reason, "routes_exhausted");
  await kam.tell("c-2", "fallback", { reason: "routes_exhausted" });
  await kam.tell("c-2", "answered", { route: "home" });
  assert.equal((await call("c-2")).outcome, "diverted");
});

await promise("abandoned, failed, fallback and an answer at home free the agent", async () => {
  for (const [type, more] of [["abandoned", { sip_code: 487 }], ["failed", { sip_code: 503 }], ["fallback", { reason: "http_500" }], ["answered", { route: "home" }], ["ended", {}]]) {
    const { json } = await kam.ask(`over-${type}`);
    assert.equal(json.home_from, 2, type);
    assert.equal((await kam.tell(`over-${type}`, type, more)).status, 200);
    await nothingReserved(world);
    await refused(kam.ask(`over-${type}`), 409, "call-ended", "call_id");
  }
});

await promise("an event that comes before its question leaves a tombstone", async () => {
  const told = await kam.tell("early", "fallback", { reason: "deadline" });
  assert.deepEqual([told.status, told.json.call], [200, null]);
  assert.equal((await kam.tell("early", "answered", { route: "home" })).status, 200);
  assert.ok("early" in (await world.records("tombstone")));
  await refused(kam.ask("early"), 409, "call-ended", "call_id");
  await nothingReserved(world);
});

await promise("bad questions are named; nothing is half done", async () => {
  const bad = (more, ...wanted) => refused(kam.ask("bad", more), ...wanted);
  const digest = await world.digest();
  await bad({ call_id: "" }, 400, "invalid-request", "call_id");
  await bad({ call_id: "a b" }, 400, "invalid-request", "call_id");
  await bad({ call_id: "a@host.example" }, 400, "invalid-request", "call_id");
  await bad({ call_id: "x".repeat(68) }, 400, "too-long", "call_id");
  await bad({ call_id: 17 }, 400, "wrong-type", "call_id");
  await bad({ from: "+4512345678" }, 400, "unknown-field", "from");
  await bad({ reference: "x" }, 400, "unknown-field", "reference");
  await bad({ from_hash: "12345678" }, 400, "invalid-request", "from_hash");
  await bad({ from_hash: `${HEX}00` }, 400, "invalid-request", "from_hash");
  await bad({ municipality: "0999" }, 404, "unknown-organisation", "municipality");
  await bad({ municipality: undefined }, 400, "missing-field", "municipality");
  await bad({ topic: "x" }, 404, "unknown-topic", "topic");
  await bad({ language: "xx" }, 404, "unknown-language", "language");
  await bad({ number: "11111111" }, 404, "unknown-number", "number");
  await bad({ gateway: "other" }, 404, "unknown-gateway", "gateway");
  await bad({ boot: undefined }, 400, "missing-field", "boot");
  await bad({ deadline_ms: 5 }, 400, "out-of-range", "deadline_ms");
  await bad({ received_at: "now" }, 400, "wrong-type", "received_at");
  await bad({ received_at: -1 }, 400, "out-of-range", "received_at");
  await refused(world.request("POST", "/v1/calls", { body: { call_id: "bad" } }), 401, "not-authenticated");
  await refused(world.request("POST", "/v1/calls", { as: "auditor", body: { call_id: "bad" } }), 403, "not-authorised");
  assert.equal(await world.digest(), digest);
});

await promise("bad events are 400 or 404, never 5xx, and change nothing", async () => {
  await kam.ask("steady");
  const before = await call("steady");
  const bad = (type, more, ...wanted) => refused(kam.tell("steady", type, more), ...wanted);
  await bad("rang", {}, 400, "unknown-value", "type");
  await bad(undefined, {}, 400, "missing-field", "type");
  await bad("ended", { event_id: undefined }, 400, "missing-field", "event_id");
  await bad("ended", { event_id: "17" }, 400, "invalid-request", "event_id");
  await bad("ended", { event_id: "b\r\n-1" }, 400, "invalid-request", "event_id");
  await bad("answered", {}, 400, "missing-field", "route");
  await bad("answered", { route: "somewhere" }, 400, "unknown-value", "route");
  await bad("answered", { route: 4 }, 400, "out-of-range", "route");
  await bad("answered", { route: -1 }, 400, "out-of-range", "route");
  await bad("ended", { route: 0 }, 400, "unknown-field", "route");
  await bad("attempt_failed", {}, 400, "missing-field", "route_index");
  await bad("attempt_failed", { route_index: "0" }, 400, "wrong-type", "route");
  await bad("abandoned", { sip_code: 7 }, 400, "out-of-range", "sip_code");
  await bad("fallback", {}, 400, "missing-field", "reason");
  await bad("fallback", { reason: "Too Late" }, 400, "invalid-request", "reason");
  await bad("ended", { decision_id: "17" }, 400, "invalid-request", "decision_id");
  await bad("ended", { gateway: "other" }, 404, "unknown-gateway", "gateway");
  await bad("ended", { from: "+4512345678" }, 400, "unknown-field", "from");
  await refused(world.request("POST", "/v1/calls/a%20b/events", { as: "switch", body: { type: "ended", event_id: "b1-1" } }), 400, "invalid-request", "call_id");
  await refused(world.request("POST", "/v1/calls/steady/events", { as: "switch", body: "{" }), 400, "invalid-request", undefined);
  assert.deepEqual(await call("steady"), before);
  await kam.tell("steady", "abandoned");
});

await promise("called numbers stand for municipality and topic", async () => {
  await world.must("PUT", "/v1/numbers/+4587654321", { as, body: { organisation: "0615", topic: "pas", language: "en" } });
  const { json } = await kam.ask("by-number", { municipality: undefined, topic: undefined, number: "+4587654321" });
  assert.equal(json.action, "route");
  assert.equal((await call("by-number")).language, "en");
  await kam.tell("by-number", "abandoned");
  assert.equal((await world.must("GET", "/v1/numbers", { as: "switch" })).numbers.length, 1);
});

await promise("an outsider's citizen is referred: redirect", async () => {
  await world.must("PUT", "/v1/organisations/0665", { as, body: { name: "Lemvig", kind: "municipality", standing: "outsider", area: "vestjylland" } });
  await world.must("PUT", "/v1/organisations/0665/home", { as, body: { addresses: ["sip:lemvig@10.7.0.1"] } });
  await world.must("PUT", "/v1/settings", { as, body: { outsider_rule: "refer" } });
  const { json } = await kam.ask("outside", { municipality: "0665" });
  assert.deepEqual([json.action, json.code, json.routes[0].uri], ["redirect", 302, "sip:lemvig@10.7.0.1"]);
  await world.must("PUT", "/v1/settings", { as, body: { outsider_rule: "serve" } });
});

const everybody = async (wanted) => {
  for (const id of ["ida", "eva"]) await status(id, wanted);
};

await promise("a caller waits, and is fetched when an agent becomes free; told twice, the switch knows it", async () => {
  await everybody("break");
  const { json } = await kam.ask("w-1");
  assert.deepEqual([json.action, json.home_from, json.code], ["wait", 0, 200]);
  assert.ok(json.wait_ms > 0);
  assertRoutes(json);
  kam.behaviours = [500, "cut"];
  await status("ida", "available");
  await until("the switch was told", () => kam.resumed.has("w-1"));
  const [decision] = kam.resumed.get("w-1");
  assert.deepEqual([decision.action, decision.routes[0].uri, decision.home_from, decision.gateway, decision.boot], ["route", "sip:ida@10.0.0.1:5060", 1, "kam", "b1"]);
  assert.notEqual(decision.decision_id, json.decision_id);
  assertRoutes(decision);
  await until("the coordinator knows", async () => (await call("w-1")).leg === "routed");
  await kam.tell("w-1", "answered", { route: 0, decision_id: decision.decision_id });
  assert.equal((await agent("ida")).state, "in_call");
  await kam.tell("w-1", "ended");
  await free("ida");
  await everybody("break");
});

await promise("a caller who hangs up while waiting, or whom the switch has no more, holds nobody", async () => {
  await kam.ask("w-2");
  await kam.tell("w-2", "abandoned", { sip_code: 487 });
  await kam.ask("w-3");
  kam.waiting.delete("w-3"); // its abandoned is on its way
  await status("ida", "available");
  await until("w-3 is over", async () => (await call("w-3")).outcome === "abandoned");
  assert.equal((await call("w-2")).outcome, "abandoned");
  await free("ida");
  await everybody("break");
});

await promise("a caller who has gone home meanwhile holds nobody", async () => {
  await kam.ask("w-4");
  kam.behaviours = [409];
  await status("ida", "available");
  await until("w-4 is over", async () => (await call("w-4")).reason === "sent_home");
  await free("ida");
  await everybody("break");
  kam.waiting.delete("w-4");
});

await promise("who has waited longest is sent home, and the switch is told where that is", async () => {
  await world.must("PUT", "/v1/settings", { as, body: { wait_max_ms: 1000 } });
  await kam.ask("w-5");
  await until("the switch was told", () => kam.resumed.has("w-5"));
  const [decision] = kam.resumed.get("w-5");
  assert.deepEqual([decision.action, decision.home_from, decision.routes.length], ["route", 0, 3]);
  await until("it is over", async () => (await call("w-5")).leg === "home");
  assert.equal((await call("w-5")).reason, "wait_over");
  await world.must("PUT", "/v1/settings", { as, body: { wait_max_ms: 600000 } });
});

await promise("a switch that keeps only so many sends the rest home", async () => {
  await kam.register({ waiting_max: 1 });
  assert.equal((await kam.ask("w-6")).json.action, "wait");
  assert.equal((await kam.ask("w-7")).json.action, "route");
  assert.equal((await world.must("GET", "/v1/gateways", { as: "switch" })).gateways[0].waiting, 1);
  await kam.tell("w-6", "abandoned");
  kam.waiting.clear();
  await kam.register({ waiting_max: 500 });
});

await promise("a coordinator that is killed has lost no waiting caller and no reservation", async () => {
  await kam.ask("w-8");
  await kam.ask("w-9");
  const held = kam.behaviours; // nothing is answered until it is back
  kam.behaviours = Array.from({ length: 64 }, () => 500);
  await status("ida", "available");
  await until("w-8 is reserved", async () => (await call("w-8")).state === "reserved");
  await world.service.kill();
  kam.behaviours = held;
  await world.start({ args: ["--exempt", "127.0.0.0/8"] });
  await until("w-8 is fetched", () => kam.resumed.has("w-8"));
  await kam.tell("w-8", "answered", { route: 0 });
  await status("eva", "available");
  await until("w-9 is fetched", () => kam.resumed.has("w-9"));
  await kam.tell("w-9", "abandoned");
  await kam.tell("w-8", "ended");
  await nothingReserved(world);
});

await promise("a switch that starts again has none of its calls any more; events from before do nothing", async () => {
  await everybody("break");
  await free("ida").catch(() => {}); // wrap-up may still run
  await everybody("available");
  await until("both are available", async () => (await agent("ida")).state === "available" && (await agent("eva")).state === "available");
  await kam.ask("r-1");
  await kam.ask("r-2");
  await kam.tell("r-1", "answered", { route: 0 });
  await kam.ask("r-3");
  assert.equal((await call("r-3")).leg, "waiting");
  kam.waiting.clear();
  kam.boot = "b2";
  await kam.heartbeat(0);
  await nothingReserved(world);
  assert.equal((await call("r-1")).reason, "switch_restarted");
  assert.equal((await call("r-3")).outcome, "abandoned");
  kam.boot = "b1";
  assert.equal((await kam.tell("r-9", "fallback", { reason: "breaker" })).status, 200);
  assert.ok(!("r-9" in (await world.records("tombstone"))));
  await refused(kam.ask("r-4"), 409, "call-ended", "boot");
  kam.boot = "b2";
  const { gateways } = await world.must("GET", "/v1/gateways", { as: "switch" });
  assert.deepEqual([gateways[0].boot, gateways[0].boot_before, gateways[0].boots, gateways[0].dialogs], ["b2", "b1", 2, 0]);
});

await promise("coordinator telephony dispatcher prints the home sets, in order, the same each time", async () => {
  const print = async () => (await run(coordinator, ["telephony", "dispatcher", "--data", world.dataDirectory])).out;
  const wanted = ["# coordinator telephony dispatcher", "# 615 0615 Horsens", "615 sip:own@10.2.0.1:5060 0 8 duid=0615-1;organisation=0615;numbers=+4587654321",
    "615 sip:region@10.9.0.1:5060 0 7 duid=0615-2;organisation=0615", "615 sip:third@10.9.0.2 0 6 duid=0615-3;organisation=0615",
    "# 665 0665 Lemvig", "665 sip:lemvig@10.7.0.1 0 8 duid=0665-1;organisation=0665", "#number +4587654321 0615 pas en", ""].join("\n");
  assert.equal(await print(), wanted);
  assert.equal(await print(), wanted);
  assert.equal((await run(coordinator, ["telephony"])).status, 2);
});

await promise("health is 200 whenever calls are decided, also unstored", async () => {
  const health = () => world.request("GET", "/v1/health");
  assert.deepEqual((await health()).json, { ready: true, stored: true, state: "ready" });
  world.redis.signalled("SIGSTOP");
  const { status: code, json } = await kam.ask("unstored", { deadline_ms: 2000 });
  assert.deepEqual([code, json.stored], [200, false]);
  const answer = await health();
  assert.deepEqual([answer.status, answer.json], [200, { ready: true, stored: false, state: "ready" }]);
  world.redis.signalled("SIGCONT");
  await kam.tell("unstored", "abandoned");
  await until("stored again", async () => (await health()).json.stored);
  await nothingReserved(world);
});

// With a standby nothing leaves unstored: a decision that is not stored in time is too late.
const strict = await furnished({ args: ["--exempt", "127.0.0.0/8", "--standby"] });
const ham = new Gateway(strict, "ham");
await promise("a decision that is not there by its deadline is 429 with a time, and its agent is free again", async () => {
  await strict.must("PUT", "/v1/agents/ida", { as, body: { name: "ida", organisation: "0615", skills: { pas: 3 }, languages: ["da"], elearning_at: 1700000000000, course_at: 1700000000000, phone: "sip:ida@10.0.0.1" } });
  await strict.must("POST", "/v1/agents/ida/status", { as, body: { status: "available" } });
  strict.redis.signalled("SIGSTOP");
  const late = await ham.ask("late", { deadline_ms: 100, gateway: undefined, boot: undefined });
  strict.redis.signalled("SIGCONT");
  assert.deepEqual([late.status, late.json.type, late.json.retry_after_ms], [429, "urn:ddh:problem:deadline-passed", 1000], late.text);
  assert.equal(late.headers["retry-after"], "1");
  await nothingReserved(strict);
  await until("it was decided and given back", async () => Object.values(await strict.records("call")).some((row) => row.reference === "late" && row.reason === "deadline_passed"));
  assert.equal((await strict.records("availability")).ida.state, "available");
  await refused(ham.ask("late", { gateway: undefined, boot: undefined }), 409, "call-ended", "call_id");
  assert.equal((await strict.metrics()).get("ddh_late_requests_total"), 1);
});

await promise("at the end nothing is reserved, here or there", async () => {
  await nothingReserved(world);
  await nothingReserved(strict);
});

await kam.close();
await finish();
