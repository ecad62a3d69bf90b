// A static server as a good host is set up: compressed, with the strictest policy that the pages allow.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

import { built, prefix } from "./sites.js";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".jsonld": "application/ld+json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".xml": "application/xml",
};

/** No inline style, no inline script, nothing of another host. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * Serves a built site on a free port of this machine, under its own prefix.
 *
 * @returns {Promise<{url: string, close: () => Promise<void>}>} `url` ends with a slash.
 */
export async function serve(name) {
  const folder = built(name);
  const base = prefix(name);
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const inside = path.startsWith(base) && !path.includes("..") ? path.slice(base.length) : undefined;
    // `robots.txt` counts only at the root of a host, where the owner of a site below it repeats it.
    const wanted = path === "/robots.txt" ? "robots.txt" : inside?.replace(/(^|\/)$/, "$1index.html");
    let status = 200;
    let file = wanted;
    let body = wanted === undefined ? undefined : await readFile(join(folder, wanted)).catch(() => undefined);
    if (body === undefined) {
      status = 404;
      file = "404.html";
      body = await readFile(join(folder, file));
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    const headers = {
      "Content-Type": type,
      "Content-Security-Policy": POLICY,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cache-Control": "public, max-age=3600",
      Vary: "Accept-Encoding",
    };
    if (type !== "image/png" && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
      headers["Content-Encoding"] = "gzip";
      body = gzipSync(body, { level: 9 });
    }
    response.writeHead(status, { ...headers, "Content-Length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${base}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
