// An S3-compatible server on loopback that keeps its objects below a folder, with one bucket, `site`.
// It knows one key, `S3RVER`, with itself as the secret. s3rver checks no signatures of version 4, so that is done
// here; a request without one is somebody else’s. On standard output it says where it listens, and what was
// written and removed:
//   node server.js DIR
// A line `hold N` on standard input lets N more writes through and leaves all after them without an
// answer, until a line `release`. It ends with its input.

import { createHash, createHmac } from "node:crypto";
import { createInterface } from "node:readline";
import S3rver from "s3rver";

const SECRET = "S3RVER";

const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
const encoded = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Whether the query of a request holds the signature that it must have (AWS Signature Version 4, “Authenticating
 * Requests: Using Query Parameters”). */
function isSigned({ method, url, headers }) {
  const { pathname, searchParams } = new URL(url, "http://store.invalid");
  const given = searchParams.get("X-Amz-Signature");
  searchParams.delete("X-Amz-Signature");
  const query = [...searchParams].map((pair) => pair.map(encoded).join("=")).sort().join("&");
  const names = searchParams.get("X-Amz-SignedHeaders").split(";");
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join("");
  const canonical = [method, pathname, query, lines, names.join(";"), "UNSIGNED-PAYLOAD"].join("\n");
  const date = searchParams.get("X-Amz-Date");
  const scope = searchParams.get("X-Amz-Credential").split("/").slice(1);
  const hash = createHash("sha256").update(canonical).digest("hex");
  const text = ["AWS4-HMAC-SHA256", date, scope.join("/"), hash].join("\n");
  const key = scope.reduce(hmac, `AWS4${SECRET}`);
  return hmac(key, text).toString("hex") === given;
}

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
  if (url.includes("X-Amz-Algorithm=") && !isSigned(request)) {
    response.writeHead(403, { "Content-Type": "application/xml" });
    return response.end("<Error><Code>SignatureDoesNotMatch</Code><Message>It is another.</Message></Error>");
  }
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
