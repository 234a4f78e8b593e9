// What a decision costs a gateway: calls/s and processor time per call, against Kamailio's own dispatcher in turn, in the same
// run. The decisions come from a small server here, or, with a coordinator's build in DDH_BUILD, from the real one as well. Not a test: it prints.
import path from "node:path";

import { source } from "../service/harness.mjs";
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

async function measure(name, gateway, rate) {
  decider.clear();
  const before = gateway.processor;
  const began = process.hrtime.bigint();
  const outcome = await call(gateway, "caller", { calls: rate * seconds, rate, limit: 3000, seconds: seconds * 4 + 20, values: { talk: 50 } });
  const took = Number(process.hrtime.bigint() - began) / 1e9;
  const processor = gateway.processor - before;
  const home = name === "decided" ? (decider.events.filter((event) => event.type === "fallback").length) : 0;
  console.log(`${name.padEnd(8)} offered ${String(rate).padStart(5)}/s  answered ${outcome.good} of ${rate * seconds}  ${(outcome.good / took).toFixed(0)}/s  `
    + `${(processor / outcome.good).toFixed(2)} ms of processor a call${name === "decided" ? `  ${home} by fallback` : ""}`);
  return { rate: outcome.good / took, processor: processor / outcome.good };
}

for (const rate of steps) {
  const a = await measure("plain", plain, rate);
  const b = await measure("decided", decided, rate);
  console.log(`${" ".repeat(8)} ${(b.processor / a.processor).toFixed(2)} x the processor time, ${(b.rate / a.rate).toFixed(2)} x the calls`);
}
await decided.stop();
await plain.stop();
process.exit(0);
