// A person at a terminal: agents-cli inside a tmux of its own, keys typed, the screen read as it stands.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { agentsCli, run, source, until } from "../service/harness.mjs";

const screens = path.join(source, "tests/terminal/screens");

export class Person {
  // `servers`: several addresses, in their order. `keys`: the configuration's.
  constructor(world, id, { columns = 80, rows = 24, language = "da", servers, keys, args = [], more = {} } = {}) {
    Object.assign(this, { world, id, columns, rows, language, args });
    this.home = path.join(world.directory, `home-${id}-${language}-${columns}`);
    this.name = `${id.replace(/\W/g, "-")}-${language}-${columns}`;
    const folder = path.join(this.home, "config/ddh");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "token"), `${world.secrets.get(id)}\n`, { mode: 0o600 });
    writeFileSync(path.join(folder, "config.json"), JSON.stringify({ servers: servers ?? [world.service.url], language, ...(keys ? { keys } : {}), ...more }));
    this.env = { PATH: process.env.PATH, HOME: this.home, XDG_CONFIG_HOME: path.join(this.home, "config"), LANG: "C.UTF-8", TERM: "xterm-256color" };
    for (const name of ["ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"]) if (process.env[name]) this.env[name] = process.env[name];
  }

  async tmux(...words) {
    const { status, out, err } = await run("tmux", ["-u", "-S", this.socket, "-f", "/dev/null", ...words], { env: this.env });
    if (status !== 0) throw new Error(`tmux ${words[0]}: ${err}`);
    return out;
  }

  // Sits down. What the program says besides the screen, and how it ended, are kept in files.
  async sit() {
    this.said = path.join(this.home, "said");
    this.ended = path.join(this.home, "ended");
    rmSync(this.ended, { force: true });
    this.socket = path.join(this.world.directory, `${this.name}-${++sittings}.tmux`); // the last one's server may still be going
    const words = [agentsCli, ...this.args].map((word) => `'${word}'`).join(" ");
    await this.tmux("new-session", "-d", "-x", String(this.columns), "-y", String(this.rows), `${this.wrap ?? ""} ${words} 2>'${this.said}'; echo $? >'${this.ended}'; exec cat`);
    worldTerminals.add(this);
    return this;
  }

  async see() {
    return (await this.tmux("capture-pane", "-p")).split("\n").map((line) => line.trimEnd()).join("\n");
  }

  // The screen, when it shows that; once more to be whole.
  async sees(what, ms = 20000) {
    let last = "";
    try {
      return await until(`${this.name} sees ${what}`, async () => {
        last = await this.see();
        const there = typeof what === "string" ? last.includes(what) : what.test(last);
        return there && last;
      }, ms);
    } catch (error) {
      throw new Error(`${error.message}\n${last}`);
    }
  }
  async unsees(what) {
    return until(`${this.name} no longer sees ${what}`, async () => !(await this.see()).includes(what));
  }

  press(...keys) {
    return this.tmux("send-keys", ...keys);
  }
  type(text) {
    return this.tmux("send-keys", "-l", "--", text);
  }
  async answer(text) {
    await this.type(text);
    await this.press("Enter");
  }

  // Leaves: the program's exit status, and what it said.
  async leave(...keys) {
    for (const key of keys) await this.press(key);
    await until(`${this.name} leaves`, () => existsSync(this.ended) && readFileSync(this.ended, "utf8").trim() !== "");
    await this.tmux("kill-server");
    worldTerminals.delete(this);
    const said = readFileSync(this.said, "utf8");
    assert.doesNotMatch(said, /Sanitizer|runtime error/);
    return { status: Number(readFileSync(this.ended, "utf8")), said };
  }
}

const worldTerminals = new Set();
let sittings = 0;
// However a test ends, its terminals go with it.
export async function clearTables() {
  for (const person of worldTerminals) await person.tmux("kill-server").catch(() => {});
  worldTerminals.clear();
}

/* Committed screens. What differs from run to run is written as letters: free ports, the seconds that a real clock counts. */
function normal(text) {
  return text
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/\((\d+) s\)/g, "(NN s)")
    .replace(/er \d+ s gammelt/g, "er NN s gammelt")
    .replace(/is \d+ s old/g, "is NN s old")
    .replace(/(er NN s gammelt\. Prøver igen\.|is NN s old\. Trying again\.) .*$/gm, "$1 WHY")
    .replace(/[▁▂▃▄▅▆▇█]+/g, (bars) => "~".repeat(bars.length));
}

export class Album {
  constructor(name) {
    this.file = path.join(screens, `${name}.txt`);
    this.text = "";
    this.committed = new Map();
    if (!existsSync(this.file)) return;
    for (const part of readFileSync(this.file, "utf8").split(/^=== /m).slice(1)) {
      const end = part.indexOf("\n");
      this.committed.set(part.slice(0, end), part.slice(end + 1).trimEnd());
    }
  }
  // The screen as it is when it says what it must; asked again until it is the committed one, for answers and events may come in
  // any order. What it is in the end is kept. UPDATE_SCREENS=1: when it has stood for half a second.
  async add(title, person, what) {
    await person.sees(what ?? /\S/);
    let screen = "";
    const look = async () => (screen = normal(await person.see()).trimEnd());
    if (process.env.UPDATE_SCREENS) {
      let before, since;
      await until("the screen stands still", async () => {
        await look();
        if (screen !== before) since = Date.now();
        before = screen;
        return Date.now() - since > 500;
      });
    } else {
      await until(title, async () => (await look()) === this.committed.get(title), 10000).catch(() => {});
    }
    this.text += `=== ${title}\n${screen}\n`;
  }
  // UPDATE_SCREENS=1 writes it anew, to be read before it is committed.
  compare() {
    if (process.env.UPDATE_SCREENS) writeFileSync(this.file, this.text);
    assert.equal(this.text, readFileSync(this.file, "utf8"), `${path.basename(this.file)} is as committed`);
  }
}
