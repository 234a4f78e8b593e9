// Each role's main journeys at two sizes, in two languages, as a person has them: keys in, screens out, compared with those that
// are committed. The clock is driven, so that nothing but what happens changes a screen.
import { finish, furnished, promise, until } from "../service/harness.mjs";
import { Album, Person, clearTables } from "./terminal.mjs";

const words = {
  da: { free: "LEDIG", offered: "KALD TILBUDT", talking: "I SAMTALE", wrapping: "EFTERBEHANDLING", read: "kvitterer", search: "Søg:", flagged: "vagtlederen ser det",
    lost: "FORBINDELSEN ER VÆK", where: "Svar 1 af 4", values: "Svar 2 af 4", why: "Svar 3 af 4", confirm: "Svar 4 af 4", exercise: "øvelse", live: "Aktiveret: activation-1", trial: "Intet er ændret.",
    readers: "Hvem har læst udgave 1", lift: "ophæv nu", lifted: "Ophævet: activation-1", undone: "Fortrudt", pausing: "SIGER FRA", helping: "Aarhus  HJÆLPER", cap: "loft 3", offerPaused: "på pause", opened: "Tilbuddet aarhus-1 er åbent", drained: "Tilbuddet aarhus-1 er under afvikling", help: "lukker hjælpen", outcome: "Hvordan endte", typed: "Skriv 'ophæv nu'", update: "Nye værdier", updated: "Opdateret", updateword: "opdatér nu", routes: "Venter", nothing: "Ingen modtager", none: "Ingen pludselig", readIt: "1 af 1 på vagt mangler", all: "1 har læst det nyeste, 0 af 1" },
  en: { free: "AVAILABLE", offered: "CALL OFFERED", talking: "IN CALL", wrapping: "WRAP-UP", read: "acknowledges", search: "Search:", flagged: "duty leader sees it",
    lost: "CONNECTION LOST", where: "Answer 1 of 4", values: "Answer 2 of 4", why: "Answer 3 of 4", confirm: "Answer 4 of 4", exercise: "exercise", live: "Activated: activation-1", trial: "Nothing has been changed.",
    readers: "Who has read revision 1", lift: "lift now", lifted: "Lifted: activation-1", undone: "Undone", pausing: "DECLINES", helping: "Aarhus  HELPS", cap: "cap 3", offerPaused: "paused ·", opened: "The offer aarhus-1 is open", drained: "The offer aarhus-1 is draining", help: "closes the help", outcome: "How did", typed: "Type 'lift now'", update: "New values", updated: "Updated", updateword: "update now", routes: "Waits", nothing: "No receiver", none: "No surge", readIt: "1 of 1 on duty have not", all: "1 have read the newest, 0 of 1" },
};

const values = ["Horsens midtby", "2", "Horsens Kommune", "76 29 29 29", "https://horsens.dk/drikkevand", "22.11 07:30", "22.11 16:00", "allowed", "avoid", "not_announced"];

async function lead(world, album, w, options) {
  const leader = await new Person(world, "leader", options).sit();
  await album.add("board", leader, "Horsens");
  await leader.press("n");
  await album.add("which playbook", leader, "water-contamination");
  await leader.press("Enter");
  await leader.sees(w.where);
  await leader.answer("Hosens");
  await album.add("a municipality that is none", leader, "'Hosens'");
  for (let i = 0; i < 6; i++) await leader.press("BSpace");
  await leader.answer("Horsens, 0751");
  await leader.sees(w.values);
  for (const value of values.slice(0, -1)) await leader.answer(value);
  await leader.type(values.at(-1));
  await album.add("values", leader, values.at(-1));
  await leader.press("Enter");
  await leader.sees(w.why);
  await leader.answer("E. coli fundet");
  await leader.sees(w.confirm);
  await album.add("preview", leader);
  for (let i = 0; i < 12; i++) await leader.press("PageDown");
  await album.add("dry run", leader, w.trial);
  await leader.answer("nej");
  await leader.sees(w.confirm);
  for (let i = 0; i < 3; i++) await leader.press("BSpace");
  await leader.answer(w.exercise);
  await leader.sees(w.live);
  await album.add("live", leader, w.readers);
  return leader;
}

async function lead_on(world, album, w, leader) {
  await world.call("c4");
  await leader.press("2");
  await album.add("overflow", leader, "naboer");
  await leader.press("4");
  await album.add("deliveries", leader, w.nothing);
  await leader.press("5");
  await album.add("suggestions", leader, w.none);
  await leader.press("3");
  await leader.sees(w.readers);
  await leader.press("u");
  await leader.sees(w.update);
  await leader.sees("Horsens midtby");
  await leader.press("Down");
  await leader.press("BSpace");
  await leader.answer("5");
  for (let i = 0; i < 20 && !(await leader.see()).includes("gemmes.") && !(await leader.see()).includes("recorded."); i++) await leader.press("Enter");
  await leader.answer("ny prøve");
  await leader.sees(w.updateword);
  await leader.answer(w.updateword);
  await album.add("updated", leader, w.updated);
  await leader.press("l");
  await leader.sees("?");
  await leader.answer("vandet er rent");
  await album.add("lift", leader, w.typed);
  await leader.answer(w.lift);
  await album.add("lifted", leader, w.lifted);
  await leader.press("z");
  await leader.sees(w.undone);
  await leader.sees("activation-17");
  await album.add("undone", leader, w.readers);
  await leader.press("?");
  await album.add("help", leader, w.help);
  await leader.press("q");
  await leader.leave("q");
}

async function take(world, album, w, options) {
  const ida = await new Person(world, "ida", options).sit();
  await ida.sees("ida");
  await ida.press("v");
  await album.add("free, an answer to read", ida, w.free);
  await world.call("c1");
  await album.add("offered", ida, "call-1");
  await ida.press("a");
  await ida.sees(w.talking);
  await ida.press("k");
  await ida.unsees(w.read);
  await album.add("talking", ida);
  await ida.press("/");
  await ida.sees(w.search);
  await ida.type("BAD");
  await album.add("search", ida, "BAD");
  await ida.press("Escape");
  await ida.press("f");
  await ida.sees("3  ");
  await ida.press("2");
  await ida.sees(w.flagged);
  await ida.press("3");
  await album.add("questions", ida);
  await ida.press("1");
  await ida.press("e");
  await ida.sees(w.wrapping);
  await ida.press("d");
  await album.add("outcome", ida, w.outcome);
  await ida.press("1");
  await until("the outcome is stored", async () => (await world.records("call"))["call-1"].disposition === "resolved");
  await album.add("wrap-up", ida, w.wrapping);
  return ida;
}

async function serve(world, album, w, options) {
  const partner = await new Person(world, "aarhus", options).sit();
  await album.add("partner", partner, "naboer");
  await partner.press("p");
  await album.add("paused", partner, w.pausing);
  await partner.press("p");
  await partner.sees(w.helping);
  await partner.press("m");
  await partner.sees("?");
  await partner.press("BSpace");
  await partner.answer("3");
  await album.add("capped", partner, w.cap);
  await partner.press("Down");
  await partner.press("p");
  await album.add("an offer paused", partner, w.offerPaused);
  await partner.press("p");
  await partner.sees(w.opened);
  await partner.press("t");
  await album.add("an offer drained", partner, w.drained);
  await partner.press("?");
  await album.add("help", partner, w.help);
  await partner.press("q");
  await partner.leave("q");
}

// --standby: a machine that is busy for a moment does not make the screens say that nothing is stored.
const clock = ["--exempt", "127.0.0.0/8", "--standby", "--exercise", "--clock", "driven", "--start", "2026-11-22T08:00:00+01:00"];

for (const language of ["da", "en"])
  for (const [columns, rows] of [[80, 24], [200, 60]]) {
    const options = { language, columns, rows };
    const w = words[language];
    const size = `${language}.${columns}x${rows}`;
    const world = await furnished({ args: clock });
    await world.publish();
    await world.must("PUT", "/v1/agreements/naboer", { as: "admin", body: { mode: "always", helped: ["ddh", "0615"], helpers: ["0751"] } });
    await world.must("PUT", "/v1/offers/aarhus-1", { as: "aarhus", body: { organisation: "0751", address: "sip:crisis@aarhus.example", seats: 4, topics: ["vand"], languages: ["da"] } });
    await world.must("POST", "/v1/agents/ida/status", { as: "ida", body: { status: "break" } });
    const leading = new Album(`leader.${size}`), talking = new Album(`agent.${size}`), partner = new Album(`partner.${size}`);
    let leader, ida;
    await promise(`${size}: from choosing the playbook to live in four answers`, async () => {
      leader = await lead(world, leading, w, options);
    });
    await promise(`${size}: a call from the offer to its outcome, the answer read, searched and flagged`, async () => {
      ida = await take(world, talking, w, options);
    });
    await promise(`${size}: the coordinator is killed and comes back; the screen says so, and goes on where it was`, async () => {
      const port = world.service.port;
      await leader.sees(w.all);
      await world.service.kill();
      await world.call("c2").catch(() => {});
      await talking.add("lost", ida, w.lost);
      await leading.add("lost", leader, w.lost);
      await world.start({ port, args: clock });
      await ida.unsees(w.lost);
      await leader.unsees(w.lost);
      await ida.press("w");
      await ida.sees(w.free);
      await world.call("c3");
      await talking.add("after the restart", ida, "call-10001");
      await ida.press("a");
      await ida.sees(w.talking);
      await ida.press("q");
      await ida.sees("q  ");
      await ida.leave("q");
      talking.compare();
    });
    await promise(`${size}: overflow, deliveries, suggestions; update, lift and undo`, async () => {
      await lead_on(world, leading, w, leader);
      leading.compare();
    });
    await promise(`${size}: a partner pauses, helps again and sets a cap`, async () => {
      await serve(world, partner, w, options);
      partner.compare();
    });
    await clearTables();
    await world.close();
  }
await finish();
