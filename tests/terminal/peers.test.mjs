// A citizen of another coordination is answered here: the agent sees what their own coordinator has approved, as at home. At two
// sizes, in two languages, compared with committed screens.
import { finish, furnished, promise, until } from "../service/harness.mjs";
import { Album, Person, clearTables } from "./terminal.mjs";

const clock = ["--private-receivers", "--exempt", "127.0.0.0/8", "--standby", "--exercise", "--clock", "driven", "--start", "2026-11-22T08:00:00+01:00"];
const words = {
  da: { free: "LEDIG", talking: "I SAMTALE", theirs: "SVAR, GODKENDT HOS Hotline midt" },
  en: { free: "AVAILABLE", talking: "IN CALL", theirs: "ANSWER APPROVED BY Hotline midt" },
};

for (const language of ["da", "en"])
  for (const [columns, rows] of [[80, 24], [200, 60]]) {
    const w = words[language];
    const size = `${language}.${columns}x${rows}`;
    const midt = await furnished({ args: clock });
    const nord = await furnished({ args: clock });
    const put = (world, path, body) => world.must("PUT", path, { as: "admin", body });
    const advance = () => Promise.all([midt, nord].map((world) => world.must("POST", "/v1/clock", { as: "admin", body: { advance_ms: 1000 } })));
    for (const [world, other] of [[midt, "nord"], [nord, "midt"]]) {
      await put(world, "/v1/settings", { lease_ms: 3600000, offer_ms: 600000 });
      await put(world, `/v1/organisations/${other}`, { name: `Hotline ${other}`, kind: "association", standing: "partner", area: "nordjylland" });
      await put(world, `/v1/organisations/${other}/data-agreement`, {});
    }
    await put(midt, "/v1/agreements/nord", { mode: "always", helped: ["ddh", "0615", "0751"], helpers: ["nord"] });
    const { secret } = await put(midt, "/v1/peers/nord", { url: `${nord.service.url}/v1/peers/midt` });
    await put(nord, "/v1/peers/midt", { url: `${midt.service.url}/v1/peers/nord`, secret });
    await nord.agent("eva", "ddh"); // the cooperation's own: a municipality's agents serve no citizens from elsewhere
    const album = new Album(`agent-peer.${size}`);
    await promise(`${size}: a peer's call comes with the peer's answers`, async () => {
      await nord.must("POST", "/v1/agents/eva/status", { as: "eva", body: { status: "available" } });
      await nord.must("POST", "/v1/peers/midt/lend", { as: "leader", body: { seats: 3, topics: ["vand"], languages: ["da"], address: "sip:overflow@nord.example" } });
      await midt.activate({ exercise: true });
      await until("seats are lent", async () => (await advance(), (await midt.request("GET", "/v1/offers/peer-nord", { as: "admin" })).json.offer?.state === "open"));
      const eva = await new Person(nord, "eva", { language, columns, rows }).sit();
      await eva.sees(w.free);
      await midt.call("p1");
      await until("it rings at nord", async () => (await nord.must("GET", "/v1/calls?state=reserved", { as: "switch" })).calls.length > 0);
      await eva.sees(/a (tag|accept)/);
      await eva.press("a");
      await eva.sees(w.talking);
      await eva.sees(w.theirs);
      await album.add("a peer's answer", eva, /[Kk]og vandet/);
      await eva.press("3");
      await album.add("its questions", eva, "Er min adresse omfattet?");
      await eva.press("q");
      await eva.sees("q  ");
      await eva.leave("q");
      album.compare();
    });
    await clearTables();
    await Promise.all([midt.close(), nord.close()]);
  }
await finish();
