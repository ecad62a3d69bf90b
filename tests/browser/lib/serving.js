// `whosays serve` on a site of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { REPOSITORY } from "./sites.js";

/** The program of this repository, as a build in this profile leaves it. */
export const program = (profile) => join(process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, "target"), profile, "whosays");

/**
 * Serves the site in the folder `root` on a free port.
 *
 * @returns {Promise<{url: string, close: () => Promise<void>}>} `url` ends with a slash.
 */
export async function following(root, profile = "debug") {
  const server = spawn(program(profile), ["serve", "--root", root, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(server, "close");
  const close = async () => {
    server.kill();
    await ended;
  };
  for await (const line of createInterface({ input: server.stdout })) {
    const url = /^serving the site at (\S+)/.exec(line)?.[1];
    // What it says later is let go.
    server.stdout.resume();
    if (url) return { url, close };
  }
  throw new Error("the server did not start");
}
