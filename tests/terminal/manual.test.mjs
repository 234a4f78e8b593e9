// What is written from the table of verbs says the same everywhere: --help, the manual page, and the completions of three shells.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { agentsCli, build, finish, promise, run, until } from "../service/harness.mjs";

const page = path.join(build, "agents-cli/agents-cli.1");
const folder = mkdtempSync(path.join(tmpdir(), "ddh-manual-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const env = { ...process.env, PATH: `${path.dirname(agentsCli)}:${process.env.PATH}`, HOME: folder, XDG_CONFIG_HOME: folder, LANG: "C.UTF-8", TERM: "xterm", LC_ALL: "" };

const say = async (...words) => {
  const { status, out, err } = await run(agentsCli, words, { env });
  assert.equal(status, 0, err);
  return out;
};
const blank = (text) => text.replace(/\s+/g, " ").trim();

const overview = await say("--help", "--locale", "en");
const verbs = [...overview.split("Commands:\n")[1].split("\n\n")[0].matchAll(/^  (\S+)/gm)].map(([, verb]) => verb);
const rendered = (await run("mandoc", ["-T", "utf8", "-O", "width=300", page], { env })).out.replace(/.\x08/g, "");

await promise("the manual page passes mandoc's lint", async () => {
  const { status, out } = await run("mandoc", ["-T", "lint", "-W", "style", page]);
  assert.equal(out, "");
  assert.equal(status, 0);
});

await promise("of every command the manual page says what --help says, and no more", async () => {
  assert.ok(verbs.length > 20, `${verbs}`);
  const commands = rendered.slice(rendered.indexOf("\nCOMMANDS\n"), rendered.indexOf("\nOPTIONS\n"));
  const names = [...commands.matchAll(/^ {5}(\S+)/gm)].map(([, name]) => name);
  assert.deepEqual(names, verbs);
  for (const verb of verbs) {
    const help = await say(verb, "--help", "--locale", "en");
    const from = commands.search(new RegExp(`^ {5}${verb}( |$)`, "m"));
    const rest = commands.slice(from + 5);
    const end = rest.search(/^ {5}\S/m);
    const section = end < 0 ? rest : rest.slice(0, end);
    const purpose = blank(help.split("\n\n")[1].split("\n\n")[0]);
    assert.ok(blank(section).includes(purpose), `${verb}: ${purpose}\n${section}`);
    const own = help.includes("\nOptions:\n") ? help.split("\nOptions:\n")[1].split("\nOptions of every")[0] : "";
    const wanted = [...own.matchAll(/^  --(\S+)/gm)].map(([, option]) => option).sort();
    const said = [...new Set([...section.matchAll(/^ {13}(?: {8})?--([\w-]+)/gm)].map(([, option]) => option))].sort();
    assert.deepEqual(said, wanted, `${verb}\n${section}`);
  }
});

await promise("the options that every command takes stand in the manual page", async () => {
  const common = (await say("whoami", "--help", "--locale", "en")).split("Options of every command:\n")[1].split("\n\n")[0];
  const options = rendered.slice(rendered.indexOf("\nOPTIONS\n"), rendered.indexOf("\nKEYS\n"));
  for (const [, option] of common.matchAll(/^  --(\S+)/gm)) assert.match(options, new RegExp(`^ +--${option}\\b`, "m"));
});

await promise("bash completes commands, options and their words", async () => {
  const script = `source <(agents-cli completion bash)
    t() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _agents_cli; echo "\${COMPREPLY[*]}"; }
    t agents-cli ''; t agents-cli activ; t agents-cli status ''; t agents-cli try agreement x --mode ''; t agents-cli flag a --q; t agents-cli --locale ''`;
  const { status, out, err } = await run("bash", ["--norc", "-c", script], { env });
  assert.equal(err, "");
  assert.equal(status, 0);
  const lines = out.trimEnd().split("\n");
  for (const verb of verbs) assert.ok(lines[0].split(" ").includes(verb), verb);
  assert.deepEqual(lines.slice(1), ["activate", "available break offline", "always incident", "--question", "da en"]);
});

await promise("fish completes commands, options and their words", async () => {
  const ask = async (line) => {
    const { status, out, err } = await run("fish", ["--no-config", "-c", `agents-cli completion fish | source; complete -C '${line}'`], { env });
    assert.equal(status, 0, err);
    assert.equal(err, "");
    return out.trimEnd().split("\n").map((row) => row.split("\t")[0]);
  };
  const first = await ask("agents-cli ");
  for (const verb of verbs) assert.ok(first.includes(verb), verb);
  assert.deepEqual(await ask("agents-cli status "), ["available", "break", "offline"]);
  assert.deepEqual(await ask("agents-cli try x --mode "), ["always", "incident"]);
  assert.ok((await ask("agents-cli flag a --q")).includes("--question"));
});

await promise("zsh completes commands and their words, as somebody types them", async () => {
  const socket = path.join(folder, "tmux");
  const tmux = async (...words) => {
    const { status, out, err } = await run("tmux", ["-u", "-S", socket, "-f", "/dev/null", ...words], { env });
    assert.equal(status, 0, err);
    return out;
  };
  writeFileSync(path.join(folder, "agents-cli.zsh"), await say("completion", "zsh"));
  await tmux("new-session", "-d", "-x", "120", "-y", "30", "zsh -f");
  const sees = (what) => until(`zsh shows ${what}`, async () => what.test(await tmux("capture-pane", "-p")), 20000);
  try {
    const start = "PS1='ready> '; autoload -U compinit; compinit -u -D; source $HOME/agents-cli.zsh; echo loaded-$_comps[agents-cli]";
    await tmux("send-keys", "-l", start);
    await tmux("send-keys", "Enter");
    await sees(/^loaded-_agents_cli$/m);
    await tmux("send-keys", "-l", "agents-cli whoa");
    await tmux("send-keys", "Tab");
    await sees(/agents-cli whoami/);
    await tmux("send-keys", "C-u");
    await tmux("send-keys", "-l", "agents-cli status ");
    await tmux("send-keys", "Tab");
    await tmux("send-keys", "Tab");
    await sees(/available +break +offline/);
  } finally {
    await tmux("kill-server");
  }
});

await promise("an unknown shell is refused with a sentence", async () => {
  const { status, err } = await run(agentsCli, ["completion", "tcsh", "--locale", "en"], { env });
  assert.equal(status, 2);
  assert.match(err, /'tcsh' is not known; use bash, zsh or fish/);
});

await finish();
