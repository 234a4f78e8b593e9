// One router: a day sent to the live service as requests (scripts/replay-live) gives the outcome of `coordinator simulate`, to
// the byte. The days are made here from a seed, small and full of what can go differently: help in calm and in crisis, callers
// without agents of their own, a reserve, an outage, shifts that begin and end, a playbook whose readers become qualified, and
// much that happens at the same instant, for times are whole tenths of a second.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, finish, promise, randomFrom, run, source } from "./harness.mjs";

const directory = mkdtempSync(path.join(tmpdir(), "ddh-replay-"));
process.on("exit", () => rmSync(directory, { recursive: true, force: true }));

const topics = [["water", 90], ["tax", 120], ["passport", 60]];
const homes = ["horsens", "aarhus", "randers", "skive", "odder", "samsoe"];
const until = 1800;
const crisis = { from: 600, to: 1300, municipalities: ["horsens", "aarhus"], topic: "water" };
const outage = { from: 700, to: 1000 };

// Seven agents a municipality; every third speaks English, the topics are spread.
function agents() {
  const all = [];
  for (const [home, municipality] of homes.entries())
    for (let i = 0; i < 7; i++)
      all.push({
        id: 100 * (home + 1) + i,
        municipality,
        topics: topics.map(([id]) => id).filter((_, k) => (i + k + home) % 3 !== 0),
        languages: i % 3 === 0 ? ["da", "en"] : ["da"],
        shift: [i === 5 ? 300 : 0, i === 6 ? 1200 : 3600],
      });
  return all;
}

function scenario({ wrapUp, rule }) {
  const all = agents();
  return {
    name: "T", title: "made for a test", seed: 1, horizon_s: 3600, wrap_up_s: wrapUp, overflow_handle_factor: 1.1,
    qualified_handle_factor: 1.15, reserve_rule: rule, languages: ["da", "en"],
    topics: topics.map(([id, mean]) => ({ id, mean_handle_s: mean })),
    municipalities: [...homes, "laesoe"].map((id, i) => ({ id, population: 20000 * (i + 1), region: i < 3 ? "east" : "west",
      reserve: id === "laesoe" ? 0 : 1 + (i % 2) })),
    agents: all,
    outages: [{ t_start: outage.from, t_end: outage.to, agents: all.filter((agent) => agent.municipality === "randers").map((agent) => agent.id) }],
    activations: [{ t: crisis.from + 60, topics: [crisis.topic], municipalities: crisis.municipalities,
      acknowledgements: all.filter((agent) => !agent.topics.includes("water")).map((agent, i) => ({ agent: agent.id, t: crisis.from + 30 + 10 * i })) }],
    incidents: [{ t_start: crisis.from, t_end: crisis.to, municipalities: crisis.municipalities, topics: [crisis.topic] }],
  };
}

// In calm a call every four seconds; in the crisis two a second more about water, for a while.
function calls(seed) {
  const below = randomFrom(seed);
  const all = [];
  const add = (t, municipality, topic) => all.push({ t, municipality, topic, language: below(8) === 0 ? "en" : "da",
    handle: 20 + below(2 * topics.find(([id]) => id === topic)[1] * 10) / 10, patience: 10 + below(1800) / 10 });
  for (let t = 0; t < until + 100; t += below(80) / 10)
    add(t, [...homes, "horsens", "horsens", "laesoe"][below(homes.length + 3)], topics[below(topics.length)][0]);
  for (let t = crisis.from; t < crisis.from + 300; t += below(20) / 10) add(t, crisis.municipalities[below(2)], crisis.topic);
  all.sort((a, b) => a.t - b.t);
  return all.map((call, i) => ({ ...call, call: i + 1 }));
}

function write(name, day, rows) {
  mkdirSync(path.join(directory, name));
  writeFileSync(path.join(directory, name, "T.scenario.json"), JSON.stringify(day));
  const lines = rows.map((r) => [r.t.toFixed(2), r.call, r.municipality, r.topic, r.language, r.handle.toFixed(1), r.patience.toFixed(1)].join(","));
  writeFileSync(path.join(directory, name, "T.trace.csv"), `t,call,municipality,topic,language,handle_s,patience_s\n${lines.join("\n")}\n`);
}

const replay = (name, ...more) => run(path.join(source, "scripts/replay-live"), ["--scenarios", path.join(directory, name), "--build", build,
  "--until", String(until), "--out", path.join(directory, name), ...more]);

// What the live service did, counted against the day: a test of days on which nothing happens shows nothing.
function figures(name, day, rows) {
  const byId = new Map(day.agents.map((agent) => [agent.id, agent]));
  const counts = { crisis: 0, calm: 0, outside: 0, qualified: 0, abandoned: 0, waiting: 0, inOutage: 0, rows: 0 };
  const lines = readFileSync(path.join(directory, name, "T.live.csv"), "utf8").trim().split("\n").slice(1);
  for (const line of lines) {
    const [number, outcome, who, at] = line.split(",");
    const call = rows[Number(number) - 1];
    counts.rows++;
    if (outcome !== "answered") counts[outcome]++;
    if (outcome !== "answered") continue;
    const agent = byId.get(Number(who));
    const here = crisis.municipalities.includes(call.municipality) && call.topic === crisis.topic;
    if (call.municipality === "laesoe") counts.outside++;
    else if (agent.municipality !== call.municipality) counts[here && call.t >= crisis.from && call.t < crisis.to ? "crisis" : "calm"]++;
    if (!agent.topics.includes(call.topic)) counts.qualified++;
    if (agent.municipality === "randers" && at >= outage.from && at < outage.to) counts.inOutage++;
  }
  return counts;
}

const days = [
  ["always", { wrapUp: 20, rule: "always" }, 1],
  ["when-queue", { wrapUp: 0, rule: "when_queue" }, 2],
];
for (const [name, how, seed] of days) {
  const day = scenario(how);
  const rows = calls(seed);
  write(name, day, rows);
  await promise(`the live service does what the simulator says: reserve ${name}, wrap-up ${how.wrapUp} s`, async () => {
    const { status, out, err } = await replay(name);
    assert.equal(status, 0, out + err);
    assert.match(out, /^ok .*every byte the same/);
    const counts = figures(name, day, rows);
    console.log(`        ${JSON.stringify(counts)}`);
    assert.equal(counts.rows, rows.filter((row) => row.t <= until).length);
    for (const what of ["crisis", "calm", "outside", "qualified"]) assert.ok(counts[what] >= 10, `${what}: ${JSON.stringify(counts)}`);
    assert.ok(counts.abandoned >= 5, JSON.stringify(counts));
    assert.equal(counts.inOutage, 0);
  });
}

await promise("a service that is configured otherwise is found out", async () => {
  const { status, out } = await replay("always", "--more-reserve", "1");
  assert.equal(status, 1, out);
  assert.match(out, /^FAILED .*not the same/);
});

await promise("what cannot be replayed fails", async () => {
  const { status, out, err } = await replay("always", "--until", "soon");
  assert.equal(status, 1, out + err);
  assert.match(out, /^FAILED/);
});

await finish();
