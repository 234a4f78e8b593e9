// A seeded load through the public interface, and a ledger of what was acknowledged: callers arrive, are accepted, talk, hang
// up; agents come and go. What the ledger says must be found again after any fault.
import assert from "node:assert/strict";
import { randomFrom } from "./harness.mjs";

const TOPICS = ["vand", "pas"];
const MUNICIPALITIES = ["0615", "0751"];

export class Load {
  // Its agents must be furnished first: see furnishLoad().
  constructor(world, { seed, agents }) {
    this.world = world;
    this.random = randomFrom(seed);
    this.seed = seed;
    this.agents = agents;
    this.calls = new Map(); // id -> { reference, municipality, answeredBy, ended, cancelled }
    this.acknowledged = 0;
    this.unstored = 0;
    this.refused = 0;
    this.lost = 0; // requests without an answer: their outcome is unknown
    this.unknown = []; // those of them that would change something
    this.sent = 0;
    this.waiting = new Set();
  }

  pick(list) {
    return list[this.random(list.length)];
  }

  // One request with a key of its own; null when it was refused or never answered.
  async ask(method, target, body, as = "switch") {
    const options = { as, body, headers: { "idempotency-key": `load-${this.seed}-${this.sent++}` } };
    let answer;
    try {
      answer = await this.world.request(method, target, options);
    } catch {
      this.lost++;
      this.unknown.push([method, target, options]);
      return null;
    }
    if (answer.status >= 300) {
      assert.ok([404, 409, 503].includes(answer.status), `${method} ${target}: ${answer.status} ${answer.text}`);
      this.refused++;
      return null;
    }
    this.acknowledged++;
    if (!answer.json.stored) this.unstored++;
    this.onAcknowledged?.();
    return answer.json;
  }

  // What was sent without an answer is sent again, twice, with its key: it is done once, whether it had been done or not.
  async repeat() {
    for (const request of this.unknown.splice(0)) {
      const first = await this.world.request(...request);
      if (first.status >= 300) {
        assert.ok([404, 409].includes(first.status), `${request[1]}: ${first.status} ${first.text}`);
        continue;
      }
      const second = await this.world.request(...request);
      assert.equal(second.json.repeated, true, second.text);
      const { event, stored, repeated, ...subject } = second.json;
      const { event: e, stored: s, repeated: r, ...same } = first.json;
      assert.deepEqual(Object.values(subject).map((record) => record.id ?? record.agent), Object.values(same).map((record) => record.id ?? record.agent));
      if (subject.call && request[1] === "/v1/calls") this.note(subject.call.id).reference ??= subject.call.reference;
    }
  }

  note(id) {
    if (!this.calls.has(id)) this.calls.set(id, {});
    return this.calls.get(id);
  }

  async arrive() {
    const reference = `load-${this.seed}-${this.sent}`;
    const municipality = this.pick(MUNICIPALITIES);
    const done = await this.ask("POST", "/v1/calls", { reference, municipality, topic: this.pick(TOPICS), language: "da", priority: this.random(10) });
    if (done) Object.assign(this.note(done.call.id), { reference, municipality });
  }

  async accept(call) {
    const done = await this.ask("POST", `/v1/calls/${call.id}/accept`, { agent: call.agent });
    if (done) this.note(call.id).answeredBy = call.agent;
  }

  async end(call) {
    const done = await this.ask("POST", `/v1/calls/${call.id}/end`, {});
    if (!done) return;
    this.note(call.id).ended = true;
    await this.ask("POST", `/v1/agents/${call.agent}/wrap-up`, {}, "admin");
  }

  async cancel(call) {
    const done = await this.ask("POST", `/v1/calls/${call.id}/cancel`, {});
    if (done) this.note(call.id).cancelled = true;
  }

  async look() {
    let answer;
    try {
      answer = await this.world.request("GET", `/v1/calls?state=${this.pick(["reserved", "answered"])}`, { as: "switch" });
    } catch {
      this.lost++;
    }
    if (answer?.status === 200 && answer.json.calls.length > 0) return this.pick(answer.json.calls);
    return null;
  }

  async step() {
    const what = this.random(10);
    if (what < 4) return this.arrive();
    if (what === 4) return this.ask("POST", `/v1/agents/${this.pick(this.agents)}/status`, { status: this.pick(["available", "available", "break"]) }, "admin");
    const call = await this.look();
    if (call === null) return undefined;
    if (call.state === "answered") return this.end(call);
    return this.random(8) === 0 ? this.cancel(call) : this.accept(call);
  }

  // `workers` at once, until enough(this) says so.
  async run(enough, workers = 8) {
    const work = async () => {
      while (!enough(this)) await this.step();
    };
    await Promise.all(Array.from({ length: workers }, work));
  }
}

export async function furnishLoad(world, count = 12) {
  const agents = Array.from({ length: count }, (_, i) => `agent-${i}`);
  await world.must("PUT", "/v1/settings", { as: "admin", body: { lease_ms: 3600000, offer_ms: 600000 } });
  for (const [i, agent] of agents.entries()) {
    const body = { name: agent, organisation: i % 3 === 0 ? "ddh" : MUNICIPALITIES[i % 2], skills: { vand: 1 + (i % 5), pas: 3 }, languages: ["da"], elearning_at: 1700000000000, course_at: 1700000000000, registered_at: 1700000000000 };
    await world.must("PUT", `/v1/agents/${agent}`, { as: "admin", body });
    await world.must("POST", `/v1/agents/${agent}/status`, { as: "admin", body: { status: "available" } });
  }
  return agents;
}

// What Redis holds must be whole in itself, and hold all that the loads were told.
export async function verify(world, loads) {
  const calls = await world.records("call");
  const availability = await world.records("availability");
  const references = new Set();
  for (const call of Object.values(calls)) {
    assert.ok(!references.has(call.reference), `${call.reference} is two calls`);
    references.add(call.reference);
  }
  for (const load of loads)
    for (const [id, told] of load.calls) {
      const call = calls[id];
      assert.ok(call, `${id} was acknowledged and is lost`);
      if (told.reference !== undefined) assert.equal(call.reference, told.reference, id);
      if (told.municipality !== undefined) assert.equal(call.municipality, told.municipality, id);
      if (told.answeredBy !== undefined) assert.equal(call.agent, told.answeredBy, `${id} was answered by another`);
      if (told.answeredBy !== undefined) assert.ok(call.answered_at, `the answer of ${id} is lost`);
      if (told.ended || told.cancelled) assert.ok(call.ended_at, `the end of ${id} is lost`);
      if (told.cancelled) assert.equal(call.outcome, "abandoned", id);
    }
  // One agent a call, one call an agent: both sides must say the same.
  const held = new Map();
  for (const [agent, record] of Object.entries(availability)) {
    if (record.call === null) continue;
    assert.ok(!held.has(record.call), `${record.call} has two agents`);
    held.set(record.call, agent);
    assert.equal(calls[record.call]?.agent, agent, `${agent} holds ${record.call}`);
  }
  for (const [id, call] of Object.entries(calls)) {
    if (!["reserved", "answered"].includes(call.state)) continue;
    assert.equal(held.get(id), call.agent, `${id} is ${call.state}`);
  }
  return Object.keys(calls).length;
}
