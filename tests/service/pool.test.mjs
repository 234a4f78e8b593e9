// The reserve pool through the HTTP API, with a partner who is limited to its own organisation: members, a call-up answered from the
// screen and by a link, a plan of shifts from CSV, capacity, and at last leaving.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { agentsCli, finish, furnished, openStream, promise, run, until } from "./harness.mjs";

const HOUR = 3600000;
const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const now = Date.now();
for (const [id, organisation] of [["eva", "0615"], ["mia", "0615"], ["per", "0615"]])
  await world.must("PUT", `/v1/agents/${id}`, { as: "admin", body: { name: id, organisation, skills: { vand: 3 }, languages: ["da"], elearning_at: now - HOUR, course_at: now - HOUR } });
for (const id of ["eva", "mia", "per"]) await world.token(id, "agent", { agent: id });
await world.token("horsens", "partner", { organisations: ["0615"] });
const as = (who, method, path, body) => world.request(method, path, { as: who, body });
const refused = async (answer, status, type) => {
  const { status: got, json } = await answer;
  assert.equal(got, status, JSON.stringify(json));
  assert.ok(json.type.endsWith(`:${type}`), json.type);
  return json;
};
const callup = (needed = 2) => ({ organisation: "0615", topic: "vand", language: "da", needed, starts_at: now + 2 * HOUR, ends_at: now + 5 * HOUR, reason: "Snestorm" });

await promise("a partner makes its pool, and no other organisation's", async () => {
  const limits = { week_ms: 15 * HOUR, rest_ms: 11 * HOUR };
  await refused(as("aarhus", "PUT", "/v1/organisations/0615/pool", limits), 403, "other-organisation");
  assert.equal((await as("horsens", "PUT", "/v1/organisations/0615/pool", limits)).status, 201);
  for (const id of ["eva", "mia", "per"]) assert.equal((await as("horsens", "PUT", `/v1/agents/${id}/pool`, {})).status, 201);
  await refused(as("aarhus", "PUT", "/v1/agents/eva/pool", {}), 403, "other-organisation");
  const { pools } = await world.must("GET", "/v1/pool", { as: "horsens" });
  assert.deepEqual(pools[0].members.map((m) => [m.agent, m.state, m.on_shift]).sort(), [["eva", "signed_out", false], ["mia", "signed_out", false], ["per", "signed_out", false]]);
  assert.deepEqual((await world.must("GET", "/v1/pool", { as: "aarhus" })).pools, []);
  await refused(as("aarhus", "GET", "/v1/pool?organisation=0615"), 403, "other-organisation");
  await refused(as("eva", "GET", "/v1/pool"), 403, "not-authorised");
});

await promise("who is asked hears of it on the stream, and nobody else", async () => {
  const eva = await openStream(world, "eva");
  const { json } = await as("horsens", "PUT", "/v1/callups/snow", callup());
  assert.equal(json.callup.asked, 3, JSON.stringify(json));
  const asked = () => eva.events.filter((e) => e.event === "callup_asked");
  await until("the event", () => asked().length > 0);
  assert.deepEqual(asked().map((e) => Object.keys(JSON.parse(e.data).records.callup_ask)), [["snow/eva"]]);
  eva.link.destroy();
  assert.deepEqual((await world.must("GET", "/v1/callups", { as: "eva" })).callups.map((c) => c.people.map((p) => p.agent)), [["eva"]]);
  assert.deepEqual((await world.must("GET", "/v1/callups", { as: "aarhus" })).callups, []);
  await refused(as("aarhus", "POST", "/v1/callups/snow/withdraw", {}), 403, "other-organisation");
});

let link;
await promise("a link is shown once, names nobody, and only its hash is stored", async () => {
  const { json } = await as("horsens", "POST", "/v1/callups/snow/links", { agent: "mia" });
  link = json.secret;
  assert.match(link, /^ddh_[A-Za-z0-9_-]{43}$/);
  assert.ok(!JSON.stringify(json.callup_ask).includes("link"));
  const stored = await world.askRedis("HGET", "{ddh}:callup_ask", "snow/mia");
  assert.ok(!stored.includes(link) && /"link":"[0-9a-f]{64}"/.test(stored), stored);
  const shown = await world.request("GET", `/public/callups/${link}`, {});
  assert.equal(shown.status, 200, JSON.stringify(shown.json));
  assert.deepEqual([shown.json.callup, shown.json.answer, shown.json.state, shown.json.needed], ["snow", "asked", "open", 2]);
  assert.ok(!JSON.stringify(shown.json).includes("mia"));
  await refused(as("aarhus", "POST", "/v1/callups/snow/links", { agent: "mia" }), 403, "other-organisation");
});

await promise("looking at a link answers nothing; posting does, and enough close the call-up", async () => {
  await refused(world.request("GET", `/public/callups/ddh_${"x".repeat(43)}`, {}), 404, "unknown-callup");
  await refused(world.request("POST", `/public/callups/ddh_${"x".repeat(43)}`, { body: { answer: "accept" } }), 404, "unknown-callup");
  await refused(world.request("POST", `/public/callups/${link}`, { body: { answer: "perhaps" } }), 400, "unknown-value");
  await refused(world.request("POST", `/public/callups/${link}`, { body: { answer: "accept", agent: "per" } }), 400, "unknown-field");
  const first = await world.request("POST", `/public/callups/${link}`, { body: { answer: "accept" } });
  assert.equal(first.json.callup_ask.state, "accepted", JSON.stringify(first.json));
  const again = await world.request("POST", `/public/callups/${link}`, { body: { answer: "accept" } });
  assert.equal(again.json.repeated, true);
  await refused(as("eva", "POST", "/v1/callups/snow/answer", { agent: "per", answer: "accept" }), 403, "not-authorised");
  assert.equal((await as("eva", "POST", "/v1/callups/snow/answer", { agent: "eva", answer: "accept" })).status, 200);
  const late = await refused(as("per", "POST", "/v1/callups/snow/answer", { agent: "per", answer: "accept" }), 409, "callup-closed");
  assert.match(late.detail, /enough/);
  assert.equal((await world.must("GET", "/v1/callups/snow", { as: "leader" })).callup.state, "filled");
});

await promise("a new link ends the one before", async () => {
  const { json } = await as("leader", "POST", "/v1/callups/snow/links", { agent: "mia" });
  await refused(world.request("GET", `/public/callups/${link}`, {}), 404, "unknown-callup");
  assert.equal((await world.request("GET", `/public/callups/${json.secret}`, {})).json.answer, "accepted");
});

await promise("limits hold, and the reason is shown", async () => {
  const { json } = await as("leader", "PUT", "/v1/callups/night", { ...callup(1), starts_at: now + 8 * HOUR, ends_at: now + 10 * HOUR });
  assert.equal(json.callup.asked, 1);
  const { callup: night } = await world.must("GET", "/v1/callups/night", { as: "horsens" });
  assert.deepEqual(Object.fromEntries(night.people.map((p) => [p.agent, p.reason])), { eva: "rest", mia: "rest", per: "none" });
});

const csv = (text, who = "horsens", organisation = "0615") =>
  world.request("PUT", `/v1/organisations/${organisation}/shifts`, { as: who, body: text, headers: { "content-type": "text/csv" } });
const iso = (ms) => new Date(ms).toISOString();
await promise("a plan of shifts is taken whole, and whoever is missing is shown and can be called", async () => {
  const plan = `\ufeffagent;from;until\r\nper;${iso(now - HOUR)};${iso(now + 3 * HOUR)}\r\neva;${iso(now + 20 * HOUR)};${iso(now + 24 * HOUR)}\r\n`;
  assert.equal((await csv(plan)).status, 200);
  const { shifts } = await world.must("GET", "/v1/shifts", { as: "horsens" });
  assert.deepEqual(shifts.map((s) => [s.agent, s.on_shift, s.state]).sort(), [["eva", false, "signed_out"], ["per", true, "signed_out"]]);
  const row = (await world.must("GET", "/v1/overview", { as: "leader" })).organisations.find((o) => o.id === "0615");
  assert.equal(row.absent, 1);
  const { json } = await as("horsens", "PUT", "/v1/callups/missing", { ...callup(1), who: "absent", starts_at: now, ends_at: now + HOUR });
  assert.equal(json.callup.asked, 1, JSON.stringify(json));
  await refused(csv(plan, "aarhus"), 403, "other-organisation");
});

for (const [what, text, field, detail] of [
  ["an unknown agent", "agent,from,until\nper,2026-12-01 08:00,2026-12-01 16:00\nnobody,2026-12-01 08:00,2026-12-01 16:00\n", "line 3, column agent", /no such agent/],
  ["another's agent", "agent,from,until\nbo,2026-12-01 08:00,2026-12-01 16:00\n", "line 2, column agent", /another organisation/],
  ["a time that is none", "agent,from,until\nper,yesterday,2026-12-01 16:00\n", "line 2, column from", /no time/],
  ["a day that is none", "agent,from,until\nper,30.02.2027 08:00,2027-03-01 16:00\n", "line 2, column from", /no time/],
  ["a time that the clock skips", "agent,from,until\nper,2027-03-28 02:30,2027-03-28 08:00\n", "line 2, column from", /skips/],
  ["a time that comes twice", "agent,from,until\n\nper,2027-10-30 22:00,2027-10-31 02:30\n", "line 3, column until", /twice/],
  ["an end before the beginning", "agent,from,until\nper,2026-12-01 16:00,2026-12-01 08:00\n", "line 2, column until", /after from/],
  ["columns that are not known", "agent,from,until,phone\nper,1,2,3\n", "line 1", /names the columns/],
  ["a value too few", "until,agent,from\nper,2026-12-01 16:00\n", "line 2", /three values/],
  ["an empty file", "", "line 1", /empty/],
])
  await promise(`${what} refuses the whole file, with line, column and reason`, async () => {
    const before = await world.must("GET", "/v1/shifts", { as: "horsens" });
    const { status, json } = await csv(text);
    assert.ok(status >= 400 && status < 500, `${status}`);
    assert.equal(json.field, field, JSON.stringify(json));
    assert.match(json.detail, detail);
    assert.deepEqual((await world.must("GET", "/v1/shifts", { as: "horsens" })).shifts, before.shifts);
  });

await promise("a local time is Danish, in summer and in winter, and one that comes twice is taken with its offset", async () => {
  assert.equal((await csv("until,from,agent\n2027-06-01 16:00,01.06.2027 08:00,per\n2027-12-01T16:00,2027-12-01T08:00,per\n2027-10-31T02:30:00+01:00,30-10-2027 22:00,per\n")).status, 200);
  const { shifts } = await world.must("GET", "/v1/shifts", { as: "horsens" });
  assert.deepEqual(shifts.map((s) => [iso(s.starts_at), iso(s.ends_at)]).sort(), [
    ["2027-06-01T06:00:00.000Z", "2027-06-01T14:00:00.000Z"],
    ["2027-10-30T20:00:00.000Z", "2027-10-31T01:30:00.000Z"],
    ["2027-12-01T07:00:00.000Z", "2027-12-01T15:00:00.000Z"],
  ]);
});

await promise("what can be delivered stands beside what is needed", async () => {
  const report = { starts_at: now - HOUR, ends_at: now + HOUR, agents: 4 };
  await refused(as("aarhus", "PUT", "/v1/organisations/0615/capacity", report), 403, "other-organisation");
  assert.equal((await as("horsens", "PUT", "/v1/organisations/0615/capacity", report)).status, 201);
  const { capacity } = await world.must("GET", "/v1/capacity", { as: "leader" });
  assert.deepEqual(capacity.map((c) => [c.organisation, c.agents, c.current]), [["0615", 4, true]]);
});

// agents-cli as one of them types it.
const type = async (who, wanted, words, input = "") => {
  const home = path.join(world.directory, `home-${who}`);
  const env = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: home, LANG: "C.UTF-8", DDH_TOKEN: world.secrets.get(who), DDH_SERVER: world.service.url };
  for (const name of ["ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"]) if (process.env[name]) env[name] = process.env[name];
  const { status, out, err } = await run(agentsCli, words, { env, input });
  assert.doesNotMatch(err, /Sanitizer|runtime error/);
  assert.equal(status, wanted, `agents-cli ${words.join(" ")}: ${status}\n${out}\n${err}`);
  return out + err;
};

await promise("agents-cli calls up, answers, shows why not, and makes a link", async () => {
  await world.must("PUT", "/v1/organisations/0615/shifts", { as: "horsens", body: { shifts: [] } });
  const until = iso(now + 40 * HOUR);
  const started = await type("leader", 0, ["callup", "start", "typed", "--organisation", "0615", "--needed", "1", "--topic", "vand", "--from", iso(now + 38 * HOUR), "--until", until, "--reason", "Storm"]);
  assert.match(started, /typed: open; 0 of 1/);
  assert.match(started, /per: asked/);
  assert.match(await type("per", 0, ["callup", "accept", "typed"]), /typed: comes/);
  assert.match(await type("eva", 1, ["callup", "accept", "typed"]), /needs nobody more/);
  assert.match(await type("per", 0, ["callup", "list"]), /typed: filled/);
  assert.match(await type("leader", 0, ["callup", "link", "typed", "mia"]), new RegExp(`${world.service.url}/public/callups/ddh_`));
  await type("leader", 2, ["callup", "start", "other", "--organisation", "0615", "--topic", "vand", "--reason", "x"]);
  await type("leader", 2, ["callup", "shout", "typed"]);
  assert.match(await type("horsens", 0, ["pool"]), /0615: at most 15 hours a week, 11 hours of rest/);
  assert.match(await type("mia", 0, ["pool", "leave"]), /mia has left/);
});

await promise("agents-cli imports a plan of shifts, whole or not at all, and shows who is missing", async () => {
  const file = path.join(world.directory, "plan.csv");
  writeFileSync(file, `agent,from,until\nper,${iso(now - HOUR)},${iso(now + HOUR)}\nnobody,${iso(now)},${iso(now + HOUR)}\n`);
  assert.match(await type("horsens", 5, ["shifts", "import", file, "--organisation", "0615"]), /line 3, column agent/);
  writeFileSync(file, `agent,from,until\nper,${iso(now - HOUR)},${iso(now + HOUR)}\n`);
  await type("horsens", 0, ["shifts", "import", file, "--organisation", "0615"]);
  assert.match(await type("leader", 0, ["shifts"]), /per: .* on shift and not signed in/);
  await type("horsens", 2, ["shifts", "import", path.join(world.directory, "none.csv"), "--organisation", "0615"]);
  assert.match(await type("horsens", 0, ["capacity", "3", "--organisation", "0615", "--from", iso(now + 3 * HOUR), "--until", iso(now + 4 * HOUR)]), /0615: 3 agents/);
  assert.match(await type("leader", 0, ["capacity"]), /0615: 4 agents/);
});

await promise("an organisation leaves in order: drained, exported, erased", async () => {
  const leave = (step, who = "horsens") => as(who, "POST", "/v1/organisations/0615/leave", { step });
  await refused(leave("drain", "aarhus"), 403, "other-organisation");
  await refused(leave("erase"), 409, "leave-order");
  assert.equal((await leave("drain")).json.leaving.step, "drain");
  await refused(as("aarhus", "GET", "/v1/organisations/0615/export"), 403, "other-organisation");
  const exported = await world.must("GET", "/v1/organisations/0615/export", { as: "horsens" });
  const agents = exported.records.agent.map((a) => a.id);
  assert.ok(["eva", "mia", "per"].every((id) => agents.includes(id)) && !agents.includes("bo"), JSON.stringify(agents));
  assert.ok(exported.records.token.every((t) => t.hash === undefined) && exported.records.callup_ask.every((a) => a.link === undefined));
  assert.equal(exported.records.callup.length, 4);
  assert.equal((await leave("export")).json.leaving.step, "export");
  await world.must("POST", "/v1/agents/eva/status", { as: "eva", body: { status: "break" } });
  await refused(leave("erase"), 409, "leave-order");
  await world.must("POST", "/v1/agents/eva/status", { as: "eva", body: { status: "offline" } });
  const first = await leave("erase");
  assert.equal(first.status, 200, JSON.stringify(first.json));
  assert.equal(first.json.leaving.erased_at, null);
  assert.equal((await world.request("GET", "/v1/whoami", { as: "eva" })).status, 401);
  const last = await leave("erase");
  assert.ok(last.json.leaving.erased_at > 0, JSON.stringify(last.json));
  assert.equal((await world.request("GET", "/v1/whoami", { as: "horsens" })).status, 401);
  const keys = (await world.askRedis("HKEYS", "{ddh}:agent")).concat(await world.askRedis("HKEYS", "{ddh}:callup_ask"), await world.askRedis("HKEYS", "{ddh}:shift"), await world.askRedis("HKEYS", "{ddh}:pool_member"));
  assert.ok(!keys.some((key) => /eva|mia|per|ida/.test(key)), JSON.stringify(keys));
  assert.equal((await world.must("GET", "/v1/organisations/0615", { as: "leader" })).organisation.standing, "outsider");
});

await promise("agents-cli takes an organisation out once its name has been typed, and writes what it had first", async () => {
  const file = path.join(world.directory, "aarhus.json");
  assert.match(await type("aarhus", 1, ["organisation", "leave", "0751", "--output", file], "Århus\n"), /nothing new/);
  assert.ok(JSON.parse(readFileSync(file, "utf8")).records.agent.some((a) => a.id === "bo"));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  await type("aarhus", 0, ["organisation", "leave", "0751", "--stay"]);
  assert.ok((await world.must("GET", "/v1/agents/bo", { as: "leader" })).agent);
  assert.match(await type("aarhus", 0, ["organisation", "leave", "0751", "--output", file], "Aarhus\n"), /has left/);
  assert.equal((await world.request("GET", "/v1/agents/bo", { as: "leader" })).status, 404);
});

await finish();
