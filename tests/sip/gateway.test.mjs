// The gateway alone, before a decision server that misbehaves in every way: whatever it does, a caller reaches somebody, and the
// events say what became of him. The real coordinator is in coordinator.test.mjs.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";

import { finish, promise, run, until } from "../service/harness.mjs";
import { Decider, routes } from "./decider.mjs";
import { call, calling, configuration, freePort, Gateway, phone, raw, silent } from "./sip.mjs";

const decider = await new Decider().start();
const home = await phone("phone", { ring: 40, name: "home" });
const region = await phone("phone", { ring: 40, name: "region" });
const one = await phone("phone", { ring: 40, name: "one" });
const two = await phone("phone", { ring: 40, name: "two" });
const busy = await phone("phone-refuses", { code: 486 });
const broken = await phone("phone-refuses", { code: 503 });
const declines = await phone("phone-refuses", { code: 603 });
const unanswered = await phone("phone-rings-out");
const crossing = await phone("phone-crosses");
const impatient = await phone("phone-hangs-up", { talk: 100, name: "impatient" });
const dead = await silent();
const homes = [`615 sip:home@127.0.0.1:${home.port} 0 8 duid=h;organisation=0615;numbers=+4587654321`, `615 sip:region@127.0.0.1:${region.port} 0 7 duid=r;organisation=0615`];
const gateway = await new Gateway({ url: decider.url, token: "a-token", homes }).start();
// One that waits no longer than usual, for what is about that.
const deadline = 500;
const prompt = await new Gateway({ url: decider.url, token: "a-token", homes, deadline }).start();

// What the topic asks for: many can then call at the same time.
const wait = (question) => ({ body: { action: "wait", call_id: question.call_id, decision_id: `${question.call_id}.1`, wait_ms: 60000, routes: [] } });
const topics = {
  one: (q) => routes(q, [one.uri]),
  busy: (q) => routes(q, [busy.uri, one.uri]),
  broken: (q) => routes(q, [broken.uri, two.uri]),
  declines: (q) => routes(q, [declines.uri, two.uri]),
  silent: (q) => routes(q, [dead.uri, one.uri]),
  unanswered: (q) => routes(q, [unanswered.uri, one.uri]),
  rings: (q) => routes(q, [unanswered.uri], { routes: [{ uri: unanswered.uri, fr_timer: 1000, fr_inv_timer: 60000 }] }),
  crosses: (q) => routes(q, [crossing.uri], { routes: [{ uri: crossing.uri, fr_timer: 1000, fr_inv_timer: 60000 }] }),
  impatient: (q) => routes(q, [impatient.uri]),
  nobody: (q) => routes(q, [busy.uri, broken.uri, declines.uri]),
  wait,
  slow: (q) => ({ ...routes(q, [one.uri]), delay: 1500 }),
  late: (q) => ({ ...routes(q, [one.uri]), delay: deadline + 350 }),
  reject: (q) => ({ body: { action: "reject", call_id: q.call_id, code: 480, retry_after_ms: 7000, routes: [] } }),
  redirect: (q) => ({ body: { action: "redirect", call_id: q.call_id, routes: [{ uri: "sip:elsewhere@192.0.2.1" }] } }),
  unknown: () => ({ status: 404, body: { type: "urn:ddh:problem:unknown-organisation" } }),
  garbage: () => ({ body: "<html>no json</html>" }),
  halved: (q) => ({ body: JSON.stringify(routes(q, [one.uri]).body).slice(0, 60) }),
  empty: () => ({ body: "" }),
  list: () => ({ body: "[]" }),
  null: () => ({ body: "null" }),
  nothing: (q) => ({ body: { action: "route", call_id: q.call_id, routing: "serial", routes: [] } }),
  number: (q) => ({ body: { action: "route", call_id: q.call_id, routing: "serial", routes: [{ uri: 17 }] } }),
  another: (q) => ({ body: { ...routes(q, [one.uri]).body, call_id: "somebody-else" } }),
  strange: (q) => ({ body: { action: "dance", call_id: q.call_id } }),
  hostile: (q) => routes(q, [`sip:x@127.0.0.1:${one.port}>\r\nX-Evil: 1`, one.uri]),
  second: (q) => routes(q, [busy.uri, `sip:x@127.0.0.1:${one.port} \r\nX-Evil: 1`]),
  large: (q) => routes(q, [one.uri], { padding: "x".repeat(40000) }),
  closed: () => ({ close: true }),
  failing: () => ({ status: 500 }),
  hangs: () => ({ hang: true }),
  away: () => ({ status: 503 }),
  pause: () => ({ status: 429, body: { retry_after_ms: 2500 } }),
};
decider.answer = (question) => (topics[question.topic] ?? topics.one)(question);

const asked = (topic) => decider.calls.filter((question) => question.topic === topic);
const told = (topic) => asked(topic).map((question) => decider.of(question.call_id));
const words = (events) => events.map((event) => [event.type, event.route ?? event.route_index ?? event.reason, event.sip_code].filter((x) => x !== undefined).join(" "));
const heard = (topic, wanted, count = 1) => until(`events of ${topic}: ${wanted}`, () => told(topic).length === count
  && told(topic).every((events) => words(events).join(", ") === wanted)).catch((error) => {
  throw new Error(`${error.message}; heard ${JSON.stringify(told(topic).map(words))}`);
});
const calls = (topic, { by = gateway, ...more } = {}) => call(by, "caller", { user: `0615-${topic}`, values: { talk: 100 }, ...more });
const good = (outcome, count = 1) => assert.ok(outcome.good === count && outcome.failed === 0, `${outcome.good} of ${count}, ${outcome.failed} failed: ${outcome.errors.slice(0, 1500)}`);
// Closed after failures, the gateway asks again in a moment.
const open = (by = gateway) => until("the gateway asks again, and all is told of the call that found out", async () => {
  const [boot, mark] = [await by.value("boot"), Number(await by.value("sequence"))];
  const before = decider.calls.length;
  good(await calls("one", { by }));
  await until("it is told", () => decider.events.some((event) => event.type === "ended" && event.event_id.startsWith(boot) && Number(event.event_id.split("-")[1]) > mark));
  return decider.calls.length > before;
});

/* --- what goes on in the background: it takes half a minute and more ---------------------------------------------------- */

const vanished = (async () => {
  const own = await new Decider().start();
  const last = await phone("phone", { ring: 40, name: "last" }, {});
  own.answer = (question) => routes(question, [last.uri]);
  const other = await new Gateway({ url: own.url, homes }).start();
  good(await call(other, "vanishing", {}));
  return { own, other, last };
})();

/* --- the configuration ------------------------------------------------------------------------------------------------- */

await promise("Kamailio takes the configuration", async () => {
  const { status, err } = await run("kamailio", ["-c", "-f", configuration, "-l", "udp:127.0.0.1:5060"], { env: gateway.environment });
  assert.equal(status, 0, err);
  assert.doesNotMatch(err, /ERROR|CRITICAL/);
});

/* --- the ordinary ---------------------------------------------------------------------------------------------------------- */

await promise("200 mixed calls, all answered, each by the one it was sent to", async () => {
  const outcomes = await Promise.all(["one", "busy", "broken", "declines"].map((topic) => calls(topic, { calls: 50, rate: 12 })));
  for (const outcome of outcomes) good(outcome, 50);
  await until("all are over", () => decider.events.filter((event) => event.type === "ended").length === 200);
  const byCall = new Map();
  for (const event of decider.events) byCall.set(event.call, [...(byCall.get(event.call) ?? []), event]);
  assert.equal(byCall.size, 200);
  const topicOf = new Map(decider.calls.map((question) => [question.call_id, question.topic]));
  const wanted = { one: "answered 0, ended", busy: "attempt_failed 0 486, answered 1, ended", broken: "attempt_failed 0 503, answered 1, ended", declines: "attempt_failed 0 603, answered 1, ended" };
  // A machine that is too busy to answer in time sends some home: they are served too.
  const home = (text) => /^fallback (deadline|breaker|bulkhead), answered home, ended$/.test(text);
  let sent = 0;
  for (const [id, events] of byCall) {
    const text = words(events).join(", ");
    if (home(text)) sent++;
    else assert.equal(text, wanted[topicOf.get(id)]);
  }
  assert.ok(sent < 50, `${sent} of 200 went home`);
  const heardOf = outcomes.flatMap((outcome) => [...outcome.log.matchAll(/answered by (\S+)/g)].map((found) => found[1]));
  assert.equal(heardOf.length, 200);
  assert.equal(heardOf.filter((name) => name === "home").length, sent);
  const numbers = decider.events.map((event) => Number(event.event_id.split("-")[1]));
  assert.ok(numbers.every((number, at) => at === 0 || number > numbers[at - 1]), "no event twice, and each after the one before");
  assert.match(decider.events[0].event_id, /^b[0-9]+\.[0-9a-f]{8}-[0-9]+$/);
});

await promise("the question names no caller, carries the token, and the one called as he is known", async () => {
  decider.clear();
  good(await calls("one", { caller: "+4587654321" }));
  good(await calls("one", { caller: "+4587654321" }));
  good(await calls("one", { caller: "+4587654322" }));
  good(await calls("one", { caller: "anonymous" }));
  const [first, again, other, hidden] = decider.calls;
  assert.equal(first.authorization, "Bearer a-token");
  assert.match(first.call_id, /^[0-9a-f]{32}$/);
  assert.match(first.from_hash, /^[0-9a-f]{64}$/);
  assert.equal(first.from_hash, again.from_hash);
  assert.notEqual(first.call_id, again.call_id);
  assert.notEqual(first.from_hash, other.from_hash);
  assert.equal(hidden.from_hash, undefined);
  assert.deepEqual([first.municipality, first.topic, first.deadline_ms], ["0615", "one", 5000]);
  assert.ok(!JSON.stringify([decider.calls, decider.events]).includes("8765432"), "no number in clear");
  assert.ok(!gateway.log.includes("8765432"), "no number in the log");
});

await promise("a called number is asked for as a number, and goes to the home of its organisation", async () => {
  decider.clear();
  decider.answer = () => ({ status: 404 });
  const outcome = await call(gateway, "caller", { user: "+4587654321", values: { talk: 50 } });
  decider.answer = (question) => (topics[question.topic] ?? topics.one)(question);
  good(outcome);
  assert.match(outcome.log, /answered by home/);
  assert.equal(decider.calls[0].number, "+4587654321");
  assert.equal(decider.calls[0].municipality, undefined);
});

await promise("the one who is silent, and the one who does not answer, lose the call to the next", async () => {
  decider.clear();
  for (const outcome of await Promise.all([calls("silent"), calls("unanswered")])) good(outcome);
  await heard("silent", "attempt_failed 0 408, answered 1, ended");
  await heard("unanswered", "attempt_failed 0 408, answered 1, ended");
});

await promise("the one who was called may hang up", async () => {
  decider.clear();
  good(await call(gateway, "hung-up-on", { user: "0615-impatient" }));
  await heard("impatient", "answered 0, ended");
});

await promise("when all routes fail the call goes home", async () => {
  decider.clear();
  const outcome = await calls("nobody", { calls: 5 });
  good(outcome, 5);
  assert.equal((outcome.log.match(/answered by home/g) ?? []).length, 5);
  await heard("nobody", "attempt_failed 0 486, attempt_failed 1 503, attempt_failed 2 603, fallback routes_exhausted, answered home, ended", 5);
});

await promise("an INVITE that comes again and again is one call and one question", async () => {
  decider.clear();
  good(await call(gateway, "repeated", { user: "0615-slow", values: { talk: 100 } }));
  await heard("slow", "answered 0, ended");
});

/* --- CANCEL at every point ---------------------------------------------------------------------------------------------- */

await promise("a caller hangs up while it rings", async () => {
  decider.clear();
  good(await call(gateway, "cancel", { user: "0615-rings", calls: 5, values: { when: 180, on_100: 2, after: 100 } }), 5);
  await heard("rings", "abandoned 487", 5);
  await until("the phones are told", () => (unanswered.log.match(/cancelled/g) ?? []).length >= 5);
});

await promise("a caller hangs up during the decision: no phone rings", async () => {
  decider.clear();
  const before = (one.log.match(/offered/g) ?? []).length;
  good(await call(gateway, "cancel", { user: "0615-slow", calls: 5, values: { when: 100, on_100: 1, after: 50 } }), 5);
  await heard("slow", "abandoned 487", 5);
  await until("the late answers have come", async () => (await gateway.value("asking")) === "0");
  assert.equal((one.log.match(/offered/g) ?? []).length, before);
});

await promise("a CANCEL that crosses the answer leaves a call that stands and is hung up", async () => {
  decider.clear();
  good(await call(gateway, "crossing", { user: "0615-crosses", values: { after: 100 } }));
  await heard("crosses", "answered 0, ended");
});

/* --- waiting ------------------------------------------------------------------------------------------------------------ */

async function resume(body, url = gateway.resumeUrl, method = "POST") {
  const answer = await fetch(url, { method, body: method === "GET" ? undefined : typeof body === "string" ? body : JSON.stringify(body) });
  return answer.status;
}
const waiting = (count) => until(`${count} wait`, async () => (await gateway.entries("waiting")) === count);

await promise("those who wait are resumed in the order in which the coordinator says", async () => {
  decider.clear();
  const sipp = await calling(gateway, "caller", { user: "0615-wait", calls: 6, rate: 20, values: { talk: 50 } });
  await waiting(6);
  const order = asked("wait").map((question) => question.call_id).reverse();
  for (const id of order) {
    assert.equal(await resume({ ...routes({ call_id: id }, [one.uri]).body, decision_id: `${id}.2` }), 200);
    await until("it is answered", () => words(decider.of(id)).includes("answered 0"));
  }
  good(await sipp.outcome(), 6);
  assert.deepEqual(decider.events.filter((event) => event.type === "answered").map((event) => event.call), order);
  await heard("wait", "answered 0, ended", 6);
});

await promise("resuming again is harmless, another decision is refused, and a call that is not there is gone", async () => {
  decider.clear();
  const sipp = await calling(gateway, "caller", { user: "0615-wait", values: { talk: 4000 } });
  await waiting(1);
  const id = asked("wait")[0].call_id;
  const order = { ...routes({ call_id: id }, [one.uri]).body, decision_id: `${id}.2` };
  assert.equal(await resume(order), 200);
  assert.equal(await resume(order), 200);
  assert.equal(await resume({ ...order, decision_id: `${id}.3` }), 409);
  assert.equal(await resume({ ...order, call_id: "0".repeat(32) }), 404);
  good(await sipp.outcome());
  await heard("wait", "answered 0, ended");
  await until("it is forgotten", async () => (await resume(order)) === 404);
});

await promise("only who knows the secret resumes, and only with an order that can be read", async () => {
  assert.equal(await resume({}, gateway.resumeUrl.replace(gateway.secret, "guess")), 404);
  assert.equal(await resume("", gateway.resumeUrl, "GET"), 405);
  assert.equal(await resume("no json"), 400);
  assert.equal(await resume("{}"), 400);
  assert.equal(await resume({ call_id: "a b" }), 400);
});

await promise("a caller hangs up while waiting", async () => {
  decider.clear();
  good(await call(gateway, "cancel", { user: "0615-wait", calls: 3, values: { when: 180, on_100: 2, after: 200 } }), 3);
  await heard("wait", "abandoned 487", 3);
  assert.equal(await resume(routes(asked("wait")[0], [one.uri]).body), 404);
});

await promise("a wait that nobody ends goes home by itself; one that ends with home or a refusal does that", async () => {
  decider.clear();
  topics.wait = (q) => ({ body: { ...wait(q).body, wait_ms: 0 } });
  const alone = calls("wait");
  const outcome = await alone;
  good(outcome);
  assert.match(outcome.log, /answered by home/);
  await heard("wait", "fallback wait_over, answered home, ended");
  decider.clear();
  topics.wait = wait;
  const refused = await calling(gateway, "retry-after", { user: "0615-wait", values: { code: 480, seconds: 3 } });
  await waiting(1);
  const id = asked("wait")[0].call_id;
  assert.equal(await resume({ action: "reject", call_id: id, code: 480, retry_after_ms: 2100 }), 200);
  good(await refused.outcome());
});

await promise("those who wait hear now and then that it rings, and can be resumed all the same", async () => {
  decider.clear();
  await gateway.ask("htable.seti", "gateway", "ring_again", "1");
  const sipp = await calling(gateway, "caller", { user: "0615-wait", values: { talk: 50 } });
  await waiting(1);
  await until("it rang twice more", async () => /value: \d+\|\d+\|\d+\|\d+\|[2-6]/.test((await gateway.ask("htable.dump", "waiting")).out));
  const id = asked("wait")[0].call_id;
  await until("it is resumed", async () => (await resume({ ...routes({ call_id: id }, [two.uri]).body, decision_id: `${id}.2` })) === 200);
  good(await sipp.outcome());
  await gateway.ask("htable.seti", "gateway", "ring_again", "100");
  await heard("wait", "answered 0, ended");
});

await promise("before a planned stop those who wait go home, and new calls too; away for long, a coordinator keeps nobody waiting", async () => {
  for (const [reason, begin, end] of [["draining", () => gateway.ask("htable.seti", "gateway", "drain", "1"), () => gateway.ask("htable.seti", "gateway", "drain", "0")],
    ["coordinator_away", async () => {
      await gateway.ask("htable.seti", "gateway", "away_after", "1");
      decider.healthy = false;
    }, async () => {
      await gateway.ask("htable.seti", "gateway", "away_after", "10");
      decider.healthy = true;
      await until("it is healthy again", async () => (await gateway.value("healthy")) === "1");
    }]]) {
    decider.clear();
    const sipp = await calling(gateway, "caller", { user: "0615-wait", calls: 3, values: { talk: 50 } });
    await waiting(3);
    await begin();
    const outcome = await sipp.outcome();
    good(outcome, 3);
    assert.equal((outcome.log.match(/answered by home/g) ?? []).length, 3);
    good(await calls("one"));
    assert.equal(asked("one").length, 0);
    await heard("wait", `fallback ${reason}, answered home, ended`, 3);
    await end();
  }
});

/* --- answers that say no ------------------------------------------------------------------------------------------------ */

await promise("a refusal says when to come back; a hand-over says where to", async () => {
  decider.clear();
  good(await call(gateway, "retry-after", { user: "0615-reject", values: { code: 480, seconds: 7 } }));
  await heard("reject", "failed 480");
  good(await call(gateway, "moved", { user: "0615-redirect", values: { contact: "sip:elsewhere@192.0.2.1" } }));
});

await promise("an answer inside the deadline is followed, one beyond it comes too late", async () => {
  decider.clear();
  // The first is longer than the second that is HTTP's usual limit: a longer deadline has it wait longer too.
  const [slow, late] = await Promise.all([calls("slow", { calls: 5 }), calls("late", { calls: 5, by: prompt })]);
  good(slow, 5);
  good(late, 5);
  assert.equal((slow.log.match(/answered by one/g) ?? []).length, 5);
  assert.equal((late.log.match(/answered by home/g) ?? []).length, 5);
  await heard("late", "fallback deadline, answered home, ended", 5);
});

for (const topic of ["garbage", "halved", "empty", "list", "null", "nothing", "number", "another", "strange", "hostile", "large"]) {
  await promise(`an answer that is no answer sends the call home: ${topic}`, async () => {
    decider.clear();
    const outcome = await calls(topic);
    good(outcome);
    assert.match(outcome.log, /answered by home/);
    await heard(topic, "fallback bad_answer, answered home, ended");
  });
}

await promise("a second route that is no address is passed over", async () => {
  decider.clear();
  good(await calls("second"));
  const events = await until("it has ended", () => (words(told("second")[0]).includes("ended") ? words(told("second")[0]) : null));
  assert.deepEqual([events[0], events.at(-2), events.at(-1)], ["attempt_failed 0 486", "answered home", "ended"]);
});

await promise("a municipality that is not known goes home", async () => {
  decider.clear();
  good(await calls("unknown"));
  await heard("unknown", "fallback http_404, answered home, ended");
});

await promise("connections that are closed and errors send calls home, and after three nobody is asked for a while", async () => {
  for (const topic of ["closed", "failing"]) {
    await open();
    decider.clear();
    const outcome = await calls(topic, { calls: 12, rate: 10 });
    good(outcome, 12);
    assert.equal((outcome.log.match(/answered by home/g) ?? []).length, 12);
    assert.ok(asked(topic).length >= 3 && asked(topic).length < 12, `${topic}: asked ${asked(topic).length} times`);
    await until("all are told", () => decider.events.filter((event) => event.type === "fallback").length === 12
      && decider.events.filter((event) => event.type === "ended").length === 12);
    assert.ok(decider.events.some((event) => event.reason === "breaker"));
  }
});

await promise("a wish to be left alone is kept", async () => {
  await open();
  decider.clear();
  good(await calls("pause", { calls: 12, rate: 10 }), 12);
  assert.ok(asked("pause").length <= 2, `asked ${asked("pause").length} times`);
  await until("it is told why", () => decider.events.some((event) => event.reason === "breaker"));
  await open();
  decider.clear();
  good(await calls("away", { calls: 12, rate: 10 }), 12);
  assert.ok(asked("away").length <= 4, `asked ${asked("away").length} times`);
});

await promise("a coordinator that hangs costs a call half a second, and most calls nothing", async () => {
  await open(prompt);
  decider.clear();
  const outcome = await calls("hangs", { calls: 60, rate: 30, values: { talk: 50 }, by: prompt });
  good(outcome, 60);
  assert.equal((outcome.log.match(/answered by home/g) ?? []).length, 60);
  await until("all are told", () => decider.events.filter((event) => event.type === "ended").length === 60);
  assert.ok(decider.events.some((event) => event.reason === "breaker"));
  assert.ok(asked("hangs").length < 45, `asked ${asked("hangs").length} times`);
  for (const response of decider.held) response.destroy();
  decider.held.clear();
  await until("no question is under way", async () => (await prompt.value("asking")) === "0");
  await prompt.stop();
});

/* --- events ------------------------------------------------------------------------------------------------------------- */

await promise("a coordinator that was down hears everything when it is back, in order", async () => {
  await open();
  decider.clear();
  await decider.stop();
  const before = Number(await gateway.value("sequence"));
  const outcome = await calls("one", { calls: 40, rate: 20 });
  good(outcome, 40);
  assert.equal((outcome.log.match(/answered by home/g) ?? []).length, 40);
  await decider.start();
  const mine = () => decider.events.filter((event) => Number(event.event_id.split("-")[1]) > before);
  await until("all events are there", () => mine().length === 120);
  const byCall = new Map();
  for (const event of mine()) byCall.set(event.call, [...(byCall.get(event.call) ?? []), event]);
  assert.equal(byCall.size, 40);
  for (const events of byCall.values()) assert.equal(words(events).join(", ").replace(/fallback \w+/, "fallback"), "fallback, answered home, ended");
  await until("it is healthy again", async () => (await gateway.value("healthy")) === "1");
  await open();
});

await promise("an event that fails is sent again, one that is refused is not", async () => {
  decider.clear();
  decider.eventStatus = 503;
  good(await calls("one", { calls: 3 }), 3);
  decider.eventStatus = 200;
  await until("they have come", () => decider.events.length === 6);
  decider.clear();
  decider.eventStatus = 409;
  good(await calls("one"));
  await until("they are dropped", async () => /was refused \(409\)/.test(gateway.log));
  decider.eventStatus = 200;
  good(await calls("broken"));
  await heard("broken", "attempt_failed 0 503, answered 1, ended");
});

/* --- the least that is needed --------------------------------------------------------------------------------------------- */

await promise("with five variables, one socket, and a coordinator that knows no more than the contract, each of its actions is followed", async () => {
  const own = await new Decider().start();
  own.eventStatus = 204;
  const desk = (port) => ({ uri: "sip:desk7@norrby.example", dst_uri: `sip:127.0.0.1:${port}`, fr_timer: 2000, fr_inv_timer: 20000, headers: { extra: "X-Route-Id: a7\r\n" } });
  const said = (question) => ({
    route: { version: "1.0", routing: "serial", call_id: question.call_id, decision_id: "d-1", action: "route", lease_ms: 30000, routes: [desk(busy.port), desk(one.port)] },
    reject: { action: "reject", code: 486, retry_after_ms: 3000 },
    redirect: { action: "redirect", routes: [{ uri: "sip:elsewhere@192.0.2.1" }] },
    wait: { action: "wait", call_id: question.call_id },
  })[question.topic];
  own.answer = (question) => ({ body: JSON.stringify(said(question), null, 2) });
  const bare = new Gateway({ url: own.url, homes: [`1 sip:home@127.0.0.1:${home.port} 0 8`], waits: false });
  const { PATH, COORDINATOR_URL, DS_LIST, CTL_SOCK, FROM_SALT } = bare.environment;
  bare.environment = { PATH, COORDINATOR_URL, DS_LIST, CTL_SOCK, FROM_SALT, DEADLINE_MS: "900" };
  const checked = await run("kamailio", ["-c", "-f", configuration, "-l", "udp:127.0.0.1:5060"], { env: bare.environment });
  assert.equal(checked.status, 0, checked.err);
  await bare.start();
  const to = (topic, scenario, values) => call(bare, scenario, { user: `norrby-${topic}`, values });
  const words_of = (topic) => words(own.of(own.calls.find((question) => question.topic === topic).call_id)).join(", ");
  const outcome = await to("route", "caller", { talk: 100 });
  good(outcome);
  assert.match(outcome.log, /answered by one/);
  await until("it is told", () => words_of("route") === "attempt_failed 0 486, answered 1, ended");
  good(await to("reject", "retry-after", { code: 486, seconds: 3 }));
  good(await to("redirect", "moved", { contact: "sip:elsewhere@192.0.2.1" }));
  const home_again = await to("wait", "caller", { talk: 100 }); // nobody could be fetched here
  good(home_again);
  assert.match(home_again.log, /answered by home/);
  await until("it is told", () => words_of("wait") === "fallback no_resume, answered home, ended");
  assert.deepEqual(Object.keys(own.calls[0]).sort(), ["authorization", "call_id", "deadline_ms", "from_hash", "municipality", "received_at", "topic"]);
  assert.equal(own.calls[0].authorization, undefined);
  assert.ok(own.events.every((event) => event.authorization === undefined && event.gateway === undefined));
  assert.equal(own.beats, 0);
  assert.deepEqual(readdirSync(bare.home).filter((name) => name.startsWith("kamailio_rpc")), []);
  await bare.stop();
  await own.stop();
});

/* --- home --------------------------------------------------------------------------------------------------------------- */

await promise("when the own agents' switchboard is down, its second takes the call; unknown places go to the common one", async () => {
  decider.clear();
  const own = await freePort();
  gateway.setHomes([`615 sip:home@127.0.0.1:${own} 0 8 duid=h`, `615 sip:region@127.0.0.1:${region.port} 0 7 duid=r`, `1 sip:region@127.0.0.1:${region.port} 0 8 duid=c`]);
  await gateway.ask("dispatcher.reload");
  const outcome = await calls("unknown", { seconds: 30 });
  good(outcome);
  assert.match(outcome.log, /answered by region/);
  const elsewhere = await call(gateway, "caller", { user: "norrby-unknown", values: { talk: 50 } });
  good(elsewhere);
  assert.match(elsewhere.log, /answered by region/);
  gateway.setHomes(homes);
  await gateway.ask("dispatcher.reload");
});

/* --- who may call, and what ------------------------------------------------------------------------------------------------ */

const message = (method, uri, headers = "", tag = "") => `${method} ${uri} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:@PORT@;branch=z9hG4bK${Math.random().toString(36).slice(2)};rport\r\n`
  + `From: <sip:x@127.0.0.1>;tag=a\r\nTo: <${/^sips?:[^<>\r\n]*$/.test(uri) ? uri : "sip:x@y"}>${tag}\r\nCall-ID: ${Math.random()}@x\r\nCSeq: 1 ${method}\r\nContact: <sip:x@127.0.0.1:@PORT@>\r\nMax-Forwards: 70\r\n${headers}Content-Length: 0\r\n\r\n`;

await promise("names that cannot be names are refused, and the coordinator never hears them", async () => {
  decider.clear();
  for (const user of ["", "06", "-vand", "0615-", "0615-va%20nd", "0615-%22%7d", "0615-vand%0d%0aX:1", "0615-a'b", "../../etc", "0615-" + "x".repeat(60),
    "12345678901234567890", "%00-a", "0615-a;b=c", "0615-a?x"]) {
    const uri = user === "" ? "sip:127.0.0.1:@GATEWAY@" : `sip:${user}@127.0.0.1:@GATEWAY@`;
    const status = await raw(gateway, message("INVITE", uri));
    assert.ok(status >= 400 && status < 500, `${user}: ${status}`);
  }
  assert.equal(decider.calls.length, 0);
});

await promise("headers that only we may write are taken away, and a prepared route leads nowhere", async () => {
  decider.clear();
  const trap = await silent();
  const status = await raw(gateway, message("INVITE", "sip:0615-unknown@127.0.0.1:@GATEWAY@", `Route: <sip:127.0.0.1:${trap.port};lr>\r\nX-DDH-Call: call-1\r\nX-DDH-Route: 0\r\n`));
  assert.equal(status, 100);
  await until("home was offered it", () => /offered +route home/.test(home.log));
  assert.equal(trap.heard, 0);
  assert.ok(!/call-1/.test(home.log));
  trap.stop();
});

await promise("methods that are not for us are refused; OPTIONS is answered; nonsense does not hurt", async () => {
  assert.equal(await raw(gateway, message("REGISTER", "sip:127.0.0.1:@GATEWAY@")), 405);
  assert.equal(await raw(gateway, message("MESSAGE", "sip:0615-vand@127.0.0.1:@GATEWAY@")), 405);
  assert.equal(await raw(gateway, message("OPTIONS", "sip:127.0.0.1:@GATEWAY@")), 200);
  assert.equal(await raw(gateway, message("BYE", "sip:x@192.0.2.1", "", ";tag=b")), 481);
  await raw(gateway, "INVITE\r\n\r\n", 100);
  await raw(gateway, "\0\0\0\0", 100);
  await raw(gateway, message("INVITE", "sip:0615-vand@127.0.0.1:@GATEWAY@").replace("Call-ID", "X-Call-ID"), 200);
  await raw(gateway, message("INVITE", "sip:0615-vand@127.0.0.1:@GATEWAY@").replace("CSeq: 1 INVITE", "CSeq: 1 BYE"), 200);
  good(await calls("one"));
});

await promise("who is not allowed to call is refused, also inside a call that is not known: this is no open relay", async () => {
  const strict = await new Gateway({ url: decider.url, homes, more: { ALLOWED_SOURCES: "127.0.0.9/32" } }).start();
  assert.equal(await raw(strict, message("INVITE", "sip:0615-one@127.0.0.1:@GATEWAY@")), 403);
  assert.equal(await raw(strict, message("BYE", `sip:x@127.0.0.1:${dead.port}`, `Route: <sip:127.0.0.1:@GATEWAY@;lr>\r\n`, ";tag=b")), 403);
  const before = dead.heard;
  await strict.stop();
  assert.equal(dead.heard, before);
});

await promise("past its limit the gateway refuses before it begins, and takes calls again after", async () => {
  const small = await new Gateway({ url: decider.url, homes, more: { CALLS_PER_SECOND: "5" } }).start();
  const sipp = await calling(small, "retry-after", { user: "0615-reject", calls: 40, rate: 100, values: { code: 480, seconds: "[27]" } });
  good(await sipp.outcome(), 40);
  assert.ok(asked("reject").length < 40);
  await until("it takes calls again", async () => (await call(small, "caller", { user: "0615-one", values: { talk: 20 } })).good === 1);
  await small.stop();
});

/* --- restarts, and the end ---------------------------------------------------------------------------------------------- */

await promise("a gateway that is started again has another boot; who redials is served", async () => {
  await open();
  decider.clear();
  const first = await gateway.value("boot");
  const sipp = await calling(gateway, "caller", { user: "0615-wait", values: { talk: 50 }, seconds: 20 });
  await waiting(1);
  await gateway.crash();
  sipp.stop();
  await gateway.start();
  assert.notEqual(await gateway.value("boot"), first);
  assert.equal(await resume(routes(asked("wait")[0], [one.uri]).body), 404);
  good(await calls("one"));
});

await promise("who vanishes in the middle of a call is found out, and the call is ended", async () => {
  const { own, other, last } = await vanished;
  await until("it has ended", () => own.events.some((event) => event.type === "ended"), 90000);
  await until("no dialog is left", async () => (await other.activeDialogs()) === 0);
  await other.stop();
  await own.stop();
  await last.stop();
});

await promise("at the end nothing is left: no dialog, no call, nobody waiting, no question", async () => {
  await until("no dialog", async () => (await gateway.activeDialogs()) === 0, 60000);
  await until("no call", async () => (await gateway.entries("calls")) === 0);
  assert.equal(await gateway.entries("waiting"), 0);
  assert.equal(await gateway.value("asking"), "0");
  const bad = gateway.log.split("\n").filter((line) => /CRITICAL|segfault|BUG|exited by a signal/.test(line));
  assert.deepEqual(bad, []);
});

await gateway.stop();
for (const sipp of [home, region, one, two, busy, broken, declines, unanswered, crossing, impatient]) await sipp.stop();
dead.stop();
await decider.stop();
await finish();
