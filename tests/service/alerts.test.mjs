// Alerts of authorities (CAP 1.2): taken in over HTTP and with agents-cli, suggesting a playbook with its values filled in, and
// never activating anything by themselves. What is no alert is refused with line and reason.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { agentsCli, finish, furnished, promise, run } from "./harness.mjs";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
await world.publish();
const file = path.join(world.directory, "leader.token");
writeFileSync(file, `${world.secrets.get("leader")}\n`, { mode: 0o600 });
const env = { PATH: process.env.PATH, HOME: path.join(world.directory, "home"), LANG: "C.UTF-8" };
for (const name of ["ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"]) if (process.env[name]) env[name] = process.env[name];
const type = (...words) => run(agentsCli, [...words, "--server", world.service.url, "--token-file", file], { env });

const danish = `<language>da-DK</language><category>Health</category><event>Kogeanbefaling</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>
  <effective>2026-11-22T07:30:00+01:00</effective><expires>2030-11-23T07:30:00+01:00</expires><senderName>Horsens Kommune</senderName><headline>Kog drikkevandet</headline>
  <description>Der er fundet colibakterier.
    Kog vandet.</description><instruction>Kog vandet i mindst 2 minutter.</instruction><web>https://horsens.dk/drikkevand</web><contact>Vagten, tlf. 76 29 29 29, vagt@horsens.dk</contact>`;
const area = `<area><areaDesc>Horsens midtby</areaDesc><geocode><valueName>kommunekode</valueName><value>0615</value></geocode></area>`;
const english = danish.replace("da-DK", "en-GB").replace("Kog drikkevandet", "Boil your water");
const xml = ({ identifier = "h-1", sender = "beredskab@horsens.dk", sent = "2026-11-22T07:45:00+01:00", status = "Actual", msgType = "Alert", scope = "Public", references = "", infos = `<info>${english}${area}</info><info>${danish}${area}</info>`, head = '<?xml version="1.0" encoding="UTF-8"?>\n', ns = "urn:oasis:names:tc:emergency:cap:1.2" } = {}) =>
  `${head}<alert xmlns="${ns}">\n<identifier>${identifier}</identifier>\n<sender>${sender}</sender>\n<sent>${sent}</sent>\n<status>${status}</status>\n<msgType>${msgType}</msgType>\n<scope>${scope}</scope>\n${references === "" ? "" : `<references>${references}</references>\n`}${infos}\n</alert>\n`;
const post = (body, { as = "leader", media = "application/cap+xml" } = {}) => world.request("POST", "/v1/alerts", { as, body, headers: { "content-type": media } });
const activations = async () => (await world.must("GET", "/v1/activations", { as: "leader" })).activations;

let id;
await promise("an alert suggests the playbook that fits, with what it says filled in, and activates nothing", async () => {
  const answer = await post(xml());
  assert.equal(answer.status, 201, answer.text);
  id = answer.json.alert.id;
  assert.match(id, /^alert-[0-9a-f]{12}$/);
  assert.deepEqual([answer.json.alert.state, answer.json.alert.playbook], ["suggested", "water-contamination"]);
  const view = await world.must("GET", `/v1/alerts/${id}`, { as: "leader" });
  assert.deepEqual([view.advice, view.headline, view.infos, view.municipalities, view.areas_unknown], ["activate", "Kog drikkevandet", 2, ["0615"], []]);
  assert.equal(view.description, "Der er fundet colibakterier. Kog vandet.");
  const [best] = view.suggestions;
  assert.deepEqual([best.playbook, best.exercise], ["water-contamination", false]);
  assert.deepEqual(best.parameters, { affected_area: "Horsens midtby", authority_name: "Horsens Kommune", authority_phone: "76 29 29 29",
    information_url: "https://horsens.dk/drikkevand", announced_at: "2026-11-22T06:45:00.000Z" });
  assert.deepEqual(best.missing.map((row) => row.parameter).sort(), ["bath", "boil_minutes", "dishwasher", "next_update_at", "risk"]);
  assert.deepEqual(await activations(), []);
});

await promise("the same alert again is the same; another text under its name is refused", async () => {
  const again = await post(xml());
  assert.deepEqual([again.status, again.json.repeated, again.json.alert.id], [200, true, id]);
  assert.equal((await post(xml({ status: "Test" }))).json.type, "urn:ddh:problem:in-use");
  assert.equal((await world.must("GET", "/v1/alerts", { as: "leader" })).alerts.length, 1);
});

await promise("what is no alert is refused with line and reason, and nothing is kept", async () => {
  const bomb = `<!DOCTYPE alert [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>\n`;
  const outside = `<!DOCTYPE alert SYSTEM "file:///etc/passwd">\n`;
  const bad = [
    ["", /^line 1: /],
    ["no xml at all", /^line 1: no well-formed XML/],
    [xml().replace("</alert>", ""), /^line \d+: no well-formed XML/],
    [xml({ head: bomb }), /^line 1: a document type is not taken/],
    [xml({ head: outside }), /^line 1: a document type is not taken/],
    [xml().replace("Horsens Kommune", "&horsens;"), /undefined entity/],
    [xml({ ns: "urn:oasis:names:tc:emergency:cap:1.1" }), /^line 2: it is no alert of CAP 1.2/],
    [xml().replace("<identifier>h-1</identifier>\n", ""), /identifier|lacks/],
    [xml({ identifier: "h 1" }), /^line 3: it may hold no blank/],
    [xml({ identifier: "h".repeat(200) }), /^line 3: it is longer/],
    [xml({ sent: "yesterday" }), /^line 5: it must be a time/],
    [xml({ status: "Draft" }), /^line 6: Draft is not taken in/],
    [xml({ status: "System" }), /^line 6: System is not taken in/],
    [xml({ msgType: "Ack" }), /^line 7: Ack is not taken in/],
    [xml({ scope: "Secret" }), /^line 8: it is Public/],
    [xml({ infos: "" }), /the alert has none/],
    [xml({ msgType: "Update" }), /say what they follow/],
    [xml({ msgType: "Update", references: "a,b" }), /each is sender,identifier,sent/],
    [xml({ infos: "<info><category>Health</category></info>" }), /lacks it/],
    [xml({ infos: `<info>${danish}<area/></info>` }), /lacks it/],
    [xml({ infos: `<info>${danish.replace("Health", "Weather")}</info>` }), /no category Weather/],
    [xml({ infos: `<info>${danish}<headline>Igen</headline></info>` }), /twice/],
    [xml({ infos: `<info>${danish}<script>x</script></info>` }), /no element script/],
    [xml({ infos: `<info>${danish.replace("Der er fundet", "110788-1234 har fundet")}</info>` }), /CPR number/],
    [xml({ infos: `<info>${danish}${`<s xmlns="urn:x">`.repeat(40)}${"</s>".repeat(40)}</info>` }), /too deep/],
  ];
  for (const [body, reason] of bad) {
    const answer = await post(body);
    assert.equal(answer.status, 422, `${reason}: ${answer.status} ${answer.text}`);
    assert.equal(answer.json.type, "urn:ddh:problem:alert-refused");
    assert.match(answer.json.detail, reason);
    assert.match(answer.json.detail, /^line \d+: /);
  }
  assert.equal((await post(xml(), { media: "application/json" })).status, 415);
  assert.equal((await post("x".repeat(70000))).status, 413);
  assert.equal((await post(xml(), { as: "ida" })).status, 403);
  assert.equal((await world.must("GET", "/v1/alerts", { as: "leader" })).alerts.length, 1);
});

await promise("what stands in it that is not CAP's, a signature for one, is passed over", async () => {
  const signed = xml({ identifier: "h-signed" }).replace("</alert>", `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>x</ds:SignedInfo></ds:Signature></alert>`);
  const { json } = await post(signed);
  await world.must("POST", `/v1/alerts/${json.alert.id}/dismiss`, { as: "leader", body: { reason: "a test" } });
  assert.equal((await world.request("POST", "/v1/alerts/alert-000000000000/dismiss", { as: "leader", body: { reason: "x" } })).status, 404);
});

await promise("municipalities come from the areas' names where there is no code; what is unknown is said", async () => {
  const infos = `<info>${danish}<area><areaDesc>Horsens og Aarhus Kommune</areaDesc></area><area><areaDesc>Langtbortistan</areaDesc></area></info>`;
  const { json } = await post(xml({ identifier: "h-names", infos }));
  const view = await world.must("GET", `/v1/alerts/${json.alert.id}`, { as: "leader" });
  assert.deepEqual([view.municipalities, view.areas_unknown], [["0615", "0751"], ["Langtbortistan"]]);
});

await promise("a test suggests an exercise, and only an exercise can be started from it", async () => {
  const { json } = await post(xml({ identifier: "h-test", status: "Test" }));
  const view = await world.must("GET", `/v1/alerts/${json.alert.id}`, { as: "leader" });
  assert.deepEqual([view.advice, view.suggestions[0].exercise], ["exercise_only", true]);
  const wanted = { playbook: "water-contamination", parameters: await world.fitting(view.suggestions[0].parameters), municipalities: ["0615"], reason: "x", alert: json.alert.id };
  const refused = await world.request("POST", "/v1/activations", { as: "leader", body: wanted });
  assert.deepEqual([refused.status, refused.json.field], [400, "exercise"]);
});

let activation;
await promise("agents-cli: the file, what it suggests, and an activation from it with its values", async () => {
  const alertFile = path.join(world.directory, "alert.xml");
  writeFileSync(alertFile, xml());
  const shown = await type("alert", alertFile);
  assert.equal(shown.status, 0, shown.err);
  for (const piece of [id, "Kog drikkevandet", "0615", "boil_minutes", `activate water-contamination --from-alert ${id}`]) assert.ok(shown.out.includes(piece), `${piece}\n${shown.out}`);
  assert.match((await type("alerts")).out, new RegExp(`${id}.*water-contamination`));
  writeFileSync(alertFile, xml({ head: `<!DOCTYPE a>\n` }));
  const refused = await type("alert", alertFile);
  assert.deepEqual([refused.status, /line 1: a document type/.test(refused.err)], [1, true], refused.err);
  assert.equal((await type("alert", "/nowhere.xml")).status, 2);
  const values = ["boil_minutes=2", "next_update_at=2026-11-22T16:00:00+01:00", "bath=allowed", "dishwasher=avoid", "risk=not_announced"].flatMap((pair) => ["--param", pair]);
  assert.equal((await type("activate", "water-contamination", "--from-alert", id, ...values, "--reason", "varsling")).status, 2, "it is confirmed first");
  const done = await type("activate", "water-contamination", "--from-alert", id, ...values, "--reason", "varsling", "--yes", "--json");
  assert.equal(done.status, 0, done.err);
  activation = JSON.parse(done.out).activation;
  assert.deepEqual([activation.exercise, activation.municipalities], [false, ["0615"]]);
  const alert = (await world.must("GET", "/v1/alerts", { as: "auditor" })).alerts.find((row) => row.id === id);
  assert.deepEqual([alert.state, alert.activation], ["answered", activation.id]);
  assert.equal((await type("activate", "water-contamination", "--from-alert", "alert-000000000000", "--reason", "x", "--yes")).status, 5);
});

await promise("an update says what it updates, a cancellation that the activation may be lifted; neither changes it", async () => {
  const references = "beredskab@horsens.dk,h-1,2026-11-22T07:45:00+01:00";
  const updated = await post(xml({ identifier: "h-2", msgType: "Update", references }));
  assert.equal(updated.json.alert.follows, id);
  const update = await world.must("GET", `/v1/alerts/${updated.json.alert.id}`, { as: "leader" });
  assert.deepEqual([update.advice, update.references[0].alert, update.references[0].activation], ["look_at_update", id, activation.id]);
  const { json } = await post(xml({ identifier: "h-3", msgType: "Cancel", references, infos: "" }));
  const cancel = await world.must("GET", `/v1/alerts/${json.alert.id}`, { as: "leader" });
  assert.deepEqual([cancel.advice, cancel.suggestions], ["look_at_lift", []]);
  assert.match((await type("alerts", json.alert.id)).out, /lift/);
  assert.equal((await activations()).find((row) => row.id === activation.id).state, "active");
});

await promise("an alert of our own, as we publish it, is refused", async () => {
  const own = await world.request("GET", `/public/announcements/${activation.id}.cap`);
  const answer = await post(own.text);
  assert.deepEqual([answer.status, answer.json.field], [400, "sender"], answer.text);
});

await promise("alerts and what they suggest are there again after a restart", async () => {
  const before = await world.must("GET", `/v1/alerts/${id}`, { as: "leader" });
  world.service.expectedToDie = true;
  await world.service.kill();
  await world.start({ args: ["--exempt", "127.0.0.0/8"] });
  const after = await world.must("GET", `/v1/alerts/${id}`, { as: "leader" });
  for (const view of [before, after]) delete view.event;
  assert.deepEqual(after, before);
});

await finish();
