// Resuming a stream with a client that nobody here wrote: the npm package `eventsource`. Its connection goes through a proxy
// that cuts it at random moments, often in the middle of a frame; in the end every event has been seen once, in order.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import net from "node:net";
import path from "node:path";
import { exchange, finish, furnished, modules, openStream, promise, randomFrom, until } from "./harness.mjs";
import { furnishLoad, Load } from "./load.mjs";

const { EventSource } = createRequire(path.join(modules, "of-the-tests.js"))("eventsource");
const CUTS = 8; // the client waits a second after each, as the stream's `retry:` tells it

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
const agents = await furnishLoad(world);
const random = randomFrom(7);
let seed = 0;
const work = async (enough) => {
  const load = new Load(world, { seed: ++seed, agents });
  await load.run(enough, 2);
};

// Passes bytes between the client and whatever coordinator runs now; cuts a connection when its share of bytes is through.
const proxy = { cuts: 0, cutting: true, links: new Set(), inTheMiddle: 0 };
const server = net.createServer((client) => {
  const upstream = net.connect(world.service.port, "127.0.0.1");
  let left = 500 + random(60000);
  const end = () => {
    client.destroy();
    upstream.destroy();
    proxy.links.delete(end);
  };
  proxy.links.add(end);
  client.on("error", end).on("close", end).on("data", (part) => upstream.write(part));
  upstream.on("error", end).on("close", end).on("data", (part) => {
    if (!proxy.cutting || part.length < left) {
      left -= part.length;
      client.write(part);
      return;
    }
    proxy.cuts++;
    if (part.toString("latin1", left - 2, left) !== "\n\n") proxy.inTheMiddle++;
    client.write(part.subarray(0, left), () => end());
    upstream.destroy();
  });
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

function follow() {
  const seen = { ids: [], snapshots: 0, gone: 0, opened: 0 };
  const authorization = `Bearer ${world.secrets.get("admin")}`;
  seen.client = new EventSource(`http://127.0.0.1:${server.address().port}/v1/stream`,
    { fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization } }) });
  // Every event, whatever its name.
  const dispatch = seen.client.dispatchEvent.bind(seen.client);
  seen.client.dispatchEvent = (event) => {
    if (event.type === "open") seen.opened++;
    else if (event.type === "error") seen.gone += event.code === 410 ? 1 : 0;
    else if (event.type === "snapshot") {
      seen.snapshots++;
      seen.from = event.lastEventId;
    } else seen.ids.push(event.lastEventId);
    return dispatch(event);
  };
  return seen;
}

// All events there are, once it has seen the last of them; deadlines pass meanwhile too, and make new ones.
async function caughtUp() {
  let events;
  try {
    await until("it has the last", async () => {
      events = await world.eventsAfter(seen.from);
      return seen.ids.at(-1) === events.at(-1);
    }, 60000);
  } catch (error) {
    error.message += `: it has ${seen.ids.length} up to ${seen.ids.at(-1)}, there are ${events.length} up to ${events.at(-1)}; opened ${seen.opened}, cut ${proxy.cuts}`;
    throw error;
  }
  return events;
}

const seen = follow();
await until("the snapshot is there", () => seen.snapshots === 1);

await promise(`cut ${CUTS} times while events flow, it has seen each once and in order`, async () => {
  await work((load) => load.acknowledged >= 1000); // some thousand events: a client that is cut off cannot follow endless load
  await until("it was cut often enough", () => proxy.cuts >= CUTS, 60000);
  proxy.cutting = false;
  const events = await caughtUp();
  assert.deepEqual(seen.ids, events);
  assert.equal(seen.snapshots, 1, "it never had to begin anew");
  assert.ok(seen.opened > CUTS, `opened ${seen.opened} times`);
  assert.ok(proxy.inTheMiddle > 0, "some cuts went through a frame");
  console.log(`        ${events.length} events, ${proxy.cuts} cuts, ${proxy.inTheMiddle} in the middle of a frame`);
});

const ask = (after) => exchange(world.service.port, `GET /v1/stream HTTP/1.1\r\nHost: x\r\nLast-Event-ID: ${after}\r\nAuthorization: Bearer ${world.secrets.get("admin")}\r\n\r\n`);
for (const [what, id] of [["of an epoch that never was", "99-5"], ["that is not reached", "1-99999999"]])
  await promise(`an id ${what} is gone: 410, and how to go on`, async () => {
    const answer = await ask(id);
    assert.equal(answer.status, 410, answer.text);
    assert.equal(answer.json.type, "urn:ddh:problem:gone");
    assert.match(answer.json.title + answer.json.detail, /snapshot/);
  });
await promise("an id that is none is refused", async () => {
  const answer = await ask("yesterday");
  assert.ok([400, 410].includes(answer.status), answer.text);
});

// A coordinator that starts reads the newest events back from Redis: the client goes on where it was.
await promise("across a kill and a restart nothing is lost, shown twice, out of order, or made up", async () => {
  await work((load) => load.acknowledged >= 30);
  const shown = seen.ids.length;
  await world.service.kill();
  await world.start();
  await until("it is back", () => seen.gone > 0 || seen.opened > proxy.cuts + 1);
  assert.equal(seen.gone, 0, "the id it saw last is known after the restart");
  await work((load) => load.acknowledged >= 30);
  const events = await caughtUp();
  assert.deepEqual(seen.ids, events, "every event once and in order, over both lives");
  assert.ok(seen.ids.length >= shown + 30);
});
seen.client.close();
for (const end of proxy.links) end();
server.close();
await finish();
