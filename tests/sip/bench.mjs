// What a decision costs a gateway: calls/s and processor time per call, against Kamailio's own dispatcher in turn, in the same
// run. The decisions come once from a small server here, which costs next to nothing, and once from the real coordinator. Not a test: it prints.
import { readFileSync } from "node:fs";
import path from "node:path";

import { source } from "../service/harness.mjs";
import { Cooperation } from "./cooperation.mjs";
import { Decider, routes } from "./decider.mjs";
import { call, Gateway, phone } from "./sip.mjs";

const seconds = Number(process.env.BENCH_SECONDS ?? 8);
const steps = (process.env.BENCH_RATES ?? "50,200,400,600,800,1000").split(",").map(Number);
const agents = await phone("phone", { ring: 20, name: "agents" }, { seconds: 3000 });
const decider = await new Decider().start();
decider.answer = (question) => routes(question, [agents.uri], { routes: [{ uri: agents.uri, fr_timer: 5000, fr_inv_timer: 20000 }] });
const homes = [`615 sip:home@127.0.0.1:${agents.port} 0 8 duid=h`, `1 sip:a@127.0.0.1:${agents.port} 0 0 duid=a`];
const decided = await new Gateway({ url: decider.url, homes, more: { CALLS_PER_SECOND: "100000" } }).start();
const plain = await new Gateway({ url: "http://127.0.0.1:9", homes, file: path.join(source, "tests/sip/plain.cfg") }).start();

// The real coordinator, with agents enough; their phones are one SIPp.
const all = await Cooperation.open({ settings: { missed_offers_max: 100 } });
for (let i = 0; i < 250; i++) await all.agent(`a${i}`, "0615", { uri: `sip:a${i}@127.0.0.1:${agents.port}` });
all.gateway.environment.CALLS_PER_SECOND = "100000";
await all.connect();

async function measure(name, gateway, rate) {
  decider.clear();
  const before = gateway.processor;
  const own = () => {
    const fields = readFileSync(`/proc/${all.world.service.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  };
  const decisions = own();
  const began = process.hrtime.bigint();
  const outcome = await call(gateway, "caller", { calls: rate * seconds, rate, limit: 3000, seconds: seconds * 4 + 20, values: { talk: 50 } });
  const took = Number(process.hrtime.bigint() - began) / 1e9;
  const processor = gateway.processor - before;
  const home = name === "small server" ? decider.events.filter((event) => event.type === "fallback").length : (outcome.log.match(/answered by home/g) ?? []).length;
  console.log(`${name.padEnd(12)} offered ${String(rate).padStart(5)}/s  answered ${outcome.good} of ${rate * seconds}  ${(outcome.good / took).toFixed(0)}/s  `
    + `${(processor / outcome.good).toFixed(2)} ms of processor a call${name === "plain" ? "" : `, ${home} at home`}${name === "coordinator" ? `; the coordinator ${((own() - decisions) / outcome.good).toFixed(2)} ms` : ""}`);
  return { rate: outcome.good / took, processor: processor / outcome.good };
}

for (const rate of steps) {
  const base = await measure("plain", plain, rate);
  for (const [name, gateway] of [["small server", decided], ["coordinator", all.gateway]]) {
    const one = await measure(name, gateway, rate);
    console.log(`${" ".repeat(12)} ${(one.processor / base.processor).toFixed(2)} x the processor time of plain, ${(one.rate / base.rate).toFixed(2)} x the calls`);
  }
}
await decided.stop();
await plain.stop();
await all.close();
await all.world.close();
process.exit(0);
