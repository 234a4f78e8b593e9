// What telephony is configured with, from the command line: switches and whether they live, called numbers, home sets.
import assert from "node:assert/strict";
import { agentsCli, finish, furnished, promise, run, until } from "./harness.mjs";
import { Gateway, nothingReserved } from "./gateway.mjs";

const DONE = 0, REFUSED = 1, USAGE = 2, NOT_FOUND = 5;
const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const kam = await new Gateway(world, "kam1", "boot-1").listen();
const base = { ...process.env, DDH_SERVER: world.service.url };

async function type(who, wanted, words, { locale = "en", input } = {}) {
  const result = await run(agentsCli, [...words, "--locale", locale], { env: { ...base, DDH_TOKEN: world.secrets.get(who) }, input });
  assert.doesNotMatch(result.err, /Sanitizer|runtime error/);
  assert.equal(result.status, wanted, `agents-cli ${words.join(" ")}: ${result.status}\n${result.out}\n${result.err}`);
  if (wanted !== DONE) assert.match(result.err, /(^|: )agents-cli: \S/);
  return result;
}
const says = async (who, words, options) => (await type(who, DONE, words, options)).out;
const json = async (who, ...words) => JSON.parse(await says(who, [...words, "--json"]));

await promise("a switch is made, and nothing is known of it until it is heard", async () => {
  assert.equal(await says("leader", ["gateways"]), "There are no switches.\n");
  assert.equal(await says("leader", ["gateways"], { locale: "da" }), "Der er ingen omstillinger.\n");
  const url = `http://127.0.0.1:${kam.port}/resume/a-secret`;
  assert.equal(await says("admin", ["gateways", "kam1", "--resume-url", url, "--waiting-max", "20"]),
    `kam1: never heard\n  at most 20 wait there; they are fetched at http://127.0.0.1:${kam.port}/…\n`);
  assert.deepEqual([(await world.records("gateway")).kam1.resume_url, (await world.records("gateway")).kam1.waiting_max], [url, 20]);
  assert.equal(await says("leader", ["gateways", "kam1"], { locale: "da" }), `kam1: aldrig hørt\n  højst 20 venter dér; de hentes på http://127.0.0.1:${kam.port}/…\n`);
});

await promise("its address may be given out of sight", async () => {
  const { out, err } = await type("admin", DONE, ["gateways", "kam2", "--resume-url", "-"], { input: "https://kam2.example/resume/hidden\n" });
  assert.match(err, /Where are those who wait fetched\?/);
  assert.match(out, /at most 500 wait there; they are fetched at https:\/\/kam2\.example\/…/);
  assert.equal((await world.records("gateway")).kam2.resume_url, "https://kam2.example/resume/hidden");
  assert.equal(await says("admin", ["gateways", "kam2", "--no-waiting"]), "kam2: never heard\n  nobody waits there: callers go home\n");
  assert.equal((await world.records("gateway")).kam2.resume_url, null);
  await says("admin", ["gateways", "kam2", "--resume-url", "https://user:word@kam2.example:8443?key=hidden"]);
  assert.match(await says("admin", ["gateways", "kam2", "--waiting-max", "30"]), /at most 30 wait there; they are fetched at https:\/\/kam2\.example:8443\/…/); // and keeps its address
  assert.equal((await world.records("gateway")).kam2.resume_url, "https://user:word@kam2.example:8443?key=hidden");
  for (const input of ["", "\n"]) await type("admin", REFUSED, ["gateways", "kam2", "--resume-url", "-"], { input });
});

await promise("boot, heartbeat, calls and who waits, as it tells them", async () => {
  await kam.heartbeat(12);
  await kam.ask("w-1");
  const out = await says("leader", ["gateways", "kam1"]);
  assert.match(out, /^kam1: heard 0:0\d ago; 12 calls at work, 1 wait\n {2}boot boot-1 since 20\d\d-\d\d-\d\d \d\d:\d\d, boots in all 1\n/);
  kam.boot = "boot-2";
  await kam.heartbeat(3);
  await nothingReserved(world);
  assert.match(await says("leader", ["gateways", "kam1"], { locale: "da" }), /^kam1: hørt for 0:0\d siden; 3 kald i gang, 0 venter\n {2}opstart boot-2 siden .*, opstarter i alt 2\n/);
  const { gateways } = await json("leader", "gateways", "kam1");
  assert.deepEqual(gateways.map(({ id, boot, boots, dialogs, waiting }) => [id, boot, boots, dialogs, waiting]), [["kam1", "boot-2", 2, 3, 0]]);
  assert.equal((await json("leader", "gateways")).gateways.length, 2);
});

await promise("who administers no switches sees where an address leads, and no more", async () => {
  const stream = await fetch(`${world.service.url}/v1/stream`, { headers: { Authorization: `Bearer ${world.secrets.get("admin")}` } });
  const reader = stream.body.getReader(), decoder = new TextDecoder();
  let heard = "";
  const seen = async (role, id) => (await world.must("GET", "/v1/gateways", { as: role })).gateways.find((one) => one.id === id).resume_url;
  const put = (body) => world.must("PUT", "/v1/gateways/kam3", { as: "admin", body });
  const whole = "https://user:word@kam3.example:8443/resume/hidden?key=hidden";
  assert.equal((await put({ resume_url: whole })).gateway.resume_url, whole);
  for (const role of ["leader", "auditor", "switch"]) assert.equal(await seen(role, "kam3"), "https://kam3.example:8443/…", role);
  assert.equal(await seen("admin", "kam3"), whole);
  const beat = await world.must("POST", "/v1/gateways/kam3/heartbeat", { as: "switch", body: { boot: "b1" } });
  assert.equal(beat.gateway.resume_url, "https://kam3.example:8443/…");
  await put({ resume_url: "https://kam3.example:8443?hidden" });
  assert.equal(await seen("leader", "kam3"), "https://kam3.example:8443/…");
  await put({ resume_url: "https://kam3.example" });
  assert.equal(await seen("leader", "kam3"), "https://kam3.example"); // nothing is hidden
  assert.equal((await world.request("PUT", "/v1/gateways/kam3", { as: "admin", body: { resume_url: "https://kam3.example/…" } })).status, 400); // what was cut
  await put({ resume_url: null });
  assert.equal(await seen("leader", "kam3"), null);
  await world.must("DELETE", "/v1/gateways/kam3", { as: "admin" });
  while (!heard.includes("event: gateway_removed")) heard += decoder.decode((await reader.read()).value, { stream: true });
  await reader.cancel();
  assert.match(heard, /"resume_url":"https:\/\/kam3\.example:8443\/…"/);
  assert.doesNotMatch(heard, /hidden|word/);
});

await promise("one that is silent is told as such", async () => {
  const slow = await furnished({ args: ["--exempt", "127.0.0.0/8", "--exercise", "--clock", "driven"] });
  const other = new Gateway(slow, "kam1", "b1");
  await slow.must("PUT", "/v1/gateways/kam1", { as: "admin", body: {} });
  await other.heartbeat(5);
  const { now } = await slow.must("GET", "/v1/whoami", { as: "leader" });
  const ask = async (after) => {
    await slow.must("POST", "/v1/clock", { as: "admin", body: { now: now + after } });
    return (await run(agentsCli, ["gateways", "--locale", "en"], { env: { ...base, DDH_SERVER: slow.service.url, DDH_TOKEN: slow.secrets.get("leader") } })).out;
  };
  assert.match(await ask(30000), /^kam1: heard 0:30 ago; 5 calls at work, 0 wait$/m);
  assert.match(await ask(192000), /^kam1: NOT HEARD for 3:12; 5 calls were at work, 0 wait$/m);
});

await promise("the numbers of an organisation are made, changed, listed and forgotten", async () => {
  assert.equal(await says("ida", ["numbers"]), "No numbers are known.\n");
  assert.match(await says("admin", ["numbers", "+4576292929", "--organisation", "0615", "--topic", "pas", "--language", "en"]), /^\+4576292929 +0615 +pas +en *\nThe switch's own list is older/);
  await says("admin", ["numbers", "76292930", "--organisation", "0615", "--topic", "vand"]);
  await says("admin", ["numbers", "89402000", "--organisation", "0751", "--topic", "vand"]);
  await says("admin", ["numbers", "89402000", "--organisation", "0751", "--topic", "pas"]);
  const rows = (out) => out.trimEnd().split("\n").map((line) => line.trim().split(/ +/));
  assert.deepEqual(rows(await says("ida", ["numbers", "--organisation", "0615"])), [["+4576292929", "0615", "pas", "en"], ["76292930", "0615", "vand", "-"]]);
  assert.deepEqual(rows(await says("ida", ["numbers", "89402000"])), [["89402000", "0751", "pas", "-"]]);
  assert.deepEqual((await json("ida", "numbers", "--organisation", "0751")).numbers.map((one) => one.number), ["89402000"]);
  assert.equal(await says("admin", ["numbers", "89402000", "--remove"]), "89402000 is forgotten.\n");
  assert.ok(!("89402000" in (await world.records("called_number"))));
});

await promise("a home set is set in its order, shown, and taken away", async () => {
  assert.equal(await says("ida", ["home", "0615"]), "0615 has no home set.\n");
  assert.equal(await says("admin", ["home", "0615", "sip:own@10.2.0.1:5060", "sip:region@10.9.0.1"]),
    "1. sip:own@10.2.0.1:5060\n2. sip:region@10.9.0.1\nThe switch's own list is older: make it again with 'coordinator telephony dispatcher'.\n");
  assert.deepEqual((await world.records("home"))["0615"].addresses, ["sip:own@10.2.0.1:5060", "sip:region@10.9.0.1"]);
  assert.equal(await says("ida", ["home", "0615"]), "1. sip:own@10.2.0.1:5060\n2. sip:region@10.9.0.1\n");
  assert.deepEqual((await json("ida", "home", "0615")).organisation.home.addresses, ["sip:own@10.2.0.1:5060", "sip:region@10.9.0.1"]);
  assert.match(await says("admin", ["home", "0615", "--none"], { locale: "da" }), /^0615 har intet hjemmesæt\.\n/);
  assert.ok(!("0615" in (await world.records("home"))));
});

await promise("what is wrong is said as a sentence, and nothing is changed", async () => {
  const all = async () => [await world.records("gateway"), await world.records("called_number"), await world.records("home")];
  const before = await all();
  const wrong = async (who, status, words, what) => assert.match((await type(who, status, words)).err, what, words.join(" "));
  await wrong("admin", USAGE, ["gateways", "--remove"], /Give a switch and one of/);
  await wrong("admin", USAGE, ["gateways", "kam1", "--remove", "--no-waiting"], /Give a switch and one of/);
  await wrong("admin", USAGE, ["gateways", "kam1", "--waiting-max", "5", "--no-waiting"], /Give a switch and one of/);
  await wrong("admin", USAGE, ["gateways", "kam1", "--resume-url", "http://x", "--no-waiting"], /Give a switch and one of/);
  await wrong("admin", USAGE, ["gateways", "kam1", "--resume-url", "http://x", "--waiting-max", "many"], /--waiting-max: it must be a whole number/);
  await wrong("admin", USAGE, ["gateways", "kam1", "--resume-url", ""], /The address is empty or too long/);
  await wrong("admin", USAGE, ["gateways", "kam1", "--resume-url", `http://x/${"y".repeat(300)}`], /The address is empty or too long/);
  const long = await type("admin", USAGE, ["gateways", "kam1", "--resume-url", "-"], { input: `http://x/${"y".repeat(600)}\n` });
  assert.match(long.err, /The address is empty or too long/);
  await wrong("admin", REFUSED, ["gateways", "kam1", "--resume-url", "ftp://x"], /resume_url/);
  await wrong("admin", NOT_FOUND, ["gateways", "kam9", "--remove"], /There is no such switch\./);
  await wrong("leader", NOT_FOUND, ["gateways", "kam9"], /There is no such switch\./);
  await wrong("leader", REFUSED, ["gateways", "kam1", "--no-waiting"], /./);
  await wrong("ida", REFUSED, ["gateways"], /./);
  await wrong("admin", USAGE, ["numbers", "--topic", "pas"], /Give a number with/);
  await wrong("admin", USAGE, ["numbers", "76292930", "--organisation", "0615"], /Give a number with/);
  await wrong("admin", USAGE, ["numbers", "76292930", "--remove", "--topic", "pas"], /Give a number with/);
  await wrong("admin", USAGE, ["numbers", "--remove"], /Give a number with/);
  await wrong("admin", REFUSED, ["numbers", "7629-2930", "--organisation", "0615", "--topic", "pas"], /number/);
  await wrong("admin", NOT_FOUND, ["numbers", "76292930", "--organisation", "0999", "--topic", "pas"], /0999/);
  await wrong("admin", NOT_FOUND, ["numbers", "76292930", "--organisation", "0615", "--topic", "fisk"], /fisk/);
  await wrong("admin", NOT_FOUND, ["numbers", "12345678", "--remove"], /There is no such number\./);
  await wrong("leader", NOT_FOUND, ["numbers", "12345678"], /There is no such number\./);
  await wrong("leader", REFUSED, ["numbers", "76292930", "--remove"], /./);
  await wrong("admin", USAGE, ["home", "0615", "sip:a@10.0.0.1", "--none"], /Give addresses or --none, not both\./);
  await wrong("admin", USAGE, ["home"], /./);
  await wrong("admin", USAGE, ["home", "0615", "sip:a@h", "sip:b@h", "sip:c@h", "sip:d@h", "sip:e@h"], /sip:e@h/);
  await wrong("admin", REFUSED, ["home", "0615", "mailto:a@b"], /addresses/);
  await wrong("admin", REFUSED, ["home", "0615", "sip:a b@h"], /addresses/);
  await wrong("admin", NOT_FOUND, ["home", "0999", "sip:a@h"], /0999/);
  await wrong("ida", NOT_FOUND, ["home", "0999"], /./);
  await wrong("leader", REFUSED, ["home", "0615", "sip:a@h"], /./);
  assert.deepEqual(await all(), before);
});

await promise("a switch of which no call is kept can be forgotten", async () => {
  assert.equal(await says("admin", ["gateways", "kam2", "--remove"]), "kam2 is forgotten.\n");
  assert.deepEqual(Object.keys(await world.records("gateway")), ["kam1"]);
  assert.match((await type("admin", REFUSED, ["gateways", "kam1", "--remove"])).err, /Something else still refers to it\./);
});

await kam.close();
await finish();
