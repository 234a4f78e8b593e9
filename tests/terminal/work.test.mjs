// What an agent and a duty leader do besides the main journeys: a transfer, a ticket and its receipt, a question of an answer that is
// flagged; alarms, an authority's alert that becomes an activation, an area narrowed, an end put off, a hand-over between two leaders.
// At two sizes, in two languages, compared with committed screens.
import assert from "node:assert/strict";
import { finish, furnished, promise, until } from "../service/harness.mjs";
import { Album, Person, clearTables } from "./terminal.mjs";

const words = {
  da: { free: "LEDIG", rings: "KALD TILBUDT", behind: "i efterbehandling", talking: "I SAMTALE", wrapping: "EFTERBEHANDLING", menu: "Omstilling af", runs: "Hvad blev det til", begun: "I gang: varm omstilling", ended: "varm omstilling: ikke besvaret", no: "Ikke tilladt nu, varm omstilling",
    kinds: "Hvad drejer det sig om", phone: "ring 76292929", values: "Ingen navne", refused: "Det ligner et CPR", send: "Enter sender beskeden", made: "ticket-1 er på vej", received: "har modtaget ticket-1: ESDH-77", list: "Dine beskeder",
    flag: "Hvad er der galt", flagged: "vagtlederen ser det", where: "Svar 1 af 4", four: "Svar 2 af 4", why: "Svar 3 af 4", confirm: "Svar 4 af 4", exercise: "øvelse", live: "Aktiveret: activation-", alert: "varsling: ", peer: "uden forbindelse: Hotline nord",
    leaves: "Hvem går ud", notIn: "ikke i området", nobody: "ingen tilbage", narrow: "indsnævr nu", narrowed: "Indsnævret: activation-1", undone: "Fortrudt", until: "Hvor længe endnu", renew: "forny nu", renewed: "Fornyet: activation-1", review: "set efter", reviewed: "activation-1 er set efter",
    to: "Til hvem?", offer: "tilbyd nu", offered: "Tilbudt: activation-1", wants: "vil give dig activation-1", take: "overtag nu", yours: "Den er din nu: activation-1", calls: "giver ikke anledning", dismissed: "Afvist:", reason: "Hvorfor?" },
  en: { free: "AVAILABLE", rings: "CALL OFFERED", behind: "in wrap-up", talking: "IN CALL", wrapping: "WRAP-UP", menu: "Transfer of", runs: "What came of it", begun: "Under way: warm transfer", ended: "warm transfer: not answered", no: "Not allowed now, warm transfer",
    kinds: "What is it about", phone: "ring 76292929", values: "No names", refused: "looks like a CPR", send: "Enter sends the ticket", made: "ticket-1 is on its way", received: "has received ticket-1: ESDH-77", list: "Your tickets",
    flag: "What is wrong", flagged: "duty leader sees it", where: "Answer 1 of 4", four: "Answer 2 of 4", why: "Answer 3 of 4", confirm: "Answer 4 of 4", exercise: "exercise", live: "Activated: activation-", alert: "alert: ", peer: "out of contact: Hotline nord",
    leaves: "Who leaves", notIn: "not in the area", nobody: "nobody is left", narrow: "narrow now", narrowed: "Narrowed: activation-1", undone: "Undone", until: "For how much longer", renew: "renew now", renewed: "Renewed: activation-1", review: "reviewed", reviewed: "activation-1 was reviewed",
    to: "To whom?", offer: "offer now", offered: "Offered: activation-1", wants: "wants to hand you activation-1", take: "take over now", yours: "It is yours now: activation-1", calls: "calls for nothing", dismissed: "Dismissed:", reason: "Why?" },
};

const cap = (identifier, event) => `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${identifier}</identifier><sender>beredskab@horsens.dk</sender><sent>2026-11-22T07:45:00+01:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
<info><language>da-DK</language><category>Health</category><event>${event}</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty><effective>2026-11-22T07:30:00+01:00</effective><expires>2030-11-23T07:30:00+01:00</expires>
<senderName>Horsens Kommune</senderName><headline>Kog drikkevandet</headline><description>Der er fundet colibakterier.</description><instruction>Kog vandet i mindst 2 minutter.</instruction><web>https://horsens.dk/drikkevand</web><contact>tlf. 76 29 29 29</contact>
<area><areaDesc>Horsens midtby</areaDesc><geocode><valueName>kommunekode</valueName><value>0615</value></geocode></area></info></alert>`;

async function talk(world, w, ida, reference) {
  await world.call(reference);
  await ida.sees(/a (tag|accept)/);
  await ida.press("a");
  await ida.sees(w.talking);
}

async function transfer(world, album, w, ida) {
  await talk(world, w, ida, "t1");
  await ida.press("g");
  await album.add("where to", ida, "76292900");
  await ida.press("1");
  await album.add("transfer under way", ida, w.begun);
  await ida.press("g");
  await ida.sees(w.runs);
  await ida.press("2");
  await album.add("nobody answered", ida, w.ended);
  await ida.press("g");
  await ida.sees(w.menu);
  await ida.press("Escape");
  await ida.unsees(w.menu);
}

async function write(world, album, w, ida) {
  await ida.press("i");
  await album.add("which kind", ida, w.kinds);
  await ida.press("1");
  await ida.sees(w.values);
  await ida.answer("Kildevej 4, ring 76292929");
  await ida.press("Enter");
  await ida.answer("3");
  await ida.answer("2");
  await album.add("a phone number is refused", ida, w.refused);
  for (let i = 0; i < 15; i++) await ida.press("BSpace");
  await ida.press("Enter", "Enter", "Enter", "Enter");
  await album.add("what will be sent", ida, w.send);
  await ida.press("Enter");
  await ida.sees(w.made);
  const { ticket } = await world.must("POST", "/v1/tickets/ticket-1/receipt", { as: "horsens", body: { state: "received", receipt: "ESDH-77" } });
  assert.equal(ticket.state, "received");
  await album.add("the receipt", ida, w.received);
}

async function flag(world, album, w, ida) {
  await ida.press("f");
  await ida.sees(w.flag);
  await ida.press("Down", "Down");
  await album.add("what is flagged", ida, />\s+2 /);
  await ida.press("1");
  await ida.sees(w.flagged);
  const flags = Object.values(await world.records("flag"));
  assert.equal(flags.length, 1);
  assert.deepEqual([flags[0].reason, flags[0].question !== null], ["wrong", true]);
  await ida.press("e");
  await ida.sees(w.wrapping);
  await ida.press("w");
  await ida.sees(w.free);
  await ida.press("i");
  await album.add("tickets", ida, w.list);
  await ida.press("Escape");
}

// Two chats at once: what is written up stands behind what runs, and w ends it.
async function chats(world, album, w, ida) {
  await world.must("PUT", "/v1/agents/ida/channels", { as: "ida", body: { chat: 2 } });
  const ids = [];
  for (const name of ["h1", "h2"]) {
    ids.push((await world.call(name, { channel: "chat" })).json.call.id);
    await ida.sees(/a (tag|accept)/);
    await ida.press("a");
    await ida.unsees(w.rings);
  }
  await album.add("two chats", ida, `${ids[1]} (chat) · 2 chats`);
  await ida.press("e");
  await album.add("one of two chats is written up", ida, `${ids[1]} ${w.behind}`);
  await ida.press("w");
  await until("it is over", async () => (await world.records("call"))[ids[1]].state === "ended");
  await ida.sees(`${ids[0]} (chat)`);
  await ida.press("e");
  await album.add("the last is written up", ida, `${w.wrapping} ${ids[0]}`);
  await ida.press("w");
  await ida.sees(w.free);
}

async function alarms(world, album, w, leader) {
  await leader.sees("6 alarm");
  await leader.press("6");
  await leader.sees(w.peer);
  await album.add("alarms", leader, w.alert);
  await leader.press("Enter");
  await leader.sees(w.where);
  await leader.sees("> 0615");
  await leader.press("Enter");
  await leader.sees(w.four);
  await album.add("an alert's values", leader, "Horsens midtby");
  const missing = { 2: "2" };
  for (let i = 1; i <= 10; i++) {
    if (missing[i]) await leader.type(missing[i]);
    if (i === 7) await leader.type("22.11 16:00");
    if (i >= 8) await leader.type("1");
    await leader.press("Enter");
  }
  await leader.sees(w.why);
  await leader.answer("varsling");
  await leader.sees(w.confirm);
  await leader.answer(w.exercise);
  await leader.sees(w.live);
  const started = Object.values(await world.records("activation")).find((one) => one.reason === "varsling");
  assert.deepEqual(started.municipalities, ["0615"]);
  await until("the alert is answered", async () => Object.values(await world.records("alert")).some((alert) => alert.state === "answered"));
  await world.must("POST", "/v1/alerts", { as: "leader", body: cap("h-2", "Storm"), headers: { "content-type": "application/cap+xml" } });
  await leader.press("6");
  await leader.sees("Storm");
  await until("the storm is chosen", async () => {
    if (/> .*Storm/.test(await leader.see())) return true;
    await leader.press("Down");
    return false;
  });
  await leader.press("x");
  await leader.sees(w.calls);
  await leader.answer("gælder ikke os");
  await leader.sees(w.dismissed);
}

// The arrows, until the first activation is the chosen one.
async function choose(leader) {
  await leader.sees(/activation-1 /);
  await until("it is chosen", async () => {
    if (/> .*activation-1 /.test(await leader.see())) return true;
    await leader.press("Down");
    await new Promise((resolve) => setImmediate(resolve));
    return false;
  });
}

async function narrow(world, album, w, leader) {
  await leader.press("3");
  await choose(leader);
  await leader.press("c");
  await leader.sees(w.leaves);
  await leader.sees("Aarhus");
  await leader.answer("Hedensted");
  await leader.sees("'Hedensted'");
  for (let i = 0; i < 9; i++) await leader.press("BSpace");
  await leader.answer("0615, Aarhus");
  await leader.sees(w.nobody);
  for (let i = 0; i < 12; i++) await leader.press("BSpace");
  await leader.answer("Aarhus");
  await leader.sees(w.reason);
  await leader.answer("kun Horsens");
  await album.add("who leaves", leader, w.narrow);
  await leader.answer(w.narrow);
  await album.add("narrowed", leader, w.narrowed);
  assert.deepEqual((await world.records("activation"))["activation-1"].municipalities, ["0615"]);
  await leader.press("z");
  await leader.sees(w.undone);
  await until("it is wide again", async () => (await world.records("activation"))["activation-1"].municipalities.length === 2);
}

async function renew(world, album, w, leader) {
  const before = (await world.records("activation"))["activation-1"].expires_at;
  await choose(leader);
  await leader.press("y");
  await leader.sees(w.until);
  for (let i = 0; i < 20; i++) await leader.press("BSpace");
  await leader.answer("+48");
  await leader.press("Enter");
  await leader.sees(w.reason);
  await leader.answer("prøver mangler");
  await album.add("how much longer", leader, w.renew);
  await leader.answer(w.renew);
  await leader.sees(w.renewed);
  await until("it holds longer", async () => (await world.records("activation"))["activation-1"].expires_at > before);
}

const values = ["Horsens midtby", "2", "Horsens Kommune", "76 29 29 29", "https://horsens.dk/drikkevand", "22.11 07:30", "22.11 16:00", "allowed", "avoid", "not_announced"];

// A part of a municipality is typed where the whole is; what the coordinator has no zone for is said there and then.
async function part(world, album, w, leader) {
  await world.must("PUT", "/v1/organisations/0615/zones", { as: "leader", body: { zone: "vest", name: "Vestbyen", postcodes: ["8700"] } });
  await leader.press("n");
  await leader.sees("water-contamination");
  await leader.press("Enter");
  await leader.sees("Horsens:vest (Vestbyen)");
  await leader.answer("horsens:nordbyen");
  await album.add("a zone that is none", leader, "'nordbyen'");
  for (let i = 0; i < 8; i++) await leader.press("BSpace");
  await leader.answer("vestbyen+8732, Aarhus");
  await leader.sees(w.four);
  for (const value of values) await leader.answer(value);
  await leader.sees(w.why);
  await leader.answer("E. coli fundet");
  await album.add("a part of a municipality", leader, /Horsens \(vest,\s+8732\)/);
  await leader.answer(w.exercise);
  await leader.sees(`${w.live}3`);
  await album.add("live in a part", leader, "Horsens (8700, 8732)");
  const { municipalities, postcodes } = (await world.records("activation"))["activation-3"];
  assert.deepEqual([municipalities, postcodes], [["0615", "0751"], { "0615": ["8700", "8732"] }]);
  await leader.press("z");
  await leader.sees(`${w.undone}: activation-3`);
  await leader.press("3"); // chooses anew, from the top
}

async function review(world, album, w, leader) {
  const before = (await world.records("activation"))["activation-1"];
  await choose(leader);
  await leader.press("R");
  await album.add("what was looked at", leader, w.review);
  await leader.answer(w.review);
  await album.add("reviewed", leader, w.reviewed);
  const after = (await world.records("activation"))["activation-1"];
  assert.deepEqual([after.reviewed_by, after.revision, after.reviewed_at > 0], ["leader", before.revision, true]);
}

async function hand_over(world, album, w, leader, options) {
  await choose(leader);
  await leader.press("h");
  await leader.sees(w.to);
  await album.add("who can take it", leader, "2 weekend");
  await leader.answer("nobody.there");
  await leader.sees(w.offer);
  await leader.answer(w.offer);
  await album.add("nobody of that name", leader, /token/i);
  await leader.press("Escape");
  await leader.sees(w.to);
  await leader.press("Down");
  await leader.sees("> 2 weekend");
  await leader.press("Up");
  await leader.sees("> 1 night");
  await leader.press("Enter");
  await album.add("to whom", leader, w.offer);
  await leader.answer(w.offer);
  await leader.sees(w.offered);
  const night = await new Person(world, "night", options).sit();
  await night.sees("6 alarm");
  await night.press("6");
  await album.add("asked to take it", night, w.wants);
  await choose(night);
  await night.press("h");
  await album.add("taking it", night, w.take);
  await night.answer(w.take);
  await night.sees(w.yours);
  assert.equal((await world.records("activation"))["activation-1"].holder, "night");
  await night.leave("q");
  await leader.sees("night");
  await leader.leave("q");
}

const clock = ["--exempt", "127.0.0.0/8", "--private-receivers", "--standby", "--exercise", "--clock", "driven", "--start", "2026-11-22T08:00:00+01:00"];
const day = ["07:00-20:00"];
const hours = Object.fromEntries(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "holidays"].map((name) => [name, day]));

for (const language of ["da", "en"])
  for (const [columns, rows] of [[80, 24], [200, 60]]) {
    const options = { language, columns, rows };
    const w = words[language];
    const size = `${language}.${columns}x${rows}`;
    const world = await furnished({ args: clock });
    await world.token("horsens", "partner", { organisations: ["0615"] });
    await world.token("night", "duty_leader");
    await world.token("weekend", "duty_leader");
    await world.must("PUT", "/v1/directory/0615", { as: "admin", body: { topic: "vand", number: "76292930", vip: "yes", vip_number: "76292900", ...hours } });
    await world.must("PUT", "/v1/receivers/esdh", { as: "admin", body: { url: "http://127.0.0.1:9/esdh", kind: "ticket", municipalities: ["0615"] } });
    await world.must("PUT", "/v1/organisations/nord", { as: "admin", body: { name: "Hotline nord", kind: "association", standing: "partner", area: "nordjylland" } });
    await world.must("PUT", "/v1/organisations/nord/data-agreement", { as: "admin", body: {} });
    await world.must("PUT", "/v1/peers/nord", { as: "admin", body: { url: "https://nord.invalid/v1/peers/midt" } });
    const activation = await world.activate({ municipalities: ["0615", "0751"], exercise: true });
    await world.must("POST", `/v1/activations/${activation.id}/acknowledge`, { as: "ida", body: { agent: "ida", revision: 1 } });
    await world.must("POST", "/v1/alerts", { as: "leader", body: cap("h-1", "Kogeanbefaling"), headers: { "content-type": "application/cap+xml" } });
    await world.must("POST", "/v1/agents/ida/status", { as: "ida", body: { status: "available" } });
    const agent = new Album(`agent-work.${size}`), leading = new Album(`leader-work.${size}`);
    const ida = await new Person(world, "ida", options).sit();
    await ida.sees(w.free);
    await ida.sees("ida · Horsens"); // names have been read: a notice keeps what it said when it came
    await promise(`${size}: a call is transferred where the rule allows it, and comes back`, () => transfer(world, agent, w, ida));
    await promise(`${size}: a ticket, what it may not say, and its receipt`, () => write(world, agent, w, ida));
    await promise(`${size}: one question of the answer is flagged`, () => flag(world, agent, w, ida));
    await promise(`${size}: of two chats each is written up by itself`, () => chats(world, agent, w, ida));
    await promise(`${size}: the agent's screens are as committed`, async () => {
      await ida.press("q");
      await ida.sees("q  ");
      await ida.leave("q");
      agent.compare();
    });
    const leader = await new Person(world, "leader", options).sit();
    await promise(`${size}: alarms; an authority's alert becomes an activation, another is dismissed`, () => alarms(world, leading, w, leader));
    await promise(`${size}: an area is narrowed, and that is undone`, () => narrow(world, leading, w, leader));
    await promise(`${size}: an end is put off`, () => renew(world, leading, w, leader));
    await promise(`${size}: a part of a municipality, in four answers`, () => part(world, leading, w, leader));
    await promise(`${size}: an answer is looked at and found right`, () => review(world, leading, w, leader));
    await promise(`${size}: from one duty leader to another`, () => hand_over(world, leading, w, leader, options));
    await promise(`${size}: the leader's screens are as committed`, () => leading.compare());
    await clearTables();
    await world.close();
  }
await finish();
