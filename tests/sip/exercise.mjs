// What scripts/run --sip shows: a crisis by real SIP calls against the coordinator that it has started. SIPp calls, Kamailio asks, the
// phones of 40 agents ring; once a second, what the coordinator says of it. Afterwards everything stays, to be called by hand.
//   node exercise.mjs PORT ADMIN-TOKEN-FILE REDIS-SOCKET FILE-TO-MAKE-WHEN-SHOWN
import { readFileSync, writeFileSync } from "node:fs";

import { World } from "../service/harness.mjs";
import { Cooperation } from "./cooperation.mjs";
import { account, lines, municipalities, people, struck, surge } from "./crisis.mjs";

const [port, tokenFile, redis, shown] = process.argv.slice(2);
const world = new World();
world.service = { port: Number(port) };
world.socket = redis;
world.secrets.set("admin", readFileSync(tokenFile, "utf8").trim());
await world.furnish();

const all = await Cooperation.open({ world, port: 5060 });
console.log("40 agents in four municipalities sign in, each with a phone (SIPp)");
const agents = await people(all);
await all.connect();
console.log(`Kamailio listens at 127.0.0.1:${all.gateway.port}`);
const { id } = await world.activate({ municipalities: [struck] });
console.log(`drinking water contaminated in ${Object.fromEntries(municipalities)[struck]}: the playbook is active (${id}); it is called twenty times as often as the others`);

const names = Object.fromEntries(municipalities);
let over = false;
const outcomes = surge(all, { ordinary: 0.5, times: 20, seconds: 30, talk: 4500 }).finally(() => (over = true));
for (let second = 0; !over; second++) {
  const calls = await all.open_calls();
  const { agents: there } = await all.must("GET", "/v1/agents");
  const talking = there.filter((agent) => agent.availability.state === "in_call");
  const waiting = calls.filter((call) => call.state === "queued");
  const helping = talking.filter((agent) => calls.some((call) => call.agent === agent.id && call.municipality !== agent.organisation)).length;
  console.log(`${String(second).padStart(3)} s  ringing ${String(there.filter((agent) => agent.availability.state === "reserved").length).padStart(2)}  talking ${String(talking.length).padStart(2)} of 40, `
    + `${String(helping).padStart(2)} of them with another's citizen  waiting ${String(waiting.length).padStart(3)}  ${Object.entries(names).map(([of, name]) => `${name} ${waiting.filter((call) => call.municipality === of).length}`).join(", ")}`);
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
const told = await account(all, await outcomes, agents);
console.log("");
for (const line of lines(told)) console.log(line);
const same = told.byAgents.every((one) => told.phones.get(one.id)?.agent === one.agent) && told.phones.size === told.byAgents.length;
console.log(same ? "callers, phones and the coordinator say the same of who answered whom" : "PHONES AND COORDINATOR DIFFER");
if (!same) process.exitCode = 1;
if (process.env.DDH_QUIT === "yes") {
  await all.close();
  process.exit();
}
console.log(`\nThe gateway and the phones stay. Call from any SIP phone on this machine: sip:${struck}-vand@127.0.0.1:${all.gateway.port}`);
writeFileSync(shown, "");
setInterval(() => {}, 1 << 30);
