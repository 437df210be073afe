/**
 * TensorFlow's C library on disk: unpacked from wheels into the cache, or installed by the user.
 */
import * as path from "node:path";
import { disk, InputError, isRefusal, makePath, mayNotRead, replaceFolder } from "../io/mod.ts";
import { downloadWheels, localWheels, spaceFor } from "./download.ts";
import { diskFull, isDiskFull } from "./full_disk.ts";
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
 * process at a time may call it for the same home. It can be interrupted at any moment.
 *
 * @throws {NativeUnavailable} If the wheels cannot be downloaded, or there is no space for them.
 * @throws {InputError} If a wheel in `wheelFolder` is missing or damaged.
 */
export async function obtainLibrary(home: string, options: ObtainOptions): Promise<void> {
  if (await isWhole(home)) return;
  await makePath(path.dirname(home));
  await replaceFolder(home, async (unfinished) => {
    try {
      await fill(unfinished, options);
      await writeStamp(unfinished);
    } catch (error) {
      throw isDiskFull(error) ? diskFull(home, spaceFor(options.wheels)) : error;
    }
  });
}

async function fill(unfinished: string, options: ObtainOptions): Promise<void> {
  const { wheels, wheelFolder, onProgress = () => {} } = options;
  const downloads = path.join(unfinished, "downloads");
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
    await unpack(file, unfinished, isNeeded, (bytes) => onProgress({ step, bytes }));
  }
  await disk.remove(downloads);
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
  await disk.writeFile(path.join(home, STAMP), `${JSON.stringify(sizes, null, 2)}\n`);
}

/** Whether a library's folder is there with all its shared libraries, by their sizes. */
export async function isWhole(home: string): Promise<boolean> {
  let sizes: Record<string, number>;
  try {
    sizes = JSON.parse(await Deno.readTextFile(path.join(home, STAMP)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return false;
    throw isRefusal(error) ? mayNotRead(home, error) : error;
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
