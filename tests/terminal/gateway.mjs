// What stands between a person and a coordinator: a way that can be cut, and encryption with certificates made for the test.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import tls from "node:tls";

const ways = new Set();
process.on("exit", () => ways.forEach((way) => way.cut()));

// A TCP way to a port; cut() ends what runs over it and lets nobody in.
export class Way {
  async open(port, { certificate, at = 0 } = {}) {
    this.sockets = new Set();
    const pass = (socket) => {
      const onward = net.connect({ host: "127.0.0.1", port });
      for (const [one, other] of [[socket, onward], [onward, socket]]) {
        this.sockets.add(one);
        one.on("error", () => other.destroy());
        one.on("close", () => (this.sockets.delete(one), other.destroy()));
        one.pipe(other);
      }
    };
    this.server = certificate ? tls.createServer(certificate, pass) : net.createServer(pass);
    this.server.on("tlsClientError", () => {});
    await new Promise((resolve) => this.server.listen(at, "127.0.0.1", resolve));
    this.port = this.server.address().port;
    this.url = `${certificate ? "https" : "http"}://127.0.0.1:${this.port}`;
    ways.add(this);
    return this;
  }
  cut() {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    ways.delete(this);
  }
}

// An authority of our own, and certificates by it: `host` as in "IP:127.0.0.1", valid between two days.
export class Authority {
  constructor(folder) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test authority", "-days", "10");
    writeFileSync(path.join(folder, "ca.cnf"), "[ca]\ndefault_ca=own\n[own]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=any\ncopy_extensions=copy\nunique_subject=no\n[any]\ncommonName=supplied\n");
    writeFileSync(path.join(folder, "index"), "");
    writeFileSync(path.join(folder, "serial"), "01\n");
    this.file = path.join(folder, "ca.pem");
  }
  openssl(...words) {
    execFileSync("openssl", words, { cwd: this.folder, stdio: ["ignore", "ignore", "pipe"] });
  }
  issue(name, host, { from = "20200101000000Z", to = "20400101000000Z" } = {}) {
    this.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`, "-addext", `subjectAltName=${host}`);
    this.openssl("ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", `${name}.csr`, "-out", `${name}.pem`, "-startdate", from, "-enddate", to, "-notext");
    const read = (file) => readFileSync(path.join(this.folder, file));
    return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
  }
}
