// /metrics as Prometheus' own checker reads it, and openapi.yaml as Redocly's does.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { finish, furnished, modules, openStream, promise, run, source } from "./harness.mjs";
import { furnishLoad, Load } from "./load.mjs";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const check = async () => {
  const { text, headers } = await world.request("GET", "/metrics");
  assert.match(headers["content-type"], /^text\/plain; version=0\.0\.4/);
  const { status, out, err } = await run("promtool", ["check", "metrics"], { input: text });
  assert.equal(status, 0, out + err);
  assert.equal((out + err).trim(), "", "not even advice");
  return text;
};

await promise("promtool accepts the metrics of a coordinator at rest", check);

await promise("promtool accepts them in the middle of work, with all that is counted then", async () => {
  const agents = await furnishLoad(world, 6);
  const load = new Load(world, { seed: 1, agents });
  await load.run((l) => l.acknowledged >= 200);
  await world.activate();
  const stream = await openStream(world, "leader");
  const text = await check();
  stream.link.destroy();
  for (const name of ["ddh_streams 1", 'ddh_activations{state="active"} 1', "ddh_stored 1", "ddh_store_connected 1"]) assert.ok(text.includes(`\n${name}\n`), name);
});

await promise("openapi.yaml has no error that Redocly finds", async () => {
  const program = path.join(modules, ".bin/redocly");
  assert.ok(existsSync(program), `${program} is missing; scripts/service installs it`);
  const { status, out, err } = await run(program, ["lint", "coordinator/docs/openapi.yaml", "--max-problems", "1000"],
    { cwd: source, env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", NO_COLOR: "1" } });
  assert.equal(status, 0, out + err);
});

await promise("the document that is served is the one in docs", async () => {
  const { status, text } = await world.request("GET", "/v1/openapi.yaml");
  assert.equal(status, 200);
  assert.equal(text, readFileSync(path.join(source, "coordinator/docs/openapi.yaml"), "utf8"));
});
await finish();
