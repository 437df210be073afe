/** Obtaining MeCab's dictionaries, which are Python packages, for Japanese tokenizers. */
import * as path from "node:path";
import { ALLOW_NETWORK, disk, InputError, lockFile, makePath, replaceFolder } from "../io/mod.ts";
import { dictionaryCache } from "../tokens/mod.ts";
import { downloadSources, spaceFor, verifyDownload } from "./download.ts";
import { mayUseNetwork } from "./network.ts";
import { statOrUndefined } from "./paths.ts";
import { diskFull, isDiskFull } from "./full_disk.ts";
import { NativeUnavailable } from "./unavailable.ts";
import { unpackTar } from "./untar.ts";
import type { Wheel } from "./wheels.ts";

/** The packages, pinned. They are published as sources only, which hold the compiled dictionary. */
const SOURCES = {
  ipadic: {
    project: "ipadic",
    version: "1.0.0",
    file: "ipadic-1.0.0.tar.gz",
    sha256: "f5923d31eca6131acaaf18ed28d8998665b1347b640d3a6476f64650e9a71c07",
    bytes: 13_413_189,
  },
  unidic_lite: {
    project: "unidic-lite",
    version: "1.0.8",
    file: "unidic-lite-1.0.8.tar.gz",
    sha256: "db9d4572d9fdd4d00a97949d4b0741ec480ee05a7e7e2e32f547500dae27b245",
    bytes: 47_356_746,
  },
} as const satisfies Record<string, Wheel>;

/** The names of the dictionaries that can be obtained. */
export const OBTAINABLE_DICTIONARIES = ["unidic_lite", "ipadic"] as const;

/** What of a package is a dictionary, with its licence. */
const WANTED = /\/dicdir\/(?:sys\.dic|unk\.dic|matrix\.bin|char\.bin|dicrc|COPYING|BSD|AUTHORS)$/;

/**
 * Makes sure that a dictionary is in the cache, doing only what is missing. Safe to interrupt, and to
 * call from several processes at once: a folder appears under its name only when it is whole.
 *
 * `SDTRAINER_WHEELS` names a folder that has the package, to be used without network.
 *
 * @param onMessage Told in a line if another process is at it and is waited for.
 * @throws {NativeUnavailable} If this process may not use the network, there is no pip, or it fails.
 * @throws {InputError} If the package in the folder that the user named is missing or another one.
 */
export async function ensureDictionary(
  name: typeof OBTAINABLE_DICTIONARIES[number],
  onMessage: (line: string) => void = () => {},
): Promise<{ changed: boolean; folder: string }> {
  const folder = dictionaryCache(name);
  const source = SOURCES[name];
  if (await statOrUndefined(path.join(folder, "sys.dic"))) return { changed: false, folder };
  const wheelFolder = Deno.env.get("SDTRAINER_WHEELS");
  if (!wheelFolder && !await mayUseNetwork()) {
    throw new NativeUnavailable(`MeCab's dictionary ${name} is not here`, { mend: ALLOW_NETWORK });
  }
  await makePath(path.dirname(folder));
  const onWait = () => onMessage("Waiting for another process that sets a dictionary up …");
  await using _ = await lockFile(path.join(path.dirname(folder), "lock"), { onWait });
  // Another process may have been faster.
  if (await statOrUndefined(path.join(folder, "sys.dic"))) return { changed: false, folder };
  await replaceFolder(folder, async (unfinished) => {
    try {
      await fill(unfinished, source, wheelFolder);
    } catch (error) {
      throw isDiskFull(error) ? diskFull(folder, spaceFor([source])) : error;
    }
  });
  return { changed: true, folder };
}

async function fill(unfinished: string, source: Wheel, wheelFolder?: string): Promise<void> {
  const downloads = path.join(unfinished, "downloads");
  await disk.makeFolder(downloads);
  const [file] = wheelFolder
    ? [await localSource(source, path.resolve(wheelFolder))]
    : await downloadSources([source], downloads);
  await unpackTar(file!, unfinished, (entry) => WANTED.test(entry));
  await disk.remove(downloads);
}

/** A package's file in a folder that the user filled. */
async function localSource(source: Wheel, folder: string): Promise<string> {
  const file = path.join(folder, source.file);
  if (!(await statOrUndefined(file))?.isFile) {
    throw new InputError("this package is not there", {
      file,
      mend: "Fetch it into the folder on a machine with network, or unset SDTRAINER_WHEELS",
    });
  }
  await verifyDownload(source, file, "Fetch it again, or unset SDTRAINER_WHEELS");
  return file;
}
