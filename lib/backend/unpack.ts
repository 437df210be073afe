/** Taking the needed files out of a wheel, one stream at a time. */
import { createWriteStream } from "node:fs";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
// @ts-types="@types/yauzl"
import yauzl from "yauzl";
import { InputError } from "../errors.ts";

/**
 * Writes those files of a zip whose path `wanted` accepts below `folder`, with the zip's own paths.
 *
 * @param onBytes Called with the number of unpacked bytes so far.
 * @returns The paths written, relative to `folder`.
 * @throws {InputError} If the file is not a zip.
 */
export async function unpack(
  zipFile: string,
  folder: string,
  wanted: (name: string) => boolean,
  onBytes?: (bytes: number) => void,
): Promise<string[]> {
  // openPromise refuses names that would leave the folder ("../x", "/x").
  const zip = await yauzl.openPromise(zipFile).catch((error) => {
    throw new InputError("it is no zip file", {
      file: zipFile,
      mend: "Download it again",
      cause: error,
    });
  });
  const written: string[] = [];
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith("/") || !wanted(entry.fileName)) continue;
    const target = path.join(folder, entry.fileName);
    await Deno.mkdir(path.dirname(target), { recursive: true });
    const source = await zip.openReadStreamPromise(entry);
    source.on("data", (chunk: Uint8Array) => onBytes?.(bytes += chunk.byteLength));
    await pipeline(source, createWriteStream(target));
    written.push(entry.fileName);
  }
  return written;
}
