// What single municipalities say and confirm: a value of their own on every channel for their own citizens and nobody else's,
// the route of their phone menu, their links; and the role that only reads what citizens are told.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { agentsCli, finish, furnished, modules, openStream, promise, run, until } from "./harness.mjs";
import { Receiver } from "./receiver.mjs";

const require = createRequire(path.join(modules, "x.js"));
const { CAP_1_2 } = require("@dec112/cap-ts");
const world = await furnished({ args: ["--private-receivers", "--exempt", "127.0.0.0/8"] });
await world.token("lone", "municipal_editor", { organisations: ["0615"] });
await world.token("per", "approver", { organisations: ["0615"] });
await world.token("kim", "municipal_editor", { organisations: ["0751"] });
await world.token("friend", "helper");
const chatbot = await new Receiver("chatbot").listen(), voice = await new Receiver("voice").listen();
await chatbot.register(world, "chatbot", ["0615", "0751"]);
await voice.register(world, "voice", ["0615", "0751"]);

const one = await world.activate({ municipalities: ["0615", "0751"] });
const local = (step = "") => `/v1/activations/${one.id}/local${step}`;
const propose = (as, body = {}) => world.request("POST", local(), { as, body: { organisation: "0615", parameter: "boil_minutes", value: 3, reason: "own sample", ...body } });
const approve = (as, body = {}) => world.request("POST", local("/approve"), { as, body: { organisation: "0615", parameter: "boil_minutes", value: 3, ...body } });
const answer = async (municipality, audience, as = "leader") =>
  (await world.must("GET", `/v1/answers?municipality=${municipality}&audience=${audience}&place=inside`, { as })).answers[0];
const refused = async (request, status, slug, field) => {
  const { status: got, json } = await request;
  assert.deepEqual([got, json.type, json.field], [status, `urn:ddh:problem:${slug}`, field], JSON.stringify(json));
};
const toIda = ({ data }) => JSON.parse(data).answers.filter((row) => row.language === "da" && row.place === "inside" && row.activation === one.id)
  .map((row) => [row.municipality, /3 minutter/.test(row.text)]);
const live = await openStream(world, "ida");
const settled = () => until("everybody has everything", async () => (await world.must("GET", "/v1/deliveries", { as: "leader" })).deliveries.every((row) => row.current), 60000);

await promise("bad proposals are refused by name, and nothing is said", async () => {
  await refused(propose("editor"), 403, "not-authorised", "organisation");
  await refused(propose("kim"), 403, "other-organisation", "organisation");
  await refused(propose("lone", { value: 99 }), 422, "parameters-refused", "boil_minutes");
  await refused(propose("lone", { value: "3" }), 422, "parameters-refused", "boil_minutes");
  await refused(propose("lone", { parameter: "nothing" }), 400, "unknown-value", "parameter");
  await refused(propose("lone", { value: undefined }), 400, "missing-field", "value");
  await refused(propose("lone", { reason: undefined }), 400, "missing-field", "reason");
  await refused(propose("lone", { surplus: 1 }), 400, "unknown-field", "surplus");
  await refused(approve("per"), 404, "not-found", "parameter");
  assert.equal((await propose("leader")).status, 403);
  assert.deepEqual((await world.must("GET", local(), { as: "leader" })).local_values, []);
});

await promise("what one proposes is not said before another of the municipality approves it", async () => {
  assert.equal((await propose("lone")).status, 201);
  assert.match((await answer("0615", "public")).text, /2 minutter/);
  await refused(approve("lone"), 409, "same-person", undefined);
  await refused(approve("approver"), 403, "not-authorised", "organisation");
  await refused(approve("per", { value: 4 }), 409, "other-revision", "value");
  const { status, json } = await approve("per");
  assert.deepEqual([status, json.local_value.approved_by, json.local_value.written_by], [200, "per", "lone"]);
  const { local_values: [row] } = await world.must("GET", local(), { as: "leader" });
  assert.deepEqual([row.said, row.suggested], [3, null]);
});

await promise("every channel says it to citizens of that municipality, and to nobody else; who it was stays inside", async () => {
  for (const audience of ["agent", "chatbot", "phone_menu", "public"]) {
    const horsens = await answer("0615", audience), aarhus = await answer("0751", audience);
    assert.match(horsens.text, /3 minutter/, audience);
    assert.match(aarhus.text, /2 minutter/, audience);
    assert.deepEqual([horsens.local[0].parameter, horsens.local[0].municipality, aarhus.local], ["boil_minutes", "0615", []]);
    assert.equal("approved_by" in horsens.local[0], audience === "agent");
  }
  assert.match((await world.request("GET", "/public/menu/0615")).text, /3 minutter/);
  assert.match((await world.request("GET", "/public/menu/0751")).text, /2 minutter/);
  const { announcements: [announcement] } = (await world.request("GET", "/public/announcements")).json;
  const inside = announcement.answers.filter((row) => row.language === "da" && row.place === "inside");
  assert.deepEqual(inside.map((row) => [row.municipality, /3 minutter/.test(row.text)]), [[null, false], ["0615", true]]);
  assert.doesNotMatch(JSON.stringify(announcement), /"lone"|"per"/);
});

await promise("CAP has an info for the municipality with its own area; the others' no longer names it", async () => {
  const alert = await CAP_1_2.Alert.fromXML((await world.request("GET", `/public/announcements/${one.id}.cap`)).text);
  const told = alert.info_list.map((info) => [info.language, info.area_list.map((area) => area.areaDesc).join(), /3 minut/.test(info.description)]);
  assert.deepEqual(told, [["da", "Aarhus", false], ["en", "Aarhus", false], ["da", "Horsens", true], ["en", "Horsens", true]]);
  const { "@graph": graph } = JSON.parse((await world.request("GET", "/public/announcements.jsonld")).text);
  assert.deepEqual(graph.map((node) => node.announcementLocation.map((place) => place.identifier).join()), ["0751", "0751", "0615", "0615"]);
});

await promise("webhook receivers are told anew, each municipality its own", async () => {
  await settled();
  const said = chatbot.taken.at(-1).message.data.answers.filter((row) => row.language === "da" && row.place === "inside");
  assert.deepEqual(said.map((row) => [row.municipality, /3 minutter/.test(row.text)]), [["0615", true], ["0751", false]]);
});

await promise("an agent's stream carries it beside the others' answer, as it happens and in a snapshot", async () => {
  assert.deepEqual(toIda(live.events.find((event) => event.event === "local_value_approved")), [[null, false], ["0615", true]]);
  const stream = await openStream(world, "ida");
  await until("a snapshot comes", () => stream.events.length > 0);
  assert.deepEqual(toIda(stream.events[0]), [[null, false], ["0615", true]]);
  for (const each of [live, stream]) each.link.destroy();
});

await promise("an update keeps it, unless it says that value anew", async () => {
  const update = (parameters) => world.must("POST", `/v1/activations/${one.id}/update`, { as: "leader", body: { parameters, reason: "news" } });
  await refused(world.request("POST", `/v1/activations/${one.id}/update`, { as: "leader", body: { changed: ["bath"], reason: "x" } }), 400, "unknown-field", "changed");
  await update({ bath: "not_allowed" });
  assert.match((await answer("0615", "public")).text, /3 minutter/);
  await update({ boil_minutes: 5 });
  assert.match((await answer("0615", "public")).text, /5 minutter/);
  assert.deepEqual((await world.must("GET", local(), { as: "leader" })).local_values, []);
  await settled();
});

await promise("the phone menu has a route of its own, typed, in the public menu and in the webhook", async () => {
  const put = (as, body) => world.request("POST", `/v1/activations/${one.id}/menu-routes`, { as, body });
  await refused(put("lone", { organisation: "0615", kind: "hang_up" }), 400, "unknown-value", "kind");
  await refused(put("lone", { organisation: "0615", kind: "number", target: "ring" }), 400, "invalid-request", "target");
  await refused(put("kim", { organisation: "0615", kind: "queue" }), 403, "other-organisation", "organisation");
  assert.equal((await put("lone", { organisation: "0615", kind: "number", target: "76292929" })).status, 201);
  const menu = async (code) => (await world.request("GET", `/public/menu/${code}?format=json`)).json.menu[0];
  const horsens = await menu("0615");
  assert.deepEqual([horsens.route.kind, horsens.route.target], ["number", "76292929"]);
  assert.match(horsens.text, /Horsens Kommune/);
  assert.deepEqual([(await menu("0751")).route.kind, (await menu("0751")).route.target], ["queue", null]);
  assert.equal((await world.request("GET", "/public/menu/0615?format=pdf")).status, 400);
  await settled();
  const told = voice.taken.at(-1).message.data.answers.filter((row) => row.language === "da" && row.place === "unknown").map((row) => [row.municipality, row.route.kind, row.route.target]);
  assert.deepEqual(told, [["0615", "number", "76292929"], ["0751", "queue", null]]);
});

await promise("links are unconfirmed until the municipality confirms them; another link is not confirmed", async () => {
  const links = async () => (await world.must("GET", `/v1/activations/${one.id}/links`, { as: "leader" })).links.map((row) => [row.municipality, row.confirmed, row.confirmed_by]);
  const unconfirmed = async () => (await world.must("GET", `/v1/activations/${one.id}`, { as: "leader" })).activation.unconfirmed_links;
  assert.deepEqual([await links(), await unconfirmed()], [[["0615", false, null], ["0751", false, null]], 2]);
  const url = "https://horsens.dk/drikkevand";
  await refused(world.request("POST", "/v1/links", { as: "kim", body: { organisation: "0615", url } }), 403, "other-organisation", "organisation");
  await world.must("POST", "/v1/links", { as: "lone", body: { organisation: "0615", url } });
  assert.deepEqual([await links(), await unconfirmed()], [[["0615", true, "lone"], ["0751", false, null]], 1]);
  await world.must("POST", `/v1/activations/${one.id}/update`, { as: "leader", body: { parameters: { information_url: "https://horsens.dk/nyt" }, reason: "moved" } });
  assert.deepEqual([await links(), await unconfirmed()], [[["0615", false, null], ["0751", false, null]], 2]);
});

await promise("a helper reads what citizens are told, and nothing else", async () => {
  const { answers: [told] } = await world.must("GET", "/v1/answers?municipality=0615", { as: "friend" });
  assert.deepEqual([told.audience, told.do_not_say, "transfer" in told, "clarify" in told], ["public", [], false, false]);
  await refused(world.request("GET", "/v1/answers?audience=agent", { as: "friend" }), 403, "not-authorised", "audience");
  for (const target of ["/v1/agents", "/v1/calls", "/v1/overview", "/v1/queues", "/v1/activations", "/v1/stream", "/v1/kpi", "/v1/show/agents", "/v1/alerts", "/v1/links", "/v1/playbooks", "/v1/tokens", "/v1/settings"])
    assert.equal((await world.request("GET", target, { as: "friend" })).status, 403, target);
  for (const target of ["/v1/whoami", "/v1/organisations", "/v1/topics", "/public/announcements"])
    assert.equal((await world.request("GET", target, { as: "friend" })).status, 200, target);
  const exercise = await world.activate({ exercise: true, municipalities: ["0615"] });
  assert.ok((await world.must("GET", "/v1/answers?municipality=0615", { as: "friend" })).answers.every((row) => row.activation !== exercise.id));
});

await promise("agents-cli: values, menu and links of a municipality", async () => {
  const env = { PATH: process.env.PATH, HOME: path.join(world.directory, "home"), LANG: "C.UTF-8" };
  for (const name of ["ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"]) if (process.env[name]) env[name] = process.env[name];
  const type = async (who, status, ...words) => {
    const file = path.join(world.directory, `${who}.token`);
    writeFileSync(file, `${world.secrets.get(who)}\n`, { mode: 0o600 });
    const result = await run(agentsCli, [...words, "--server", world.service.url, "--token-file", file], { env });
    assert.equal(result.status, status, `${words.join(" ")}: ${result.status}\n${result.out}\n${result.err}`);
    return result.out;
  };
  const horsens = ["--organisation", "0615"];
  await type("lone", 2, "local", one.id, "propose", "boil_minutes", ...horsens);
  await type("lone", 0, "local", one.id, "propose", "boil_minutes=4", ...horsens, "--reason", "own sample");
  await type("lone", 1, "local", one.id, "approve", "boil_minutes=4", ...horsens);
  await type("per", 0, "local", one.id, "approve", "boil_minutes=4", ...horsens);
  assert.match(await type("leader", 0, "local", one.id), /0615 says boil_minutes=4 \(approved by per/);
  assert.match((await answer("0615", "public")).text, /4 minutter/);
  await type("per", 0, "local", one.id, "withdraw", "boil_minutes", ...horsens, "--reason", "clean");
  assert.match(await type("leader", 0, "local", one.id), /No municipality/);
  await type("lone", 0, "menu", one.id, "option", "3", ...horsens);
  assert.match(await type("leader", 0, "menu", one.id), /0615.*3/);
  await type("lone", 0, "menu", one.id, "--remove", ...horsens);
  await type("lone", 0, "links", "confirm", "https://horsens.dk/nyt", ...horsens);
  assert.match(await type("leader", 0, "links", one.id), /0615 +confirmed by lone.*\n0751 +not confirmed/);
});

await promise("it is all there again after a restart, and an invariant holds it together", async () => {
  await propose("lone", { value: 6 });
  await approve("per", { value: 6 });
  world.service.expectedToDie = true;
  await world.service.kill();
  await world.start({ args: ["--private-receivers", "--exempt", "127.0.0.0/8"] });
  assert.match((await answer("0615", "public")).text, /6 minutter/);
  assert.match((await answer("0751", "public")).text, /5 minutter/);
});

for (const each of [chatbot, voice]) each.assertSound();
await Promise.all([chatbot.close(), voice.close()]);
await finish();
