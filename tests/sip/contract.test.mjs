// The gateway as somebody meets it who knows the contract and nothing else: what the contract leaves open to a coordinator, to a
// caller, and to who writes the list of homes by hand.
import assert from "node:assert/strict";

import { finish, promise, until } from "../service/harness.mjs";
import { Decider, routes } from "./decider.mjs";
import { call, calling, Gateway, phone, raw, silent } from "./sip.mjs";

const decider = await new Decider().start();
const home = await phone("phone", { ring: 40, name: "home" });
const one = await phone("phone", { ring: 40, name: "one" });
const two = await phone("phone", { ring: 40, name: "two" });
const start = (homes, more = {}) => new Gateway({ url: decider.url, homes, ...more }).start();
const gateway = await start([`1 sip:home@127.0.0.1:${home.port} 0 8`]);

const words = (id) => decider.of(id).map((event) => [event.type, event.route ?? event.route_index ?? event.reason, event.sip_code].filter((x) => x !== undefined).join(" ")).join(", ");
const told = (wanted) => until(`events: ${wanted}`, () => decider.calls.length === 1 && words(decider.calls[0].call_id) === wanted).catch((error) => {
  throw new Error(`${error.message}; heard ${decider.calls.map((question) => words(question.call_id))}`);
});
const answered = async (by, { user = "norrby-skola", through = gateway, ...more } = {}) => {
  const outcome = await call(through, "caller", { user, values: { talk: 50 }, ...more });
  assert.equal(outcome.good, 1, outcome.errors.slice(0, 1500));
  assert.match(outcome.log, new RegExp(`answered by ${by}`));
};
const follow = (answer) => {
  decider.clear();
  decider.answer = answer;
};
const plain = (question) => routes(question, [one.uri]);

const message = (method, uri, { headers = "", tag = "", from = "<sip:x@127.0.0.1>;tag=a" } = {}) => `${method} ${uri} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:@PORT@;branch=z9hG4bK${Math.random().toString(36).slice(2)};rport\r\n`
  + `From: ${from}\r\nTo: <sip:x@y>${tag}\r\nCall-ID: ${Math.random()}@x\r\nCSeq: 1 ${method}\r\nContact: <sip:x@127.0.0.1:@PORT@>\r\nMax-Forwards: 70\r\n${headers}Content-Length: 0\r\n\r\n`;

/* --- what goes on in the background: the probing takes its time --------------------------------------------------------- */

const deaf = (async () => {
  const quiet = await silent(); // hears OPTIONS and INVITE, and answers neither
  const own = await start([`1 sip:quiet@127.0.0.1:${quiet.port} 0 8`]);
  await until("it counts as gone", async () => /FLAGS: I/.test((await own.ask("dispatcher.list")).out), 90000);
  return { quiet, own };
})();
deaf.catch(() => {}); // said below

/* --- what a coordinator may answer --------------------------------------------------------------------------------------- */

await promise("an answer may begin with blanks, and a document of routes alone is followed", async () => {
  follow((question) => ({ body: `\r\n \t${JSON.stringify(plain(question).body, null, 2)}\n` }));
  await answered("one");
  await told("answered 0, ended");
  follow((question) => ({ body: { version: "1.0", routing: "serial", routes: plain(question).body.routes, ddh: { plan: 42 } } }));
  await answered("one");
  await told("answered 0, ended");
});

await promise("routes that are all to ring at once are not followed: nobody could say whose phone it was", async () => {
  follow((question) => routes(question, [one.uri, two.uri], { routing: "parallel" }));
  await answered("home");
  await told("fallback bad_answer, answered home, ended");
});

await promise("a refusal's code may be a text, and what cannot be a code is 480", async () => {
  for (const [code, said] of [["486", 486], [486.0, 486], ["x\r\nY: 1", 480], [true, 480], [200, 480]]) {
    follow(() => ({ body: { action: "reject", code, retry_after_ms: 3000.0 } }));
    assert.equal((await call(gateway, "retry-after", { user: "norrby-skola", values: { code: said, seconds: 3 } })).good, 1, `${code}`);
    await told(`failed ${said}`);
  }
});

await promise("of a call that is handed over, that is told with its code", async () => {
  follow(() => ({ body: { action: "redirect", routes: [{ uri: "sip:elsewhere@192.0.2.1" }] } }));
  assert.equal((await call(gateway, "moved", { user: "norrby-skola", values: { contact: "sip:elsewhere@192.0.2.1" } })).good, 1);
  await told("failed 302");
});

await promise("no answer at all is told as http_000, not as a number of the library's own", async () => {
  follow(() => ({ close: true }));
  await answered("home");
  await told("fallback http_000, answered home, ended");
});

/* --- what a caller may say ----------------------------------------------------------------------------------------------- */

await promise("a CANCEL for nothing is answered", async () => {
  assert.equal(await raw(gateway, message("CANCEL", "sip:norrby-skola@127.0.0.1:@GATEWAY@")), 481);
});

await promise("a call without an address to answer to, or with one that cannot be read, does not begin", async () => {
  follow(plain);
  const invite = message("INVITE", "sip:norrby-skola@127.0.0.1:@GATEWAY@");
  for (const contact of ["", "Contact: <sip:x@@:@PORT@>\r\n", "Contact: nonsense\r\n", "Contact: *\r\n"]) {
    assert.equal(await raw(gateway, invite.replace("Contact: <sip:x@127.0.0.1:@PORT@>\r\n", contact)), 400, contact);
  }
  assert.equal(decider.calls.length, 0);
});

await promise("whoever he is, nobody has anything relayed by a call that never was", async () => {
  const victim = await silent();
  const address = `127.0.0.1:${victim.port}`;
  for (const method of ["INVITE", "BYE", "MESSAGE", "INFO", "REFER", "UPDATE"]) {
    for (const [uri, route] of [[`sip:x@${address}`, "Route: <sip:127.0.0.1:@GATEWAY@;lr>"], ["sip:x@192.0.2.1", `Route: <sip:127.0.0.1:@GATEWAY@;lr>, <sip:${address};lr>`],
      ["sip:x@192.0.2.1", `Route: <sip:${address};lr>`], ["sip:127.0.0.1:@GATEWAY@;lr", `Route: <sip:x@${address}>`], [`sip:x@${address}`, "Route: <sip:127.0.0.1:@GATEWAY@;lr;did=12.34;seal=0123456789abcdef>"],
      [`sip:x@${address}`, "Route: <sip:127.0.0.1:@GATEWAY@;lr;seal>"]]) {
      assert.equal(await raw(gateway, message(method, uri, { headers: `${route}\r\n`, tag: ";tag=b" })), 403, `${method} ${uri} ${route}`);
    }
  }
  assert.equal(victim.heard, 0);
  victim.stop();
});

await promise("what the coordinator says to the phone, and where a home is, are not for the caller to say", async () => {
  const ear = await silent();
  const own = await start([`7 sip:127.0.0.1:${ear.port} 0 8`]);
  follow(() => ({ status: 404 }));
  await raw(own, message("INVITE", "sip:norrby-skola@192.0.2.1", { headers: "X-Route-Id: a7\r\nx-ddh-call: 1\r\n" }));
  await until("it has come", () => /^INVITE/m.test(ear.text));
  assert.match(ear.text, new RegExp(`^INVITE sip:norrby-skola@127\\.0\\.0\\.1:${ear.port} SIP`, "m"));
  assert.doesNotMatch(ear.text, /X-Route-Id|x-ddh-call/i);
  await own.stop();
  ear.stop();
});

await promise("however a message is broken, no caller's number is in the log", async () => {
  const uri = "sip:norrby-skola@127.0.0.1:@GATEWAY@";
  const number = "+4587654321";
  for (const text of [message("INVITE", uri, { from: `sip:${number}@@@<;tag=` }), message("INVITE", uri, { from: `"${number}` }), message("INVITE", uri, { from: `<sip:${number}@x;tag=x` }),
    message("INVITE", uri, { headers: `Max-Forwards: 70\r\nP-Asserted-Identity: ${number}\r\n` }), message("INVITE", uri, { headers: `Privacy\r\n${number}\r\n` }), message("BYE", uri, { tag: ";tag=b", headers: `Route: <sip:${number}\r\n` }),
    message("INVITE", `sip:${number}@::`), message("INVITE", uri).replace("Via: ", `Via: ${number}\r\nVia: `), message("INVITE", uri).replace("To: <sip:x@y>", `To: <sip:${number}`), `INVITE ${number}\r\nFrom: <sip:${number}@x>\r\n\r\n`]) {
    await raw(gateway, text, 200);
  }
  follow(plain);
  await answered("one", { caller: number });
  assert.ok(!gateway.log.includes("87654321"), gateway.log.split("\n").filter((line) => line.includes("87654321"))[0]);
});

/* --- homes --------------------------------------------------------------------------------------------------------------- */

await promise("whose home is whose is known from the first call on, and a slash behind the coordinator's address does no harm; a list without anybody refuses", async () => {
  follow(() => ({ status: 404 }));
  const own = await start([`3 sip:two@127.0.0.1:${two.port} 0 8 duid=s;organisation=sunnan`, `4 sip:home@127.0.0.1:${home.port} 0 8 duid=n;organisation=norrby`], { url: `${decider.url}/` });
  await answered("home", { through: own });
  await told("fallback http_404, answered home, ended");
  await own.stop();
  const empty = await start(["# nobody yet"]);
  follow(() => ({ status: 404 }));
  assert.equal((await call(empty, "retry-after", { user: "norrby-skola", values: { code: 480, seconds: 5 } })).good, 1);
  await told("fallback http_404, failed 480");
  await empty.stop();
  const unreachable = await start(["1 sip:home@127.0.0.1:9;transport=tcp 0 8"]);
  follow(() => ({ status: 404 }));
  await call(unreachable, "caller", { user: "norrby-skola", values: { talk: 50 } });
  await told("fallback http_404, failed 500");
  await unreachable.stop();
});

await promise("a home that says nothing to OPTIONS counts as gone; when there is no other, calls go there all the same", async () => {
  const { quiet, own } = await deaf;
  follow(() => ({ status: 404 }));
  await raw(own, message("INVITE", "sip:norrby-skola@127.0.0.1:@GATEWAY@"));
  await until("it is tried", () => /^INVITE sip:quiet@/m.test(quiet.text));
  await own.stop();
  quiet.stop();
});

/* --- the gateway starts again ---------------------------------------------------------------------------------------------- */

await promise("who talks while the gateway is started again can hang up after, and the other hears it", async () => {
  follow(plain);
  const sipp = await calling(gateway, "caller", { user: "norrby-skola", values: { talk: 6000 } });
  await until("they talk", () => decider.events.some((event) => event.type === "answered"));
  await gateway.crash();
  await gateway.start();
  const outcome = await sipp.outcome();
  assert.equal(outcome.good, 1, outcome.errors.slice(0, 1500));
});

await promise("at the end no dialog is left", async () => {
  await until("no dialog", async () => (await gateway.activeDialogs()) === 0, 60000);
});

await gateway.stop();
for (const sipp of [home, one, two]) await sipp.stop();
await decider.stop();
await finish();
