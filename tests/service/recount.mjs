// Recomputes the table of an exercise from the event stream alone, knowing nothing of the drill that played it.
//
//   node recount.mjs EVENTS [--crisis 0746] [--after EPOCH-NUMBER] [--until EPOCH-NUMBER]
//                    [--json] [--compare REPORT]
//
// EVENTS is one of
//   - the `data:` lines of GET /v1/stream, a JSON object each (what ddh-drill --events writes, or
//     curl -N ... | sed -n 's/^data: //p'); a snapshot may come first;
//   - redis-cli --json XRANGE '{ddh}:events' - +
// --crisis    the municipality in crisis (0746; with --compare the report's)
// --compare   the drill's report: every figure that a stream can know must be equal, or the exit status is 1.
// The seconds from activation to the last screen are real time at the agents' end: no stream knows them.
import { readFileSync } from "node:fs";

const GROUPS = ["crisis municipality", "members and partners", "outsiders", "everyone"];

function fail(text) {
  console.error(`recount: ${text}`);
  process.exit(2);
}

function options(argv) {
  const given = { file: null, crisis: null, after: null, until: null, json: false, compare: null };
  for (let i = 0; i < argv.length; i++) {
    const name = argv[i].startsWith("--") ? argv[i].slice(2) : null;
    if (name === "json") given.json = true;
    else if (["crisis", "after", "until", "compare"].includes(name)) given[name] = argv[++i] ?? fail(`${argv[i - 1]} needs a value`);
    else if (name === null && given.file === null) given.file = argv[i];
    else fail(`what is ${argv[i]}?`);
  }
  return given.file === null ? fail("which events?") : given;
}

// A Redis entry is [id, ["type", t, "at", ms, "actor", a, "call/call-17", "{...}", ...]].
function fromRedis([id, flat]) {
  const event = { id, records: {} };
  for (let i = 0; i < flat.length; i += 2) {
    const [name, value] = [flat[i], flat[i + 1]];
    const slash = name.indexOf("/");
    if (slash < 0) event[name] = name === "at" ? Number(value) : value;
    else {
      const kind = name.slice(0, slash);
      (event.records[kind] ??= {})[name.slice(slash + 1)] = value === "" ? null : JSON.parse(value);
    }
  }
  return event;
}

function read(path) {
  const text = readFileSync(path, "utf8").trim();
  if (text === "") return [];
  if (text.startsWith("[")) return JSON.parse(text).map(fromRedis);
  return text.split("\n").map((line, i) => {
    try {
      return JSON.parse(line.replace(/^data: /, ""));
    } catch (error) {
      return fail(`line ${i + 1}: ${error.message}`);
    }
  });
}

const numberOf = (id) => Number(id.slice(id.indexOf("-") + 1));

// Whose agent answered whose citizen, when that is overflow: the agent belongs neither to the queue's organisation nor to the
// citizen's. Of an agent whose organisation these events do not tell, it is not known.
function helpOf(agentHome, record) {
  const home = agentHome.get(record.agent);
  if (home === undefined || home === record.organisation || home === record.municipality) return null;
  return { helper: home, helped: record.municipality };
}

// Folds the events into what the table needs. Throws when they contradict each other.
export function fold(events, { after = null, until = null } = {}) {
  const organisations = new Map(), agentHome = new Map(), calls = new Map(), agents = new Set(), acknowledged = new Map();
  const contradictions = [];
  const declining = (id) => organisations.get(id)?.declines === true;
  let last = -1;
  for (const event of events) {
    if (event.type === "snapshot" && last >= 0) console.error(`recount: the stream was taken up anew at ${event.id}: what came before it may be missing`);
    if (event.type === "gap") throw new Error(`the stream has a gap at ${event.id}`);
    const snapshot = event.snapshot ?? (event.type === undefined && event.organisations ? event : null);
    if (snapshot) for (const o of snapshot.organisations ?? []) organisations.set(o.id, o);
    if (snapshot) continue;
    const number = numberOf(event.id);
    if (number <= last) contradictions.push(`${event.id} comes after ${last}`);
    last = number;
    const records = event.records ?? {};
    for (const [id, record] of Object.entries(records.organisation ?? {})) if (record) organisations.set(id, record);
    for (const [id, record] of Object.entries(records.agent ?? {})) if (record) agentHome.set(id, record.organisation);
    if (after !== null && number <= numberOf(after)) continue;
    if (until !== null && number > numberOf(until)) continue;
    for (const [id, record] of Object.entries(records.call ?? {})) if (record) {
      const help = helpOf(agentHome, record);
      take(calls, id, event, record, help, contradictions);
      if (event.type === "call_offered" && help && declining(help.helper)) contradictions.push(`${id} was offered to ${help.helper}, which declines`);
    }
    if (event.type === "agent_signed_in") for (const id of Object.keys(records.availability ?? {})) agents.add(id);
    if (event.type === "answer_acknowledged")
      for (const record of Object.values(records.acknowledgement ?? {}))
        if (record) acknowledged.set(`${record.activation}/${record.agent}`, record);
  }
  return { organisations, agentHome, calls, agents, acknowledged, contradictions };
}

function take(calls, id, event, record, help, contradictions) {
  const known = calls.get(id);
  if (event.type === "call_arrived") {
    if (known) contradictions.push(`${id} arrived twice`);
    calls.set(id, { municipality: record.municipality, enqueued: record.enqueued_at, outcome: "waiting", wait: 0, agent: null, help: null, talk: 0 });
    return;
  }
  if (!known) return; // it arrived before the part that is counted
  const close = (outcome, until) => {
    if (known.outcome !== "waiting") contradictions.push(`${id} was ${known.outcome} and then ${outcome}`);
    Object.assign(known, { outcome, wait: until - record.enqueued_at, agent: record.agent, help: outcome === "answered" ? help : null });
  };
  if (known.outcome === "answered" && record.ended_at) known.talk = record.ended_at - record.answered_at;
  if (event.type === "call_answered") close("answered", record.answered_at);
  else if (event.type === "call_abandoned") close("abandoned", record.ended_at);
  else if (event.type === "call_diverted") close("diverted", record.ended_at);
  else if (event.type === "call_ended" && known.agent !== record.agent) contradictions.push(`${id} changed hands in the talk`);
}

function figures(name, calls, agents, acknowledged) {
  const waits = calls.filter((c) => c.outcome === "answered").map((c) => c.wait).sort((a, b) => a - b);
  const count = (outcome) => calls.filter((c) => c.outcome === outcome).length;
  const answered = waits.length, offered = calls.length;
  return {
    group: name, offered, answered, abandoned: count("abandoned"), diverted: count("diverted"), waiting: count("waiting"),
    answer_rate_permille: offered === 0 ? 0 : Math.floor((answered * 1000 + Math.floor(offered / 2)) / offered),
    mean_wait_ms: answered === 0 ? 0 : Math.floor((waits.reduce((a, b) => a + b, 0) + Math.floor(answered / 2)) / answered),
    p95_wait_ms: answered === 0 ? 0 : waits[Math.ceil(answered * 0.95) - 1],
    agents, acknowledged,
  };
}

export function table(state, crisis) {
  const groupOf = (organisation) =>
    organisation === crisis ? GROUPS[0] : state.organisations.get(organisation)?.standing === "outsider" ? GROUPS[2] : GROUPS[1];
  const calls = [...state.calls.values()];
  const agents = [...state.agents];
  const readers = new Set([...state.acknowledged.values()].map((a) => a.agent));
  return GROUPS.map((name) => {
    const mine = (group) => name === GROUPS[3] || group === name;
    const ofGroup = (ids) => ids.filter((id) => mine(groupOf(state.agentHome.get(id)))).length;
    return figures(name, calls.filter((c) => mine(groupOf(c.municipality))), ofGroup(agents), ofGroup([...readers]));
  });
}

// Who helped whom, in how many calls, for how long; and what each organisation gave and received.
export function exchange(state) {
  const pairs = new Map(), organisations = new Map();
  const of = (map, key, fresh) => map.get(key) ?? map.set(key, fresh).get(key);
  const party = (id) => of(organisations, id, { organisation: id, given: 0, given_ms: 0, received: 0, received_ms: 0 });
  for (const { help, talk } of state.calls.values()) {
    if (!help) continue;
    const pair = of(pairs, `${help.helper} ${help.helped}`, { ...help, calls: 0, talk_ms: 0, longest_ms: 0 });
    pair.calls++;
    pair.talk_ms += talk;
    pair.longest_ms = Math.max(pair.longest_ms, talk);
    party(help.helper).given++;
    party(help.helper).given_ms += talk;
    party(help.helped).received++;
    party(help.helped).received_ms += talk;
  }
  return { pairs: [...pairs.values()].sort((a, b) => b.calls - a.calls || b.talk_ms - a.talk_ms), organisations: [...organisations.values()] };
}

// Events that begin after the agents were loaded do not say where agents belong: then only the sum of all is known.
function dropUnknownHomes(state, groups) {
  const strangers = [...state.agents].filter((id) => !state.agentHome.has(id));
  if (strangers.length === 0) return true;
  console.error(`recount: these events do not say where ${strangers.length} agents belong: acknowledgements are counted for everyone only, help not at all`);
  for (const group of groups.slice(0, 3)) {
    delete group.agents;
    delete group.acknowledged;
  }
  return false;
}

function print(groups) {
  const minutes = (ms, row) => (row.answered === 0 ? "-" : `${Math.floor(Math.round(ms / 1000) / 60)}:${String(Math.round(ms / 1000) % 60).padStart(2, "0")}`);
  const rows = groups.map((g) => [g.group, g.offered, g.answered, g.offered ? `${(g.answer_rate_permille / 10).toFixed(1)} %` : "-",
    minutes(g.mean_wait_ms, g), minutes(g.p95_wait_ms, g), g.abandoned, g.agents ? `${g.acknowledged} of ${g.agents}` : "-"]);
  const head = ["", "offered", "answered", "svarprocent", "køtid mean", "køtid p95", "abandoned", "acknowledged"];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => String(row[i]).length)) + 2);
  for (const row of [head, ...rows])
    console.log(row.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join(""));
}

function printHelp(help, organisations) {
  const name = (id) => organisations.get(id)?.name ?? id;
  const minutes = (ms) => `${(ms / 60000).toFixed(1)} min`;
  const total = { calls: 0, talk_ms: 0 };
  for (const pair of help.pairs) {
    console.log(`${name(pair.helper)} helped ${name(pair.helped)}: ${pair.calls} calls, ${minutes(pair.talk_ms)}, the longest ${minutes(pair.longest_ms)}`);
    total.calls += pair.calls;
    total.talk_ms += pair.talk_ms;
  }
  console.log(`overløb in all: ${total.calls} calls, ${minutes(total.talk_ms)}`);
}

// Row by row, whatever their order: `key` names a row.
function compareRows(what, key, mine, told) {
  const rows = new Map(told.map((row) => [key(row), row]));
  let differences = 0;
  const differ = (text) => {
    differences++;
    console.error(`recount: ${what}: ${text}`);
  };
  for (const row of mine) {
    const other = rows.get(key(row));
    rows.delete(key(row));
    if (!other) differ(`the drill knows nothing of ${key(row)}`);
    for (const [name, value] of Object.entries(other ? row : {}))
      if (other[name] !== value) differ(`${key(row)}, ${name}: the drill says ${other[name]}, the stream ${value}`);
  }
  for (const left of rows.keys()) differ(`only the drill knows of ${left}`);
  return differences;
}

function compareHelp(help, report) {
  return compareRows("who helped whom", (row) => `${row.helper} for ${row.helped}`, help.pairs, report.help.pairs) +
    compareRows("given and received", (row) => row.organisation, help.organisations, report.help.organisations);
}

function compare(groups, report) {
  let differences = 0;
  for (const [i, group] of groups.entries())
    for (const [name, value] of Object.entries(group)) {
      const told = report.groups[i][name];
      if (told === value) continue;
      differences++;
      console.error(`recount: ${group.group}, ${name}: the drill says ${told}, the stream ${value}`);
    }
  return differences;
}

function main() {
  const given = options(process.argv.slice(2));
  const report = given.compare === null ? null : JSON.parse(readFileSync(given.compare, "utf8"));
  const state = fold(read(given.file), { after: given.after ?? report?.exercise.after ?? null, until: given.until });
  const groups = table(state, given.crisis ?? report?.exercise.crisis ?? "0746");
  const homesKnown = dropUnknownHomes(state, groups);
  const help = homesKnown ? exchange(state) : null;
  if (given.json) console.log(JSON.stringify({ groups, help }, null, 1));
  else print(groups);
  if (!given.json && help) printHelp(help, state.organisations);
  for (const text of state.contradictions) console.error(`recount: ${text}`);
  const differences = report === null ? 0 : compare(groups, report) + (help ? compareHelp(help, report) : 0);
  if (report !== null && differences === 0) console.log("equal to the drill's table in every figure that a stream can know");
  if (groups[3].offered === 0) fail("no call arrived in these events");
  process.exitCode = differences + state.contradictions.length > 0 ? 1 : 0;
}

main();
