// Where calls go besides the agent: the directory, what a call may be transferred to by directory and playbook, what became of it in
// figures, and the measures of a trial; over HTTP and agents-cli, and through a death of the coordinator.
import assert from "node:assert/strict";
import { agentsCli, furnished, finish, promise, run, until } from "./harness.mjs";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const cli = (who, ...args) => run(agentsCli, [...args, "--locale", "da"], { env: { ...process.env, DDH_SERVER: world.service.url, DDH_TOKEN: world.secrets.get(who) } });
await world.token("horsens", "partner", { organisations: ["0615"] });
const refused = async (answer, status, slug, field) => {
  const { status: got, json } = await answer;
  assert.deepEqual([got, json.type, json.field], [status, `urn:ddh:problem:${slug}`, field]);
};
const put = (organisation, body, as = "admin") => world.request("PUT", `/v1/directory/${organisation}`, { as, body });
const directory = async (query = "", as = "leader") => (await world.must("GET", `/v1/directory${query}`, { as })).directory;
// A call that ida talks in.
const talk = async (reference, more = {}) => {
  await world.must("POST", "/v1/agents/ida/status", { as: "ida", body: { status: "available" } });
  const { json } = await world.call(reference, more);
  await until("ida is asked", async () => (await world.must("GET", `/v1/calls/${json.call.id}`, { as: "auditor" })).call.agent === "ida");
  await world.must("POST", `/v1/calls/${json.call.id}/accept`, { as: "ida", body: { agent: "ida" } });
  return json.call.id;
};
const end = async (call) => {
  await world.must("POST", `/v1/calls/${call}/end`, { as: "ida", body: {} });
  await world.must("POST", "/v1/agents/ida/wrap-up", { as: "ida", body: {} });
};
const offered = async (call, as = "ida") => (await world.must("GET", `/v1/calls/${call}/transfer`, { as })).transfer;
const transfer = (call, kind, options = {}) => world.request("POST", `/v1/calls/${call}/transfer`, { as: "ida", body: { kind }, ...options });
const became = (call, outcome, as = "ida") => world.request("POST", `/v1/calls/${call}/transfer/outcome`, { as, body: { outcome } });

await promise("an entry is put, changed and removed; bad ones are refused by name", async () => {
  assert.equal((await put("0615", { number: "76292929", vip: "no" }, "horsens")).status, 201);
  assert.equal((await put("0615", { number: "+4576292929", vip: "promised", promised_by: "2020-01-01" }, "horsens")).status, 200);
  assert.equal((await put("0615", { topic: "vand", number: "76292930", vip: "yes", vip_number: "76292900", monday: ["08:00-16:00"] })).status, 201);
  await refused(put("0615", { number: "7629", vip: "no" }), 400, "invalid-request", "number");
  await refused(put("0615", { number: "76 29 29 29", vip: "no" }), 400, "invalid-request", "number");
  await refused(put("0615", { number: "76292929", vip: "maybe" }), 400, "unknown-value", "vip");
  await refused(put("0615", { number: "76292929", vip: "yes" }), 400, "missing-field", "vip_number");
  await refused(put("0615", { number: "76292929", vip: "opted_out" }), 400, "missing-field", "reason");
  await refused(put("0615", { number: "76292929", vip: "no", citizen: "x" }), 400, "unknown-field", "citizen");
  await refused(put("0615", { number: "76292929", vip: "no" }, "aarhus"), 403, "other-organisation", "organisation");
  assert.equal((await put("0615", { number: "76292929", vip: "no" }, "leader")).status, 403);
  assert.deepEqual(Object.keys(await world.records("directory")).sort(), ["0615/*", "0615/vand"]);
  const removed = await world.must("DELETE", "/v1/directory/0615", { as: "horsens", body: { topic: "vand" } });
  assert.equal(removed.directory, null);
  await refused(world.request("DELETE", "/v1/directory/0615", { as: "horsens", body: { topic: "vand" } }), 404, "unknown-entry", "topic");
  assert.deepEqual((await directory()).map((row) => [row.organisation, row.topic]), [["0615", null]]);
});

await promise("guides and voicebots see numbers, hours and the non-VIP mark; the way past the queue is for agents", async () => {
  await world.must("PUT", "/v1/organisations/0615/hours", { as: "admin", body: { monday: ["00:00-24:00"], tuesday: ["00:00-24:00"], wednesday: ["00:00-24:00"], thursday: ["00:00-24:00"], friday: ["00:00-24:00"], saturday: ["00:00-24:00"], sunday: ["00:00-24:00"], holidays: ["00:00-24:00"] } });
  await put("0615", { topic: "vand", number: "76292930", vip: "yes", vip_number: "76292900" });
  const [seen] = await directory("?municipality=0615&topic=vand", "switch");
  assert.deepEqual([seen.number, seen.vip, seen.non_vip, seen.vip_number, seen.open, seen.hours_of], ["76292930", "yes", false, null, true, "organisation"]);
  assert.deepEqual(seen.hours.monday, ["00:00-24:00"]);
  assert.equal((await directory("?municipality=0615&topic=vand", "ida"))[0].vip_number, "76292900");
  assert.deepEqual((await directory("?topic=pas", "switch")).map((row) => [row.topic, row.non_vip]), [[null, true]]);
  await refused(world.request("GET", "/v1/directory?topic=fisk", { as: "ida" }), 404, "unknown-topic", "topic");
  await refused(world.request("GET", "/v1/directory?municipality=0999", { as: "ida" }), 404, "unknown-organisation", "municipality");
  assert.equal((await world.request("GET", "/v1/directory")).status, 401);
  const { out } = await cli("ida", "directory", "--topic", "vand");
  assert.match(out, /^Horsens +vand +76292930 +VIP +76292900$/m);
});

await promise("who lacks a VIP number and who is to be reminded, as JSON and for a spreadsheet", async () => {
  const gaps = await world.must("GET", "/v1/directory/gaps", { as: "leader" });
  assert.deepEqual(gaps.gaps.map((row) => [row.organisation, row.topic, row.gap]), [["0751", null, "unanswered"], ["0615", null, "overdue"]]);
  assert.deepEqual([gaps.municipalities.unanswered, gaps.municipalities.promised, gaps.municipalities.yes], [1, 1, 0]);
  const { headers, text } = await world.request("GET", "/v1/directory/reminders.csv", { as: "leader" });
  assert.match(headers["content-type"], /^text\/csv/);
  const day = (await directory("?municipality=0615", "leader"))[0].verified_on;
  assert.equal(text, `organisation,name,topic,gap,vip,promised_by,verified_on\r\n0751,Aarhus,"",unanswered,"","",""\r\n0615,Horsens,"",overdue,promised,2020-01-01,${day}\r\n`);
  await put("0751", { number: "89402000", vip: "opted_out", reason: "Model B" });
  assert.deepEqual((await world.must("GET", "/v1/directory/reminders", { as: "leader" })).reminders.map((row) => row.organisation), ["0615"]);
  assert.equal((await world.request("GET", "/v1/directory/reminders", { as: "ida" })).status, 403);
  assert.match((await cli("leader", "directory", "--gaps")).out, /^0615 +Horsens +lovet, men overskredet 2020-01-01$/m);
  await world.must("PUT", "/v1/organisations/ddh", { as: "admin", body: { name: "=1+1", kind: "municipality", standing: "member", area: "oestjylland" } });
  assert.match((await world.request("GET", "/v1/directory/gaps.csv", { as: "leader" })).text, /^ddh,"'=1\+1","",unanswered/m);
  await world.must("PUT", "/v1/organisations/ddh", { as: "admin", body: { name: "Den Digitale Hotline", kind: "association", standing: "member", area: "oestjylland" } });
});

await promise("warm is offered where a VIP number is open, cold where not; both are recorded and counted, once", async () => {
  const call = await talk("t1");
  const before = await offered(call);
  assert.deepEqual([before.warm.offered, before.cold.offered, before.cold.because, before.entry.vip_number, before.last], [true, false, "warm_first", "76292900", null]);
  await refused(transfer(call, "cold"), 409, "transfer-not-offered", "kind");
  await refused(transfer(call, "sideways"), 400, "unknown-value", "kind");
  const headers = { "idempotency-key": "warm-1" };
  const first = await transfer(call, "warm", { headers });
  assert.equal(first.json.call.transfer_kind, "warm");
  assert.equal((await transfer(call, "warm", { headers })).json.repeated, true);
  assert.equal((await transfer(call, "warm")).json.call.transfers, 1);
  assert.equal((await became(call, "connected")).json.call.disposition, "warm_transfer");
  await end(call);
  const cold = await talk("t2", { topic: "pas" });
  assert.deepEqual([(await offered(cold)).warm.because, (await offered(cold)).cold.offered], ["no_vip_number", true]);
  assert.match((await cli("ida", "transfer", cold)).out, /^varm omstilling +intet VIP-nummer\nkold omstilling +ja$/m);
  assert.equal((await cli("ida", "transfer", cold, "cold")).status, 0);
  await end(cold);
  const kpi = (await world.must("GET", "/v1/kpi", { as: "leader" })).kpi.find((row) => row.organisation === "0615");
  assert.deepEqual([kpi.warm_transfers, kpi.cold_transfers, kpi.warm_share_permille], [1, 1, 500]);
  assert.equal((await became(cold, "returned", "switch")).json.call.transfer_outcome, "returned");
  await refused(became(cold, "connected"), 409, "no-transfer", "outcome");
  assert.equal((await world.metrics()).get('ddh_warm_transfers_total{municipality="0615"}'), 1);
});

await promise("the rule of the playbook that stands goes before, and what stands survives the coordinator's death", async () => {
  const activation = await world.activate();
  const call = await talk("t3");
  const rule = await offered(call);
  assert.deepEqual([rule.activation, rule.playbook, rule.warm.offered, rule.ticket.because], [activation.id, "water-contamination", true, "no_receiver"]);
  await transfer(call, "warm");
  const stood = await offered(call);
  await world.service.kill();
  await world.start({ args: ["--exempt", "127.0.0.0/8"] });
  assert.deepEqual(await offered(call), stood);
  assert.equal((await became(call, "not_answered")).status, 200);
  const now = await offered(call);
  assert.deepEqual([now.warm.offered, now.cold.offered, now.last.outcome], [true, true, "not_answered"]);
  await world.must("POST", "/v1/agents/ida/status", { as: "ida", body: { status: "available" } });
  await end(call);
  const playbook = (await world.records("playbook"));
  assert.deepEqual(Object.values(playbook).map((row) => [row.transfer_warm, row.transfer_cold, row.transfer_ticket]), [[["vand"], [], ["vand"]]]);
});

await promise("a trial is measured against a baseline: handling time, share, cost in agent time, ratings and survey", async () => {
  const today = new Date().toISOString().slice(0, 10);
  const period = (id, body) => world.request("PUT", `/v1/periods/${id}`, { as: "leader", body });
  assert.equal((await period("before", { name: "Uden", kind: "baseline", from: "2024-11-01", until: "2024-11-30", survey_average: 350, survey_answers: 40 })).status, 201);
  assert.equal((await period("trial", { name: "Testperiode 1", kind: "trial", from: "2020-01-01", until: "2099-12-31" })).status, 201);
  await refused(period("x", { name: "x", kind: "trial", from: today, until: "2001-01-01" }), 400, "out-of-range", "until");
  await world.must("POST", "/v1/periods/before/measures", { as: "leader", body: { organisation: "0615", cold_calls: 10, cold_ms: 1000, rating_average: 412, rating_count: 50 } });
  await refused(world.request("POST", "/v1/periods/gone/measures", { as: "leader", body: { organisation: "0615" } }), 404, "unknown-period", "period");
  const call = await talk("t4");
  await transfer(call, "warm");
  await end(call);
  const { baseline, measures } = await world.must("GET", "/v1/measures", { as: "auditor" });
  assert.equal(baseline, "before");
  const row = (id, organisation) => measures.find((m) => m.period === id && m.organisation === organisation);
  assert.deepEqual([row("before", null).cold_handling_ms, row("before", null).rating_average, row("before", null).survey_average], [100, 4.12, 3.5]);
  const trial = row("trial", null);
  assert.deepEqual([trial.calls, trial.warm_calls, trial.warm_share_permille], [1, 1, 1000]);
  assert.equal(trial.agent_cost_ms, trial.warm_handling_ms - 100);
  const { text } = await world.request("GET", "/v1/measures.csv?baseline=before", { as: "auditor" });
  assert.match(text, /^before,baseline,2024-11-01,2024-11-30,"",10,0,0,10,0,0,100,"","",100,"",4\.12,50,3\.50,40\r$/m);
  await refused(world.request("GET", "/v1/measures?baseline=gone", { as: "auditor" }), 404, "unknown-period", "baseline");
  assert.match((await cli("leader", "measures")).out, /^trial +1 +100,0 %/m);
  await world.must("DELETE", "/v1/periods/trial", { as: "leader" });
  assert.deepEqual(Object.keys(await world.records("measure")), ["before/0615"]);
});

await finish();
