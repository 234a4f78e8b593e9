// The guided command line: activate asks four things, and a part of a municipality is one of the answers to "where?".
import assert from "node:assert/strict";
import path from "node:path";
import { agentsCli, finish, furnished, promise } from "../service/harness.mjs";
import { Person } from "./terminal.mjs";

const clock = ["--exempt", "127.0.0.0/8", "--standby", "--exercise", "--clock", "driven", "--start", "2026-11-22T08:00:00+01:00"];
const values = "Horsens midtby; 2; Horsens Kommune; 76 29 29 29; https://horsens.dk/drikkevand; 22.11 07:30; 22.11 16:00; allowed; avoid; not_announced";

// Questions are asked on stderr, so all of the terminal is left to the program.
async function ask(world, language, ...words) {
  const leader = new Person(world, "leader", { language, columns: 100, rows: 150 });
  leader.socket = path.join(world.directory, `guided-${language}.tmux`);
  await leader.tmux("new-session", "-d", "-x", "100", "-y", "150", `${agentsCli} ${words.join(" ")}; echo ended $?; exec cat`);
  return leader;
}

const words = {
  da: { where: "en del: Horsens:8700+zone", none: "Horsens har ingen zone, der hedder 'nordbyen'. Der er: Horsens:vest (Vestbyen).", form: "Horsens: er ingen del af en kommune", town: "Kommunen 'Hosens' kendes ikke", values: "Der mangler 10 værdier", why: "Hvorfor", area: "Aarhus, Horsens (vest, 8732)", link: "har ikke bekræftet linket", only: "Kommune, der kun er med i en del", confirm: "Skriv 'øvelse'", word: "øvelse" },
  en: { where: "a part: Horsens:8700+zone", none: "Horsens has no zone called 'nordbyen'. There are: Horsens:vest (Vestbyen).", form: "Horsens: is no part of a municipality", town: "The municipality 'Hosens' is not known", values: "10 values are missing", why: "Why", area: "Aarhus, Horsens (vest, 8732)", link: "has not confirmed the link", only: "A municipality that is in it in part", confirm: "Type 'exercise'", word: "exercise" },
};

for (const language of ["da", "en"]) {
  const world = await furnished({ args: clock });
  const w = words[language];
  await world.publish();
  await world.must("PUT", "/v1/organisations/0615/zones", { as: "leader", body: { zone: "vest", name: "Vestbyen", postcodes: ["8700"] } });
  let leader;
  await promise(`${language}: a part is typed where the whole is; what is none is said, and asked again`, async () => {
    leader = await ask(world, language, "activate", "water-contamination");
    await leader.sees(w.where);
    await leader.answer("Hosens:8700");
    await leader.sees(w.town);
    await leader.answer("Horsens:");
    await leader.sees(w.form);
    await leader.answer("Horsens:nordbyen");
    await leader.sees(w.none);
    await leader.answer("aarhus, horsens:vestbyen+8732");
    await leader.sees(w.values);
  });
  await promise(`${language}: it is live in four answers, in that part only`, async () => {
    await leader.answer(values);
    await leader.sees(w.why);
    await leader.answer("E. coli fundet");
    await leader.sees(w.confirm);
    await leader.sees(w.area);
    await leader.sees(w.only);
    for (const name of ["Aarhus", "Horsens"]) await leader.sees(`${name} ${w.link}`);
    await leader.answer(w.word);
    await leader.sees("ended 0");
    const { municipalities, postcodes, zones } = (await world.records("activation"))["activation-1"];
    assert.deepEqual([municipalities, postcodes, zones], [["0615", "0751"], { "0615": ["8700", "8732"] }, { "0615": ["vest"] }]);
  });
  await leader?.tmux("kill-server").catch(() => {});
  await world.close();
}
await finish();
