/**
 * TensorFlow's C library on disk: unpacked from wheels into the cache, or installed by the user.
 * Everything is made beside its place and renamed, so it can be interrupted at any moment.
 */
import * as path from "node:path";
import { InputError } from "../io/mod.ts";
import { downloadWheels, localWheels } from "./download.ts";
import { statOrUndefined } from "./paths.ts";
import type { SetupProgress } from "./setup_progress.ts";
import { unpack } from "./unpack.ts";
import type { Wheel } from "./wheels.ts";

/** What compiling and running the addon needs of TensorFlow. */
export interface TensorFlowLibrary {
  /** Folder that has `tensorflow/c/c_api.h`. */
  include: string;
  /** Folder of the shared libraries, which the addon remembers. */
  folder: string;
  /** Names of the shared libraries in that folder. */
  files: readonly string[];
}

/** Options of {@linkcode obtainLibrary}. */
export interface ObtainOptions {
  wheels: readonly Wheel[];
  /** Take the wheels from this folder instead of downloading them. */
  wheelFolder?: string;
  onProgress?: (progress: SetupProgress) => void;
}

/** Written last into a library's folder: it is whole, and these are its files' sizes. */
const STAMP = "files.json";

/**
 * Makes sure that `home` holds TensorFlow's library, and does nothing when it does. Only one
 * process at a time may call it for the same home; see `withLock`.
 *
 * @throws {NativeUnavailable} If the wheels cannot be downloaded.
 * @throws {InputError} If a wheel in `wheelFolder` is missing or damaged.
 */
export async function obtainLibrary(home: string, options: ObtainOptions): Promise<void> {
  if (await isWhole(home)) return;
  await Deno.mkdir(path.dirname(home), { recursive: true });
  await removeParts(home);
  const part = partName(home);
  try {
    await Deno.mkdir(part);
    await fill(part, options);
    await writeStamp(part);
    await Deno.remove(home, { recursive: true }).catch(ignoreNotFound);
    await Deno.rename(part, home);
  } finally {
    await Deno.remove(part, { recursive: true }).catch(ignoreNotFound);
  }
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

/** A name beside a file or folder under which it is made. */
export function partName(target: string): string {
  return `${target}.part-${crypto.randomUUID()}`;
}

/** Removes what a set-up that was killed left beside a file or folder. */
export async function removeParts(target: string): Promise<void> {
  const folder = path.dirname(target);
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith(`${path.basename(target)}.part-`)) {
      await Deno.remove(path.join(folder, name), { recursive: true });
    }
  }
}

async function fill(part: string, options: ObtainOptions): Promise<void> {
  const { wheels, wheelFolder, onProgress = () => {} } = options;
  const downloads = path.join(part, "downloads");
  let files;
  if (wheelFolder !== undefined) {
    onProgress({ step: `Checking the wheels in ${wheelFolder}` });
    files = await localWheels(wheels, wheelFolder);
  } else {
    const more = wheels.length > 1 ? ` and ${wheels.length - 1} libraries of CUDA` : "";
    const step = `Downloading ${wheels[0]!.project} ${wheels[0]!.version}${more}`;
    const totalBytes = wheels.reduce((sum, wheel) => sum + wheel.bytes, 0);
    onProgress({ step });
    files = await downloadWheels(
      wheels,
      downloads,
      (bytes) => onProgress({ step, bytes, totalBytes }),
    );
  }
  for (const [i, file] of files.entries()) {
    const step = `Unpacking ${wheels[i]!.project} ${wheels[i]!.version}`;
    onProgress({ step });
    await unpack(file, part, isNeeded, (bytes) => onProgress({ step, bytes }));
  }
  await Deno.remove(downloads, { recursive: true }).catch(ignoreNotFound);
}

const HEADERS = new RegExp(
  "^tensorflow/include/(tensorflow/c|tensorflow/c/eager|tensorflow/core/platform|tsl/platform" +
    "|xla/tsl/c)/[^/]+\\.h$",
);

/** Whether the addon needs a wheel's file, for compiling or at run time; licences go along. */
function isNeeded(name: string): boolean {
  if (HEADERS.test(name)) return true;
  if (name.includes("/include/")) return false;
  return /^tensorflow\/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/.test(name) ||
    name.startsWith("nvidia/") || /(^|\/)(LICENSE|License|METADATA)/.test(name);
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* filesBelow(path.join(folder, name));
    else yield path.join(folder, name);
  }
}

async function writeStamp(home: string): Promise<void> {
  const sizes: Record<string, number> = {};
  for await (const file of filesBelow(home)) {
    // The shared libraries are what matters, and few enough to look at before each run.
    if (!/\.(so|dylib)/.test(path.basename(file))) continue;
    sizes[path.relative(home, file)] = (await Deno.stat(file)).size;
  }
  await Deno.writeTextFile(path.join(home, STAMP), `${JSON.stringify(sizes, null, 2)}\n`);
}

/** Whether a library's folder is there with all its shared libraries, by their sizes. */
export async function isWhole(home: string): Promise<boolean> {
  let sizes: Record<string, number>;
  try {
    sizes = JSON.parse(await Deno.readTextFile(path.join(home, STAMP)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return false;
    throw error;
  }
  for (const [file, size] of Object.entries(sizes)) {
    if ((await statOrUndefined(path.join(home, file)))?.size !== size) return false;
  }
  return true;
}

/**
 * The library in a folder: as a wheel has it (`libtensorflow_cc.so.2` beside `include/`), or as
 * TensorFlow's C library is installed (`lib/libtensorflow.so` beside `include/`).
 *
 * @param home The folder `tensorflow` of a wheel, or an installation's prefix such as `/usr/local`.
 * @throws {InputError} If it is in neither form.
 */
export async function findLibrary(home: string): Promise<TensorFlowLibrary> {
  const include = path.join(home, "include");
  const names = ["tensorflow_cc", "tensorflow"].flatMap((name) =>
    Deno.build.os === "darwin"
      ? [`lib${name}.2.dylib`, `lib${name}.dylib`]
      : [`lib${name}.so.2`, `lib${name}.so`]
  );
  for (const folder of [home, path.join(home, "lib")]) {
    for (const name of names) {
      const framework = name.replace(/tensorflow(_cc)?/, "tensorflow_framework");
      const files = [name, framework];
      const stats = await Promise.all([
        ...files.map((file) => statOrUndefined(path.join(folder, file))),
        statOrUndefined(path.join(include, "tensorflow", "c", "c_api.h")),
      ]);
      if (stats.every((stat) => stat?.isFile)) return { include, folder, files };
    }
  }
  throw new InputError(
    "there is no TensorFlow library (libtensorflow with libtensorflow_framework and include/)",
    { file: home, mend: "Set SDTRAINER_LIBTENSORFLOW to the folder above lib/, or unset it" },
  );
}
