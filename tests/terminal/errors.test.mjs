// Errors that a person can provoke: each is said as a sentence, in their language; none is a raw code or JSON; and each stands in
// the list that `agents-cli help errors` shows.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { agentsCli, finish, furnished, promise, run } from "../service/harness.mjs";
import { Way } from "./gateway.mjs";
import net from "node:net";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
await world.publish();
const activation = await world.activate();
await world.call("e1");

const base = { PATH: process.env.PATH, HOME: world.directory, LANG: "C.UTF-8" };
for (const name of ["ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"]) if (process.env[name]) base[name] = process.env[name];
let homes = 0;
// A configuration of its own: what stands in it is given as text.
function home(config, token) {
  const folder = path.join(world.directory, `errors-${homes++}`);
  mkdirSync(path.join(folder, "ddh"), { recursive: true });
  if (config !== undefined) writeFileSync(path.join(folder, "ddh/config.json"), config);
  if (token !== undefined) writeFileSync(path.join(folder, "ddh/token"), token.text, { mode: token.mode ?? 0o600 });
  return { ...base, XDG_CONFIG_HOME: folder };
}
const as = (id) => home(JSON.stringify({ servers: [world.service.url] }), { text: world.secrets.get(id) });
const ida = as("ida"), leader = as("leader"), aarhus = as("aarhus"), nobody = home();
world.secrets.set("wrong", `ddh_${"A".repeat(43)}`);
const thief = as("wrong");

const silent = net.createServer(() => {});
await new Promise((resolve) => silent.listen(0, "127.0.0.1", resolve));
const web = net.createServer((socket) => socket.on("error", () => {}).end("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
await new Promise((resolve) => web.listen(0, "127.0.0.1", resolve));
const broken = net.createServer((socket) => socket.on("error", () => {}).end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 14\r\n\r\n<html>oh</html"));
await new Promise((resolve) => broken.listen(0, "127.0.0.1", resolve));
const gone = await new Way().open(1);
gone.cut();
const at = (server) => `http://127.0.0.1:${server.address().port}`;

const cases = [
  [nobody, "fly"], [nobody, "whoami"], [nobody, "whoami", "--wings"], [nobody, "whoami", "--token", "x"], [nobody, "whoami", "--timeout"],
  [nobody, "whoami", "--json=yes"], [nobody, "whoami", "--json", "--json"], [nobody, "ack"], [nobody, "whoami", "me"], [nobody, "whoami", "--timeout", "soon"],
  [nobody, "whoami", "--locale", "fr"], [nobody, "help", "fly"], [nobody, "completion", "tcsh"],
  [nobody, "whoami", "--server", "ftp://x"], [nobody, "whoami", "--server", Array(9).fill("http://127.0.0.1").join(",")],
  [home("{", undefined), "whoami"], [home('{"wings":1}'), "whoami"], [home('{"keys":{"fly":"f"}}'), "whoami"], [home('{"keys":{"accept":"no"}}'), "whoami"],
  [home('{"keys":{"accept":"r"}}'), "whoami"], [home(undefined, { text: "x y", mode: 0o644 }), "whoami"], [home(undefined, { text: "x\u0001y" }), "whoami"],
  [{ ...base, HOME: "", XDG_CONFIG_HOME: "" }, "whoami"], [home('{"servers":["http://192.0.2.1"]}', { text: world.secrets.get("ida") }), "whoami"],
  [ida, "whoami", "--server", gone.url, "--timeout", "1"], [ida, "whoami", "--server", at(silent), "--timeout", "1"], [ida, "whoami", "--server", at(web)],
  [ida, "whoami", "--server", at(broken), "--timeout", "1"], [ida, "whoami", "--server", "https://no-such-name.invalid", "--timeout", "1"],
  [ida, "whoami", "--server", world.service.url.replace("http", "https"), "--timeout", "1"], [ida, "whoami", "--server", "https://127.0.0.1:1", "--ca-file", "/no/such.pem", "--timeout", "1"],
  [ida, "whoami", "--token-file", "/no/such/token"], [thief, "whoami"],
  [leader, "status", "available"], [ida, "status", "asleep"], [ida, "overview", "--server", world.service.url, "--timeout", "0"],
  [leader, "activate", "--yes"], [leader, "activate", "no-such", "--everywhere", "--reason", "x", "--yes"], [leader, "activate", "water-contamination", "--reason", "x", "--yes"],
  [leader, "activate", "water-contamination", "--everywhere", "--municipality", "0615", "--yes"], [leader, "activate", "water-contamination", "--municipality", "Nowhere", "--yes"],
  [leader, "activate", "water-contamination", "--param", "boil_minutes", "--everywhere", "--yes"], [leader, "activate", "water-contamination", "--param", "wings=2", "--everywhere", "--yes"],
  [leader, "activate", "water-contamination", "--param", "boil_minutes=many", "--everywhere", "--yes"], [leader, "activate", "water-contamination", "--param", "bath=often", "--everywhere", "--yes"],
  [leader, "activate", "water-contamination", "--param", "announced_at=noon", "--everywhere", "--yes"], [leader, "activate", "water-contamination", "--everywhere", "--reason", "x", "--yes"],
  [leader, "activate", "water-contamination", "--everywhere", "--reason", "x".repeat(400), "--yes"],
  [leader, "update", activation.id, "--reason", "x"], [leader, "update", activation.id, "--priority", "12", "--reason", "x"], [leader, "update", "activation-99", "--priority", "1", "--reason", "x"],
  [leader, "renew", "activation-99", "--reason", "x"], [leader, "review", "activation-99"], [leader, "renew", activation.id, "--until", "noon", "--reason", "x"], [leader, "handover", activation.id],
  [leader, "handover", activation.id, "--to", "nobody.there"], [leader, "narrow", activation.id, "--municipality", "0615", "--reason", "x"], [leader, "deactivate", activation.id],
  [leader, "deactivate", "activation-99", "--reason", "x"], [ida, "deactivate", activation.id, "--reason", "x"], [leader, "dismiss", "0615", "vand"],
  [leader, "dismiss", "0615", "vand", "--reason", "x"], [leader, "dismiss", "9999", "vand", "--reason", "x"], [leader, "call", "call-99"], [leader, "try", "weather", "x"],
  [leader, "try", "declines", "9999"], [ida, "flag", activation.id, "ugly"], [ida, "flag", activation.id, "wrong", "--question", "no-such"], [ida, "ack", "activation-99"],
  [leader, "ack", activation.id], [aarhus, "activate", "water-contamination", "--everywhere", "--reason", "x", "--yes"], [leader, "calls", "--state", "asleep"],
  [leader, "gateways", "kam9"], [leader, "gateways", "--remove"], [ida, "gateways"], [leader, "numbers", "12345678"], [leader, "numbers", "--topic", "vand"],
  [leader, "numbers", "12345678", "--organisation", "0615", "--topic", "vand"], [ida, "home", "9999"], [ida, "home", "0615", "sip:a@b", "--none"], [leader, "home", "0615", "sip:a@b"],
  [leader, "answers", "--place", "moon"], [leader, "flags", "activation-99"], [leader, "reply", activation.id, "maybe"], [leader, "login", "--token-file", "/no/such"],
];

for (const locale of ["da", "en"])
  await promise(`${locale}: ${cases.length} ways to go wrong, each told as a sentence of the list`, async () => {
    const list = (await run(agentsCli, ["help", "errors", "--locale", locale], { env: nobody })).out.split("\n\n")[1].trimEnd().split("\n");
    const known = list.map((line) => line.trim().replace(/^[a-z-]+: /, "")).map((sentence) => new RegExp(sentence.replace(/[.*+?^$()[\]\\|]/g, "\\$&").replace(/\{\d\}/g, "[^]*")));
    const met = new Set();
    const said = [];
    const strand = async (from) => {
      for (let i = from; i < cases.length; i += 6) {
        const [env, ...words] = cases[i];
        said[i] = await run(agentsCli, words.includes("--locale") ? words : [...words, "--locale", locale], { env });
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map(strand));
    for (const [i, [, ...words]] of cases.entries()) {
      const { status, out, err } = said[i];
      const what = `agents-cli ${words.join(" ")}: ${status}\n${out}${err}`;
      assert.ok(status >= 1 && status <= 5, what);
      assert.equal(out, "", what);
      const [first] = err.trimEnd().split("\n");
      assert.match(first, /^agents-cli: \S/, what);
      const sentence = first.slice("agents-cli: ".length);
      assert.match(sentence, /^["'\p{Lu}$/-]|^https?:/u, what);
      assert.match(sentence, /[.)?:]$|[\w…]$/, what);
      assert.doesNotMatch(sentence, /[{}]|urn:|\bcurl\b|errno|0x|\bnull\b|ERR_|^\d+$/i, what);
      const fit = words.includes("--locale") ? 0 : known.findIndex((one) => one.test(sentence));
      assert.ok(fit >= 0, `not in the list: ${what}`);
      met.add(fit);
    }
    console.log(`        ${met.size} of the ${known.length} sentences were met`);
  });

for (const server of [silent, web, broken]) server.close();
await finish();
