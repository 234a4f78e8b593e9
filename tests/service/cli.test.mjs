// agents-cli against the live service: what a person types, what a script reads, and the exit codes.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { agentsCli, finish, furnished, promise, run } from "./harness.mjs";

const DONE = 0, REFUSED = 1, USAGE = 2, NO_CONNECTION = 3, NOT_LOGGED_IN = 4, NOT_FOUND = 5;

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
await world.publish();

// A person at a machine of their own: a home with nothing in it but a token file.
function person(id) {
  const home = path.join(world.directory, `home-${id}`);
  const file = path.join(world.directory, `${id}.token`);
  if (world.secrets.has(id)) writeFileSync(file, `${world.secrets.get(id)}\n`, { mode: 0o600 });
  const env = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: path.join(home, "config"), LANG: "C.UTF-8" };
  for (const name of ["ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"]) if (process.env[name]) env[name] = process.env[name];
  return {
    file,
    token: path.join(env.XDG_CONFIG_HOME, "ddh/token"),
    async type(wanted, ...words) {
      const result = await run(agentsCli, words, { env });
      assert.equal(result.signal, null, result.err);
      assert.doesNotMatch(result.err, /Sanitizer|runtime error/);
      assert.equal(result.status, wanted, `agents-cli ${words.join(" ")}: ${result.status}\n${result.out}\n${result.err}`);
      if (wanted !== DONE) assert.notEqual(result.err.trim(), "", "an error says what is wrong");
      return result;
    },
    async json(...words) {
      return JSON.parse((await this.type(DONE, ...words, "--json")).out);
    },
  };
}

const ida = person("ida");
const leader = person("leader");
const stranger = person("nobody");

await promise("without a login: exit 4; without a server: an error a person understands", async () => {
  const { status, err } = await run(agentsCli, ["whoami"], { env: { PATH: process.env.PATH, HOME: world.directory, XDG_CONFIG_HOME: path.join(world.directory, "empty") } });
  assert.ok([USAGE, NOT_LOGGED_IN].includes(status), `${status} ${err}`);
  assert.match(err, /login/);
  await stranger.type(NOT_LOGGED_IN, "whoami", "--server", world.service.url);
});

await promise("login with a token file remembers the token, for its owner alone", async () => {
  await ida.type(DONE, "login", "--server", world.service.url, "--token-file", ida.file);
  assert.equal(readFileSync(ida.token, "utf8").trim(), world.secrets.get("ida"));
  assert.equal(statSync(ida.token).mode & 0o777, 0o600);
  await leader.type(DONE, "login", "--server", world.service.url, "--token-file", leader.file);
});

await promise("a token that is refused is not remembered: exit 4", async () => {
  const thief = person("thief");
  writeFileSync(thief.file, `ddh_${"A".repeat(43)}\n`, { mode: 0o600 });
  await thief.type(NOT_LOGGED_IN, "login", "--server", world.service.url, "--token-file", thief.file);
  assert.throws(() => statSync(thief.token));
});

await promise("a token file that others may read is refused: exit 4", async () => {
  const careless = person("careless");
  writeFileSync(careless.file, `${world.secrets.get("ida")}\n`, { mode: 0o644 });
  await careless.type(NOT_LOGGED_IN, "login", "--server", world.service.url, "--token-file", careless.file);
});

await promise("whoami", async () => {
  const { token } = await ida.json("whoami");
  assert.deepEqual([token.role, token.agent], ["agent", "ida"]);
  assert.match((await ida.type(DONE, "whoami")).out, /ida/);
});

await promise("status is what the coordinator then has", async () => {
  assert.equal((await ida.json("status", "available")).availability.state, "available");
  assert.equal((await world.records("availability")).ida.state, "available");
  await ida.type(DONE, "status", "break");
  assert.equal((await world.records("availability")).ida.status, "break");
  await ida.type(USAGE, "status", "asleep");
  await ida.type(DONE, "status", "available");
});

await promise("overview", async () => {
  const view = await leader.json("overview");
  assert.equal(view.totals.agents.available, 1);
  assert.ok(view.organisations.some((organisation) => organisation.id === "0615"));
  assert.match((await leader.type(DONE, "overview")).out, /Horsens/);
});

let activation;
const parameters = Object.entries(await world.fitting({})).flatMap(([name, value]) => ["--param", `${name}=${value}`]);
const activate = ["activate", "water-contamination", ...parameters, "--municipality", "0615", "--reason", "a test"];
await promise("activate --yes activates; without it, and without a terminal, nothing happens", async () => {
  const { status } = await run(agentsCli, activate, { env: { PATH: process.env.PATH, HOME: world.directory, XDG_CONFIG_HOME: path.dirname(path.dirname(leader.token)) } });
  assert.ok([REFUSED, USAGE].includes(status), `${status}`);
  assert.deepEqual(await world.records("activation"), {});
  activation = (await leader.json(...activate, "--yes")).activation;
  assert.equal((await world.records("activation"))[activation.id].state, "active");
  assert.deepEqual(activation.municipalities, ["0615"]);
});

await promise("activate says what the playbook refuses: exit 1", async () => {
  const wrong = activate.map((word) => (word.startsWith("authority_phone=") ? "authority_phone=nobody" : word));
  const { err } = await leader.type(REFUSED, ...wrong, "--yes");
  assert.match(err, /authority_phone/);
});

await promise("a role that may not activate: exit 1", async () => {
  await ida.type(REFUSED, ...activate, "--yes");
  assert.equal(Object.keys(await world.records("activation")).length, 1);
});

await promise("answers are there for the agent, in Danish and in English", async () => {
  const { answers } = await ida.json("answers", "--topic", "vand", "--municipality", "0615", "--place", "inside");
  assert.ok(answers.length > 0 && answers.every((answer) => answer.activation === activation.id));
  const english = (await ida.json("answers", "--language", "en", "--municipality", "0615")).answers;
  assert.ok(english.every((answer) => answer.language === "en"));
  assert.match((await ida.type(DONE, "answers", "--municipality", "0615")).out, /[Vv]and/);
});

await promise("ack is counted, once", async () => {
  await ida.type(DONE, "ack", activation.id);
  await ida.json("ack", activation.id);
  assert.deepEqual(Object.keys(await world.records("acknowledgement")), [`${activation.id}/ida`]);
  assert.equal((await world.records("activation"))[activation.id].acknowledged, 1);
});

await promise("what is not there: exit 5", async () => {
  await ida.type(NOT_FOUND, "ack", "activation-99");
  await leader.type(NOT_FOUND, "deactivate", "activation-99", "--reason", "a test");
});

await promise("before the word that starts it the leader is told what it means for those at work", async () => {
  await world.publish("water-do-not-use");
  await ida.type(DONE, "status", "available");
  const foreseen = (await leader.json("activate", "water-do-not-use", "--dry-run", "--municipality", "0615")).activation;
  assert.equal(foreseen.acknowledge_first, true);
  assert.ok(foreseen.at_work >= 1 && foreseen.able >= 1 && foreseen.taken_away === foreseen.able);
  assert.equal(foreseen.would_qualify, foreseen.at_work - foreseen.able);
  const { out } = await leader.type(DONE, "activate", "water-do-not-use", "--dry-run", "--municipality", "0615", "--locale", "en");
  assert.match(out, /agents at work can take those calls now[\s\S]*It is read first: 1 agents? get none[\s\S]*After-call work of those calls: 0:20[\s\S]*Staffing: /);
  const no = (await leader.json("activate", "water-do-not-use", "--dry-run", "--municipality", "0615", "--acknowledge-first", "no")).activation;
  assert.deepEqual([no.acknowledge_first, no.taken_away], [false, 0]);
  await leader.type(USAGE, "activate", "water-do-not-use", "--dry-run", "--municipality", "0615", "--acknowledge-first", "maybe");
});

await promise("who reads first is the leader's to change, and readers says how many are missing", async () => {
  await leader.type(DONE, "update", activation.id, "--acknowledge-first", "yes", "--reason", "all read first", "--yes");
  const record = (await world.records("activation"))[activation.id];
  assert.deepEqual([record.acknowledge_first, record.revision], [true, activation.revision]);
  assert.match((await leader.type(DONE, "readers", activation.id, "--locale", "en")).out, /It is read first: 0 agents/);
  await leader.type(DONE, "update", activation.id, "--acknowledge-first", "no", "--reason", "enough", "--yes");
  assert.equal((await world.records("activation"))[activation.id].acknowledge_first, false);
});

await promise("the checklist is ticked off, by name and time, and taken back with a reason", async () => {
  const before = await leader.json("checklist", activation.id);
  assert.deepEqual([before.done, before.of], [0, before.steps.length]);
  assert.deepEqual(before.steps.slice(0, 2).map((step) => [step.step, step.owner, step.done]), [["kind", "duty_leader", false], ["cause", "duty_leader", false]]);
  assert.match((await leader.type(DONE, "tick", activation.id, "kind", "--locale", "da")).out, /Trinnet kind er gjort, .* af leader\./);
  await leader.type(DONE, "tick", activation.id, "kind");
  assert.match((await ida.type(DONE, "checklist", activation.id, "--locale", "en")).out, /\[x\] kind[\s\S]*done .* by leader[\s\S]*1 of 8 steps are done/);
  assert.equal((await world.records("step"))[`${activation.id}/kind`].by, "leader");
  await leader.type(DONE, "untick", activation.id, "kind", "--reason", "it was a ban");
  const after = (await leader.json("checklist", activation.id)).steps[0];
  assert.deepEqual([after.done, after.reason], [false, "it was a ban"]);
  assert.match((await leader.type(REFUSED, "tick", activation.id, "no-such-step")).err, /no-such-step/);
  await leader.type(NOT_FOUND, "untick", activation.id, "cause", "--reason", "never done");
  await ida.type(REFUSED, "tick", activation.id, "cause");
  const ticks = (await world.must("GET", `/v1/activations/${activation.id}`, { as: "leader" })).while_active;
  assert.deepEqual([ticks.call_up, ticks.keep_open_hours, typeof ticks.staffing.da, typeof ticks.wrap_up_reason.en], [true, 4, "string", "string"]);
});

await promise("deactivate lifts", async () => {
  const done = await leader.json("deactivate", activation.id, "--reason", "the water is clean");
  assert.equal(done.activation.state, "lifted");
  assert.equal((await world.records("activation"))[activation.id].lifted_by, "leader");
});

await promise("call says why; routes and dry runs are read, and nothing is changed by them", async () => {
  const before = await world.records("agreement");
  const tried = await leader.json("try", "agreement", "near", "--helped", "0615", "--mode", "always");
  assert.ok(tried.gained.count > 0);
  assert.match((await leader.type(DONE, "try", "agreement", "near", "--helped", "0615")).out, /then could help: 2\.[\s\S]*Nothing has been changed/);
  assert.match((await leader.type(DONE, "try", "declines", "0615")).out, /would be offered at once/);
  assert.match((await leader.type(DONE, "activate", "water-contamination", "--dry-run", "--everywhere")).out, /waiting; trained/);
  assert.deepEqual(await world.records("agreement"), before);
  assert.match((await leader.type(DONE, "routes")).out, /Nobody helps|Helper/);
  const { err } = await leader.type(NOT_FOUND, "try", "agreement", "near", "--helped", "9999");
  assert.match(err, /helped|9999/);
  await leader.type(USAGE, "try", "weather", "near");
  await leader.type(NOT_FOUND, "call", "call-99");
  await ida.type(REFUSED, "routes");
});

await promise("wrong usage: exit 2, and what would be right", async () => {
  await leader.type(USAGE, "explode");
  await leader.type(USAGE, "overview", "--colour");
  await leader.type(USAGE, "ack");
  assert.match((await leader.type(DONE, "activate", "--help")).out, /--param/);
});

await promise("--json gives one JSON object also for errors' sake: nothing but JSON on standard output", async () => {
  const { out } = await ida.type(NOT_FOUND, "ack", "activation-99", "--json");
  if (out.trim() !== "") JSON.parse(out);
});

await promise("logout forgets the token", async () => {
  await ida.type(DONE, "logout");
  assert.throws(() => statSync(ida.token));
  await ida.type(NOT_LOGGED_IN, "whoami");
});

await promise("no coordinator: exit 3", async () => {
  await world.service.stop();
  await leader.type(NO_CONNECTION, "overview", "--timeout", "1");
});
await finish();
