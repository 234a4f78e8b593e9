// Tickets: a message to the caller's municipality, delivered signed to its ticket system and received under a reference of its own;
// through a system that is down, one that refuses, and a death of the coordinator. The system is written with the npm package
// `standardwebhooks`, as docs/tickets.md says.
import assert from "node:assert/strict";
import { agentsCli, furnished, finish, openStream, promise, run, until } from "./harness.mjs";
import { Receiver } from "./receiver.mjs";

const args = ["--private-receivers", "--exempt", "127.0.0.0/8"];
const world = await furnished({ args });
const cli = (who, ...words) => run(agentsCli, [...words, "--locale", "da"], { env: { ...process.env, DDH_SERVER: world.service.url, DDH_TOKEN: world.secrets.get(who) } });
await world.token("horsens", "partner", { organisations: ["0615"] });
const refused = async (answer, status, slug, field) => {
  const { status: got, json } = await answer;
  assert.deepEqual([got, json.type, json.field], [status, `urn:ddh:problem:${slug}`, field]);
};
const talk = async (reference, more = {}) => {
  await world.must("POST", "/v1/agents/ida/status", { as: "ida", body: { status: "available" } });
  const { json } = await world.call(reference, more);
  await until("ida is asked", async () => (await world.must("GET", `/v1/calls/${json.call.id}`, { as: "auditor" })).call.agent === "ida");
  await world.must("POST", `/v1/calls/${json.call.id}/accept`, { as: "ida", body: { agent: "ida" } });
  return json.call.id;
};
const create = (call, body, options = {}) => world.request("POST", `/v1/calls/${call}/tickets`, { as: "ida", body, ...options });
const ticket = async (id, as = "leader") => (await world.must("GET", `/v1/tickets/${id}`, { as })).ticket;
const receipt = (id, body, as = "horsens") => world.request("POST", `/v1/tickets/${id}/receipt`, { as, body });
const fault = { kind: "fault_report", place: "Kildevej 4", people: 3, urgency: "today" };

const call = await talk("k1");
await promise("without a ticket system of the municipality no ticket is promised", async () => {
  await refused(create(call, fault), 409, "no-ticket-receiver", "call");
});

const esdh = await new Receiver("esdh").listen();
await esdh.register(world, "ticket", ["0615"]);
const messages = () => esdh.taken.map((taken) => taken.message).filter((message) => message.type === "ticket.created");

await promise("a ticket comes signed, with a purpose and a time for each member, and is received under their reference", async () => {
  const headers = { "idempotency-key": "one" };
  const made = await create(call, fault, { headers });
  assert.equal(made.status, 201);
  assert.equal((await create(call, fault, { headers })).json.ticket.id, made.json.ticket.id);
  const { id } = made.json.ticket;
  await until("it is delivered", async () => (await ticket(id)).state === "delivered");
  const { data, timestamp } = messages()[0];
  assert.match(timestamp, /^\d{4}-\d\d-\d\dT/);
  assert.deepEqual([data.ticket, data.organisation, data.topic, data.call, data.kind, data.urgency, data.receipt],
    [id, "0615", "vand", call, "fault_report", "today", `/v1/tickets/${id}/receipt`]);
  assert.deepEqual(data.members.map((m) => [m.name, m.value]), [["place", "Kildevej 4"], ["people", 3]]);
  assert.ok(data.members.every((m) => m.purpose.da && m.purpose.en && m.kept_ms > 0));
  assert.match(esdh.requests.at(-1).id, /^esdh\.\d+\.ticket-1$/);
  esdh.assertSound();
  assert.deepEqual((await world.must("GET", "/v1/overview", { as: "leader" })).tickets, { waiting: 0, delivered: 1, refused: 0, escalated: 0 });
  await refused(receipt(id, { state: "received" }), 400, "missing-field", "receipt");
  await refused(receipt(id, { state: "received", receipt: "1" }, "aarhus"), 403, "other-organisation", "ticket");
  assert.equal((await receipt(id, { state: "received", receipt: "1" }, "leader")).status, 403);
  const ida = await openStream(world, "ida");
  const bo = await openStream(world, "bo");
  const done = await receipt(id, { state: "received", receipt: "ESDH-2026-77" });
  await until("who made it is told", () => ida.events.some((event) => event.event === "ticket_changed" && event.data.includes("ESDH-2026-77")));
  assert.ok(!bo.events.some((event) => event.event === "ticket_changed"), "other agents are not");
  ida.link.destroy();
  bo.link.destroy();
  assert.deepEqual([done.json.ticket.state, done.json.ticket.receipt], ["received", "ESDH-2026-77"]);
  assert.equal((await receipt(id, { state: "received", receipt: "ESDH-2026-77" })).json.repeated, true);
  assert.deepEqual((await world.must("GET", "/v1/tickets", { as: "leader" })).tickets, []);
  assert.equal((await world.must("GET", "/v1/tickets?state=received", { as: "horsens" })).tickets.length, 1);
});

await promise("what names a person is refused by name, and so is what the kind does not have", async () => {
  await refused(create(call, { ...fault, place: "Kildevej 010190-1234" }), 400, "invalid-request", "place");
  await refused(create(call, { ...fault, place: "Kildevej, ring 76292929" }), 400, "invalid-request", "place");
  await refused(create(call, { ...fault, place: "ring 76 29 29 29" }), 400, "invalid-request", "place");
  await refused(create(call, { ...fault, place: "x".repeat(90) }), 400, "too-long", "place");
  await refused(create(call, { kind: "case_question", question: "status" }), 400, "missing-field", "case_reference");
  await refused(create(call, { ...fault, need: "water" }), 400, "unknown-field", "need");
  await refused(create(call, { ...fault, note: "free text" }), 400, "unknown-field", "note");
  const kinds = await world.must("GET", "/v1/ticket-kinds", { as: "ida" });
  assert.deepEqual(kinds.kinds.map((kind) => kind.kind), ["fault_report", "help_needed", "case_question", "document_wanted", "guide_wrong"]);
  assert.ok(kinds.kinds.every((kind) => kind.members.every((m) => m.purpose.da && m.kept_ms >= 7 * 86400000)));
});

await promise("a system that fails, asks to wait or refuses gets it again, under one id, until it takes it", async () => {
  esdh.behaviours.push(500, { status: 429, headers: { "retry-after": "1" } }, 400, "half");
  const { json } = await create(call, { kind: "case_question", case_reference: "24/012345", question: "status" });
  await until("it is taken", () => messages().some((m) => m.data.ticket === json.ticket.id), 60000);
  await until("and that is known", async () => (await ticket(json.ticket.id)).state === "delivered");
  const tries = esdh.requests.filter((request) => request.id.endsWith(json.ticket.id));
  assert.equal(tries.length, 5);
  assert.equal(new Set(tries.map((request) => request.id)).size, 1);
  assert.equal((await ticket(json.ticket.id)).attempts, 5);
  esdh.assertSound();
  assert.equal((await receipt(json.ticket.id, { state: "refused", refusal: "other_authority" })).json.ticket.state, "refused");
  assert.equal((await world.must("GET", "/v1/overview", { as: "leader" })).tickets.escalated, 1);
  assert.match((await cli("leader", "tickets")).out, /^ticket-2 +0615 +spørgsmål til sag +afvist +.* for sent/m);
  assert.equal((await world.must("POST", `/v1/tickets/${json.ticket.id}/withdraw`, { as: "leader", body: {} })).ticket.state, "withdrawn");
});

await promise("a ticket that waits survives the coordinator's death, and is delivered once their system is back", async () => {
  const { url } = esdh;
  await esdh.close();
  const made = await cli("ida", "ticket", call, "help_needed", "--need", "water", "--place", "Kildevej", "--people", "40", "--urgency", "now");
  assert.equal(made.status, 0, made.err);
  assert.match(made.out, /^ticket-3 er sendt af sted/);
  await until("a try has failed", async () => (await ticket("ticket-3")).outcome === "failed");
  assert.deepEqual([(await ticket("ticket-3")).state, (await ticket("ticket-3", "ida")).error], ["waiting", "no connection"]);
  await world.service.kill();
  await world.start({ args });
  const back = new Receiver("esdh");
  back.secrets = esdh.secrets;
  await new Promise((resolve) => back.server.listen(Number(new URL(url).port), "127.0.0.1", resolve));
  await until("it is delivered", async () => (await ticket("ticket-3")).state === "delivered", 60000);
  assert.deepEqual(back.taken.map((taken) => taken.message.data.ticket), ["ticket-3"]);
  back.assertSound();
  assert.equal((await world.request("GET", "/v1/tickets", { as: "aarhus" })).json.tickets.length, 0);
  const log = await world.askRedis("XRANGE", "{ddh}:access", "-", "+");
  assert.ok(log.some(([, fields]) => fields.join(" ").includes("tickets")), "who read it stands in the access log");
});

await promise("a receiver that wants no more keeps nobody waiting unseen", async () => {
  await world.must("DELETE", "/v1/receivers/esdh", { as: "admin" });
  await world.must("POST", `/v1/calls/${call}/end`, { as: "ida", body: {} });
  await world.must("POST", "/v1/agents/ida/wrap-up", { as: "ida", body: {} });
  const other = await talk("k2");
  await refused(create(other, fault), 409, "no-ticket-receiver", "call");
});

await finish();
