// Chats: a bot hands citizens over to an agent of capacity two, beside a caller on the phone; over HTTP and agents-cli, through a
// death of the coordinator in the middle; and where the transcript is seen and where it never is.
import assert from "node:assert/strict";
import { agentsCli, furnished, finish, openStream, promise, run, until } from "./harness.mjs";

const args = ["--exempt", "127.0.0.0/8", "--exercise", "--clock", "driven", "--start", "2026-11-26T12:00:00+01:00"];
const world = await furnished({ args });
const cli = (who, ...args) => run(agentsCli, [...args, "--locale", "en"], { env: { ...process.env, DDH_SERVER: world.service.url, DDH_TOKEN: world.secrets.get(who) } });
const refused = async (answer, status, slug, field) => {
  const { status: got, json } = await answer;
  assert.deepEqual([got, json.type, json.field], [status, `urn:ddh:problem:${slug}`, field]);
};
await world.token("bot", "telephony", { organisations: ["0615", "ddh"] });
await world.must("PUT", "/v1/settings", { as: "admin", body: { wrap_up_ms: 0, offer_ms: 600000, lease_ms: 3600000 } });

// The bot: it knows a conversation by an id of its own, and its transcript by an address.
const transcript = (name) => `https://bot.example.dk/conversations/${name}`;
const handOver = (name, more = {}) => world.call(name, { channel: "chat", transcript: transcript(name), ...more }, { as: "bot" });
const call = async (id, as = "auditor") => (await world.must("GET", `/v1/calls/${id}`, { as })).call;
const state = async (id) => {
  const { state: now, agent } = await call(id);
  return agent === null ? now : `${now} ${agent}`;
};
const act = (id, what, body = { agent: "ida" }) => world.must("POST", `/v1/calls/${id}/${what}`, { as: "ida", body });
const ida = async (as = "ida") => (await world.must("GET", "/v1/agents/ida", { as })).agent;
const free = () => world.askRedis("ZINTER", "2", "{ddh}:channel:chat", "{ddh}:topic:vand");
const id = {};

await promise("nobody takes chats who was not asked to; what is asked for is checked", async () => {
  await world.must("POST", "/v1/agents/ida/status", { as: "ida", body: { status: "available" } });
  assert.deepEqual([(await ida()).chat_capacity, (await ida()).takes_chats], [0, false]);
  assert.deepEqual(await free(), []);
  await refused(world.request("PUT", "/v1/agents/ida/channels", { as: "ida", body: { chat: 9 } }), 400, "out-of-range", "chat");
  await refused(world.request("PUT", "/v1/agents/ida/channels", { as: "ida", body: {} }), 400, "missing-field", "chat");
  await refused(world.request("PUT", "/v1/agents/ida/channels", { as: "ida", body: { chat: 1, phone: 2 } }), 400, "unknown-field", "phone");
  assert.equal((await world.request("PUT", "/v1/agents/ida/channels", { as: "bo", body: { chat: 1 } })).status, 403);
  const said = await cli("ida", "channels", "--chat", "2");
  assert.deepEqual([said.status, said.out.trim()], [0, "You take 2 chats at once."], said.err);
  assert.equal((await cli("ida", "channels", "--chat", "many")).status, 2);
  assert.equal((await ida()).takes_chats, true);
  assert.deepEqual(await free(), ["ida"]);
});

await promise("a transcript is a reference with nothing of the citizen in it; a refusal does not repeat it", async () => {
  const bad = ["http://bot.example.dk/c/1", "https://ida:secret@bot.example.dk/c/1", "https://bot.example.dk/c?phone=12345678", "https://bot.example.dk/c#1",
    "https://bot.example.dk/c/%31", "https://bot.example.dk", "https://bot.example.dk/c/010190-1234", "Hvordan koger jeg vand?", "x".repeat(256)];
  for (const one of bad) {
    const answer = await handOver("bad", { transcript: one });
    assert.deepEqual([answer.status, answer.json.field], [400, "transcript"], one);
    assert.ok(!answer.text.includes(one));
  }
  await refused(world.call("bad", { transcript: "t-1" }), 400, "invalid-request", "transcript");
  await refused(world.call("bad", { channel: "chat", phone_leg: true }), 400, "invalid-request", "channel");
  assert.deepEqual(await world.records("call"), {});
});

await promise("of three chats two run, and one waits; the same hand-over again is the same chat", async () => {
  for (const name of ["one", "two", "three"]) {
    const { status, json } = await handOver(name);
    assert.equal(status, 201);
    id[name] = json.call.id;
  }
  assert.deepEqual([await state(id.one), await state(id.two), await state(id.three)], ["reserved ida", "reserved ida", "queued"]);
  const again = await handOver("one");
  assert.deepEqual([again.status, again.json.call.id], [200, id.one]);
  await act(id.one, "accept");
  await act(id.two, "accept");
  await act(id.two, "accept");
  assert.deepEqual([await state(id.one), await state(id.two), await state(id.three)], ["answered ida", "answered ida", "queued"]);
  const now = await ida();
  assert.deepEqual([now.chats, now.takes_chats, now.availability.state, now.availability.call], [[id.one, id.two], false, "chatting", null]);
  assert.deepEqual(await free(), []);
});

await promise("who chats is not called: the phone waits", async () => {
  const { json } = await world.call("phone-1");
  id.phone = json.call.id;
  assert.equal(await state(id.phone), "queued");
  assert.deepEqual(await world.askRedis("ZRANGE", "{ddh}:available", "0", "-1"), []);
});

await promise("the transcript is for the agent who has the chat, and for nobody else", async () => {
  assert.equal((await call(id.one, "ida")).transcript, transcript("one"));
  for (const as of ["auditor", "leader", "admin", "bot", "switch"]) assert.equal((await call(id.one, as)).transcript, undefined, as);
  assert.equal((await world.request("GET", `/v1/calls/${id.one}`, { as: "bo" })).status, 403);
  const shown = await cli("ida", "channels");
  assert.match(shown.out, new RegExp(`${id.one} .*chat.*\n.*${transcript("one")}`));
  const own = await openStream(world, "ida");
  const other = await openStream(world, "bo");
  const leader = await openStream(world, "leader");
  await until("the streams begin", () => [own, other, leader].every((stream) => stream.events.length > 0));
  const first = JSON.parse(own.events[0].data);
  assert.deepEqual([first.call, first.chats.map((chat) => [chat.id, chat.transcript])], [null, [[id.one, transcript("one")], [id.two, transcript("two")]]]);
  for (const stream of [other, leader]) assert.ok(!JSON.stringify(stream.events).includes("bot.example.dk"));
  const events = JSON.stringify(await world.askRedis("XRANGE", "{ddh}:events", "-", "+"));
  assert.ok(events.includes(id.one) && !events.includes("bot.example.dk"));
  assert.equal((await world.records("chat"))[id.one].transcript, transcript("one"));
  for (const page of ["/public", "/public/answers", "/metrics"]) assert.ok(!(await world.request("GET", page)).text.includes("bot.example.dk"));
  assert.ok(!world.service.err.includes("bot.example.dk"));
  for (const stream of [own, other, leader]) stream.link.destroy();
});

await promise("whoami and call show what an agent holds; of a chat, what else its agent has", async () => {
  const both = new RegExp(`${id.one}  chat  talking .*\\n.*${transcript("one")}\\n${id.two}  chat  talking`);
  for (const words of [["whoami"], ["call"]]) assert.match((await cli("ida", ...words)).out, both, words[0]);
  assert.deepEqual(JSON.parse((await cli("ida", "whoami", "--json")).out).calls.map((held) => held.id), [id.one, id.two]);
  assert.match((await cli("ida", "call", id.one)).out, new RegExp(`^${id.one}  chat  talking .*\\n.*${transcript("one")}\\n[^]*ida also has: ${id.two} \\(talking\\)\\n$`));
  const seen = (await cli("leader", "call", id.two)).out;
  assert.match(seen, new RegExp(`^${id.two}  chat  talking [^]*ida also has: ${id.one} \\(talking\\)\\n$`));
  assert.ok(!seen.includes("bot.example.dk"));
  assert.equal((await cli("bo", "call")).out, "You have neither a call nor a chat now.\n");
  assert.ok(!(await cli("bo", "whoami")).out.includes("You have now"));
  const nobody = await cli("leader", "call");
  assert.deepEqual([nobody.status, nobody.out], [2, ""], nobody.err);
});

await promise("killed in the middle: both chats run on, the third waits, and the transcripts are there", async () => {
  await world.service.kill();
  await world.start({ args });
  assert.deepEqual([await state(id.one), await state(id.two), await state(id.three), await state(id.phone)], ["answered ida", "answered ida", "queued", "queued"]);
  assert.deepEqual((await ida()).chats, [id.one, id.two]);
  assert.equal((await call(id.two, "ida")).transcript, transcript("two"));
});

await promise("one ends, and the third is offered; its screen may be a command line", async () => {
  const ended = await cli("ida", "channels", "end", id.one);
  assert.equal(ended.status, 0, ended.err);
  assert.deepEqual([await state(id.one), await state(id.three)], ["ended ida", "reserved ida"]);
  assert.equal((await call(id.three, "ida")).transcript, transcript("three"));
  assert.equal((await cli("ida", "channels", "accept", id.three)).status, 0);
  assert.equal((await cli("ida", "channels", "end", "call-99")).status === 0, false);
  assert.equal((await cli("ida", "channels", "end")).status, 2);
  assert.deepEqual([await state(id.three), await state(id.phone)], ["answered ida", "queued"]);
});

await promise("no more chats by one's own word: the last ones end, and the phone rings", async () => {
  await world.must("PUT", "/v1/agents/ida/channels", { as: "ida", body: { chat: 0 } });
  await act(id.two, "end", {});
  assert.equal(await state(id.phone), "queued");
  await act(id.three, "end", {});
  assert.equal(await state(id.phone), "reserved ida");
  await handOver("four");
  assert.deepEqual(await free(), []);
});

await promise("after-call work is each chat's own, and has an end of its own", async () => {
  await act(id.phone, "reject");
  await world.must("POST", `/v1/calls/${id.phone}/cancel`, { as: "switch", body: {} });
  await world.must("PUT", "/v1/settings", { as: "admin", body: { wrap_up_ms: 600000, wrap_up_max_ms: 1200000 } });
  await world.must("PUT", "/v1/agents/ida/channels", { as: "ida", body: { chat: 1 } });
  const four = (await ida()).chats[0];
  await act(four, "accept");
  await act(four, "end", {});
  assert.equal(await state(four), "wrapping ida");
  const { json } = await handOver("five");
  assert.equal(await state(json.call.id), "queued");
  await refused(world.request("POST", `/v1/calls/${four}/wrap-up`, { as: "ida", body: { length_ms: 1300000 } }), 400, "out-of-range", "length_ms");
  await world.must("POST", `/v1/calls/${four}/wrap-up`, { as: "ida", body: {} });
  assert.deepEqual([await state(four), await state(json.call.id)], ["ended ida", "reserved ida"]);
  await refused(world.request("POST", `/v1/calls/${four}/wrap-up`, { as: "ida", body: {} }), 409, "agent-not-wrapping", "call");
  await act(json.call.id, "accept");
  await act(json.call.id, "end", {});
  await world.must("POST", `/v1/calls/${json.call.id}/wrap-up`, { as: "ida", body: {} });
  assert.equal((await ida()).availability.state, "available");
});

await promise("with the call's retention the transcript is gone", async () => {
  assert.ok(Object.keys(await world.records("chat")).length >= 5);
  await world.must("PUT", "/v1/settings", { as: "admin", body: { call_retention_ms: 60000 } });
  await world.must("POST", "/v1/clock", { as: "admin", body: { advance_ms: 60000 } });
  await until("the calls are forgotten", async () => Object.keys(await world.records("call")).length === 0);
  assert.deepEqual(await world.records("chat"), {});
});
await finish();
