// The coordinator is killed in the middle of work, over and over: nothing acknowledged is lost, no call has two agents, and the
// state recovered has the digest that was stored with the last commit.  --rounds N, --seed N
import assert from "node:assert/strict";
import { finish, furnished, promise, randomFrom, until } from "./harness.mjs";
import { furnishLoad, Load, verify } from "./load.mjs";

const option = (name, usual) => Number(process.argv[process.argv.indexOf(`--${name}`) + 1] || usual);
const rounds = process.argv.includes("--rounds") ? option("rounds") : 20;
const seed = process.argv.includes("--seed") ? option("seed") : 1;

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const agents = await furnishLoad(world);
const random = randomFrom(seed);
const loads = [];

for (let round = 1; round <= rounds; round++) {
  await promise(`round ${round}: killed, and everything acknowledged is there`, async () => {
    const load = new Load(world, { seed: seed * 1000 + round, agents });
    loads.push(load);
    const enough = 40 + random(120);
    const late = random(2) === 1; // half of the kills come on the heels of an answer, half in the middle of a turn
    const died = new Promise((resolve) => {
      load.onAcknowledged = () => {
        if (load.acknowledged !== enough) return;
        load.onAcknowledged = undefined;
        if (late) setImmediate(() => resolve(world.service.kill()));
        else resolve(world.service.kill());
      };
    });
    await load.run((l) => l.lost > 0);
    await died;
    assert.ok(load.acknowledged >= enough, "there was a load");
    const meta = await world.hash("meta");
    const service = await world.start();
    // It compares the digest of what it read with the stored one, and refuses to serve when they differ (below).
    const opened = /open with epoch (\d+): (\d+) records/.exec(service.err);
    assert.equal(Number(opened[1]), Number(meta.epoch) + 1, service.err);
    assert.ok(Number(opened[2]) > 0);
    const count = await verify(world, loads);
    const view = await world.metrics();
    assert.equal(view.get("ddh_stored"), 1);
    assert.ok(count > 0);
    await load.repeat();
    assert.equal(await verify(world, loads) >= count, true);
  });
}

await promise("many calls were taken, and they moved", async () => {
  const calls = Object.values(await world.records("call"));
  const ended = calls.filter((call) => call.ended_at).length;
  console.log(`        ${calls.length} calls, ${ended} ended, ${loads.reduce((sum, load) => sum + load.acknowledged, 0)} commands acknowledged`);
  assert.ok(calls.length >= rounds * 10 && ended >= rounds, `${calls.length} calls, ${ended} ended`);
});

await promise("a state whose digest is not the stored one is refused", async () => {
  await world.service.kill();
  const { digest } = await world.hash("meta");
  await world.askRedis("HSET", "{ddh}:meta", "digest", digest.replace(/.$/, (last) => (last === "0" ? "1" : "0")));
  const refused = world.launch({ refused: true });
  await until("it gives up", () => !refused.alive);
  assert.notEqual(refused.status, 0);
  assert.match(refused.err, /digest/);
  await world.askRedis("HSET", "{ddh}:meta", "digest", digest);
  await world.start();
});
await finish();
