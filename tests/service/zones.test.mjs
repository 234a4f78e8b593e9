// A municipality that an activation's area holds in part: every channel says where it holds, and chooses the answer by the
// citizen's municipality and postcode; agents look the address up during the call; the part that leaves hears that it is over.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { agentsCli, finish, furnished, modules, promise, run, until } from "./harness.mjs";
import { Receiver } from "./receiver.mjs";

const require = createRequire(path.join(modules, "x.js"));
const { CAP_1_2 } = require("@dec112/cap-ts");
const world = await furnished({ args: ["--private-receivers", "--exempt", "127.0.0.0/8"] });
const chatbot = await new Receiver("chatbot").listen(), voice = await new Receiver("voice").listen();
await chatbot.register(world, "chatbot", ["0615", "0751"]);
await voice.register(world, "voice", ["0615", "0751"]);
await world.token("lone", "municipal_editor", { organisations: ["0615"] });

const zones = (body, as = "lone", step = "") => world.request(step === "" ? "PUT" : "POST", `/v1/organisations/0615/zones${step}`, { as, body });
const refused = async (request, status, slug, field) => {
  const { status: got, json } = await request;
  assert.deepEqual([got, json.type, json.field], [status, `urn:ddh:problem:${slug}`, field], JSON.stringify(json));
};
const answers = async (query, as = "leader") => (await world.must("GET", `/v1/answers?${query}`, { as })).answers;
const places = async (query) => (await answers(query)).map((row) => [row.activation, row.place, row.state]);
const settled = () => until("everybody has everything", async () => (await world.must("GET", "/v1/deliveries", { as: "leader" })).deliveries.every((row) => row.current), 60000);

await promise("a municipality writes down its zones; what is wrong with one is said by name", async () => {
  const vest = { zone: "vest", name: "Vestervang", postcodes: ["8732", "8700"] };
  assert.equal((await zones(vest)).status, 201);
  assert.equal((await zones(vest)).json.repeated, true);
  assert.deepEqual((await world.must("GET", "/v1/zones?organisation=0615", { as: "ida" })).zones, [{ postcodes: ["8700", "8732"], organisation: "0615", id: "vest", name: "Vestervang" }]);
  await refused(zones({ ...vest, postcodes: [] }), 400, "out-of-range", "postcodes");
  await refused(zones({ ...vest, postcodes: ["870"] }), 400, "invalid-request", "postcodes");
  await refused(zones({ ...vest, postcodes: [8700] }), 400, "wrong-type", "postcodes");
  await refused(zones({ ...vest, postcodes: ["8700", "8700"] }), 400, "invalid-request", "postcodes");
  await refused(zones({ ...vest, surplus: 1 }), 400, "unknown-field", "surplus");
  await refused(world.request("PUT", "/v1/organisations/0751/zones", { as: "lone", body: vest }), 403, "other-organisation", "organisation");
  await refused(zones({ zone: "syd" }, "lone", "/remove"), 404, "unknown-zone", "zone");
});

await promise("parts that cannot be are refused whole", async () => {
  await world.publish();
  const whole = await world.fitting({});
  const start = (narrowed) => world.request("POST", "/v1/activations", { as: "leader", body: { playbook: "water-contamination", parameters: whole, reason: "r", narrowed } });
  const bad = [[[{ municipality: "0615" }], 400, "out-of-range", "narrowed"], [[{ postcodes: ["8700"] }], 400, "wrong-type", "narrowed[0]"],
    [[{ municipality: "0615", postcode: "8700" }], 400, "unknown-field", "narrowed[0]"], [{ municipality: "0615" }, 400, "wrong-type", "narrowed"]];
  for (const [narrowed, status, slug, field] of bad) {
    const { status: got, json } = await start(narrowed);
    assert.deepEqual([got, json.type, json.field], [status, `urn:ddh:problem:${slug}`, field], JSON.stringify(json));
  }
  assert.deepEqual((await world.must("GET", "/v1/activations", { as: "leader" })).activations, []);
});

const one = await world.activate({ municipalities: ["0751"], narrowed: [{ municipality: "0615", zones: ["vest"], postcodes: ["8751"] }] });

await promise("what an activation says is the zone as it was; its name stands while it is said", async () => {
  assert.deepEqual([one.postcodes, one.zones, one.municipalities], [{ "0615": ["8700", "8732", "8751"] }, { "0615": ["vest"] }, ["0615", "0751"]]);
  assert.equal((await zones({ zone: "vest", name: "Vestervang", postcodes: ["8700"] })).status, 200);
  assert.deepEqual((await world.must("GET", `/v1/activations/${one.id}`, { as: "leader" })).activation.postcodes, one.postcodes);
  await refused(zones({ zone: "vest", name: "Vest", postcodes: ["8700"] }), 409, "in-use", "name");
  await refused(zones({ zone: "vest" }, "lone", "/remove"), 409, "in-use", "zone");
});

await promise("the answer is that of the citizen's municipality and postcode; without one it is unknown", async () => {
  for (const audience of ["agent", "chatbot", "phone_menu", "public"]) {
    assert.deepEqual(await places(`municipality=0615&audience=${audience}`), [[one.id, "unknown", "active"]], audience);
    assert.deepEqual(await places(`municipality=0615&postcode=8700&audience=${audience}`), [[one.id, "inside", "active"]]);
    assert.deepEqual(await places(`municipality=0615&postcode=8000&audience=${audience}`), [[one.id, "outside", "active"]]);
    assert.deepEqual(await places(`municipality=0751&postcode=8700&audience=${audience}`), [[one.id, "inside", "active"]], "whole: no postcode is needed");
  }
  await refused(world.request("GET", "/v1/answers?postcode=8700", { as: "leader" }), 400, "missing-field", "municipality");
  await refused(world.request("GET", "/v1/answers?municipality=0615&postcode=87", { as: "leader" }), 400, "invalid-request", "postcode");
});

await promise("every text says where it holds: of the municipality asked about, or of all", async () => {
  const [row] = await answers("municipality=0615&audience=public");
  assert.match(row.text, /Det gælder kun Horsens \(Vestervang, postnummer 8700, 8732, 8751\)\.$/);
  assert.equal(row.part, "Det gælder kun Horsens (Vestervang, postnummer 8700, 8732, 8751).");
  assert.match((await answers("municipality=0615&audience=public&language=en"))[0].text, /It applies only to Horsens \(Vestervang, postcode 8700, 8732, 8751\)\.$/);
  assert.equal("part" in (await answers("municipality=0751&audience=public"))[0], false);
  assert.match((await answers("audience=public"))[0].text, /Det gælder kun Horsens \(Vestervang, [^)]*\), Aarhus\.$/);
  assert.match((await world.request("GET", "/public/menu/0615")).text, /Det gælder kun Horsens \(Vestervang/);
  const menu = async (postcode) => (await world.request("GET", `/public/menu/0615?postcode=${postcode}`)).text;
  assert.notEqual(await menu("8700"), await menu("8000"));
  assert.equal((await world.request("GET", "/public/menu/0615?postcode=x")).status, 400);
});

await promise("public JSON, Atom, JSON-LD and CAP name the postcodes", async () => {
  const { announcements: [said] } = (await world.request("GET", "/public/announcements")).json;
  assert.deepEqual([said.postcodes, said.zones], [one.postcodes, { "0615": [{ id: "vest", name: "Vestervang" }] }]);
  assert.match((await world.request("GET", "/public/announcements.atom")).text, /postnummer 8700, 8732, 8751/);
  const { "@graph": [node] } = JSON.parse((await world.request("GET", "/public/announcements.jsonld")).text);
  assert.deepEqual(node.announcementLocation.map((place) => place.address?.postalCode ?? place.identifier), ["8700", "8732", "8751", "0751"]);
  const alert = await CAP_1_2.Alert.fromXML((await world.request("GET", `/public/announcements/${one.id}.cap`)).text);
  const areas = alert.info_list[0].area_list.map((area) => [area.areaDesc, ...area.geocode_list.map((code) => `${code.valueName} ${code.value}`)]);
  assert.deepEqual(areas, [["Horsens, 8700, 8732, 8751", "postnummer 8700", "postnummer 8732", "postnummer 8751"], ["Aarhus", "kommunekode 0751"]]);
});

await promise("webhook receivers are told the parts, and the answer for each place", async () => {
  await settled();
  for (const receiver of [chatbot, voice]) {
    const { data } = receiver.taken.at(-1).message;
    assert.deepEqual([data.postcodes, data.zones["0615"][0].name], [one.postcodes, "Vestervang"]);
    assert.deepEqual(data.answers.filter((row) => row.municipality === "0615" && row.language === "da").map((row) => row.place), ["inside", "outside", "unknown"]);
  }
});

await promise("an agent looks the address up during the call, and the answer follows; it changes no routing", async () => {
  const call = (await world.must("POST", "/v1/calls", { as: "switch", body: { reference: "zone-1", municipality: "0615", topic: "vand", language: "da" } })).call;
  const place = (postcode, as = "leader") => world.request("POST", `/v1/calls/${call.id}/place`, { as: as === "leader" ? "switch" : as, body: { postcode } });
  const told = async () => (await world.must("GET", `/v1/calls/${call.id}/answers`, { as: "leader" })).answers.map((row) => row.place);
  assert.deepEqual([call.postcode, await told()], [null, ["unknown"]]);
  const { json } = await place("8732");
  assert.deepEqual([json.call.postcode, json.call.state, json.call.agent, await told()], ["8732", call.state, call.agent, ["inside"]]);
  assert.equal((await place("8732")).json.repeated, true);
  await place("8000");
  assert.deepEqual(await told(), ["outside"]);
  await refused(place("0000"), 400, "invalid-request", "postcode");
  const known = (await world.must("POST", "/v1/calls", { as: "switch", body: { reference: "zone-2", municipality: "0615", topic: "vand", language: "da", postcode: "8751" } })).call;
  assert.equal(known.postcode, "8751");
  await world.must("POST", `/v1/calls/${known.id}/cancel`, { as: "switch", body: {} });
  await refused(world.request("POST", `/v1/calls/${known.id}/place`, { as: "switch", body: { postcode: "8700" } }), 409, "call-ended", "call");
});

await promise("what leaves by postcode is told so on every channel; the others hear the same as before", async () => {
  await world.must("POST", `/v1/activations/${one.id}/update`, { as: "leader", body: { reason: "clean", narrowed: [{ municipality: "0615", postcodes: ["8700"] }] } });
  assert.deepEqual(await places("municipality=0615&postcode=8732&audience=chatbot"), [[one.id, "inside", "lifted"]]);
  assert.deepEqual(await places("municipality=0615&postcode=8700&audience=chatbot"), [[one.id, "inside", "active"]]);
  assert.deepEqual(await places("municipality=0615&audience=chatbot"), [[one.id, "unknown", "active"]]);
  await settled();
  const { data } = chatbot.taken.at(-1).message;
  assert.deepEqual(data.left_postcodes, { "0615": ["8732", "8751"] });
  assert.deepEqual(data.answers.filter((row) => row.municipality === "0615" && row.language === "da").map((row) => [row.place, row.state, row.left]),
    [["inside", "active", false], ["outside", "active", false], ["unknown", "active", false], ["inside", "lifted", true]]);
  const { revisions } = await world.must("GET", `/v1/activations/${one.id}/revisions`, { as: "leader" });
  assert.deepEqual([revisions[0].changed, revisions[1].postcodes], [["postcodes"], one.postcodes]);
});

await promise("a start after a kill brings it all back", async () => {
  const before = await world.must("GET", `/v1/activations/${one.id}`, { as: "leader" });
  world.service.expectedToDie = true;
  await world.service.kill();
  await world.start({ args: ["--private-receivers", "--exempt", "127.0.0.0/8"] });
  const { activation } = await world.must("GET", `/v1/activations/${one.id}`, { as: "leader" });
  for (const member of ["postcodes", "left_postcodes", "zones", "rest_left"]) assert.deepEqual(activation[member], before.activation[member], member);
  assert.deepEqual((await world.must("GET", "/v1/calls/call-1", { as: "leader" })).call.postcode, "8000");
});

await promise("agents-cli: zones and the address of a call; narrow and widen by parts", async () => {
  const cli = async (who, ...words) => {
    const env = { ...process.env, DDH_SERVER: world.service.url, DDH_TOKEN: world.secrets.get(who), XDG_CONFIG_HOME: "/nonexistent" };
    const result = await run(agentsCli, [...words, "--locale", "en"], { env });
    return { ...result, parts: (await world.must("GET", `/v1/activations/${one.id}`, { as: "leader" })).activation.postcodes };
  };
  assert.match((await cli("ida", "zones", "--organisation", "0615")).out, /0615:vest +Vestervang +8700/);
  assert.match((await cli("lone", "zones", "syd", "--organisation", "0615", "--name", "Syd", "--postcodes", "8781,8783")).out, /The zone syd of 0615 is set/);
  assert.equal((await cli("lone", "zones", "syd", "--organisation", "0615")).status, 2);
  assert.match((await cli("switch", "place", "call-1", "8700")).out, /call-1: the citizen lives in 8700/);
  assert.equal((await cli("switch", "place", "call-1", "87")).status, 2);
  const widened = await cli("leader", "widen", one.id, "--part", "Horsens:8732+syd", "--reason", "found there too");
  assert.deepEqual(widened.parts, { "0615": ["8700", "8732", "8781", "8783"] }, widened.err);
  const narrowed = await cli("leader", "narrow", one.id, "--part", "0615:syd", "--reason", "clean");
  assert.deepEqual(narrowed.parts, { "0615": ["8781", "8783"] }, narrowed.err);
  assert.deepEqual((await cli("leader", "narrow", one.id, "--municipality", "Aarhus", "--reason", "clean")).parts, { "0615": ["8781", "8783"] }, "it stays a part");
  assert.match((await cli("leader", "narrow", one.id, "--part", "Aarhus:8000", "--reason", "no")).err, /0751 is not in the area/);
  assert.match((await cli("leader", "narrow", one.id, "--part", "Horsens", "--reason", "no")).err, /Horsens is no part of a municipality/);
  assert.deepEqual((await cli("leader", "widen", one.id, "--municipality", "Horsens", "--reason", "all of it")).parts, {});
  const again = await cli("leader", "activate", "water-contamination", "--part", "Horsens:syd", "--dry-run");
  assert.equal(again.status, 0, again.err);
});

for (const each of [chatbot, voice]) each.assertSound();
await Promise.all([chatbot.close(), voice.close()]);
await finish();
