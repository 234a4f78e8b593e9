// One real phone: baresip, a program for people, rings because the coordinator said so, is lifted, speaks and is hung up, and
// at each step its state is the agent's.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";

import { finish, promise, until } from "../service/harness.mjs";
import { Cooperation } from "./cooperation.mjs";
import { calling, directory, freePort, start } from "./sip.mjs";

// A phone that is operated over its control socket. Its sound comes back as it went out: there is no sound card.
async function baresip(name) {
  const home = path.join(directory, `baresip-${name}`);
  const port = await freePort();
  const control = await freePort();
  mkdirSync(home);
  writeFileSync(path.join(home, "config"), `poll_method epoll
sip_listen 127.0.0.1:${port}
audio_player aubridge,bridge
audio_source aubridge,bridge
audio_alert aubridge,alert
module_path /usr/lib/baresip/modules
module g711.so
module aubridge.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${control}
`);
  writeFileSync(path.join(home, "accounts"), `<sip:${name}@127.0.0.1>;regint=0;answermode=manual;audio_codecs=PCMA/8000/1\n`);
  const child = start("baresip", ["-f", home]);
  const link = await until("baresip listens", () => new Promise((resolve, reject) => {
    const socket = net.connect(control, "127.0.0.1", () => resolve(socket));
    socket.on("error", reject);
  }));
  const phone = { uri: `sip:${name}@127.0.0.1:${port}`, events: [], child, stop: () => (link.destroy(), child.kill("SIGKILL"), child.ended) };
  // Netstrings: a length, a colon, that much JSON, a comma.
  let text = "";
  link.setEncoding("utf8").on("data", (part) => {
    text += part;
    for (;;) {
      const head = /^(\d+):/.exec(text);
      if (!head || text.length < head[0].length + Number(head[1]) + 1) return;
      const body = JSON.parse(text.slice(head[0].length, head[0].length + Number(head[1])));
      text = text.slice(head[0].length + Number(head[1]) + 1);
      if (body.event) phone.events.push(body.type);
    }
  });
  phone.press = (command) => {
    const body = JSON.stringify({ command });
    link.write(`${Buffer.byteLength(body)}:${body},`);
  };
  return phone;
}

const all = await Cooperation.open();
const phone = await baresip("real");
await all.agent("ida", "0615", { uri: phone.uri });
await all.connect();
const state = (wanted) => until(`ida is ${wanted}`, async () => (await all.state("ida")) === wanted);
const caller = () => calling(all.gateway, "caller", { values: { talk: 60000 } });
const happened = (event, times = 1) => until(`${event} at the phone`, () => phone.events.filter((one) => one === event).length >= times);

await promise("it rings, and the agent is reserved", async () => {
  const sipp = await caller();
  await happened("CALL_INCOMING");
  await state("reserved");
  phone.press("accept");
  await happened("CALL_ESTABLISHED");
  await state("in_call");
  phone.press("hangup");
  await happened("CALL_CLOSED");
  await state("available");
  await sipp.stop();
  const [call] = await all.calls();
  assert.equal(call.agent, "ida");
  assert.equal(call.outcome, "answered");
});

await promise("one who waits rings as soon as it is put down", async () => {
  const first = await caller();
  await happened("CALL_INCOMING", 2);
  phone.press("accept");
  await state("in_call");
  const second = await calling(all.gateway, "caller", { values: { talk: 200 } });
  await until("one waits", async () => (await all.gateway.entries("waiting")) === 1);
  phone.press("hangup");
  await happened("CALL_INCOMING", 3);
  await state("reserved");
  phone.press("accept");
  await state("in_call");
  assert.equal((await second.outcome()).good, 1);
  await state("available");
  await first.stop();
});

await promise("refused by hand, the call goes on to the next", async () => {
  const bo = await all.agent("bo", "0751");
  const before = phone.events.filter((one) => one === "CALL_INCOMING").length;
  const sipp = await calling(all.gateway, "caller", { values: { talk: 200 } });
  // Her own citizen: she is asked first.
  await happened("CALL_INCOMING", before + 1);
  phone.press("hangup");
  assert.equal((await sipp.outcome()).good, 1);
  await until("bo has answered", () => /answered/.test(bo.log));
});

await promise("nothing is left", () => all.settled());
await phone.stop();
await all.close();
await finish();
