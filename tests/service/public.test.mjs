// What everybody may read: announcements as JSON, JSON-LD, Atom and CAP, and the phone menu's text; each read by a library
// that nobody here wrote, cached by its tag, and free of exercises.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { furnished, finish, modules, promise, until } from "./harness.mjs";

const require = createRequire(path.join(modules, "x.js"));
const { CAP_1_2 } = require("@dec112/cap-ts");
const { XMLParser, XMLValidator } = require("fast-xml-parser");
const jsonld = require("jsonld");

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const get = (target, headers = {}) => world.request("GET", target, { headers });
const text = async (target) => {
  const answer = await get(target);
  assert.equal(answer.status, 200, `${target}: ${answer.status} ${answer.text}`);
  return answer.text;
};
const cap = async (id) => {
  const xml = await text(`/public/announcements/${id}.cap`);
  if (process.env.DDH_CAP_OUT) writeFileSync(`${process.env.DDH_CAP_OUT}-${++written}.xml`, xml);
  return { alert: await readCap(xml), xml };
};
// As the library reads it, with its enumerations as words.
async function readCap(xml) {
  const alert = await CAP_1_2.Alert.fromXML(xml);
  return { ...alert, status: CAP_1_2.Alert_status[alert.status], msgType: CAP_1_2.Alert_msgType[alert.msgType] };
}
let written = 0;
const lists = ["/public/announcements", "/public/announcements.jsonld", "/public/announcements.atom", "/public/menu/0615"];

await promise("with no activation there are lists, and they are empty", async () => {
  assert.deepEqual((await get(lists[0])).json, { announcements: [] });
  assert.deepEqual(JSON.parse(await text(lists[1]))["@graph"], []);
  assert.equal(XMLValidator.validate(await text(lists[2])), true);
  assert.equal(await text(lists[3]), "");
});

await promise("an exercise is in none of them", async () => {
  const exercise = await world.activate({ exercise: true });
  assert.deepEqual((await get(lists[0])).json, { announcements: [] });
  assert.deepEqual(JSON.parse(await text(lists[1]))["@graph"], []);
  assert.ok(!(await text(lists[2])).includes("<entry>"));
  assert.equal(await text(lists[3]), "");
  assert.equal((await get(`/public/announcements/${exercise.id}.cap`)).status, 404);
  // Those who prepare it may see what it would be, marked as what it is.
  const preview = await world.request("GET", `/v1/activations/${exercise.id}/cap`, { as: "leader" });
  assert.equal((await readCap(preview.text)).status, "exercise");
  assert.equal((await get(`/v1/activations/${exercise.id}/cap`)).status, 401);
  await world.must("POST", `/v1/activations/${exercise.id}/lift`, { as: "leader", body: { reason: "over" } });
});

const activation = await world.activate();
await promise("JSON holds every language and place, Danish first", async () => {
  const { announcements: [one] } = (await get(lists[0])).json;
  assert.equal(one.id, activation.id);
  assert.deepEqual(one.municipalities, ["0615"]);
  assert.equal(one.answers[0].language, "da");
  assert.equal(one.answers.length, 6);
  assert.match(one.answers[0].text, /^Kog vandet/);
  assert.ok(one.answers.every((answer) => answer.where_to_go));
});

await promise("what is unchanged is answered with 304, without its bytes; what changed has another tag", async () => {
  for (const target of [...lists, `/public/announcements/${activation.id}.cap`]) {
    const whole = await get(target);
    assert.match(whole.headers.etag, /^"[0-9a-f]{32}"$/);
    assert.equal(whole.headers["cache-control"], "public, max-age=1, stale-if-error=300");
    for (const tag of [whole.headers.etag, `W/${whole.headers.etag}`, `"other", ${whole.headers.etag}`, "*"]) {
      const again = await get(target, { "if-none-match": tag });
      assert.deepEqual([again.status, again.text, again.headers.etag], [304, "", whole.headers.etag], `${target} ${tag}`);
    }
    assert.equal((await get(target, { "if-none-match": '"other"' })).text, whole.text);
    const head = await world.request("HEAD", target);
    assert.deepEqual([head.status, head.text, head.headers.etag], [200, "", whole.headers.etag]);
  }
});

await promise("the menu is a text to be read aloud, opened by the municipality's greeting", async () => {
  const menu = await text(lists[3]);
  assert.match(menu, /Horsens Kommune/);
  assert.match(menu, /kog det kraftigt/i);
  assert.doesNotMatch(menu, /[{}<>"]|https?:|Den Digitale Hotline/);
  assert.match(await text("/public/menu/0615?language=en"), /boil/i);
  assert.equal(await text("/public/menu/0751"), "");
  assert.equal((await get("/public/menu/0999")).status, 404);
  assert.equal((await get("/public/menu/0615?language=english")).status, 404);
});

await promise("JSON-LD is read by a library of JSON-LD", async () => {
  const document = JSON.parse(await text(lists[1]));
  const documentLoader = async (url) => {
    assert.equal(url, "https://schema.org");
    return { contextUrl: null, documentUrl: url, document: { "@context": { "@vocab": "https://schema.org/" } } };
  };
  const expanded = await jsonld.expand(document, { documentLoader });
  assert.equal(expanded.length, 2);
  const term = (node, name) => node[`https://schema.org/${name}`]?.[0]?.["@value"];
  for (const node of expanded) {
    assert.deepEqual(node["@type"], ["https://schema.org/SpecialAnnouncement"]);
    for (const name of ["name", "text", "datePosted", "expires", "category", "url"]) assert.ok(term(node, name), name);
    assert.equal(node["https://schema.org/announcementLocation"][0]["https://schema.org/identifier"][0]["@value"], "0615");
  }
  assert.deepEqual(expanded.map((node) => term(node, "inLanguage")), ["da", "en"]);
});

await promise("Atom is well formed and has what a reader needs", async () => {
  const xml = await text(lists[2]);
  assert.equal(XMLValidator.validate(xml), true);
  const { feed } = new XMLParser({ ignoreAttributes: false }).parse(xml);
  for (const name of ["id", "title", "updated"]) assert.ok(feed[name], name);
  for (const name of ["id", "title", "updated", "published", "author", "content"]) assert.ok(feed.entry[name], name);
  assert.ok(!Number.isNaN(Date.parse(feed.entry.updated)));
  assert.ok(feed.entry.link.some((link) => link["@_href"] === `/public/announcements/${activation.id}.cap`));
});

await promise("CAP: an alert, and its end as a cancellation that names it", async () => {
  const { alert } = await cap(activation.id);
  assert.deepEqual([alert.status, alert.msgType, alert.scope], ["actual", "alert", CAP_1_2.Alert_scope.public_]);
  assert.equal(alert.sender, "ddh");
  const { info_list: infos } = alert;
  assert.deepEqual(infos.map((info) => info.language), ["da", "en"]);
  assert.equal(infos[0].senderName, "Horsens Kommune");
  assert.equal(infos[0].area_list[0].areaDesc, "Horsens");
  assert.equal(infos[0].area_list[0].geocode_list[0].value, "0615");
  await world.must("POST", `/v1/activations/${activation.id}/lift`, { as: "leader", body: { reason: "the water is clean" } });
  const { alert: cancel } = await cap(activation.id);
  assert.deepEqual([cancel.status, cancel.msgType], ["actual", "cancel"]);
  assert.notEqual(cancel.identifier, alert.identifier);
  assert.equal(cancel.references, `ddh,${alert.identifier},${alert.sent}`);
  assert.deepEqual(cancel.info_list[0].responseType_list, [CAP_1_2.Alert_info_list_info_responseType_list_responseType.allClear]);
});

await promise("CAP: lifted where another goes on, nothing is cancelled there; when that ends as well, it is", async () => {
  const first = await world.activate({ municipalities: ["0615", "0751"] });
  const second = await world.activate({ municipalities: ["0615"] });
  const lift = (one) => world.must("POST", `/v1/activations/${one.id}/lift`, { as: "leader", body: { reason: "over" } });
  const { alert: began } = await cap(first.id);
  await lift(first);
  const { CAP_1_2: { Alert_info_list_info_responseType_list_responseType: { allClear } } } = require("@dec112/cap-ts");
  const said = (alert) => alert.info_list.filter((info) => info.language === "da")
    .map((info) => [info.area_list.map((area) => area.geocode_list[0].value), info.responseType_list[0] === allClear]);
  const { alert: half } = await cap(first.id);
  assert.deepEqual([half.status, half.msgType], ["actual", "update"]);
  assert.deepEqual(said(half), [[["0751"], true], [["0615"], false]]);
  assert.ok(half.references.includes(began.identifier));
  const { announcements } = (await get(lists[0])).json;
  assert.deepEqual(announcements.find((one) => one.id === first.id).municipalities, ["0751"]);
  const third = await world.activate({ municipalities: ["0751"] });
  const { alert: none } = await cap(first.id);
  assert.equal(none.msgType, "update");
  assert.notEqual(none.identifier, half.identifier);
  assert.deepEqual(said(none).map(([, clear]) => clear), [false, false]);
  assert.ok(!(await get(lists[0])).json.announcements.some((one) => one.id === first.id));
  await lift(second);
  await lift(third);
  const { alert: over } = await cap(first.id);
  assert.equal(over.msgType, "cancel");
  assert.ok(Date.parse(over.sent) >= Date.parse(none.sent));
  assert.deepEqual(said(over), [[["0615", "0751"], true]]);
  const names = (alert, earlier) => alert.references.split(" ").includes(`ddh,${earlier.identifier},${earlier.sent}`);
  assert.ok(names(none, half));
  for (const earlier of [began, half, none]) assert.ok(names(over, earlier), `${over.references} has not ${earlier.identifier}`);
  assert.equal(new Set(over.references.split(" ")).size, over.references.split(" ").length);
  assert.ok(!names(over, over));
});

await promise("CAP: each update names every one before it, and so does the end", async () => {
  const one = await world.activate({ municipalities: ["0751"] });
  const seen = [];
  for (const minutes of [3, 4, 5, 0]) {
    const { alert } = await cap(one.id);
    const before = seen.map((was) => `ddh,${was.identifier},${was.sent}`).join(" ");
    assert.equal(alert.references ?? "", before, alert.identifier);
    seen.push(alert);
    const body = { parameters: { boil_minutes: minutes }, reason: "news" };
    if (minutes > 0) await world.must("POST", `/v1/activations/${one.id}/update`, { as: "leader", body });
  }
  await world.must("POST", `/v1/activations/${one.id}/lift`, { as: "leader", body: { reason: "over" } });
  const { alert } = await cap(one.id);
  assert.equal(alert.msgType, "cancel");
  assert.equal(alert.references.split(" ").length, 4);
  assert.ok(seen.every((was) => alert.references.includes(`ddh,${was.identifier},`)));
});

await promise("expired, it stays, marked, as an update; only a lift cancels it", async () => {
  const soon = await world.activate({ expires_at: Date.now() + 1500 });
  const { alert } = await cap(soon.id);
  const update = await until("it expired", async () => {
    const { alert: now, xml } = await cap(soon.id);
    return now.msgType === "update" && xml;
  });
  assert.ok(update.includes(`ddh,${alert.identifier},`));
  assert.match(update, /Ikke bekræftet siden/);
  assert.match((await get(lists[0])).json.announcements.find((one) => one.id === soon.id).answers[0].text, /^Ikke bekræftet siden/);
  await world.must("POST", `/v1/activations/${soon.id}/lift`, { as: "leader", body: { reason: "over" } });
  const { xml } = await cap(soon.id);
  assert.equal(/<references>(.*)<\/references>/.exec(xml)[1].split(" ").length, 2);
});

await promise("what a duty leader types cannot break out of the XML", async () => {
  const sharp = await world.activate({ parameters: { ...(await world.fitting({})), affected_area: `Øst & "vest" <b> ]]>` } }).catch((error) => error);
  if (sharp instanceof Error) assert.match(sharp.message, /parameters-refused/);
  else {
    const { xml } = await cap(sharp.id);
    assert.equal(XMLValidator.validate(xml), true);
    assert.ok(xml.includes("Øst &amp; &quot;vest&quot; &lt;b&gt; ]]&gt;"));
    assert.equal(XMLValidator.validate(await text(lists[2])), true);
  }
});

await promise("what is not there is not found, and nothing else is taken", async () => {
  for (const target of ["/public/announcements/activation-99.cap", "/public/announcements/activation-1", "/public/announcements/.cap", "/public"])
    assert.equal((await get(target)).status, 404, target);
  assert.equal((await world.request("POST", lists[0], { body: "{}" })).status, 405);
  assert.equal((await get(`${lists[0]}?x=1`)).status, 400);
});
await finish();
