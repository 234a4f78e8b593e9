// The line to the coordinator: several addresses, a way that is cut, a leader that is replaced, encryption, leases; and where the
// token never stands.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { agentsCli, finish, furnished, promise, run, until } from "../service/harness.mjs";
import { Authority, Way } from "./gateway.mjs";
import { Person, clearTables } from "./terminal.mjs";

const options = { args: ["--exempt", "127.0.0.0/8"] };
const world = await furnished(options);
await world.publish();

const NO_CONNECTION = 3, USAGE = 2;

// A verb by somebody whose token lies in a file.
async function verb(id, words, more = {}) {
  const file = path.join(world.directory, `${id}.token`);
  writeFileSync(file, `${world.secrets.get(id)}\n`, { mode: 0o600 });
  const env = { PATH: process.env.PATH, HOME: world.directory, XDG_CONFIG_HOME: path.join(world.directory, "nothing"), LANG: "C.UTF-8", ...more };
  for (const name of ["ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"]) if (process.env[name]) env[name] = process.env[name];
  return run(agentsCli, [...words, "--token-file", file], { env });
}

await promise("one of two addresses is cut: the screen goes on by the other, and shows the next call", async () => {
  const one = await new Way().open(world.service.port), other = await new Way().open(world.service.port);
  const ida = await new Person(world, "ida", { language: "en", servers: [one.url, other.url] }).sit();
  await ida.sees("ida");
  await ida.press("v");
  await ida.sees("AVAILABLE");
  const began = Date.now();
  one.cut();
  await until("the stream runs over the other", () => other.sockets.size > 0);
  await world.call("over-the-other");
  await ida.sees("CALL OFFERED");
  console.log(`        the next call was on the screen ${Date.now() - began} ms after the cut`);
  await ida.press("a");
  await ida.sees("IN CALL");
  await ida.press("e");
  await ida.sees("WRAP-UP");
  await ida.press("w");
  await ida.sees("AVAILABLE");
  await ida.press("q");
  await ida.sees("leave the shift and close");
  await ida.leave("o");
  other.cut();
});

await promise("of what happens while the way is cut and another is taken nothing is lost, and nothing comes twice", async () => {
  const one = await new Way().open(world.service.port), other = await new Way().open(world.service.port);
  const file = path.join(world.directory, "auditor.token");
  writeFileSync(file, `${world.secrets.get("auditor")}\n`, { mode: 0o600 });
  const env = { PATH: process.env.PATH, HOME: world.directory, LANG: "C.UTF-8", ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? "" };
  const child = spawn(agentsCli, ["watch", "--json", "--server", `${one.url},${other.url}`, "--token-file", file], { env, stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  try {
    const events = () => out.split("\n").slice(0, -1).map((line) => JSON.parse(line));
    await until("the snapshot", () => events().length > 0);
    await world.call("first");
    const { id: first } = await until("the first event", () => events()[1]);
    for (let i = 0; i < 20; i++) {
      if (i === 7) one.cut();
      await world.call(`lost-${i}`);
    }
    const wanted = await world.eventsAfter(first);
    assert.ok(wanted.length >= 20);
    await until("every event", () => events().at(-1).id === wanted.at(-1));
    const got = events().slice(1).map(({ id }) => id).filter((id) => id !== first);
    assert.deepEqual(got, wanted);
    for (const { id, state } of Object.values(await world.records("call"))) if (state === "queued") await world.must("POST", `/v1/calls/${id}/cancel`, { as: "switch", body: {} });
  } finally {
    child.kill("SIGTERM");
    other.cut();
  }
});

await promise("a leader dies and another takes over at the other address: the screen finds it and goes on", async () => {
  const first = world.service;
  const way = await new Way().open(first.port);
  const held = await new Way().open(1); // where the second will stand
  const place = held.port;
  held.cut();
  const leader = await new Person(world, "leader", { language: "en", servers: [way.url, `http://127.0.0.1:${place}`] }).sit();
  await leader.sees("Horsens");
  await first.kill();
  await leader.sees("CONNECTION LOST");
  let second;
  await until("another leads", async () => {
    second = world.launch({ data: "other", port: place, ...options, refused: true });
    await until("it serves or gives up", () => !second.alive || /^ready/m.test(second.out));
    return second.alive;
  }, 60000);
  second.expectedToDie = false;
  world.service = await second.ready();
  await leader.unsees("CONNECTION LOST");
  await leader.press("2");
  await leader.sees(/overflow/);
  await leader.leave("q");
  way.cut();
});

await promise("the lease is renewed as long as somebody sits there", async () => {
  const settings = (await world.must("GET", "/v1/settings", { as: "admin" })).settings;
  await world.must("PUT", "/v1/settings", { as: "admin", body: { languages: settings.languages, cooperation: settings.cooperation, lease_ms: 5000 } });
  const ida = await new Person(world, "ida", { language: "en", columns: 100, rows: 30 }).sit();
  await ida.sees("ida");
  await ida.press("v");
  await until("available", async () => (await world.records("availability")).ida.status === "available");
  const until_ = async () => Number(await world.askRedis("ZSCORE", "{ddh}:available", "ida"));
  const leases = new Set();
  await until("three leases", async () => leases.add(await until_()).size > 3);
  assert.notEqual((await world.records("availability")).ida.state, "unknown");
  await ida.tmux("resize-window", "-x", "120", "-y", "40");
  await until("the screen is as wide as the window", async () => (await ida.see()).split("\n")[4]?.length >= 0 && /─{100}/.test(await ida.see()));
  await ida.press("q");
  await ida.sees("leave the shift and close");
  await ida.leave("o");
});

await promise("the token stands in no list of processes, and is not shown when it is typed", async () => {
  const secret = world.secrets.get("bo");
  const bo = new Person(world, "bo", { language: "en", args: ["login", "--server", world.service.url] });
  writeFileSync(path.join(bo.home, "config/ddh/token"), "", { mode: 0o600 });
  await bo.sit();
  await bo.sees("Token");
  await bo.type(secret);
  const pids = (await run("pgrep", ["-f", "agents-cli login"])).out.trim().split("\n");
  for (const pid of pids) assert.ok(!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(secret));
  assert.ok(!(await bo.see()).includes(secret.slice(4, 20)));
  const { status } = await bo.leave("Enter");
  assert.equal(status, 0);
  assert.equal(readFileSync(path.join(bo.home, "config/ddh/token"), "utf8").trim(), secret);
  const { status: refused, err } = await verb("bo", ["whoami", "--token", secret]);
  assert.equal(refused, USAGE);
  assert.ok(!err.includes(secret), err);
});

await promise("encryption: a certificate by an authority that is named is taken, for verbs and for the stream", async () => {
  const authority = new Authority(path.join(world.directory, "authority"));
  const way = await new Way().open(world.service.port, { certificate: authority.issue("good", "IP:127.0.0.1") });
  const good = await verb("leader", ["whoami", "--server", way.url, "--ca-file", authority.file]);
  assert.equal(good.status, 0, good.err);
  const leader = await new Person(world, "leader", { language: "en", columns: 90, servers: [way.url], more: { ca_file: authority.file } }).sit();
  await leader.sees("Horsens");
  await leader.leave("q");
  const refused = async (server, words, sentence) => {
    for (const locale of ["da", "en"]) {
      const { status, err } = await verb("leader", ["whoami", "--server", server, "--locale", locale, "--timeout", "2", ...words]);
      assert.equal(status, NO_CONNECTION, err);
      assert.match(err, sentence[locale]);
      assert.doesNotMatch(err, /curl|SSL|OpenSSL|error:/i, err);
    }
  };
  await refused(way.url, [], { da: /ikke udstedt af nogen/, en: /not issued by anybody trusted/ });
  await refused(way.url, ["--ca-file", path.join(world.directory, "no-such.pem")], { da: /no-such\.pem kan ikke bruges/, en: /no-such\.pem cannot be used/ });
  const late = await new Way().open(world.service.port, { certificate: authority.issue("late", "IP:127.0.0.1", { to: "20210101000000Z" }) });
  await refused(late.url, ["--ca-file", authority.file], { da: /udløbet eller gælder ikke endnu/, en: /has expired or is not valid yet/ });
  const other = await new Way().open(world.service.port, { certificate: authority.issue("other", "DNS:elsewhere.example") });
  await refused(other.url, ["--ca-file", authority.file], { da: /en anden maskines/, en: /another machine's/ });
  await refused(world.service.url.replace("http:", "https:"), ["--ca-file", authority.file], { da: /taler ikke krypteret/, en: /does not speak with encryption/ });
  for (const one of [way, late, other]) one.cut();
});

await clearTables();
await finish();
