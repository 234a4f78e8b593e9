// Keys that a person has put elsewhere, a terminal without colours, and line mode: for screen readers and pipes.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { agentsCli, finish, furnished, promise, until } from "../service/harness.mjs";
import { Person, clearTables } from "./terminal.mjs";

const world = await furnished({ args: ["--exempt", "127.0.0.0/8"] });
await world.publish();

await promise("a key that was moved acts where it is, is shown there, and acts no longer where it was", async () => {
  const ida = await new Person(world, "ida", { language: "en", keys: { accept: "j", available: "a" } }).sit();
  await ida.sees("a available");
  await ida.press("a");
  await ida.sees("AVAILABLE");
  await world.call("k1");
  await ida.sees("j accept");
  await ida.sees(/j accepts, r rejects/);
  await ida.press("j");
  await ida.sees("IN CALL");
  await ida.press("?");
  await ida.sees("j  accept the offered call");
  await ida.press("q");
  await ida.press("e");
  await ida.sees("WRAP-UP");
  await ida.press("w");
  await ida.sees("AVAILABLE");
  await ida.press("q");
  await ida.sees("leave the shift and close");
  await ida.leave("o");
});

await promise("keys that cannot be are refused with a sentence, and nothing starts", async () => {
  const cases = [[{ fly: "f" }, /no act called 'fly'.*accept, reject/], [{ accept: "5" }, /one visible character/], [{ accept: "ab" }, /one visible character/], [{ accept: "r" }, /two acts in 'keys' share a key/]];
  for (const [keys, sentence] of cases) {
    const { status, said } = await (await new Person(world, "ida", { language: "en", columns: 81, keys }).sit()).leave();
    assert.equal(status, 2);
    assert.match(said, sentence);
  }
});

await promise("NO_COLOR: bold and reverse, but no colours; else there are some", async () => {
  for (const [no, columns] of [["1", 82], ["", 83]]) {
    const leader = new Person(world, "leader", { language: "en", columns });
    if (no) leader.env.NO_COLOR = no;
    await leader.sit();
    await leader.press("3");
    await leader.press("1");
    await leader.sees("Horsens");
    const colours = async () => /\x1b\[(?:[\d;]*;)?(?:3[0-7]|4[0-7]|9[0-7]|38;5;\d+)m/.test(await leader.tmux("capture-pane", "-p", "-e"));
    if (no) assert.equal(await colours(), false);
    else await until("colours", colours);
    await leader.leave("q");
  }
});

await promise("a terminal that nobody knows gets line mode, and is told so", async () => {
  const leader = new Person(world, "leader", { language: "en", columns: 84, args: [] });
  leader.env.TERM = "xterm-256color";
  await leader.sit();
  await leader.leave("q");
  const odd = new Person(world, "leader", { language: "en", columns: 85, args: [] });
  odd.args = [];
  odd.wrap = "TERM=no-such-terminal";
  await odd.sit();
  await odd.sees("Horsens");
  const { said } = await odd.leave("q", "Enter");
  assert.match(said, /no-such-terminal.*line mode/);
});

// Line mode over pipes: what it says, and lines for it.
function lines(id, ...words) {
  const file = path.join(world.directory, `${id}.token`);
  writeFileSync(file, `${world.secrets.get(id)}\n`, { mode: 0o600 });
  const env = { PATH: process.env.PATH, HOME: world.directory, XDG_CONFIG_HOME: path.join(world.directory, "none"), LANG: "C.UTF-8" };
  for (const name of ["ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"]) if (process.env[name]) env[name] = process.env[name];
  const child = spawn(agentsCli, ["watch", "--plain", "--server", world.service.url, "--token-file", file, ...words], { env, stdio: ["pipe", "pipe", "inherit"] });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  const ended = new Promise((resolve) => child.on("close", resolve));
  return {
    says: (what) => until(`it says ${what}; it said ${out.slice(-800)}`, () => what.test(out), 20000).catch((error) => {
      throw new Error(`${error.message}\n${out}`);
    }),
    line: (text) => child.stdin.write(`${text}\n`),
    forget: () => (out = ""),
    all: () => out,
    ended,
  };
}

await promise("line mode: an agent takes a call, searches, flags and ends it; no escape sequence is written", async () => {
  const activation = await world.activate();
  const ida = lines("ida");
  await ida.says(/Connected|ida|APPROVED/);
  ida.line("v");
  await ida.says(/You are now: available/);
  await world.call("plain-1");
  await ida.says(/Offer: call-\d+, Horsens, Drikkevand, Danish/);
  await ida.says(/Why you:/);
  ida.line("a");
  await ida.says(/In call/);
  ida.line("/bad");
  await ida.says(/Må jeg gå i bad/);
  ida.line("");
  ida.line("k");
  await until("it is acknowledged", async () => Object.keys(await world.records("acknowledgement")).includes(`${activation.id}/ida`));
  ida.line("f");
  await ida.says(/What is wrong with the answer/);
  ida.line("2");
  await ida.says(/Flagged/);
  ida.line("f");
  await ida.says(/What is it about/);
  ida.line("2 1");
  await until("question 2 is flagged", async () => Object.values(await world.records("flag")).some((flag) => flag.question !== null && flag.reason === "wrong"));
  ida.line("g");
  await ida.says(/Transfer of call-\d+/);
  await ida.says(/cold transfer: no number in the directory/);
  ida.line("x");
  ida.line("i");
  await ida.says(/No ticket can be sent: .*no number|No ticket can be sent: the municipality takes no tickets/);
  ida.line("<");
  ida.line("e");
  await ida.says(/Wrap-up: \d+ seconds left/);
  ida.line("d1");
  await until("the outcome", async () => Object.values(await world.records("call")).some((call) => call.disposition === "resolved"));
  ida.line("qo");
  assert.equal(await ida.ended, 0);
  assert.doesNotMatch(ida.all(), /[\x00-\x09\x0b-\x1f]/);
});

await promise("line mode: a duty leader activates and lifts, answer by answer", async () => {
  const leader = lines("leader");
  await leader.says(/Horsens/);
  leader.line("n");
  await leader.says(/Which playbook\?/);
  await leader.says(/water-contamination/);
  leader.line("1");
  await leader.says(/Answer 1 of 4/);
  leader.line("Nowhere");
  await leader.says(/'Nowhere' is not known/);
  leader.line("Aarhus");
  await leader.says(/Answer 2 of 4/);
  for (const value of ["Aarhus C", "3", "Aarhus Kommune", "89 40 20 00", "https://aarhus.dk/vand", "22.11 07:30", "22.11 16:00", "allowed", "avoid", "not_announced"]) leader.line(value);
  await leader.says(/Answer 3 of 4/);
  leader.line("prøver");
  await leader.says(/Type 'activate now' to do it/);
  await leader.says(/THE REAL THING.*Aarhus/);
  await leader.says(/Nothing has been changed/);
  leader.line("activate now");
  await leader.says(/Activated: activation-\d+/);
  await until("it is active", async () => Object.values(await world.records("activation")).some((one) => one.state === "active" && one.municipalities.includes("0751")));
  leader.line("z");
  await leader.says(/Undone: activation-\d+/);
  await until("it is lifted", async () => Object.values(await world.records("activation")).some((one) => one.state === "lifted" && one.municipalities.includes("0751")));
  leader.line("q");
  assert.equal(await leader.ended, 0);
  assert.doesNotMatch(leader.all(), /[\x00-\x09\x0b-\x1f]/);
});

await promise("line mode: a partner pauses with one key", async () => {
  const partner = lines("aarhus");
  await partner.says(/Aarhus  HELPS/);
  partner.line("p");
  await partner.says(/takes nothing new/);
  assert.equal((await world.records("organisation"))["0751"].declines, true);
  partner.line("q");
  assert.equal(await partner.ended, 0);
});

await clearTables();
await finish();
