// A decision server that can misbehave: it speaks the contract of a switch, answers as it is told, and remembers what it was
// asked. The real coordinator decides in the tests that need the truth; this one is for what the real one never does.
import http from "node:http";

export class Decider {
  constructor() {
    this.calls = []; // the questions, as they came
    this.events = []; // { call, ...event }, in the order taken
    this.beats = 0;
    this.answer = () => ({ status: 503 });
    this.healthy = true;
    this.eventStatus = 200;
    this.held = new Set(); // sockets whose question is never answered
    this.port = 0;
    this.server = null;
  }

  async start(port = this.port) {
    this.server = http.createServer((request, response) => this.take(request, response));
    this.server.keepAliveTimeout = 120000;
    await new Promise((resolve, reject) => {
      this.server.on("error", reject);
      this.server.listen(port, "127.0.0.1", resolve);
    });
    this.port = this.server.address().port;
    return this;
  }

  async stop() {
    const { server } = this;
    this.server = null;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  take(request, response) {
    let text = "";
    request.setEncoding("utf8").on("data", (part) => (text += part));
    request.on("end", () => {
      const say = (status, body = "", headers = {}) => {
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(typeof body === "string" ? body : JSON.stringify(body));
      };
      if (request.url === "/v1/health") return say(this.healthy ? 200 : 503, { ready: this.healthy });
      if (/^\/v1\/gateways\//.test(request.url)) return say(200, { beats: ++this.beats });
      const event = /^\/v1\/calls\/([^/]+)\/events$/.exec(request.url);
      if (event) {
        if (this.eventStatus < 300) this.events.push({ call: event[1], ...JSON.parse(text), authorization: request.headers.authorization });
        return say(this.eventStatus, {});
      }
      if (request.url !== "/v1/calls") return say(404);
      const question = { ...JSON.parse(text), authorization: request.headers.authorization };
      this.calls.push(question);
      const answer = this.answer(question, this.calls.length);
      if (answer.hang) return this.held.add(response);
      if (answer.close) return request.socket.destroy();
      return setTimeout(() => say(answer.status ?? 200, answer.body, answer.headers), answer.delay ?? 0);
    });
  }

  of(call) {
    return this.events.filter((event) => event.call === call);
  }
  clear() {
    this.calls.length = 0;
    this.events.length = 0;
  }
}

// An answer that routes to these addresses, in this order.
export function routes(question, uris, more = {}) {
  return { body: { version: "1.0", routing: "serial", call_id: question.call_id, decision_id: `${question.call_id}.1`, action: "route", lease_ms: 30000,
    routes: uris.map((uri, index) => ({ uri, fr_timer: 1000, fr_inv_timer: 2000, headers: { extra: `X-DDH-Call: test\r\nX-DDH-Route: ${index}\r\n` } })), ...more } };
}
