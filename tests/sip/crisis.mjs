// A crisis by SIP, for the test and for scripts/run --sip: four municipalities with ten agents each, every one with a phone; one
// municipality is called twenty times as often as the others. And the account of it, from all three sides.
import { calling } from "./sip.mjs";

export const municipalities = [["0615", "Horsens"], ["0751", "Aarhus"], ["0746", "Skanderborg"], ["0766", "Hedensted"]];
export const struck = "0746";

// Fills the cooperation; gives the agents' own municipalities.
export async function people(all) {
  for (const [id, name] of municipalities.slice(2)) {
    await all.must("PUT", `/v1/organisations/${id}`, { name, kind: "municipality", standing: "member", area: "oestjylland" });
    await all.home(id);
  }
  const agents = new Map();
  for (const [organisation] of municipalities) {
    for (let i = 0; i < 10; i++) {
      const id = `a${organisation}.${i}`;
      agents.set(id, organisation);
      await all.agent(id, organisation, { values: { ring: 80 } });
    }
  }
  return agents;
}

// `ordinary`: calls a second of each municipality; `surge`: how many times as many of the one that is struck. Gives
// each municipality's outcome and how many calls were wanted, when the last caller has hung up.
export async function surge(all, { ordinary, times, seconds, talk, cap = 120 }) {
  const running = [];
  for (const [organisation] of municipalities) {
    const rate = organisation === struck ? ordinary * times : ordinary;
    // SIPp counts calls in whole ones: the ordinary ones come one in so many milliseconds.
    const often = rate < 1 ? { rate: 1, period: 1000 / rate } : { rate };
    const wanted = Math.round(rate * seconds);
    running.push([organisation, wanted, await calling(all.gateway, "caller", { user: `${organisation}-vand`, calls: wanted, ...often, seconds: cap, values: { talk } })]);
  }
  const outcomes = new Map();
  for (const [organisation, wanted, sipp] of running) outcomes.set(organisation, { wanted, ...(await sipp.outcome()) });
  return outcomes;
}

const count = (names) => names.reduce((counts, name) => counts.set(name, (counts.get(name) ?? 0) + 1), new Map());

// Who answered whom: by the callers (names in the answer), by the phones (calls that were lifted), and by the coordinator.
export async function account(all, outcomes, agents) {
  const calls = await all.calls();
  const byAgents = calls.filter((one) => one.outcome === "answered");
  const heard = count([...outcomes.values()].flatMap((outcome) => [...outcome.log.matchAll(/answered by (\S+)/g)].map((found) => found[1])));
  const waits = byAgents.map((one) => one.answered_at - one.enqueued_at).sort((a, b) => a - b);
  return {
    calls, byAgents, heard, phones: all.answered(), stored: count(byAgents.map((one) => one.agent)),
    matrix: count(byAgents.map((one) => `${one.municipality} by ${agents.get(one.agent)}`)),
    total: [...outcomes.values()].reduce((sum, outcome) => sum + outcome.good, 0),
    home: [...heard].filter(([name]) => name.startsWith("home-")).reduce((sum, [, times]) => sum + times, 0),
    waited: waits.filter((ms) => ms > 500).length,
    wait: (share) => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))],
  };
}

export function lines(told) {
  const own = municipalities.map(([id, name]) => {
    const mine = told.byAgents.filter((one) => one.municipality === id);
    const mean = mine.reduce((sum, one) => sum + one.answered_at - one.enqueued_at, 0) / Math.max(1, mine.length);
    const by = municipalities.map(([other, of]) => [of, told.matrix.get(`${id} by ${other}`) ?? 0]).filter(([, times]) => times > 0);
    return `${name.padEnd(12)} ${String(mine.length).padStart(4)} answered by agents, mean wait ${(mean / 1000).toFixed(2)} s; by ${by.map(([of, times]) => `${of} ${times}`).join(", ")}`;
  });
  return [...own, `${told.total} calls: ${told.byAgents.length} by agents, ${told.home} at home; ${told.waited} had to wait; wait p50 ${told.wait(0.5)} ms, p95 ${told.wait(0.95)} ms, longest ${told.wait(1)} ms`];
}

