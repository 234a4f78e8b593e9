// A partner's switchboard, from coordinator/docs/joining.md alone: plain fetch, nothing of ours.
export class Partner {
  constructor(url, secret, organisation) {
    Object.assign(this, { url, secret, organisation, offer: `${organisation}-vand`, told: [] });
  }
  async ask(method, path, body, headers = {}) {
    const answer = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${this.secret}`, "Content-Type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const json = await answer.json();
    return { status: answer.status, json, problem: (json.type ?? "").replace("urn:ddh:problem:", "") };
  }
  async must(...request) {
    const { status, json } = await this.ask(...request);
    if (status >= 300) throw new Error(`${request[0]} ${request[1]}: ${status} ${JSON.stringify(json)}`);
    return json;
  }
  put(seats, more = {}) {
    const offer = { organisation: this.organisation, address: "sip:ddh@192.0.2.10:5060", seats, topics: ["vand"], languages: ["da"], ...more };
    return this.must("PUT", `/v1/offers/${this.offer}`, offer);
  }
  tell(what, body = {}) {
    return this.must("POST", `/v1/offers/${this.offer}/${what}`, body);
  }
  report(queue) {
    return this.must("POST", `/v1/organisations/${this.organisation}/queue-state`, queue);
  }
  state(state) {
    return this.must("POST", `/v1/organisations/${this.organisation}/service-state`, { state });
  }
  look() {
    return this.must("GET", `/v1/offers/${this.offer}`);
  }
  async ringing() {
    return (await this.look()).calls.filter((call) => call.state === "reserved").map((call) => call.id);
  }
  // The event stream, as server-sent events: what is told is kept.
  async follow() {
    this.stop = new AbortController();
    const answer = await fetch(`${this.url}/v1/stream`, { headers: { Authorization: `Bearer ${this.secret}` }, signal: this.stop.signal });
    this.following = (async () => {
      let text = "";
      for await (const piece of answer.body) {
        text += new TextDecoder().decode(piece);
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const lines = text.slice(0, end).split("\n");
          const data = lines.find((line) => line.startsWith("data:"));
          const event = lines.find((line) => line.startsWith("event:"));
          if (data && event) this.told.push({ type: event.slice(6).trim(), data: JSON.parse(data.slice(5)) });
          text = text.slice(end + 2);
        }
      }
    })().catch(() => {});
  }
}
