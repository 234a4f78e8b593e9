// A cooperation with telephones: the real coordinator, agents whose phones are SIPp, home queues, and the gateway.
import assert from "node:assert/strict";

import { furnished, until } from "../service/harness.mjs";
import { Gateway, isFree, phone } from "./sip.mjs";

export class Cooperation {
  // Horsens and Aarhus with their home queues, nobody at work yet. Talks last seconds here: there is no after-call work, also
  // where a playbook would have some.
  static async open({ settings = {}, world, port } = {}) {
    const all = new Cooperation();
    all.world = world ?? (await furnished());
    all.phones = new Map();
    await all.must("PUT", "/v1/settings", { wrap_up_ms: 0, wrap_up_max_ms: 0, lease_ms: 3600000, ...settings });
    await all.must("PUT", "/v1/agreements/all", { mode: "always", helped_areas: ["oestjylland"], helper_areas: ["oestjylland"] });
    all.homes = new Map();
    for (const organisation of ["0615", "0751"]) await all.home(organisation);
    all.gateway = new Gateway({ url: `http://127.0.0.1:${all.world.service.port}`, token: all.world.secrets.get("switch"), name: "kam1" });
    if (port && (await isFree(port))) all.gateway.port = port;
    await all.gateway.claim();
    await all.must("PUT", "/v1/gateways/kam1", { resume_url: all.gateway.resumeUrl, waiting_max: 500 });
    return all;
  }
  must(method, target, body, as = "admin") {
    return this.world.must(method, target, { as, body });
  }
  async home(organisation) {
    const home = await phone("phone", { ring: 40, name: `home-${organisation}` });
    this.homes.set(organisation, home);
    await this.must("PUT", `/v1/organisations/${organisation}/home`, { addresses: [home.uri] });
    return home;
  }
  // Starts the gateway with the list that the coordinator gives.
  async connect() {
    const { text } = await this.world.request("GET", "/v1/show/dispatcher", { as: "leader" });
    this.gateway.setHomes([text]);
    await this.gateway.start();
  }
  // An agent with a phone, available unless it is said otherwise.
  async agent(id, organisation, { end, scenario = "phone", values = {}, uri, available = true } = {}) {
    const own = end ?? (uri ? null : await phone(scenario, scenario === "phone" ? { ring: 40, name: id, ...values } : values));
    if (own) this.phones.set(id, own);
    await this.must("PUT", `/v1/agents/${id}`, { name: id, organisation, skills: { vand: 3, pas: 3 }, languages: ["da", "en"], registered_at: 1700000000000,
      elearning_at: 1700000000000, course_at: 1700000000000, phone: uri ?? own.uri });
    if (!this.world.secrets.has(id)) await this.world.token(id, "agent", { agent: id });
    if (available) await this.status(id, "available");
    return own;
  }
  status(id, status) {
    return this.must("POST", `/v1/agents/${id}/status`, { status }, id);
  }
  // Another phone for the same agent.
  async rephone(id, organisation, more) {
    await this.phones.get(id)?.stop();
    return this.agent(id, organisation, { ...more, available: false });
  }
  async state(id) {
    return (await this.must("GET", `/v1/agents/${id}`)).agent.availability.state;
  }
  // Calls as the coordinator has them stored.
  async calls() {
    return Object.values(await this.world.records("call"));
  }
  async open_calls() {
    return (await this.must("GET", "/v1/calls")).calls;
  }
  // Whose phone was lifted for which call, as the phones tell.
  answered() {
    const who = new Map();
    for (const [id, own] of this.phones) {
      for (const [, call, route] of own.log.matchAll(/answered +(call-\d+) +route +(\S+)/g)) {
        assert.ok(!who.has(call), `${call} was answered twice: ${who.get(call)?.agent} and ${id}`);
        who.set(call, { agent: id, route });
      }
    }
    return who;
  }
  // Nothing is left over on either side.
  async settled() {
    await until("no call is open at the coordinator", async () => (await this.open_calls()).length === 0);
    await until("nobody is reserved, nobody talks", async () => {
      const { agents } = await this.must("GET", "/v1/agents");
      const busy = agents.filter((agent) => ["reserved", "in_call"].includes(agent.availability.state));
      if (busy.length > 0) throw new Error(busy.map((agent) => `${agent.id} is ${agent.availability.state}`).join(", "));
      return true;
    });
    await until("no dialog is active", async () => (await this.gateway.activeDialogs()) === 0);
    await until("the gateway has forgotten all calls", async () => (await this.gateway.entries("calls")) === 0);
    assert.equal(await this.gateway.entries("waiting"), 0);
    await until("no question is under way", async () => (await this.gateway.value("asking")) === "0");
  }
  async close() {
    await this.gateway.stop();
    for (const end of [...this.phones.values(), ...this.homes.values()]) await end.stop();
  }
}
