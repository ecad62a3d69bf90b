// An S3-compatible server on loopback that keeps its objects below a folder, with one bucket, `site`.
// It knows one key, `S3RVER`, and checks no signatures. On standard output it says where it listens, and what was written and removed:
//   node server.js DIR
// A line `hold N` on standard input lets N more writes through and leaves all after them without an
// answer, until a line `release`. It ends with its input.

import { createInterface } from "node:readline";
import S3rver from "s3rver";

const say = (line) => process.stdout.write(`${line}\n`);

const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory: process.argv[2],
  configureBuckets: [{ name: "site" }],
});
const { port } = await server.run();

let left = Infinity;
const [answer] = server.httpServer.listeners("request");
server.httpServer.removeListener("request", answer);
server.httpServer.on("request", (request, response) => {
  const { method, url } = request;
  if (method === "PUT" || method === "DELETE") {
    if (left <= 0) return say("held");
    left -= 1;
    response.on("finish", () => say(`${response.statusCode} ${method} ${url.split("?")[0]}`));
  }
  answer(request, response);
});

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [word, number] = line.split(" ");
    left = word === "hold" ? Number(number) : Infinity;
    say("heard");
  })
  .on("close", () => process.exit());

say(`http://127.0.0.1:${port}`);
