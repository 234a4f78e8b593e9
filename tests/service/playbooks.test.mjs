// The nine playbooks that are shipped, as a duty leader meets them: the schema and lint agree on them and on the broken ones,
// and each is published, approved and activated with agents-cli, and then answered in both languages to everyone.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { agentsCli, finish, furnished, promise, run, source } from "./harness.mjs";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const folder = path.join(source, "playbooks");
const ids = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
const token = path.join(world.directory, "leader.token");
writeFileSync(token, `${world.secrets.get("leader")}\n`, { mode: 0o600 });
const env = { PATH: process.env.PATH, HOME: world.directory, XDG_CONFIG_HOME: path.join(world.directory, "config"), LANG: "C.UTF-8" };

async function leader(...words) {
  const { status, out, err } = await run(agentsCli, words, { env });
  assert.equal(status, 0, `agents-cli ${words.join(" ")}: ${status}\n${out}\n${err}`);
  return out;
}

await promise("there are nine", () => assert.equal(ids.length, 9));

await promise("ajv with schema.json agrees with lint", async () => {
  const script = path.join(source, "tests/unit/playbook/schema_check.cjs");
  const { status, out, err } = await run(process.execPath, [script], { env: { ...process.env, NODE_PATH: process.env.DDH_NODE_MODULES } });
  assert.equal(status, 0, err);
  assert.match(out, /^\d+ agree, 0 do not$/m);
});

await leader("login", "--server", world.service.url, "--token-file", token);

for (const id of ids) {
  const text = readFileSync(path.join(folder, id, "playbook.json"), "utf8");
  const document = JSON.parse(text);
  await promise(`${id} is activated with its examples, and answers everyone`, async () => {
    for (const topic of document.topics)
      await world.must("PUT", `/v1/topics/${topic}`, { as: "admin", body: { name: topic, handling: "cooperation" } });
    const { playbook } = await world.must("PUT", `/v1/playbooks/${id}`, { as: "editor", body: text });
    await world.must("POST", `/v1/playbooks/${id}/approve`, { as: "approver", body: { version: playbook.version } });
    const values = Object.entries(document.parameters).flatMap(([name, { example }]) => ["--param", `${name}=${example}`]);
    const out = await leader("activate", id, ...values, "--municipality", "0615", "--reason", "a test", "--yes", "--json");
    const { activation } = JSON.parse(out);
    assert.equal(activation.state, "active");
    for (const language of ["da", "en"])
      for (const audience of ["agent", "chatbot", "phone_menu", "public"])
        for (const place of ["inside", "outside", "unknown"]) {
          const query = `municipality=0615&language=${language}&audience=${audience}&place=${place}`;
          const { answers } = await world.must("GET", `/v1/answers?${query}`, { as: "leader" });
          const answer = answers.find((one) => one.activation === activation.id);
          assert.ok(answer, `${id} ${query}`);
          assert.equal(answer.fallback, id === "general" && language === "en");
          assert.doesNotMatch(answer.text + answer.where_to_go, /[{}]/);
        }
  });
}

await promise("what may be left out is left out", async () => {
  const { parameters } = JSON.parse(readFileSync(path.join(folder, "general/playbook.json"), "utf8"));
  const values = Object.entries(parameters).filter(([, { optional }]) => !optional).flatMap(([name, { example }]) => ["--param", `${name}=${example}`]);
  const { activation } = JSON.parse(await leader("activate", "general", ...values, "--municipality", "0751", "--reason", "a test", "--yes", "--json"));
  const { answers } = await world.must("GET", "/v1/answers?municipality=0751&place=inside", { as: "leader" });
  assert.deepEqual(answers.find((one) => one.activation === activation.id).questions.map(({ id }) => id), ["when-over"]);
});

// In a terminal the guide asks for each value; the seven that must be given, then ten empty lines.
await promise("the guide asks in a terminal, and an empty line leaves out", async () => {
  const { parameters } = JSON.parse(readFileSync(path.join(folder, "general/playbook.json"), "utf8"));
  const lines = Object.values(parameters).map(({ example, optional }) => (optional ? "" : example));
  const words = [agentsCli, "activate", "general", "--municipality", "0615", "--reason", "guided", "--yes"];
  const before = (await world.must("GET", "/v1/activations", { as: "leader" })).activations.length;
  const { status, out, err } = await run("script", ["--quiet", "--return", "--command", words.join(" "), "/dev/null"], { env, input: `${lines.join("\n")}\n` });
  assert.equal(status, 0, `${out}\n${err}`);
  assert.match(out, /empty line: left out|tom linje: udelades/);
  const { activations } = await world.must("GET", "/v1/activations", { as: "leader" });
  assert.equal(activations.length, before + 1);
  const { answers } = await world.must("GET", "/v1/answers?municipality=0615&place=inside", { as: "leader" });
  const guided = activations.find(({ reason }) => reason === "guided");
  assert.deepEqual(answers.find((one) => one.activation === guided.id).questions.map(({ id }) => id), ["when-over"]);
});

await finish();
