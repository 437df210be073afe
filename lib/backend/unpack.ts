/** Taking the needed files out of a wheel, which is a zip, one stream at a time. */
import { createWriteStream } from "node:fs";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
// @ts-types="@types/yauzl"
import yauzl from "yauzl";
import { inBrackets, InputError } from "../io/mod.ts";
import { isDiskFull } from "./full_disk.ts";

/**
 * Writes those files of a zip whose path `wanted` accepts below `folder`, under the same paths.
 *
 * @param onBytes Called with the number of unpacked bytes so far.
 * @throws {InputError} If the file is not a whole zip.
 */
export async function unpack(
  zipFile: string,
  folder: string,
  wanted: (name: string) => boolean,
  onBytes?: (bytes: number) => void,
): Promise<void> {
  try {
    const zip = await yauzl.openPromise(zipFile);
    let bytes = 0;
    // Names that would leave the folder ("../x", "/x") make yauzl throw.
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith("/") || !wanted(entry.fileName)) continue;
      const target = path.join(folder, entry.fileName);
      await Deno.mkdir(path.dirname(target), { recursive: true });
      const source = await zip.openReadStreamPromise(entry);
      source.on("data", (chunk: Uint8Array) => onBytes?.(bytes += chunk.byteLength));
      // The upper half holds Unix' permissions; CUDA's wheels have programs among their files.
      const mode = (entry.externalFileAttributes >>> 16) & 0o111 ? 0o755 : 0o644;
      await pipeline(source, createWriteStream(target, { mode }));
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isSystemError(error)) throw error;
    throw new InputError(`the file is no whole zip${inBrackets((error as Error).message)}`, {
      file: zipFile,
      mend: "Download it again",
      cause: error,
    });
  }
}

/** Whether the operating system refused (disk full, no permission): not the zip's fault. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error || isDiskFull(error);
}
