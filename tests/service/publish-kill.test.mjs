// The coordinator is killed in the middle of publishing, over and over: every receiver ends with the version that stands,
// nothing comes out of order, and a message told twice has one id.  --rounds N, --seed N
import assert from "node:assert/strict";
import { furnished, finish, promise, randomFrom, until } from "./harness.mjs";
import { Receiver } from "./receiver.mjs";

const option = (name, usual) => (process.argv.includes(`--${name}`) ? Number(process.argv[process.argv.indexOf(`--${name}`) + 1]) : usual);
const rounds = option("rounds", 3);
const random = randomFrom(option("seed", 1));
const count = 12;
const start = { args: ["--private-receivers", "--exempt", "127.0.0.0/8"] };

const world = await furnished(start);
const receivers = [];
for (let i = 0; i < count; i++) {
  const receiver = await new Receiver(`r${i}`).listen();
  receivers.push(receiver);
  await receiver.register(world, ["chatbot", "voice", "news", "ticket"][i % 4]);
}
let again = 0;

for (let round = 1; round <= rounds; round++) {
  await promise(`round ${round}: killed while it publishes; every channel ends with what stands`, async () => {
    // Some take the message and die within their answer: the coordinator cannot know whether it arrived.
    for (const receiver of receivers) receiver.behaviours = random(3) === 0 ? ["half"] : [];
    const activation = await world.activate();
    const lifted = random(2) === 1;
    const after = 1 + random(2 * count);
    const began = receivers.reduce((sum, r) => sum + r.requests.length, 0);
    const kill = until("enough was sent", () => receivers.reduce((sum, r) => sum + r.requests.length, 0) - began >= Math.min(after, count))
      .then(() => world.service.kill());
    let acknowledged = false;
    if (lifted) {
      try {
        acknowledged = (await world.request("POST", `/v1/activations/${activation.id}/lift`, { as: "leader", body: { reason: "over" } })).status === 200;
      } catch {
        // killed before it answered: perhaps done
      }
    }
    await kill;
    const before = receivers.map((r) => r.requests.length);
    await world.start(start);
    const stands = (await world.must("GET", `/v1/activations/${activation.id}`, { as: "leader" })).activation.state;
    if (acknowledged) assert.equal(stands, "lifted", "what was acknowledged is there");
    await until("every channel says it", () => receivers.every((r) => r.says.get(activation.id)?.state === stands), 60000);
    await until("the board says so", async () => (await world.must("GET", "/v1/deliveries", { as: "leader" })).deliveries.every((row) => row.current), 60000);
    for (const r of receivers) r.assertSound();
    again += receivers.reduce((sum, r, i) => sum + (r.requests.length > before[i] ? 1 : 0), 0);
    if (stands !== "lifted") await world.must("POST", `/v1/activations/${activation.id}/lift`, { as: "leader", body: { reason: "over" } });
    await until("the withdrawal is everywhere", () => receivers.every((r) => r.says.get(activation.id)?.state === "lifted"), 60000);
  });
}

await promise("something was on its way when it died", () => {
  const repeats = receivers.reduce((sum, r) => sum + r.requests.length - new Set(r.requests.map((q) => q.id)).size, 0);
  console.log(`        ${receivers.reduce((sum, r) => sum + r.requests.length, 0)} requests, ${repeats} of them repeated, ${again} receivers told after a kill`);
  assert.ok(again > 0);
});
await Promise.all(receivers.map((r) => r.close()));
await finish();
