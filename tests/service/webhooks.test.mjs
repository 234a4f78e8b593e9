// Webhooks: what channels say goes to their receivers, signed, in order, until each has it. The receivers fail in every way
// that receivers do.
import assert from "node:assert/strict";
import { agentsCli, furnished, finish, promise, run, until } from "./harness.mjs";
import { Receiver } from "./receiver.mjs";

const world = await furnished({ args: ["--private-receivers", "--exempt", "127.0.0.0/8"] });
const lift = (id) => world.must("POST", `/v1/activations/${id}/lift`, { as: "leader", body: { reason: "over" } });
const board = async (receiver) => (await world.must("GET", "/v1/deliveries", { as: "leader" })).deliveries.filter((row) => row.receiver === receiver);
const receivers = [];
const receiver = async (id, behaviours, ...more) => {
  const made = await new Receiver(id, behaviours).listen();
  receivers.push(made);
  await made.register(world, ...more);
  return made;
};
const settled = () => until("everybody has everything", async () => (await world.must("GET", "/v1/deliveries", { as: "leader" })).deliveries.every((row) => row.current), 60000);
const says = (r, activation, state, ms) => until(`${r.id} says ${state}`, () => r.says.get(activation)?.state === state, ms);

await promise("a receiver's secret is shown once, and in no read, event, record or log", async () => {
  const chatbot = await receiver("chatbot");
  const [secret] = chatbot.secrets;
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const again = await chatbot.register(world);
  assert.equal(again.secret, undefined);
  assert.equal("secret" in again.receiver, false);
  const { text } = await world.request("GET", "/v1/receivers", { as: "auditor" });
  assert.doesNotMatch(text, /secret"/);
  const url = async (as) => (await world.must("GET", "/v1/receivers", { as })).receivers.find((one) => one.id === "chatbot").url;
  assert.equal(await url("admin"), again.receiver.url);
  assert.equal(await url("leader"), new URL(again.receiver.url).origin + "/…"); // its path may be a secret
  const bare = Buffer.from(secret.slice(6), "base64");
  for (const shown of [text, world.service.err, JSON.stringify(await world.askRedis("XRANGE", "{ddh}:events", "-", "+")), JSON.stringify(await world.hash("receiver"))]) {
    assert.ok(!shown.includes(secret.slice(6)) && !shown.includes(bare.toString("hex")));
  }
});

await promise("bad receivers are refused by name", async () => {
  const put = (body, id = "x") => world.request("PUT", `/v1/receivers/${id}`, { as: "admin", body: { kind: "chatbot", url: "https://example.dk/x", municipalities: ["0615"], ...body } });
  const expect = async (answer, status, slug, field) => {
    const { status: got, json } = await answer;
    assert.deepEqual([got, json.type, json.field], [status, `urn:ddh:problem:${slug}`, field]);
  };
  await expect(put({ url: "ftp://example.dk/" }), 400, "invalid-request", "url");
  await expect(put({ url: "https://user@example.dk/" }), 400, "invalid-request", "url");
  await expect(put({ url: "https://" }), 400, "invalid-request", "url");
  await expect(put({ url: `https://example.dk/${"x".repeat(300)}` }), 400, "too-long", "url");
  await expect(put({ kind: "fax" }), 400, "unknown-value", "kind");
  await expect(put({ municipalities: [] }), 400, "out-of-range", "municipalities");
  await expect(put({ municipalities: ["0999"] }), 404, "unknown-organisation", "municipalities");
  await expect(put({ secret: "0".repeat(64) }), 400, "invalid-request", "secret");
  await expect(world.request("POST", "/v1/receivers/nobody/rotate", { as: "admin", body: {} }), 404, "unknown-receiver", "receiver");
  await expect(world.request("DELETE", "/v1/receivers/nobody", { as: "admin" }), 404, "unknown-receiver", "receiver");
  assert.equal((await world.request("PUT", "/v1/receivers/x", { as: "leader", body: {} })).status, 403);
  assert.equal((await world.request("DELETE", "/v1/organisations/0615", { as: "admin" })).status, 409);
});

let first;
await promise("an activation comes signed, for the municipality, in its languages and places; and so does its end", async () => {
  const chatbot = receivers[0];
  const elsewhere = await receiver("elsewhere", [], "chatbot", ["0751"]);
  const voice = await receiver("voice", [], "voice", ["0615", "0751"]);
  first = await world.activate();
  await says(chatbot, first.id, "active");
  await says(voice, first.id, "active");
  const { message } = chatbot.says.get(first.id);
  assert.equal(message.type, "activation.started");
  assert.match(message.timestamp, /^\d{4}-\d\d-\d\dT/);
  assert.deepEqual(message.data.municipalities, ["0615"]);
  const { answers } = message.data;
  assert.deepEqual([...new Set(answers.map((a) => a.municipality))], ["0615"]);
  assert.deepEqual([...new Set(answers.map((a) => a.place))].sort(), ["inside", "outside", "unknown"]);
  assert.equal(answers[0].language, "da");
  assert.ok(answers.every((a) => a.audience === "chatbot" && a.where_to_go && a.state === "active"));
  const spoken = voice.says.get(first.id).message.data.answers;
  assert.ok(spoken.every((a) => a.audience === "phone_menu" && a.speech));
  assert.deepEqual(spoken.filter((a) => a.municipality === "0751").map((a) => a.place).filter((p) => p !== "outside"), []);
  await lift(first.id);
  await says(chatbot, first.id, "lifted");
  await says(voice, first.id, "lifted");
  assert.deepEqual(chatbot.taken.map((t) => t.message.type), ["activation.started", "activation.lifted"]);
  assert.equal(elsewhere.requests.length, 0); // it has not opted in for Horsens
  assert.deepEqual((await board("chatbot")).map((row) => [row.state, row.number === row.delivered]), [["delivered", true]]);
  assert.deepEqual(await board("elsewhere"), []);
});

await promise("receivers that fail, hang, are cut off, throttle, refuse or die half-way: each ends with the same, in order", async () => {
  const troubled = [
    await receiver("fails", [500, 500]),
    await receiver("hangs", ["hang"]),
    await receiver("cuts", ["cut", "cut"]),
    await receiver("dies", ["half"]),
    await receiver("throttles", [{ status: 429, headers: { "retry-after": "2" } }]),
    await receiver("gateway", [502]),
    await receiver("redirects", [{ status: 301, headers: { location: "/elsewhere" } }]),
    await receiver("refuses", [400, 404]),
  ];
  await until("what stood is told to the new ones", () => troubled.every((r) => r.says.get(first.id)?.state === "lifted"), 60000);
  for (const r of troubled) {
    r.assertSound();
    assert.ok(r.requests.length >= 2, `${r.id} was tried again`);
    assert.equal(new Set(r.requests.map((q) => q.id)).size, 1, `${r.id}: one message, one id`);
    assert.ok(r.requests.every((q) => q.headers["webhook-id"].startsWith(`${r.id}.`)));
  }
  const throttled = troubled.find((r) => r.id === "throttles");
  assert.ok(throttled.requests[1].at - throttled.requests[0].at >= 1900, "Retry-After is kept");
  const redirected = troubled.find((r) => r.id === "redirects");
  assert.ok(redirected.requests.every((q) => q.headers.host));
  const rows = (await world.must("GET", "/v1/deliveries", { as: "leader" })).deliveries;
  assert.ok(rows.length > 0 && rows.every((row) => row.current), JSON.stringify(rows));
  assert.match((await world.request("GET", "/v1/show/deliveries", { as: "leader" })).text, /fails +chatbot +activation-1 +delivered/);
});

let second;
await promise("what fails is on the board with its reason; a newer version replaces what nobody took", async () => {
  const down = await receiver("down", Array(4).fill(503));
  await until("it is on the board", async () => (await board("down")).some((row) => row.state === "throttled" && row.status === 503 && row.next_try_at));
  const away = await receiver("away");
  const url = away.url;
  await says(away, first.id, "lifted");
  await away.close();
  second = await world.activate();
  await until("it is on the board", async () => (await board("away")).some((row) => row.state === "failed" && row.error === "no connection" && row.attempts > 0));
  const cli = await run(agentsCli, ["deliveries", "--locale", "da"], { env: { ...process.env, DDH_SERVER: world.service.url, DDH_TOKEN: world.secrets.get("leader") } });
  assert.equal(cli.status, 0, cli.err);
  assert.match(cli.out, /^chatbot +chatbot +activation-1 +leveret *$/m);
  assert.match(cli.out, /^away +chatbot +activation-1 +mislykket +no connection$/m);
  await lift(second.id);
  const back = new Receiver("away");
  back.secrets = away.secrets;
  receivers.splice(receivers.indexOf(away), 1, back);
  await new Promise((resolve) => back.server.listen(Number(new URL(url).port), "127.0.0.1", resolve));
  await says(back, second.id, "lifted");
  assert.deepEqual(back.taken.filter((t) => t.message.data.activation === second.id).map((t) => t.message.type), ["activation.lifted"]);
  await until("it came through", () => down.says.get(second.id)?.state === "lifted", 60000);
});

await promise("410 disables a receiver until it is put again; then it is told what stands", async () => {
  const gone = await receiver("gone", [410]);
  await until("it is disabled", async () => (await board("gone")).every((row) => row.state === "disabled"));
  const third = await world.activate();
  await says(receivers[0], third.id, "active");
  assert.equal(gone.requests.length, 1);
  await gone.register(world);
  await says(gone, third.id, "active");
  await lift(third.id);
  await says(gone, third.id, "lifted");
});

await promise("a lift is told without saying that it is over where another activation goes on about the same", async () => {
  await settled();
  const [chatbot] = receivers;
  const voice = receivers.find((r) => r.id === "voice"); // 0615 and 0751
  const told = (r, activation) => r.says.get(activation)?.message.data;
  const wide = await world.activate({ municipalities: ["0615", "0751"] });
  const near = await world.activate();
  await says(chatbot, near.id, "active");
  await lift(near.id);
  await says(chatbot, near.id, "covered");
  await until("voice is told as well", () => told(voice, near.id)?.covered.includes("0615"));
  assert.deepEqual([told(chatbot, near.id).answers, told(chatbot, near.id).covered], [[], ["0615"]]);
  assert.deepEqual(told(voice, near.id).answers, [], "who is outside the area hears no end either: it goes on there");
  assert.equal(told(chatbot, wide.id).state, "active");
  // the wider one leaves Horsens while another holds there: nobody in Horsens hears of an end
  const again = await world.activate();
  await says(chatbot, again.id, "active");
  await world.must("POST", `/v1/activations/${wide.id}/update`, { as: "leader", body: { municipalities: ["0751"], reason: "not there" } });
  await until("it has left", () => told(voice, wide.id)?.municipalities.length === 1);
  await until("and so has it for the chatbot", () => told(chatbot, wide.id)?.covered.includes("0615"));
  assert.deepEqual(told(voice, wide.id).answers.filter((a) => a.municipality === "0615"), []);
  assert.ok(told(voice, wide.id).answers.some((a) => a.municipality === "0751" && a.state === "active"));
  // the last that held is lifted: now it is over, for all that were covered
  await lift(again.id);
  for (const id of [again.id, near.id]) await says(chatbot, id, "lifted");
  await until("over", () => told(chatbot, wide.id)?.answers.some((a) => a.municipality === "0615" && a.state === "lifted"));
  for (const id of [again.id, near.id]) assert.ok(told(chatbot, id).answers.every((a) => a.state === "lifted") && told(chatbot, id).covered.length === 0);
  await lift(wide.id);
  await says(voice, wide.id, "lifted");
});

await promise("while a secret is changed both sign", async () => {
  const [chatbot] = receivers;
  const [old] = chatbot.secrets;
  const { secret } = await world.must("POST", "/v1/receivers/chatbot/rotate", { as: "admin", body: {} });
  assert.notEqual(secret, old);
  chatbot.secrets = [old, secret]; // each is to verify
  const fourth = await world.activate();
  await says(chatbot, fourth.id, "active");
  assert.equal(chatbot.requests.at(-1).headers["webhook-signature"].split(" ").length, 2);
  await world.must("POST", "/v1/receivers/chatbot/rotate", { as: "admin", body: { keep_ms: 0 } }).then((answer) => (chatbot.secrets = [answer.secret]));
  await lift(fourth.id);
  await says(chatbot, fourth.id, "lifted");
  assert.equal(chatbot.requests.at(-1).headers["webhook-signature"].split(" ").length, 1);
});

await promise("an exercise reaches no receiver", async () => {
  await settled();
  const before = receivers.map((r) => r.requests.length);
  const exercise = await world.activate({ exercise: true });
  const real = await world.activate();
  for (const r of receivers.filter((each) => each.id !== "elsewhere")) await says(r, real.id, "active");
  await lift(real.id);
  await lift(exercise.id);
  for (const r of receivers.filter((each) => each.id !== "elsewhere")) await says(r, real.id, "lifted");
  const about = (r) => r.requests.slice(before[receivers.indexOf(r)]).map((q) => JSON.parse(q.body).data);
  assert.ok(receivers.every((r) => about(r).filter((data) => data.activation === real.id).length === (r.id === "elsewhere" ? 0 : 2)));
  assert.ok(receivers.every((r) => !r.requests.some((q) => q.body.includes(`"${exercise.id}"`))));
});

await promise("a removed receiver hears no more, and its record is gone", async () => {
  await settled();
  await world.must("DELETE", "/v1/receivers/voice", { as: "admin" });
  const count = receivers.find((r) => r.id === "voice").requests.length; // it had everything
  const activation = await world.activate();
  await says(receivers[0], activation.id, "active");
  assert.equal(receivers.find((r) => r.id === "voice").requests.length, count);
  assert.ok(!Object.keys(await world.records("delivery")).some((id) => id.startsWith("voice/")));
});

await promise("after a restart nobody is told twice, and what changed meanwhile goes on", async () => {
  await settled();
  const before = receivers.map((r) => r.requests.length);
  await world.service.stop();
  await world.start({ args: ["--private-receivers", "--exempt", "127.0.0.0/8"] });
  const activation = await world.activate();
  const hearers = receivers.filter((r) => !["elsewhere", "voice"].includes(r.id));
  for (const r of hearers) await says(r, activation.id, "active");
  for (const r of hearers) {
    const since = r.requests.slice(before[receivers.indexOf(r)]).map((q) => JSON.parse(q.body).data);
    assert.deepEqual(since.filter((data) => data.activation === activation.id).map((data) => data.state), ["active"]);
    assert.ok(since.every((data) => data.activation === activation.id || data.state === "covered"), "what is over goes on by the new one");
  }
  for (const r of receivers) r.assertSound();
});

await promise("without --private-receivers neither http nor a private address is called", async () => {
  await world.service.stop();
  await world.start({ args: ["--exempt", "127.0.0.0/8"] });
  const refused = await world.request("PUT", "/v1/receivers/plain", { as: "admin", body: { kind: "news", url: "http://example.dk/", municipalities: ["0615"] } });
  assert.deepEqual([refused.status, refused.json.field], [400, "url"]);
  await world.must("PUT", "/v1/receivers/inside", { as: "admin", body: { kind: "news", url: `https://127.0.0.1:${new URL(receivers[0].url).port}/`, municipalities: ["0615"] } });
  const counts = receivers.map((r) => r.requests.length);
  const activation = await world.activate();
  await until("both are blocked", async () => {
    const { deliveries } = await world.must("GET", "/v1/deliveries", { as: "leader" });
    const blocked = (id, error) => deliveries.some((row) => row.receiver === id && row.error === error); // the others wait behind it
    const behind = deliveries.find((row) => row.receiver === "chatbot" && row.activation === activation.id);
    return blocked("inside", "address not public") && blocked("chatbot", "only https is allowed here") && !behind.current;
  });
  assert.deepEqual(receivers.map((r) => r.requests.length), counts);
});

await Promise.all(receivers.map((r) => r.close()));
await finish();
