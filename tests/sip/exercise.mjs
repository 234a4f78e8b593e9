// What scripts/run --sip shows: a crisis by real SIP calls against the coordinator that it has started. SIPp calls, Kamailio asks, the
// phones of 40 agents ring; once a second, what the coordinator says of it. Afterwards everything stays, to be called by hand.
//   node exercise.mjs PORT ADMIN-TOKEN-FILE REDIS-SOCKET FILE-TO-MAKE-WHEN-SHOWN
import { readFileSync, writeFileSync } from "node:fs";

import { World } from "../service/harness.mjs";
import { Cooperation } from "./cooperation.mjs";
import { account, lines, municipalities, people, struck, surge } from "./crisis.mjs";

const [port, tokenFile, redis, shown] = process.argv.slice(2);
const names = Object.fromEntries(municipalities);
const world = new World();
world.service = { port: Number(port) };
world.socket = redis;
world.secrets.set("admin", readFileSync(tokenFile, "utf8").trim());

async function prepared() {
  await world.furnish();
  // What takes minutes takes seconds here: a talk, and a second of after-call work where the playbook has twenty.
  const all = await Cooperation.open({ world, port: 5060, settings: { wrap_up_max_ms: 1000 } });
  console.log("40 agents in four municipalities sign in, each with a phone (SIPp); this takes a moment");
  const agents = await people(all);
  await all.connect();
  console.log(`Kamailio listens at 127.0.0.1:${all.gateway.port}`);
  const { id } = await world.activate({ municipalities: [struck] });
  console.log(`drinking water contaminated in ${names[struck]}: the playbook is active (${id}); it is called twenty times as often as the others`);
  return { all, agents };
}

async function show(all, second) {
  const calls = await all.open_calls();
  const { agents } = await all.must("GET", "/v1/agents");
  const are = (state) => agents.filter((agent) => agent.availability.state === state);
  const two = (list) => String(list.length).padStart(2);
  const waiting = calls.filter((call) => call.state === "queued");
  const helping = are("in_call").filter((agent) => calls.some((call) => call.agent === agent.id && call.municipality !== agent.organisation));
  console.log(`${String(second).padStart(3)} s  ringing ${two(are("reserved"))}  talking ${two(are("in_call"))} of 40, ${two(helping)} of them with another's citizen  `
    + `waiting ${String(waiting.length).padStart(3)}: ${Object.entries(names).map(([of, name]) => `${name} ${waiting.filter((call) => call.municipality === of).length}`).join(", ")}`);
}

async function crisis({ all, agents }) {
  let over = false;
  const outcomes = surge(all, { ordinary: 0.5, times: 20, seconds: 30, talk: 4500, cap: 600 }).finally(() => (over = true));
  outcomes.catch(() => {}); // told below
  for (let second = 0; !over; second++) {
    await show(all, second);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  const told = await account(all, await outcomes, agents);
  console.log("");
  for (const line of lines(told)) console.log(line);
  if (told.byAgents.some((one) => told.phones.get(one.id)?.agent !== one.agent) || told.phones.size !== told.byAgents.length)
    throw new Error("the phones and the coordinator do not say the same of who answered whom");
  console.log("callers, phones and the coordinator say the same of who answered whom");
}

try {
  const begun = await prepared();
  await crisis(begun);
  if (process.env.DDH_QUIT === "yes") {
    await begun.all.close();
    process.exit();
  }
  console.log(`\nThe gateway and the phones stay. Call from any SIP phone on this machine: sip:${struck}-vand@127.0.0.1:${begun.all.gateway.port}`);
} catch (error) {
  console.error(`The calls did not go well: ${error.message}`);
  process.exit(1);
}
writeFileSync(shown, "");
setInterval(() => {}, 1 << 30);
