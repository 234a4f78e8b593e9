// A receiver of webhooks as somebody else would write it: signatures are read by the npm package `standardwebhooks`, a
// message that was seen before is dropped by its id, and what it has seen last of an activation is what its channel says.
import assert from "node:assert/strict";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { modules } from "./harness.mjs";

const require = createRequire(path.join(modules, "x.js"));
const { Webhook } = require("standardwebhooks");

export class Receiver {
  // `behaviours`: what is done with the first requests, one each: a status, { status, headers }, "hang", "cut" or "half".
  constructor(id, behaviours = []) {
    this.id = id;
    this.behaviours = [...behaviours];
    this.secrets = [];
    this.requests = []; // every request that came, whatever became of it
    this.taken = []; // messages taken, each once, in order
    this.seen = new Set();
    this.says = new Map(); // activation: { number, state }
    this.faults = [];
    this.hanging = new Set();
    this.server = http.createServer((request, response) => this.answer(request, response));
  }
  async listen() {
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }
  get url() {
    return `http://127.0.0.1:${this.server.address().port}/hooks/${this.id}`;
  }
  close() {
    for (const response of this.hanging) response.destroy();
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
  async register(world, kind = "chatbot", municipalities = ["0615"]) {
    const answer = await world.must("PUT", `/v1/receivers/${this.id}`, { as: "admin", body: { kind, url: this.url, municipalities } });
    if (answer.secret) this.secrets = [answer.secret];
    return answer;
  }

  answer(request, response) {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString("utf8");
      const { "webhook-id": id } = request.headers;
      this.requests.push({ id, headers: request.headers, body, at: Date.now() });
      const behaviour = this.behaviours.shift() ?? 204;
      if (behaviour === "hang") return void this.hanging.add(response);
      if (behaviour === "cut") return request.socket.destroy(); // taken or not: nobody knows
      if (behaviour === "half") { // it takes the message and dies within its answer
        this.take(request.headers, body);
        response.writeHead(200, { "content-length": 100 });
        return response.write("half", () => request.socket.destroy());
      }
      const { status = behaviour, headers = {} } = typeof behaviour === "object" ? behaviour : {};
      if (status >= 200 && status < 300 && !this.take(request.headers, body)) return response.writeHead(400).end();
      response.writeHead(status, headers).end();
    });
  }

  // Verifies and takes a message; false when a signature does not hold.
  take(headers, body) {
    let message;
    for (const secret of this.secrets) {
      try {
        message = new Webhook(secret).verify(body, headers);
      } catch (error) {
        this.faults.push(`${headers["webhook-id"]}: ${error.message}`);
        return false;
      }
    }
    if (this.seen.has(headers["webhook-id"])) return true;
    this.seen.add(headers["webhook-id"]);
    const { activation, number, state } = message.data;
    this.taken.push({ id: headers["webhook-id"], message });
    const before = this.says.get(activation);
    if (before && before.number >= number) this.faults.push(`${number} came behind ${before.number}`);
    this.says.set(activation, { number, state, message });
    return true;
  }

  assertSound() {
    assert.deepEqual(this.faults, [], this.id);
    const bodies = new Map();
    for (const { id, body } of this.requests) {
      if (bodies.has(id)) assert.equal(body, bodies.get(id), `${id} is the same at every try`);
      bodies.set(id, body);
    }
  }
}
