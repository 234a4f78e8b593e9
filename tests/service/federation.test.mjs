// Two coordinators, each with its own Redis, lend each other seats over a network that is cut and mended. Whatever happens, a call
// ends once, and both ledgers say the same.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { agentsCli, finish, furnished, promise, run, until } from "./harness.mjs";

const args = ["--private-receivers", "--exempt", "127.0.0.0/8"];
const midt = await furnished({ args });
const nord = await furnished({ args });

// A way from one to the other that can be cut: connections die, and new ones are refused, until it is mended.
class Way {
  constructor(to) {
    this.to = to;
    this.whole = true;
    this.links = new Set();
    this.server = net.createServer((client) => {
      if (!this.whole) return void client.destroy();
      const upstream = net.connect(this.to.service.port, "127.0.0.1");
      const end = () => {
        client.destroy();
        upstream.destroy();
        this.links.delete(end);
      };
      this.links.add(end);
      client.on("error", end).on("close", end).pipe(upstream);
      upstream.on("error", end).on("close", end).pipe(client);
      return undefined;
    });
  }
  async listen() {
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }
  cut() {
    this.whole = false;
    for (const end of this.links) end();
  }
  mend() {
    this.whole = true;
  }
}
const toNord = await new Way(nord).listen();
const toMidt = await new Way(midt).listen();
const cut = () => [toNord, toMidt].forEach((way) => way.cut());
const mend = () => [toNord, toMidt].forEach((way) => way.mend());

/* --- setting it up ------------------------------------------------------------------------------------------------- */

const admin = { as: "admin" };
const put = (world, path, body, as = "admin") => world.must("PUT", path, { as, body });
const post = (world, path, body = {}, as = "leader") => world.must("POST", path, { as, body });
for (const [world, other] of [[midt, "nord"], [nord, "midt"]]) {
  // At home a reservation runs out after 3 s; the other side's phones ring on, and nobody there is set away for it.
  await put(world, "/v1/settings", { lease_ms: 3600000, offer_ms: world === midt ? 3000 : 600000, wrap_up_ms: 0 });
  await put(world, `/v1/organisations/${other}`, { name: `Hotline ${other}`, kind: "association", standing: "partner", area: "nordjylland" });
  await put(world, `/v1/organisations/${other}/data-agreement`, {});
}
await put(midt, "/v1/agreements/nord", { mode: "always", helped: ["ddh", "0615", "0751"], helpers: ["nord"] });
const AGENTS = 12;
const agents = Array.from({ length: AGENTS }, (_, i) => `nord-${i}`);
for (const agent of agents) {
  await put(nord, `/v1/agents/${agent}`, { name: agent, organisation: "ddh", skills: { vand: 3 }, languages: ["da"], registered_at: 1700000000000, elearning_at: 1700000000000, course_at: 1700000000000 });
  await post(nord, `/v1/agents/${agent}/status`, { status: "available" }, "admin");
}

let secret;
await promise("a peer is made on either side; its secret is shown once, and in nothing that is read", async () => {
  const made = await put(midt, "/v1/peers/nord", { url: `${toNord.url}/v1/peers/midt` });
  secret = made.secret;
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const again = await put(nord, "/v1/peers/midt", { url: `${toMidt.url}/v1/peers/nord`, secret });
  assert.equal(again.secret, undefined);
  const { text } = await midt.request("GET", "/v1/peers", { as: "auditor" });
  assert.equal(JSON.parse(text).peers[0].url, `${toNord.url}/…`);
  assert.ok(!text.includes(secret.slice(6)) && !text.includes("secret"));
  const refused = async (body, field) => {
    const answer = await midt.request("PUT", "/v1/peers/nord", { ...admin, body: { url: "https://nord.example/x", ...body } });
    assert.deepEqual([answer.status, answer.json.field], [400, field], answer.text);
  };
  await refused({ secret: "whsec_short" }, "secret");
  await refused({ url: "ftp://x" }, "url");
  await refused({ seats: 3 }, "seats");
  assert.equal((await midt.request("PUT", "/v1/peers/ddh", { ...admin, body: { url: "https://x.dk/y" } })).status, 400, "not the cooperation itself");
  assert.equal((await midt.request("PUT", "/v1/peers/nobody", { ...admin, body: { url: "https://x.dk/y" } })).status, 404);
});

await promise("they hear each other", () => until("both are reachable", async () => {
  for (const world of [midt, nord]) {
    const [peer] = (await world.must("GET", "/v1/peers", { as: "auditor" })).peers;
    if (!peer.reachable || peer.heard_at === null) return false;
  }
  return true;
}));

const lend = (more = {}) => post(nord, "/v1/peers/midt/lend", { seats: 30, topics: ["vand"], languages: ["da"], address: "sip:overflow@nord.example", ...more });
const lending = (word) => post(nord, "/v1/peers/midt/lending", { lending: word });
const offer = async () => (await midt.request("GET", "/v1/offers/peer-nord", admin)).json.offer;
await promise("what is lent there is an offer here, and follows it", async () => {
  await lend();
  await until("it is open", async () => (await offer())?.state === "open");
  const made = await offer();
  assert.deepEqual([made.organisation, made.seats, made.topics, made.address], ["nord", 30, ["vand"], "sip:overflow@nord.example"]);
  await lend({ seats: AGENTS, preference: 5 });
  await until("it has fewer seats", async () => (await offer()).seats === AGENTS && (await offer()).preference === 5);
  await lending("paused");
  await until("it is paused", async () => (await offer()).state === "paused");
  await lending("open");
  await until("it goes on", async () => (await offer()).state === "open");
  const wrong = await nord.request("POST", "/v1/peers/midt/lend", { as: "leader", body: { seats: 1, topics: ["nothing"], languages: ["da"], address: "sip:x@y.dk" } });
  assert.equal(wrong.status, 404, wrong.text);
  assert.equal((await nord.request("POST", "/v1/peers/midt/lending", { as: "ida", body: { lending: "closed" } })).status, 403);
});

/* --- a crisis in midt ----------------------------------------------------------------------------------------------- */

let arrived = 0;
const arrive = async (count) => {
  const calls = [];
  for (let i = 0; i < count; i++) calls.push((await midt.call(`crisis-${arrived++}`)).json.call.id);
  return calls;
};
const callsAt = async (world, state) => (await world.must("GET", `/v1/calls?state=${state}`, { as: "switch" })).calls;
const ofMidt = (call) => call.reference.startsWith("midt/");
const isOf = (there, call) => there.reference.startsWith(`midt/${call}.`); // at whichever attempt
const homeOf = (there) => there.reference.slice(5).split(".")[0];
// The agents of nord take what rings, and after it has come home end it.
const accept = async () => {
  for (const call of (await callsAt(nord, "reserved")).filter(ofMidt))
    await nord.request("POST", `/v1/calls/${call.id}/accept`, { as: "admin", body: { agent: call.agent } });
};
const end = async () => {
  for (const call of (await callsAt(nord, "answered")).filter(ofMidt)) await nord.request("POST", `/v1/calls/${call.id}/end`, { as: "admin", body: {} });
};
const records = async (world) => Object.values(await world.records("call"));
const open = async (world) => (await records(world)).filter((call) => call.state !== "ended");
const serveAll = async (what) => {
  try {
    await until(what, async () => {
      await accept();
      await end();
      return (await open(midt)).length === 0 && (await open(nord)).length === 0;
    }, 60000);
  } catch (error) {
    const brief = (call) => [call.id, call.reference, call.state, call.agent, call.offer, call.reason, JSON.stringify(call.stopped)].join(" ");
    for (const world of [midt, nord]) error.message += `\n${(await open(world)).map(brief).join("\n")}\n--`;
    error.message += (await midt.request("GET", "/v1/services", admin)).text;
    throw error;
  }
};

let activation;
await promise("calls flow over with the approved answers, are answered there, and end at home", async () => {
  activation = await midt.activate();
  const calls = await arrive(8);
  const there = await until("they ring there", async () => {
    const ringing = (await callsAt(nord, "reserved")).filter(ofMidt);
    return ringing.length === 8 && ringing;
  });
  assert.deepEqual(there.map((call) => call.reference).sort(), calls.map((id) => `midt/${id}.1`).sort());
  assert.ok(there.every((call) => call.municipality === "midt"));
  const told = await until("the answers are there", async () => {
    const { answers } = await nord.must("GET", `/v1/calls/${there[0].id}/answers`, { as: "leader" });
    return answers.length > 0 && answers;
  });
  assert.ok(told.every((answer) => answer.activation === activation.id));
  assert.match(JSON.stringify(told), /[Kk]og/);
  const token = path.join(nord.directory, "leader.token");
  writeFileSync(token, `${nord.secrets.get("leader")}\n`, { mode: 0o600 });
  const env = { ...process.env, HOME: nord.directory, LANG: "C.UTF-8" };
  const type = (...words) => run(agentsCli, [...words, "--server", nord.service.url, "--token-file", token, "--locale", "en"], { env });
  assert.match((await type("answers", "--call", there[0].id)).out, /[Kk]og/);
  assert.match((await type("peers")).out, /midt +reachable.*open +\d+/);
  const wrong = await type("lend", "midt", "--seats", "3");
  assert.deepEqual([wrong.status, /--address/.test(wrong.err)], [2, true], wrong.err);
  await accept();
  await until("they talk at home too", async () => (await callsAt(midt, "answered")).length === 8);
  await end();
  await until("they have ended at home", async () => (await open(midt)).length === 0);
});

await promise("an update of the answers comes after", async () => {
  const before = (await nord.records("peer")).midt.answers;
  const values = await midt.fitting({ affected_area: "Hele Horsens", boil_minutes: 3 });
  await post(midt, `/v1/activations/${activation.id}/update`, { parameters: { ...values, affected_area: "Hele Horsens" }, reason: "it spreads" });
  const [call] = await arrive(1);
  await until("the peer has others", async () => (await nord.records("peer")).midt.answers !== before);
  const [there] = await until("it rings", async () => {
    const calls = (await callsAt(nord, "reserved")).filter((one) => isOf(one, call));
    return calls.length > 0 && calls;
  });
  await until("they say it", async () => /Hele Horsens/.test(JSON.stringify(await nord.must("GET", `/v1/calls/${there.id}/answers`, { as: "leader" }))));
  await serveAll("it is over");
});

await promise("a caller who hangs up is gone there", async () => {
  const [call] = await arrive(1);
  await until("it rings there", async () => (await callsAt(nord, "reserved")).some((one) => isOf(one, call)));
  await post(midt, `/v1/calls/${call}/cancel`, {}, "switch");
  await until("it is gone there", async () => (await open(nord)).length === 0);
});

await promise("draining takes nothing new and finishes what it has; then it comes back", async () => {
  await arrive(3);
  await until("they ring", async () => (await callsAt(nord, "reserved")).length === 3);
  await accept();
  await until("they talk", async () => (await callsAt(midt, "answered")).length === 3);
  await lending("draining");
  await until("the offer drains", async () => (await offer()).state === "draining");
  const [waiting] = await arrive(1);
  assert.equal((await midt.must("GET", `/v1/calls/${waiting}`, { as: "leader" })).call.state, "queued");
  await end();
  await until("the offer is gone", async () => !["open", "draining"].includes((await offer())?.state));
  await lend({ seats: AGENTS });
  await serveAll("what waited is served");
});

for (const [name, world] of [["the serving side", nord], ["the home", midt]])
  await promise(`${name} is killed in the middle: nothing is lost, nothing done twice`, async () => {
    await arrive(6);
    await until("some ring", async () => (await callsAt(nord, "reserved")).length >= 4);
    await accept();
    await arrive(3);
    await world.service.kill();
    await world.start({ args });
    await until("it knows", async () => (await callsAt(nord, "answered")).length > 0);
    await serveAll("all is over");
  });

await promise("the network is cut both ways: the home goes on by itself, and the two agree again", async () => {
  await arrive(6);
  await until("they ring", async () => (await callsAt(nord, "reserved")).length === 6);
  const [first] = (await callsAt(nord, "reserved")).filter(ofMidt);
  await post(nord, `/v1/calls/${first.id}/accept`, { agent: first.agent }, "admin");
  await until("one talks", async () => (await callsAt(midt, "answered")).length === 1);
  cut();
  // Those that rang come home when their time is over, and somebody here takes one; the peer's agent lifts the phone for it too late.
  await post(midt, "/v1/agents/ida/status", { status: "available" }, "admin");
  const here = await until("one is offered at home", async () => (await callsAt(midt, "reserved")).find((call) => call.agent === "ida"));
  await post(midt, `/v1/calls/${here.id}/accept`, { agent: "ida" }, "admin");
  const late = (await callsAt(nord, "reserved")).find((call) => isOf(call, here.id));
  if (late) await post(nord, `/v1/calls/${late.id}/accept`, { agent: late.agent }, "admin");
  await post(nord, `/v1/calls/${first.id}/end`, {}, "admin"); // nobody at home hears it yet
  assert.equal((await callsAt(midt, "answered")).length, 2);
  mend();
  await until("the first has ended at home, with the minutes of there", async () => (await midt.records("call"))[homeOf(first)].state === "ended");
  await post(midt, `/v1/calls/${here.id}/end`, {}, "admin");
  await post(midt, "/v1/agents/ida/wrap-up", {}, "admin"); // the playbook gives her 20 s
  await post(midt, "/v1/agents/ida/status", { status: "offline" }, "admin");
  await serveAll("all is over");
  if (late) {
    const crossed = (await nord.records("call"))[late.id];
    assert.equal(crossed.outcome, "crossed", JSON.stringify(crossed));
  }
});

await promise("the network is cut one way only", async () => {
  toMidt.cut();
  await arrive(4);
  await until("they ring there", async () => (await callsAt(nord, "reserved")).length > 0);
  await accept(); // nobody at home hears of it: the reservations run out, and come anew
  toMidt.mend();
  await serveAll("all is over");
});

await promise("each call ended once, and both ledgers agree to the millisecond", async () => {
  const home = (await records(midt)).filter((call) => call.reference.startsWith("crisis-"));
  const there = (await records(nord)).filter(ofMidt);
  assert.equal(new Set(there.map((call) => call.reference)).size, there.length, "each came once");
  assert.ok(home.length >= 30 && there.length >= 25, `${home.length} ${there.length}`);
  const talk = (call) => call.ended_at - call.answered_at;
  let both = 0;
  for (const call of home) {
    assert.equal(call.state, "ended");
    if (call.answered_at === null || call.agent !== null) continue;
    const served = there.filter((one) => isOf(one, call.id) && one.outcome === "answered");
    assert.equal(served.length, 1, JSON.stringify([call, served]));
    both++;
  }
  const answered = there.filter((call) => call.outcome === "answered");
  assert.equal(answered.length, both, "whom nord answered, midt knows as answered by nord");
  const sum = (rows, name) => rows.reduce((total, row) => total + row[name], 0);
  const got = (await midt.must("GET", "/v1/credit?organisation=nord", { as: "leader" })).credit;
  const gave = (await nord.must("GET", "/v1/credit?organisation=midt", { as: "leader" })).credit;
  console.log(`        ${home.length} calls, ${both} answered at the other side, ${sum(got, "talk_given_ms")} ms of talk in both ledgers`);
  assert.equal(sum(got, "calls_given"), both);
  assert.equal(sum(gave, "calls_received"), both);
  assert.equal(sum(got, "talk_given_ms"), answered.reduce((total, call) => total + talk(call), 0));
  assert.equal(sum(gave, "talk_received_ms"), sum(got, "talk_given_ms"));
});

/* --- strangers ------------------------------------------------------------------------------------------------------ */

const signed = (text, { key = secret, at = Math.floor(Date.now() / 1000), id = "test.1" } = {}) => ({
  "webhook-id": id,
  "webhook-timestamp": String(at),
  "webhook-signature": `v1,${createHmac("sha256", Buffer.from(key.slice(6), "base64")).update(`${id}.${at}.${text}`).digest("base64")}`,
});
const view = (more = {}) => JSON.stringify({ version: "1.0", at: "99-1", calls: [], served: [], lend: null, ...more });
const tell = (text, headers, target = "/v1/peers/nord/view") => midt.request("POST", target, { body: text, headers });

await promise("what is not signed by the peer, or not now, is not heard", async () => {
  const text = view();
  const other = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const now = Math.floor(Date.now() / 1000);
  for (const headers of [{}, signed(text, { key: other }), signed(text, { at: now - 400 }), signed(text, { at: now + 400 }), signed(`${text} `)]) {
    const answer = await tell(text, headers);
    assert.deepEqual([answer.status, answer.json.type], [401, "urn:ddh:problem:not-authenticated"]);
  }
  assert.equal((await tell(text, signed(text), "/v1/peers/0615/view")).status, 401, "who is no peer is told no more");
  assert.equal((await tell(text, signed(text), "/v1/peers/nord/answers")).status, 400);
});

await promise("a malformed view is refused whole, with the member; what is unknown in one is passed over", async () => {
  const refused = async (text, field) => {
    const answer = await tell(text, signed(text));
    assert.deepEqual([answer.status, answer.json.field], [400, field], answer.text);
  };
  await refused(view({ version: "2.0" }), "version");
  await refused(view({ calls: [{ call: "x" }] }), "calls[0].call");
  await refused(view({ served: [{ call: "call-1", attempt: 1, state: "ended", talk_ms: "long" }] }), "served[0].talk_ms");
  await refused(view({ lend: { state: "open", seats: 1000000 } }), "lend.seats");
  const text = view({ weather: "rain" });
  assert.equal((await tell(text, signed(text))).status, 204);
});

await promise("a peer that lies harms nobody but itself", async () => {
  // It speaks of calls that are not at its seats, of topics and languages nobody knows, of calls that went around.
  const [mine] = await arrive(1);
  const text = view({
    at: "99-2",
    served: [{ call: mine, attempt: 1, state: "ended", talk_ms: 86400000 }, { call: "call-999999", attempt: 1, state: "answered", talk_ms: 5 }],
    calls: [
      { call: "call-1", attempt: 1, state: "reserved", municipality: "0615", topic: "nothing", language: "da", channel: "phone", priority: 9, waited_ms: 0, hops: 1 },
      { call: "call-2", attempt: 1, state: "reserved", municipality: "0615", topic: "vand", language: "xx", channel: "phone", priority: 9, waited_ms: 0, hops: 1 },
      { call: "call-3", attempt: 1, state: "reserved", municipality: "0615", topic: "vand", language: "da", channel: "phone", priority: 9, waited_ms: 0, hops: 2 },
    ],
    lend: { state: "open", seats: 150, preference: 5, free: 150, address: "sip:x@y.dk\"<", topics: ["vand"], languages: ["da"] },
  });
  assert.equal((await tell(text, signed(text))).status, 204);
  const calls = await midt.records("call");
  assert.notEqual(calls[mine].outcome, "answered");
  assert.ok(Object.values(calls).every((call) => !call.reference.startsWith("nord/")));
  assert.ok(midt.service.alive);
});

await finish();
