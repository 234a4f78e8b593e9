// Connections: per address only before authentication, configured networks exempt, a cap on all, and streams per token.
import assert from "node:assert/strict";
import { connect, exchange, finish, furnished, openStream, promise, run, sanitized, until } from "./harness.mjs";

const PER_ADDRESS = 64;
const ALL = 12000;
const world = await furnished({ args: ["--exempt", "127.0.0.9", "--exempt", "127.0.1.0/24"] });
const port = world.service.port;
const secret = world.secrets.get("switch");
const health = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
const whoami = `GET /v1/whoami HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\n\r\n`;
const open = async () => (await world.metrics()).get("ddh_http_connections");
world.http.destroy(); // what the furnishing left open would be counted too

// Everything of the test's own requests comes from an exempt address.
const from = (address, bytes, keep) => connect(port, { localAddress: address }).then((socket) => exchange(port, bytes, { socket, keep }));
world.http.options.localAddress = "127.0.0.9";

async function hold(count, options) {
  const sockets = [];
  while (sockets.length < count) sockets.push(...(await Promise.all(Array.from({ length: Math.min(200, count - sockets.length) }, () => connect(port, options)))));
  return sockets;
}
const let_go = (sockets) => sockets.forEach((socket) => socket.destroy());

await promise(`one connection more than ${PER_ADDRESS} of an address that has not authenticated is told too-many-requests`, async () => {
  const held = await hold(PER_ADDRESS, { localAddress: "127.0.0.2" });
  await until("they are counted", async () => (await open()) > PER_ADDRESS);
  const answer = await from("127.0.0.2", undefined);
  assert.equal(answer.status, 429, answer.text);
  assert.equal(answer.json.type, "urn:ddh:problem:too-many-requests");
  assert.match(answer.headers["retry-after"], /^\d+$/);
  assert.equal((await from("127.0.0.3", health)).status, 200, "another address is served");
  assert.equal((await world.request("POST", "/v1/calls", { as: "switch", body: { reference: "a", municipality: "0615", topic: "vand", language: "da" } })).status, 201);
  let_go(held);
  await until("the address is free again", async () => (await from("127.0.0.2", health)).status === 200);
});

await promise("connections that have shown a token count no more", async () => {
  const held = await hold(PER_ADDRESS, { localAddress: "127.0.0.4" });
  for (const socket of held) assert.equal((await exchange(port, whoami, { socket, keep: true })).status, 200);
  const more = await hold(PER_ADDRESS, { localAddress: "127.0.0.4" });
  for (const socket of more) assert.equal((await exchange(port, whoami, { socket, keep: true })).status, 200);
  let_go([...held, ...more]);
});

await promise("a token has eight streams, the ninth gets too-many-requests", async () => {
  const streams = [];
  for (let i = 0; i < 8; i++) streams.push(await openStream(world, "leader", { socket: await connect(port, { localAddress: "127.0.0.9" }) }));
  assert.deepEqual(streams.map((stream) => stream.status), Array(8).fill(200));
  const ninth = await from("127.0.0.9", `GET /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${world.secrets.get("leader")}\r\n\r\n`);
  assert.equal(ninth.status, 429, ninth.text);
  assert.equal(ninth.json.type, "urn:ddh:problem:too-many-requests");
  let_go(streams.map((stream) => stream.link));
});

// As many as the machine lets a process have, on both ends.
const { out } = await run("bash", ["-c", "ulimit -Hn"]);
const allowed = out.trim() === "unlimited" ? Infinity : Number(out);
const wanted = Math.min(ALL, allowed - 400);
if (wanted < ALL) console.log(`        RLIMIT_NOFILE is ${allowed}: ${wanted} connections instead of ${ALL}`);

await promise(`${wanted} connections from exempt networks, and decisions are still answered`, async () => {
  await until("the others are gone", async () => (await open()) < 5);
  const caller = await connect(port, { localAddress: "127.0.0.9" });
  // Two addresses: one has not ports enough for all.
  const held = [...(await hold(wanted / 2, { localAddress: "127.0.1.1" })), ...(await hold(wanted / 2 - 10, { localAddress: "127.0.1.2" }))];
  await until("all are counted", async () => (await open()) >= wanted - 10);
  for (let i = 0; i < 50; i++) {
    const body = JSON.stringify({ reference: `many-${i}`, municipality: "0615", topic: "vand", language: "da" });
    const answer = await exchange(port, `POST /v1/calls HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`, { socket: caller, keep: true });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.json.stored, true);
  }
  if (wanted === ALL) {
    const last = await hold(10, { localAddress: "127.0.1.3" });
    const answer = await from("127.0.1.3", undefined);
    assert.equal(answer.status, 503, answer.text);
    assert.equal(answer.json.type, "urn:ddh:problem:limit-reached");
    assert.match(answer.headers["retry-after"], /^\d+$/);
    let_go(last);
  }
  const memory = world.service.memory();
  console.log(`        ${memory} KiB in all`);
  if (!sanitized) assert.ok(memory < 1024 * 1024, `${memory} KiB`);
  let_go([...held, caller]);
  await until("all are gone", async () => (await open()) < 5);
});
await finish();
