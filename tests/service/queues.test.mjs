// Foreign switchboards: an HTTP server in the form of Puzzel's visual queues is asked, misbehaves in every way, and is away. What
// it says counts; what it does not say is unknown, and never zero. And the advice for switches that route by percentage.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { agentsCli, finish, furnished, promise, run, source, until } from "./harness.mjs";

const table = readFileSync(path.join(source, "coordinator/docs/adapters/puzzel.json"), "utf8");
const fixture = JSON.parse(readFileSync(path.join(source, "tests/service/fixtures/puzzel-visual-queues.json"), "utf8"));
const secret = "Bearer eyJhbGciOiJub25lIn0.very-secret.token";
const names = { "Vand og spildevand": "vand", "Pas og kørekort": "pas" };

/* --- the switchboard ------------------------------------------------------------------------------------------------- */

class Switchboard {
  constructor() {
    this.mode = "good";
    this.document = structuredClone(fixture);
    this.requests = [];
    this.hanging = new Set();
    this.inHand = this.most = 0;
    this.server = http.createServer((request, response) => this.answer(request, response));
  }
  async listen() {
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}/ContactCentre5/40799/visualqueues/stateinformation/All?userId=7`;
    return this;
  }
  answer(request, response) {
    this.requests.push({ mode: this.mode, headers: request.headers, url: request.url });
    this.most = Math.max(this.most, ++this.inHand);
    response.on("close", () => this.inHand--);
    const body = JSON.stringify(this.document);
    const tag = `"${Buffer.from(body).length}-${this.document.result?.[0]?.queueSize}"`;
    const json = { "content-type": "application/json" };
    switch (this.mode) {
      case "good": return void response.writeHead(200, json).end(body);
      case "tagged":
        if (request.headers["if-none-match"] === tag) return void response.writeHead(304, { etag: tag }).end();
        return void response.writeHead(200, { ...json, etag: tag }).end(body);
      case "error": return void response.writeHead(500, json).end(body);
      case "redirect": return void response.writeHead(302, { location: `${this.url}&again` }).end();
      case "huge": return void response.writeHead(200, json).end(`{"result":[${`${JSON.stringify(fixture.result[0])},`.repeat(2000)}{}]}`);
      case "text": return void response.writeHead(200, json).end("<html>log on</html>");
      case "hang": return void this.hanging.add(response);
      case "cut": return void response.destroy();
      default: throw new Error(`no mode ${this.mode}`);
    }
  }
  release() {
    for (const response of this.hanging) response.destroy();
    this.hanging.clear();
  }
}
const board = await new Switchboard().listen();

/* --- the world ------------------------------------------------------------------------------------------------------- */

const args = ["--private-receivers", "--exempt", "127.0.0.0/8"];
const world = await furnished({ args });
const admin = { as: "admin" };
const sourceBody = { organisation: "0615", adapter: "puzzel", url: board.url, interval_ms: 1000, authorization: secret, queues: names };
const put = (target, body) => world.request("PUT", target, { as: "admin", body });
const state = async () => (await world.must("GET", "/v1/queue-sources?organisation=0615", { as: "leader" })).queue_sources[0];
const service = async (as = "leader") => (await world.must("GET", "/v1/services", { as })).services.find((row) => row.organisation === "0615");
const queue = async (topic) => (await service()).queues.find((row) => row.topic === topic);
const again = () => world.must("PUT", "/v1/queue-sources/horsens", { ...admin, body: { ...sourceBody, authorization: undefined } });
await world.must("PUT", "/v1/settings", { ...admin, body: { queue_stale_ms: 5000, lease_ms: 3600000 } });

await promise("a table that is not well formed is refused whole, naming pointer and reason", async () => {
  const good = JSON.parse(table);
  for (const [change, field, said] of [
    [{ waiting: "queueSize" }, "waiting", /queueSize is no JSON pointer/],
    [{ waiting: ["/a", "/b~2"] }, "waiting[1]", /b~2 is no JSON pointer/],
    [{ waiting: 7 }, "waiting", /JSON pointer/],
    [{ waiting: [] }, "waiting", /1 to 4/],
    [{ waiting: undefined }, "waiting", /must be given/],
    [{ name: undefined }, "name", /go together/],
    [{ longest_wait: { at: "/x", unit: "fortnights" } }, "longest_wait.unit", /ms, s, min or hh:mm:ss/],
    [{ longest_wait: { at: "/x" } }, "longest_wait", /at and unit/],
    [{ agents_busy: "/b" }, "agents_logged_on", /stands for agents_busy/],
    [{ colour: "/c" }, "colour", /a table has/],
  ]) {
    const answer = await put("/v1/queue-adapters/puzzel", { ...good, ...change });
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.json.field, field, answer.text);
    assert.match(answer.json.detail, said);
  }
  assert.deepEqual((await world.must("GET", "/v1/queue-adapters", { as: "leader" })).queue_adapters, []);
});

await promise("the table of the documentation is taken, and shown as it was given", async () => {
  assert.equal((await put("/v1/queue-adapters/puzzel", table)).status, 201);
  assert.equal((await put("/v1/queue-adapters/puzzel", table)).status, 200);
  const [row] = (await world.must("GET", "/v1/queue-adapters", { as: "leader" })).queue_adapters;
  assert.deepEqual(row.adapter, JSON.parse(table));
});

await promise("a source that does not fit is refused, and nothing is asked", async () => {
  for (const [change, status, field] of [
    [{ organisation: "9999" }, 404, "organisation"],
    [{ adapter: "other" }, 404, "adapter"],
    [{ url: "ftp://x.example/" }, 400, "url"],
    [{ url: "http://user:pass@x.example/" }, 400, "url"],
    [{ interval_ms: 10 }, 400, "interval_ms"],
    [{ authorization: "Bearer x\r\nEvil: yes" }, 400, "authorization"],
    [{ authorization: "x", open: true }, 400, "open"],
    [{ queues: { Vand: "luft" } }, 404, "queues"],
    [{ queues: ["vand"] }, 400, "queues"],
    [{ secret: "x" }, 400, "secret"],
  ]) {
    const answer = await put("/v1/queue-sources/horsens", { ...sourceBody, ...change });
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.json.field, field, answer.text);
  }
  assert.equal((await world.request("PUT", "/v1/queue-sources/horsens", { as: "leader", body: sourceBody })).status, 403);
  assert.equal(board.requests.length, 0);
});

await promise("a switchboard is asked, and what it says counts: all together, and by topic", async () => {
  assert.equal((await put("/v1/queue-sources/horsens", sourceBody)).status, 201);
  const vand = await until("the topic is known", () => queue("vand"));
  assert.deepEqual([vand.state, vand.waiting, vand.longest_wait_ms, vand.agents_available, vand.agents_busy, vand.agents_paused],
    ["normal", 12, 95000, 0, 5, 1]);
  const pas = await until("the other is known", () => queue("pas"));
  assert.deepEqual([pas.waiting, pas.longest_wait_ms, pas.agents_available, pas.agents_busy], [1, 4000, 2, 2]);
  const all = await queue(null);
  // 12 and 1 callers; the queue that is named by nobody does not count. Agents may serve both: the most in one.
  assert.deepEqual([all.waiting, all.longest_wait_ms, all.agents_available, all.agents_busy], [13, 95000, 2, 5]);
  const whole = await service();
  assert.deepEqual([whole.known, whole.waiting, whole.longest_wait_ms], [true, 13, 95000]);
  const overview = await world.must("GET", "/v1/overview", { as: "leader" });
  assert.equal(overview.services.find((row) => row.organisation === "0615").queues.length, 3);
  assert.equal(board.requests[0].headers.authorization, secret);
  assert.equal(board.requests[0].headers.accept, "application/json");
});

await promise("what authorises the requests is shown nowhere", async () => {
  for (const target of ["/v1/queue-sources", "/v1/queue-adapters", "/v1/services", "/v1/overview", "/metrics"]) {
    const { text } = await world.request("GET", target, { as: "leader" });
    assert.ok(!text.includes("very-secret"), target);
  }
  const shown = await state();
  assert.equal(shown.authorized, true);
  assert.deepEqual(shown.queues, names);
  assert.ok(!("authorization" in shown));
  assert.equal(shown.url, new URL(board.url).origin + "/…"); // a query may hold a secret too
  assert.equal((await world.must("GET", "/v1/queue-sources", admin)).queue_sources[0].url, board.url);
  assert.ok(!world.service.lastWords().includes("very-secret"));
  await again(); // no authorization is given: the one before stays
  const count = board.requests.length;
  await until("it is asked again", () => board.requests.length > count);
  assert.equal(board.requests.at(-1).headers.authorization, secret);
});

const failing = [
  ["error", /HTTP 500/], ["redirect", /HTTP 302/], ["huge", /too large/i], ["text", /no JSON/], ["cut", /./],
];
for (const [mode, why] of failing) {
  await promise(`${mode}: the failure is shown, the queue becomes unknown and not zero, and it recovers`, async () => {
    board.mode = mode;
    const began = Date.now();
    await again();
    const shown = await until("the failure is shown", async () => {
      const row = await state();
      return row.state === "failing" && row.failures >= 1 && why.test(row.error) && row;
    });
    assert.ok(shown.failing_since >= began - 1000 && shown.failing_since <= Date.now());
    const vand = await until("the queue is unknown", async () => {
      const row = await queue("vand");
      return row.state === "unknown" && row;
    });
    assert.deepEqual([vand.waiting, vand.longest_wait_ms, vand.agents_available, vand.agents_busy], [null, null, null, null]);
    assert.equal((await service()).known, false);
    board.mode = "good";
    await again();
    await until("it is known again", async () => (await queue("vand")).waiting === 12 && (await state()).state === "reporting");
    assert.equal((await state()).error, null);
  });
}

await promise("a document of another form says where it does not fit", async () => {
  for (const [change, said] of [
    [(d) => delete d.result[0].queueSize, /waiting: at \/queueSize there is nothing/],
    [(d) => (d.result[0].queueSize = "many"), /waiting: at \/queueSize is no whole number/],
    [(d) => (d.result[0].queueSize = -1), /waiting/],
    [(d) => (d.result[0].waitTimeMaxSeconds = 1e9), /longest_wait: at \/waitTimeMaxSeconds/],
    [(d) => (d.result = {}), /queues: at \/result there is no list/],
    [(d) => d.result.shift(), /has no queue Vand og spildevand/],
  ]) {
    board.document = structuredClone(fixture);
    change(board.document);
    await again();
    await until(`it says ${said}`, async () => said.test((await state()).error ?? ""));
  }
  board.document = structuredClone(fixture);
  await again();
  await until("it reports again", async () => (await state()).state === "reporting");
});

await promise("one that hangs is asked once at a time, and given up", async () => {
  board.mode = "hang";
  board.most = 0;
  await again();
  await until("it hangs", () => board.hanging.size > 0);
  await until("it is given up", async () => (await state()).state === "failing");
  assert.equal(board.most, 1);
  board.mode = "good";
  board.release();
  await again();
  await until("it reports again", async () => (await state()).state === "reporting");
});

await promise("an answer that is as before is a report too", async () => {
  board.mode = "tagged";
  await again();
  const before = (await world.metrics()).get('ddh_queue_polls_total{outcome="unchanged"}');
  await until("it is asked with the tag", () => board.requests.some((request) => request.headers["if-none-match"] !== undefined));
  await until("it counts", async () => (await world.metrics()).get('ddh_queue_polls_total{outcome="unchanged"}') > before);
  const first = (await queue("vand")).reported_at;
  await until("the report is newer", async () => (await queue("vand")).reported_at > first);
  assert.equal((await queue("vand")).waiting, 12);
  board.document.result[0].queueSize = 3;
  await until("and what is new is read", async () => (await queue("vand")).waiting === 3);
  board.document = structuredClone(fixture);
  board.mode = "good";
});

await promise("a killed coordinator goes on asking", async () => {
  await world.service.kill();
  const count = board.requests.length;
  board.document.result[0].queueSize = 9;
  await world.start({ args });
  await until("it is asked", () => board.requests.length > count);
  await until("what it says counts", async () => (await queue("vand")).waiting === 9);
  assert.equal(board.requests.at(-1).headers.authorization, secret);
  const metrics = await world.metrics();
  assert.equal(metrics.get("ddh_queue_sources"), 1);
  assert.equal(metrics.get("ddh_queue_sources_failing"), 0);
});

/* --- advice ------------------------------------------------------------------------------------------------------------ */

const advice = (more = "", options = {}) => world.request("GET", `/v1/advice?organisation=0615${more}`, { as: "leader", ...options });
const shares = async (topic) => {
  const { json } = await advice(`&topic=${topic}`);
  const [row] = json.advice;
  assert.equal(row.shares.reduce((sum, share) => sum + share.permille, 0), 1000);
  return { reason: row.reason, ...Object.fromEntries(row.shares.map((share) => [share.organisation, share.permille])) };
};

await promise("advice: home keeps everything where it has free agents, and where nobody may help", async () => {
  assert.deepEqual(await shares("pas"), { reason: "home_has_free_agents", "0615": 1000 });
  assert.deepEqual(await shares("vand"), { reason: "nobody_may_help", "0615": 1000 });
});

await promise("advice: shares as the agents that each brings, whole thousandths that add up", async () => {
  await world.must("PUT", "/v1/agreements/all", { ...admin, body: { mode: "always" } });
  await world.must("PUT", "/v1/organisations/0751/home", { ...admin, body: { addresses: ["sip:vagt@aarhus.example"] } });
  for (const name of ["bo", "eva"]) {
    if (name === "eva") await world.agent("eva", "0751");
    await world.must("POST", `/v1/agents/${name}/status`, { as: name, body: { status: "available" } });
  }
  // 5 at work in Horsens, 2 free in Aarhus: 714.3 and 285.7.
  assert.deepEqual(await shares("vand"), { reason: "shared", "0615": 714, "0751": 286 });
  const { json } = await advice("&topic=vand");
  assert.deepEqual(json.advice[0].shares.map((share) => [share.home, share.address]), [[true, null], [false, "sip:vagt@aarhus.example"]]);
  assert.equal(json.valid_ms, 5000);
});

await promise("advice: a tag while nothing changes, and 304 for who has it", async () => {
  const first = await advice("&topic=vand");
  assert.ok(first.headers.etag);
  const same = await advice("&topic=vand", { headers: { "if-none-match": first.headers.etag } });
  assert.equal(same.status, 304);
  assert.equal(same.text, "");
  await world.must("POST", "/v1/organisations/0751/help", { as: "aarhus", body: { declines: true } });
  const other = await advice("&topic=vand", { headers: { "if-none-match": first.headers.etag } });
  assert.equal(other.status, 200);
  assert.equal(other.json.advice[0].reason, "nobody_may_help");
  await world.must("POST", "/v1/organisations/0751/help", { as: "aarhus", body: { declines: false } });
});

await promise("advice: a switch sees its own, and nothing of whom it may not see", async () => {
  await world.token("horsens-switch", "telephony", { organisations: ["0615"] });
  const own = await advice("", { as: "horsens-switch" });
  assert.equal(own.status, 200);
  assert.equal(own.json.advice.length, 2);
  assert.equal((await world.request("GET", "/v1/advice?organisation=0751", { as: "horsens-switch" })).status, 403);
  assert.equal((await world.request("GET", "/v1/advice", { as: "horsens-switch" })).json.field, "organisation");
  assert.equal((await advice("&topic=luft")).status, 404);
  assert.equal((await advice("", { as: "ida" })).status, 403);
});

const cli = (words, secretOf = "admin") => run(agentsCli, ["--locale", "en", ...words],
  { env: { ...process.env, DDH_SERVER: `http://127.0.0.1:${world.service.port}`, DDH_TOKEN: world.secrets.get(secretOf) } });
await promise("agents-cli shows the queues, the sources and the advice, and sets them", async () => {
  const done = async (words, who) => {
    const { status, out, err } = await cli(words, who);
    assert.equal(status, 0, `${words.join(" ")}: ${err}`);
    return out;
  };
  assert.match(await done(["queues"], "leader"), /0615 +vand +9 +1:35 +0 +5 +1 +-/);
  assert.match(await done(["overview"], "leader"), /0615 +all queues +10 /);
  assert.match(await done(["sources"], "leader"), /horsens +reporting {2}0615, puzzel {2}http/);
  assert.match(await done(["adapters"], "leader"), /puzzel +\{.*"\/queueSize"/);
  const said = await done(["advice", "0615", "--topic", "vand"], "horsens-switch");
  assert.match(said, /vand {2}shared as the agents\n +71\.4 % {2}0615 .*\n +28\.6 % {2}0751 +sip:vagt@aarhus.example/);
  const file = path.join(world.directory, "authorization");
  writeFileSync(file, "Bearer another-secret\n");
  await done(["sources", "horsens", "--organisation", "0615", "--adapter", "puzzel", "--url", board.url, "--every", "1",
    "--queue", "Vand og spildevand=vand", "--queue", "Pas og kørekort=pas", "--authorization-file", file]);
  await until("the other is sent", () => board.requests.at(-1).headers.authorization === "Bearer another-secret");
  assert.deepEqual((await state()).queues, names);
  await done(["adapters", "puzzel", path.join(source, "coordinator/docs/adapters/puzzel.json")]);
  assert.match(await done(["queue", "0751", "--topic", "pas", "--waiting", "3", "--paused", "1"]), /0751 +pas +3 +- +- +- +1/);
  for (const [words, what] of [[["dismiss", "0615"], /all queues together in 0615/], [["dismiss", "0615", "vand"], /vand in 0615/]]) {
    const none = await world.request("POST", "/v1/organisations/0615/dismiss-surge", { as: "leader", body: { reason: "x", topic: words[2] } });
    assert.deepEqual([none.status, none.json.field], [404, "topic"]);
    assert.match(none.json.detail, what);
    assert.equal((await cli([...words, "--reason", "x"], "leader")).status, 5); // not found
  }
  const bad = await cli(["sources", "horsens", "--adapter", "puzzel"]);
  assert.notEqual(bad.status, 0);
  assert.match(bad.err, /Say --organisation/);
  await world.must("DELETE", "/v1/organisations/0751/queue-state", { ...admin, body: { topic: "pas" } });
});

await promise("advice: home that is unknown keeps everything", async () => {
  board.mode = "error";
  await until("it is unknown", async () => (await queue("vand")).state === "unknown");
  assert.deepEqual(await shares("vand"), { reason: "home_is_unknown", "0615": 1000 });
  board.mode = "good";
  await again();
  await until("it is known", async () => (await queue("vand")).state !== "unknown");
});

await promise("a source that is removed is asked no more, and its queues are forgotten", async () => {
  assert.equal((await world.request("DELETE", "/v1/queue-adapters/puzzel", admin)).status, 409);
  await world.must("DELETE", "/v1/queue-sources/horsens", admin);
  const count = board.requests.length;
  assert.equal(await queue("vand"), undefined);
  await world.must("DELETE", "/v1/queue-adapters/puzzel", admin);
  assert.equal((await world.metrics()).get("ddh_queue_sources"), 1 - 1);
  assert.ok(board.requests.length <= count + 1);
  assert.deepEqual(await world.records("queue_source"), {});
  assert.deepEqual(await world.records("foreign_queue"), {});
});

board.release();
board.server.closeAllConnections();
board.server.close();
await promise("a surge there stands in the overview with the playbooks that match, and is dismissed as others are", async () => {
  const calm = await furnished({ args: ["--exercise", "--clock", "driven", "--start", "2026-11-16T09:00:00+01:00"] });
  const hour = 3600000;
  const pass = (ms) => calm.must("POST", "/v1/clock", { as: "admin", body: { advance_ms: ms } });
  const waits = (waiting) => calm.must("POST", "/v1/organisations/0615/queue-state", { as: "admin", body: { topic: "vand", waiting } });
  const leads = async (...words) => {
    const { status, out, err } = await run(agentsCli, ["--locale", "en", ...words],
      { env: { ...process.env, DDH_SERVER: `http://127.0.0.1:${calm.service.port}`, DDH_TOKEN: calm.secrets.get("leader") } });
    assert.equal(status, 0, err);
    return out;
  };
  await calm.must("PUT", "/v1/settings", { as: "admin", body: { baseline_weeks: 1, queue_stale_ms: hour, service_dwell_ms: 0, lease_ms: hour } });
  await calm.publish();
  for (let i = 0; i < 4; i++) await waits(1);
  await pass(hour);
  await waits(1);
  await pass(167 * hour);
  await waits(40);
  const { queue_surges: rows } = await calm.must("GET", "/v1/overview", { as: "leader" });
  assert.deepEqual(rows.map((row) => [row.organisation, row.topic, row.waiting, row.usual_waiting_permille]), [["0615", "vand", 40, 1000]]);
  assert.ok(rows[0].playbooks.some((playbook) => playbook.command === "agents-cli activate water-contamination --municipality 0615 --exercise"), JSON.stringify(rows));
  assert.match(await leads("overview"), /SURGE Horsens, Drikkevand: 40 wait in its own queue, 1 are usual, since .*\n +Playbook: .*\n +agents-cli activate water-contamination/);
  await leads("dismiss", "0615", "vand", "--reason", "a newspaper article");
  assert.match(await leads("overview"), /dismissed: Horsens, Drikkevand: 40 wait in its own queue/);
  await calm.close();
});

await finish();
