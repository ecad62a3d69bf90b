// The example as its owner publishes it: built for an address, served by nginx with the settings that the build wrote.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { REPOSITORY, built } from "./sites.js";

const ALIAS = "old/place/";

/**
 * Builds the example into `.built/<name>`, to stand at `prefix` of a free port of this machine, and serves it.
 *
 * @param {string} prefix with a slash at both ends
 * @returns {Promise<{name: string, url: string, alias: string, close: () => Promise<void>}>} `name` is that of the
 *   built site, `url` ends with a slash, `alias` is an earlier address of a page.
 */
export async function host(prefix) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}${prefix}`;
  const folder = mkdtempSync(join(tmpdir(), "whosays-nginx-"));
  const www = join("nginx", prefix === "/" ? "root" : "below");
  const name = join(www, prefix);
  build(join(folder, "site"), url, built(name));
  const settings = join(folder, "nginx.conf");
  writeFileSync(settings, configuration(port, built(www), join(built(name), "_nginx.conf"), folder));
  const log = join(folder, "error.log");
  const nginx = spawn("nginx", ["-e", log, "-c", settings, "-p", folder], { stdio: "inherit" });
  const ended = new Promise((resolve) => nginx.once("close", resolve).once("error", resolve));
  await Promise.race([answers(port), ended.then(() => Promise.reject(new Error("nginx did not start; is it installed?")))]);
  const close = async () => {
    nginx.kill();
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { name, url, alias: ALIAS, close };
}

/** The content of the example, with a page that has moved. */
function build(root, url, out) {
  cpSync(join(REPOSITORY, "content"), join(root, "content"), { recursive: true });
  const settings = readFileSync(join(REPOSITORY, "site.yaml"), "utf8");
  writeFileSync(join(root, "site.yaml"), `${settings}publish: { host: nginx }\n`);
  writeFileSync(join(root, "content/pages/moved.md"), `---\ntitle: A page that has moved\naliases: [/${ALIAS}]\n---\nText.\n`);
  mkdirSync(out, { recursive: true });
  const call = ["run", "--quiet", "--", "build", "--compress", "--base-url", url, "--root", root, "--out", out];
  execFileSync("cargo", call, { cwd: REPOSITORY, stdio: ["ignore", "ignore", "inherit"] });
}

/** What whoever runs the server writes: the place of the files, and that of the site’s settings. */
function configuration(port, www, settings, folder) {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `${process.getuid() === 0 ? "user root;" : ""}
daemon off;
master_process off;
pid ${folder}/pid;
events {}
http {
  include /etc/nginx/mime.types;
  access_log off;
${temporary.map((of) => `  ${of}_temp_path ${folder}/${of};`).join("\n")}
  server {
    listen 127.0.0.1:${port};
    root ${www};
    include ${settings};
  }
}
`;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Resolves when something listens on the port. */
function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1", () => resolve(socket.destroy()));
    socket.once("error", () => setImmediate(() => resolve(answers(port))));
  });
}
