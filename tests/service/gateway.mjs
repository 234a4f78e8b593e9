// A switch as somebody else would write it, without SIP: it asks, tells, keeps callers waiting and lets itself be told to
// fetch them. It knows a decision by its id, so that a second telling does nothing.
import assert from "node:assert/strict";
import http from "node:http";
import { until } from "./harness.mjs";

export class Gateway {
  constructor(world, id = "kam", boot = "b1") {
    Object.assign(this, { world, id, boot });
    this.sequence = 0;
    this.waiting = new Set(); // call ids it keeps suspended
    this.resumed = new Map(); // call id: decisions, in the order in which they came
    this.behaviours = []; // of the next resumes, one each: a status, or "cut"
    this.server = http.createServer((request, response) => this.answer(request, response));
  }
  async listen(port = 0) {
    await new Promise((resolve) => this.server.listen(port, "127.0.0.1", resolve));
    this.port = this.server.address().port;
    return this;
  }
  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
  register(more = {}) {
    return this.world.must("PUT", `/v1/gateways/${this.id}`, { as: "admin", body: { resume_url: `http://127.0.0.1:${this.port}/resume`, ...more } });
  }
  answer(request, response) {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const decision = JSON.parse(Buffer.concat(parts).toString("utf8"));
      const behaviour = this.behaviours.shift();
      if (behaviour === "cut") return request.socket.destroy();
      if (behaviour !== undefined) return response.writeHead(behaviour).end();
      const before = this.resumed.get(decision.call_id) ?? [];
      if (before.at(-1)?.decision_id === decision.decision_id) return response.writeHead(200).end();
      if (!this.waiting.delete(decision.call_id)) return response.writeHead(before.length > 0 ? 409 : 404).end();
      this.resumed.set(decision.call_id, [...before, decision]);
      response.writeHead(200).end();
    });
  }
  // The raw answer; a caller who is to wait is kept.
  async ask(call_id, more = {}) {
    const answer = await this.world.request("POST", "/v1/calls", { as: "switch", body: { call_id, municipality: "0615", topic: "pas", gateway: this.id, boot: this.boot, deadline_ms: 5000, ...more } });
    if (answer.json?.action === "wait") this.waiting.add(call_id);
    return answer;
  }
  tell(call_id, type, more = {}) {
    const body = { type, event_id: `${this.boot}-${++this.sequence}`, gateway: this.id, at: Date.now() / 1000, ...more };
    return this.world.request("POST", `/v1/calls/${call_id}/events`, { as: "switch", body });
  }
  heartbeat(dialogs = 0) {
    return this.world.must("POST", `/v1/gateways/${this.id}/heartbeat`, { as: "switch", body: { boot: this.boot, dialogs } });
  }
}

// What every test of switches ends with: no call of a switch is reserved or waits, and no agent is held by one.
export async function nothingReserved(world) {
  await until("nothing is reserved", async () => {
    const calls = Object.values(await world.records("call")).filter((call) => call.leg !== "none");
    const agents = Object.values(await world.records("availability"));
    return calls.every((call) => ["ended", "wrapping"].includes(call.state)) && agents.every((agent) => !["reserved", "in_call"].includes(agent.state));
  });
}

// A document that Kamailio's rtjson takes, as its source reads it.
export function assertRoutes(decision) {
  assert.equal(decision.version, "1.0");
  assert.equal(decision.routing, "serial");
  assert.ok(decision.routes.length >= 1 && decision.routes.length <= 4, "one to four routes");
  for (const route of decision.routes) {
    assert.match(route.uri, /^sips?:[!#-&(-+\-./0-;=?-[\]-~]+$/);
    assert.ok(Number.isInteger(route.fr_timer) && Number.isInteger(route.fr_inv_timer));
    assert.match(route.headers.extra, /^([A-Za-z-]+: [A-Za-z0-9.-]+\r\n)+$/);
  }
  assert.ok(Buffer.byteLength(JSON.stringify(decision)) <= 4096);
}
