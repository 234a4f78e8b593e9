// Bad input over real sockets: each has its named problem, and changes nothing. The clock is driven, so whatever the digest
// shows was done by a request.
import assert from "node:assert/strict";
import { connect, exchange, finish, furnished, promise, sanitized } from "./harness.mjs";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8", "--exercise", "--clock", "driven", "--start", "2026-11-22T08:00:00+01:00"] });
const port = world.service.port;
const call = { reference: "r", municipality: "0615", topic: "vand", language: "da" };

// The answer must be the problem, of its status, naming the field; and the state must be what it was.
async function refused(what, wanted, ask) {
  await promise(`${what}: ${wanted.type}${wanted.field ? ` (${wanted.field})` : ""}`, async () => {
    const before = await world.digest();
    const answer = await ask();
    assert.equal(answer.status, wanted.status, answer.text);
    assert.equal(answer.headers["content-type"], "application/problem+json");
    assert.equal(answer.json.type, `urn:ddh:problem:${wanted.type}`, answer.text);
    assert.equal(answer.json.status, wanted.status);
    if (wanted.field !== undefined) assert.equal(answer.json.field, wanted.field, answer.text);
    if ([429, 503].includes(wanted.status)) assert.match(answer.headers["retry-after"] ?? "", /^\d+$/);
    assert.equal(await world.digest(), before, "nothing changed");
  });
}

const requests = [
  // what, status, type, field, method, target, as, body
  ["a body cut short", 400, "invalid-request", , "POST", "/v1/calls", "switch", '{"reference":'],
  ["a body that is a list", 400, "wrong-type", , "POST", "/v1/calls", "switch", "[]"],
  ["no body", 400, "missing-field", "reference", "POST", "/v1/calls", "switch", ""],
  ["two values in a body", 400, "invalid-request", , "POST", "/v1/calls", "switch", "{}{}"],
  ["a name twice", 400, "invalid-request", , "POST", "/v1/calls", "switch", '{"topic":"vand","topic":"pas","reference":"r","municipality":"0615","language":"da"}'],
  ["nesting without end", 400, "invalid-request", , "POST", "/v1/calls", "switch", "[".repeat(30000)],
  ["invalid UTF-8", 400, "invalid-request", , "POST", "/v1/calls", "switch", Buffer.from(JSON.stringify(call).replace('"r"', '"r\u00ff"'), "latin1")],
  ["a NUL in a text", 400, "invalid-request", , "POST", "/v1/calls", "switch", '{"reference":"r\\u0000","municipality":"0615","topic":"vand","language":"da"}'],
  ["an unknown field", 400, "unknown-field", "colour", "POST", "/v1/calls", "switch", { ...call, colour: "red" }],
  ["a missing field", 400, "missing-field", "language", "POST", "/v1/calls", "switch", { ...call, language: undefined }],
  ["a text for a number", 400, "wrong-type", "priority", "POST", "/v1/calls", "switch", { ...call, priority: "9" }],
  ["a number for a text", 400, "wrong-type", "topic", "POST", "/v1/calls", "switch", { ...call, topic: 7 }],
  ["a fraction for a count", 400, "wrong-type", "priority", "POST", "/v1/calls", "switch", { ...call, priority: 1.5 }],
  ["a value outside its range", 400, "out-of-range", "priority", "POST", "/v1/calls", "switch", { ...call, priority: 10 }],
  ["a value that is not one of the words", 400, "unknown-value", "channel", "POST", "/v1/calls", "switch", { ...call, channel: "fax" }],
  ["an over-long reference", 400, "too-long", "reference", "POST", "/v1/calls", "switch", { ...call, reference: "r".repeat(68) }],
  ["an over-long id", 400, "too-long", "topic", "POST", "/v1/calls", "switch", { ...call, topic: "v".repeat(32) }],
  ["a member that stands in the path too", 400, "invalid-request", "agent", "POST", "/v1/agents/ida/status", "ida", { agent: "ida", status: "available" }],
  ["a query nobody knows", 400, "unknown-field", "colour", "GET", "/v1/agents?colour=red", "leader"],
  ["no token", 401, "not-authenticated", , "POST", "/v1/calls", undefined, call],
  ["a role that may not", 403, "not-authorised", , "POST", "/v1/calls", "ida", call],
  ["a reader's role that may not", 403, "not-authorised", , "GET", "/v1/tokens", "leader"],
  ["another agent's status", 403, "not-authorised", , "POST", "/v1/agents/bo/status", "ida", { status: "available" }],
  ["another organisation's agent", 403, "other-organisation", , "POST", "/v1/agents/ida/status", "aarhus", { status: "available" }],
  ["an agent moved into another organisation", 403, "other-organisation", , "PUT", "/v1/agents/ny", "aarhus",
    { name: "Ny", organisation: "0615", skills: { vand: 1 }, languages: ["da"] }],
  ["an unknown municipality", 404, "unknown-organisation", "municipality", "POST", "/v1/calls", "switch", { ...call, municipality: "9999" }],
  ["an unknown topic", 404, "unknown-topic", "topic", "POST", "/v1/calls", "switch", { ...call, topic: "luft" }],
  ["an unknown language", 404, "unknown-language", "language", "POST", "/v1/calls", "switch", { ...call, language: "fr" }],
  ["an unknown agent", 404, "unknown-agent", , "POST", "/v1/agents/ukendt/status", "admin", { status: "available" }],
  ["an unknown call", 404, "unknown-call", , "POST", "/v1/calls/call-9999/end", "switch", {}],
  ["an id that is none", 404, "unknown-call", , "GET", "/v1/calls/opkald-1", "leader"],
  ["an unknown playbook", 404, "unknown-playbook", , "POST", "/v1/activations", "leader", { playbook: "ukendt", parameters: {}, reason: "x" }],
  ["an unknown activation", 404, "unknown-activation", , "POST", "/v1/activations/activation-99/lift", "leader", { reason: "x" }],
  ["an unknown token", 404, "unknown-token", , "DELETE", "/v1/tokens/ukendt", "admin"],
  ["an unknown organisation", 404, "unknown-organisation", , "GET", "/v1/organisations/9999", "leader"],
  ["an unknown address", 404, "not-found", , "GET", "/v1/teapots", "leader"],
  ["a method that the address does not take", 405, "method-not-allowed", , "DELETE", "/v1/calls", "switch"],
  ["a CPR number in a reason", 400, "invalid-request", "reason", "POST", "/v1/agents/ida/override", "leader", { until: 1900000000000, reason: "Ringede selv, 010190-1234" }],
  ["a CPR number as a reference", 400, "invalid-request", "reference", "POST", "/v1/calls", "switch", { ...call, reference: "0101901234" }],
];
for (const [what, status, type, field, method, target, as, body] of requests)
  await refused(what, { status, type, field }, () => world.request(method, target, { as, body }));

await refused("a body that is not JSON by its type", { status: 415, type: "unsupported-media" },
  () => world.request("POST", "/v1/calls", { as: "switch", body: JSON.stringify(call), headers: { "content-type": "text/plain" } }));
await refused("a token that was never made", { status: 401, type: "not-authenticated" },
  () => world.request("GET", "/v1/whoami", { secret: `ddh_${"A".repeat(43)}` }));

/* --- tokens end ------------------------------------------------------------------------------------------------------ */

const { now } = await world.must("GET", "/v1/clock", { as: "admin" });
await world.token("short", "duty_leader", { expires_at: now + 60000 });
await promise("a token is good until it expires", async () => {
  assert.equal((await world.request("GET", "/v1/whoami", { as: "short" })).status, 200);
});
await world.must("POST", "/v1/clock", { as: "admin", body: { advance_ms: 60000 } });
await refused("an expired token", { status: 401, type: "not-authenticated" }, () => world.request("POST", "/v1/calls", { as: "short", body: call }));
await world.token("gone", "telephony");
await world.must("DELETE", "/v1/tokens/gone", { as: "admin" });
await refused("a revoked token", { status: 401, type: "not-authenticated" }, () => world.request("POST", "/v1/calls", { as: "gone", body: call }));

/* --- the life of a call ---------------------------------------------------------------------------------------------- */

await world.must("POST", "/v1/agents/ida/status", { as: "ida", body: { status: "available" } });
const { call: taken } = (await world.call("life-1")).json;
await refused("an end before the answer", { status: 409, type: "call-not-answered" }, () => world.request("POST", `/v1/calls/${taken.id}/end`, { as: "switch", body: {} }));
await refused("an offer accepted by another", { status: 409, type: "call-not-offered" },
  () => world.request("POST", `/v1/calls/${taken.id}/accept`, { as: "switch", body: { agent: "bo" } }));
await world.must("POST", `/v1/calls/${taken.id}/accept`, { as: "ida", body: { agent: "ida" } });
await refused("another agent ends the call", { status: 403, type: "not-authorised" }, () => world.request("POST", `/v1/calls/${taken.id}/end`, { as: "bo", body: {} }));
await refused("a hang-up after the answer", { status: 409, type: "call-already-answered" }, () => world.request("POST", `/v1/calls/${taken.id}/cancel`, { as: "switch", body: {} }));
await world.must("POST", `/v1/calls/${taken.id}/end`, { as: "ida", body: {} });
await world.must("PUT", `/v1/calls/${taken.id}/disposition`, { as: "ida", body: { disposition: "resolved" } });
await refused("an accept of an ended call", { status: 409, type: "call-ended" },
  () => world.request("POST", `/v1/calls/${taken.id}/accept`, { as: "switch", body: { agent: "bo" } }));
await refused("another disposition", { status: 409, type: "call-has-disposition" },
  () => world.request("PUT", `/v1/calls/${taken.id}/disposition`, { as: "ida", body: { disposition: "ticket" } }));
await refused("an agent in use is removed", { status: 409, type: "in-use" }, () => world.request("DELETE", "/v1/agents/ida", { as: "admin" }));

/* --- the same request twice ------------------------------------------------------------------------------------------- */

const keyed = (key, body, as = "switch") => world.request("POST", "/v1/calls", { as, body, headers: { "idempotency-key": key } });
await promise("the same request with the same key is done once, and answered the same", async () => {
  const first = await keyed("key-1", { ...call, reference: "once" });
  assert.equal(first.status, 201, first.text);
  const before = await world.digest();
  const second = await keyed("key-1", { ...call, reference: "once" });
  assert.equal(second.json.repeated, true, second.text);
  assert.deepEqual(second.json.call, first.json.call);
  assert.equal(await world.digest(), before, "nothing changed");
});
await refused("another request with the same key", { status: 409, type: "changed-meanwhile" }, () => keyed("key-1", { ...call, reference: "other" }));
await refused("a key that is too long", { status: 400, type: "too-long", field: "Idempotency-Key" }, () => keyed("k".repeat(68), call));
await refused("a key with a blank", { status: 400, type: "invalid-request", field: "Idempotency-Key" }, () => keyed("a b", call));
await promise("the same reference without a key is the same call", async () => {
  const first = (await world.call("same")).json.call;
  assert.equal((await world.call("same")).json.call.id, first.id);
});

/* --- below JSON: sizes, framing, garbage ------------------------------------------------------------------------------- */

const secret = world.secrets.get("switch");
const head = (more, line = "POST /v1/calls HTTP/1.1") => `${line}\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nContent-Type: application/json\r\n${more}\r\n`;
const body = JSON.stringify({ ...call, reference: "framing" });
const sized = (bytes) => JSON.stringify({ ...call, reference: "" }).replace('"reference":""', `"reference":"${"r".repeat(bytes - JSON.stringify({ ...call, reference: "" }).length)}"`);
const chunked = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`;
assert.equal(sized(65536).length, 65536);

await refused("a body of 64 KiB is read", { status: 400, type: "too-long", field: "reference" }, () => exchange(port, head("Content-Length: 65536\r\n") + sized(65536)));
await refused("a body of 64 KiB and one byte", { status: 413, type: "too-large" }, () => exchange(port, head("Content-Length: 65537\r\n") + sized(65537)));
await refused("the same, announced only", { status: 413, type: "too-large" }, () => exchange(port, head("Content-Length: 65537\r\n")));
await refused("the same, in chunks", { status: 413, type: "too-large" }, () => exchange(port, head("Transfer-Encoding: chunked\r\n") + chunked(sized(65537))));
await refused("a length of 2^64", { status: 413, type: "too-large" }, () => exchange(port, head("Content-Length: 18446744073709551617\r\n") + body));
await refused("headers of more than 16 KiB", { status: 431, type: "headers-too-large" }, () => exchange(port, head(`X-Long: ${"x".repeat(16384)}\r\nContent-Length: ${body.length}\r\n`) + body));
await refused("more than a hundred headers", { status: 431, type: "headers-too-large" },
  () => exchange(port, head(`${Array.from({ length: 101 }, (_, i) => `X-${i}: 1\r\n`).join("")}Content-Length: ${body.length}\r\n`) + body));
const length = `Content-Length: ${body.length}\r\n`;
const framings = [
  ["two lengths", head(length + length) + body],
  ["two lengths that differ", head(`${length}Content-Length: 3\r\n`) + body],
  ["a length beside chunks", head(`${length}Transfer-Encoding: chunked\r\n`) + chunked(body)],
  ["chunks beside a length", head(`Transfer-Encoding: chunked\r\n${length}`) + chunked(body)],
  ["another transfer encoding", head("Transfer-Encoding: gzip, chunked\r\n") + chunked(body)],
  ["a length with a sign", head(`Content-Length: +${body.length}\r\n`) + body],
  ["a list of lengths", head(`Content-Length: ${body.length}, ${body.length}\r\n`) + body],
  ["a blank before the colon", head(`Content-Length : ${body.length}\r\n`) + body],
  ["a folded header", head(`X-Folded: a\r\n b\r\n${length}`) + body],
  ["bare line feeds", head(length).replaceAll("\r\n", "\n") + body],
  ["a NUL in a header", head(`X-Nul: a\0b\r\n${length}`) + body],
  ["two tokens", head(`Authorization: Bearer ${secret}\r\n${length}`) + body],
  ["no Host", `POST /v1/calls HTTP/1.1\r\nAuthorization: Bearer ${secret}\r\n${length}\r\n${body}`],
  ["HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["HTTP/0.9", "GET /healthz\r\n\r\n"],
  ["an absolute target", head(length, "POST http://x/v1/calls HTTP/1.1") + body],
  ["a TLS greeting", Buffer.from("16030100c8010000c40303", "hex")],
  ["garbage", Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 167 + 13) & 0xff))],
];
for (const [what, bytes] of framings) await refused(what, { status: 400, type: "invalid-request" }, () => exchange(port, bytes));
await promise("the good request among them is taken: the framings were refused for what they say", async () => {
  assert.equal((await exchange(port, head(length) + body)).status, 201);
});

// A sender that never ends is told so after LIMIT_REQUEST_MS, whether it lacks the head, the body or a chunk.
const beginnings = [
  ["a slow head", "POST /v1/calls HTTP/1.1\r\nHost: x\r\n"],
  ["a slow body", head("Content-Length: 1000\r\n") + body.slice(0, 10)],
  ["a slow chunk", `${head("Transfer-Encoding: chunked\r\n")}40\r\n${body.slice(0, 10)}`],
];
const slow = beginnings.map(([, bytes]) => connect(port).then((socket) => exchange(port, bytes, { socket, ms: 60000 })));
for (const [i, [what]] of beginnings.entries()) await refused(what, { status: 408, type: "request-timeout" }, () => slow[i]);

await promise("after all this it serves as before", async () => {
  const view = await world.metrics();
  assert.equal(view.get('ddh_api_responses_total{class="5xx"}'), 0, "nothing was an inner failure");
  assert.equal((await world.request("GET", "/readyz")).status, 200);
  if (!sanitized) assert.ok(world.service.memory() < 512 * 1024, `${world.service.memory()} KiB`);
});
await finish();
