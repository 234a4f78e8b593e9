// Streams that never read: they are dropped, they cost little, and nobody else notices.
import assert from "node:assert/strict";
import { connect, finish, furnished, openStream, promise, sanitized, until } from "./harness.mjs";

const SLOW = 5;
const ROUNDS = 1500; // some 4 MB of events: more than the kernel takes between the two ends
// LIMIT_UNACKNOWLEDGED_MS: the kernel ends a connection whose peer takes nothing for 30 s; where it does not,
// LIMIT_STREAM_STALL_MS does after 60 s, when the sweep of LIMIT_STREAM_PING_MS comes by.
const ENDED_MS = 90000;
const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });

const topics = Array.from({ length: 60 }, (_, i) => `emne-med-et-langt-navn-${i}`);
for (const topic of topics) await world.must("PUT", `/v1/topics/${topic}`, { as: "admin", body: { name: topic, handling: "municipality" } });

const reader = await openStream(world, "admin");
for (let i = 0; i < SLOW; i++) {
  const socket = await connect(world.service.port);
  socket.pause(); // no byte of the answer is ever taken
  socket.write(`GET /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${world.secrets.get("leader")}\r\n\r\n`);
}
await until("all are there", async () => (await world.metrics()).get("ddh_streams") === SLOW + 1);
const before = world.service.memory();

const skills = (round) => Object.fromEntries(topics.map((topic, i) => [topic, 1 + ((round + i) % 5)]));
const put = async (n) => world.must("PUT", "/v1/agents/bo", { as: "admin", body: { name: `Bo ${n}`, organisation: "0751", skills: skills(n), languages: ["da"] } });
let round = 0;
await Promise.all(Array.from({ length: 16 }, async () => {
  while (round < ROUNDS) await put(round++);
}));

await promise("the reader beside them has every event, once and in order", async () => {
  const meta = await world.hash("meta");
  const last = `${meta.epoch}-`;
  await until("it has the last", () => reader.events.filter((e) => e.event === "agent_changed").length >= ROUNDS);
  const numbers = reader.events.map((e) => Number(e.id.slice(last.length)));
  for (let i = 1; i < numbers.length; i++) assert.ok(numbers[i] > numbers[i - 1], `${numbers[i - 1]} then ${numbers[i]}`);
  const stored = await world.eventsAfter(reader.events[0].id);
  assert.deepEqual(reader.events.slice(1).map((e) => e.id), stored);
});

await promise(`${SLOW} streams that never read are ended`, async () => {
  await until("they are ended", async () => (await world.metrics()).get("ddh_streams") === 1, ENDED_MS);
  assert.equal(reader.closed, false, "the one that reads is left");
});

await promise("memory stays within the history that all streams share", async () => {
  const grown = world.service.memory() - before;
  console.log(`        ${grown} KiB more than before`);
  // Three times what was sent, once for all streams; a sanitizer keeps what is freed, to find its use.
  const sent = reader.events.reduce((sum, event) => sum + event.data.length, 0) / 1024;
  if (!sanitized) assert.ok(grown < 3 * sent + 4096, `${grown} KiB for ${sent} KiB of events`);
});

await promise("decisions are answered all the while", async () => {
  assert.equal((await world.call("after")).status, 201);
  assert.equal(reader.closed, false);
});
reader.link.destroy();
await finish();
