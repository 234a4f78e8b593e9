// Makes agents.json: 250 invented people. Everything follows from the municipalities and the rules below, without chance,
// so the file is the same each time. Run in this folder: node make-agents.mjs
import { readFileSync, writeFileSync } from "node:fs";

const municipalities = JSON.parse(readFileSync("municipalities.json", "utf8")).municipalities;
const { topics, partners } = JSON.parse(readFileSync("cooperation.json", "utf8"));
const members = municipalities.filter((m) => m.standing === "member");

const first = ("Ida Lars Mette Jonas Karen Peter Sofie Anders Hanne Mikkel Birgit Thomas Line Henrik Amina Søren Camilla Ole " +
  "Trine Jens Lone Rasmus Marie Kim Pia Emil Susanne Bo Yasmin Niels Julie Erik Anne Ali Bente Martin Nanna Per Lene Oliver " +
  "Gitte Simon Kirsten Tariq Maja Claus Eva Magnus Inge Finn").split(" ");
const last = ("Holm Lund Krogh Dahl Friis Bech Skov Winther Bak Juhl Toft Munk Vang Kjær Lind Brandt Bruun Bang Hald Koch " +
  "Storm Høj Dam Engel Fogh Gram Iversen Ravn Falk Mørch").split(" ");

const ascii = (text) => text.toLowerCase().replace(/æ/g, "ae").replace(/ø/g, "oe").replace(/å/g, "aa");

const TOTAL = 250, SHARED = 55, ON_SHARED_SHIFT = 7, AT_PARTNER = 5;
const byHandling = (handling) => topics.filter((t) => t.handling === handling).map((t) => t.topic);
const shared = [...byHandling("cooperation"), ...byHandling("bot")];
const own = byHandling("municipality");

// How many agents each municipality has: at least two, the rest by population, largest remainder first.
function shares(seats) {
  const people = members.reduce((sum, m) => sum + m.population, 0);
  const free = seats - 2 * members.length;
  const rows = members.map((m) => ({ m, exact: (free * m.population) / people }));
  let left = free - rows.reduce((sum, r) => sum + Math.floor(r.exact), 0);
  const order = [...rows].sort((a, b) => (b.exact % 1) - (a.exact % 1) || a.m.organisation.localeCompare(b.m.organisation));
  for (const row of order) row.seats = 2 + Math.floor(row.exact) + (left-- > 0 ? 1 : 0);
  return rows;
}

const onOwnLine = (population) =>
  population < 30000 ? 1 : population < 90000 ? 2 : population < 150000 ? 3 : population < 300000 ? 4 : 6;

function languages(n) {
  const spoken = ["da"];
  if (n % 5 !== 4) spoken.push("en");
  if (n % 9 === 2) spoken.push("de");
  if (n % 12 === 5) spoken.push("ar");
  return spoken;
}

// A specialist (5) in two topics, good in most, and every fifth lacks two.
function skills(n, names, base) {
  const levels = {};
  names.forEach((topic, i) => {
    if (n % 5 === 3 && (n + i) % 7 < 1) return;
    const specialist = (n + i) % names.length < 2;
    levels[topic] = specialist ? 5 : base + ((n * 3 + i * 5) % 2);
  });
  return levels;
}

const agents = [];
function add(organisation, shift, line, levels) {
  const n = agents.length;
  const name = [first[n % first.length], last[(n * 7 + Math.floor(n / first.length)) % last.length]];
  agents.push({
    agent: ascii(name.join(".")), name: name.join(" "), organisation, line, shift,
    languages: languages(n), skills: levels,
    registered_days_ago: 30 + ((n * 37) % 1500),
    elearning_days_ago: 40 + ((n * 37) % 1500),
    course_days_ago: n % 3 === 0 && (n * 37) % 1500 < 300 ? null : Math.max(1, ((n * 37) % 1500) - 200),
  });
}

for (let i = 0; i < SHARED; i++) {
  const on = i < ON_SHARED_SHIFT;
  const line = on ? (i < 5 ? 1 : 2) : i % 4 === 3 ? 2 : 1;
  const levels = skills(i, shared, line === 2 ? 4 : 3);
  add("ddh", on ? "on" : "callable", line, levels);
}
for (const { m, seats } of shares(TOTAL - SHARED - AT_PARTNER * partners.length))
  for (let i = 0; i < seats; i++) {
    const n = agents.length;
    const levels = { ...skills(n, own, 3), ...skills(n + 1, shared.filter((_, k) => (n + k) % 3 !== 0 || shared[k] === "vand"), 2) };
    add(m.organisation, i < onOwnLine(m.population) ? "on" : "off", 1, levels);
  }
// Partners know nothing of the members' topics but what the crisis is about.
for (const partner of partners)
  for (let i = 0; i < AT_PARTNER; i++) add(partner.organisation, "on", 1, { vand: 3 + (i % 2) });

// The rules about e-learning and the course need cases: some who have not passed it, some whose course is overdue.
const off = agents.filter((a) => a.shift === "off");
for (const a of off.slice(0, 3)) Object.assign(a, { registered_days_ago: null, elearning_days_ago: null, course_days_ago: null });
for (const a of off.slice(10, 14)) Object.assign(a, { registered_days_ago: 500, elearning_days_ago: 510, course_days_ago: null });

if (new Set(agents.map((a) => a.agent)).size !== TOTAL) throw new Error("two agents have one id");
const rows = agents.map((a) => "  " + JSON.stringify(a)).join(",\n");
writeFileSync("agents.json", `{
 "title": "250 invented agents for exercises; any likeness to a person is chance",
 "note": "Made by make-agents.mjs. shift: on = signed in when the exercise begins, callable = can be called in, off = signed out.",
 "agents": [
${rows}
 ]
}
`);
const isPartner = (organisation) => partners.some((p) => p.organisation === organisation);
const count = (shift, of) => agents.filter((a) => a.shift === shift && of(a.organisation)).length;
const ownLine = (organisation) => organisation !== "ddh" && !isPartner(organisation);
console.log(`${agents.length} agents: ${count("on", (o) => o === "ddh")} on the shared shift, ` +
  `${count("callable", (o) => o === "ddh")} callable, ${count("on", ownLine)} on the municipalities' own lines, ` +
  `${count("on", isPartner)} at partners, ${count("off", ownLine)} signed out`);
