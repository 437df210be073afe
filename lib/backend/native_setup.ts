/**
 * Setting up TensorFlow: its C library from pip's wheel, and tfjs' addon compiled against it.
 * Everything is made beside its place and renamed, so it can be interrupted at any moment.
 */
import * as path from "node:path";
import { InputError } from "../errors.ts";
import {
  addonFile,
  compileAddon,
  placeAddon,
  PROJECT_FOLDER,
  sameBytes,
  type TensorFlowLibrary,
  tfjsNodeFolder,
} from "./addon.ts";
import { downloadWheels, localWheels } from "./download.ts";
import { unpack } from "./unpack.ts";
import { TENSORFLOW_VERSION, type TensorFlowKind, type Wheel, wheelsFor } from "./wheels.ts";

/** What the set-up is doing, for a line of progress. */
export interface SetupProgress {
  /** A sentence's beginning, such as `Downloading TensorFlow 2.21.0`. */
  step: string;
  /** Bytes done so far, where they are counted. */
  bytes?: number;
}

/** Options of {@linkcode ensureNative}. */
export interface SetupOptions {
  /**
   * Which build of TensorFlow.
   * @default $SDTRAINER_TENSORFLOW, else "cuda" where an NVIDIA GPU is found, else "cpu"
   */
  kind?: TensorFlowKind;
  /** Called as the work goes on; not called when there is nothing to do. */
  onProgress?: (progress: SetupProgress) => void;
}

/** What a set-up ended with. */
export interface SetupResult {
  /** False when everything was there already. */
  changed: boolean;
  /** The addon's file in the package. */
  addon: string;
  /** One line that says what is used and from where. */
  description: string;
}

/** Where downloads and builds are kept: `$SDTRAINER_CACHE` or `.sdtrainer` in the project. */
export function cacheFolder(): string {
  return path.resolve(PROJECT_FOLDER, Deno.env.get("SDTRAINER_CACHE") || ".sdtrainer");
}

/** Which build of TensorFlow suits this machine; see {@linkcode SetupOptions.kind}. */
export function tensorflowKind(): TensorFlowKind {
  const asked = Deno.env.get("SDTRAINER_TENSORFLOW");
  if (asked === "cpu" || asked === "cuda") return asked;
  if (asked) {
    throw new InputError(`there is no TensorFlow build "${asked}"`, {
      place: "SDTRAINER_TENSORFLOW",
      mend: "Set it to cpu or cuda",
    });
  }
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") return "cpu";
  // The driver makes this file for the first GPU.
  try {
    Deno.statSync("/dev/nvidia0");
    return "cuda";
  } catch {
    return "cpu";
  }
}

/** The files of a wheel that are needed at run time or for compiling. */
function wanted(name: string): boolean {
  return /^tensorflow\/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/.test(name) ||
    /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\/[^/]+\.h$/
      .test(name) ||
    /^tensorflow\/include\/tensorflow\/c\/eager\/[^/]+\.h$/.test(name) ||
    /^nvidia\//.test(name) && !/\/include\//.test(name) ||
    /LICENSE|License/.test(name) && !/\/include\//.test(name);
}

const STAMP = "setup.json";

/** What a finished home folder says of itself. */
interface Stamp {
  tensorflow: string;
  kind: string;
  /** The folder when the addon was compiled: the addon remembers it. */
  folder: string;
  /** Sizes of the shared libraries, to notice a damaged folder quickly. */
  libraries: Record<string, number>;
}

async function isFinished(home: string): Promise<boolean> {
  try {
    const stamp: Stamp = JSON.parse(await Deno.readTextFile(path.join(home, STAMP)));
    if (stamp.folder !== home || stamp.tensorflow !== TENSORFLOW_VERSION) return false;
    for (const [file, size] of Object.entries(stamp.libraries)) {
      if ((await Deno.stat(path.join(home, file))).size !== size) return false;
    }
    return (await Deno.stat(path.join(home, ADDON))).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return false;
    throw error;
  }
}

const ADDON = "tfjs_binding.node";

function libraryIn(home: string): TensorFlowLibrary {
  const extension = Deno.build.os === "darwin" ? "2.dylib" : "so.2";
  return {
    include: path.join(home, "tensorflow", "include"),
    libraries: path.join(home, "tensorflow"),
    files: [`libtensorflow_cc.${extension}`, `libtensorflow_framework.${extension}`],
  };
}

/** Downloads and unpacks the wheels into `part`. */
async function fetchLibrary(
  wheels: readonly Wheel[],
  part: string,
  onProgress: (progress: SetupProgress) => void,
): Promise<void> {
  const named = Deno.env.get("SDTRAINER_WHEELS");
  const downloads = path.join(part, "downloads");
  let files;
  if (named) {
    onProgress({ step: `Checking the wheels in ${named}` });
    files = await localWheels(wheels, path.resolve(named));
  } else {
    const step = `Downloading ${wheels[0]!.project} ${TENSORFLOW_VERSION}` +
      (wheels.length > 1 ? ` and ${wheels.length - 1} CUDA libraries` : "");
    onProgress({ step });
    files = await downloadWheels(wheels, downloads, (bytes) => onProgress({ step, bytes }));
  }
  for (const file of files) {
    const step = `Unpacking ${path.basename(file).split("-").slice(0, 2).join(" ")}`;
    onProgress({ step });
    await unpack(file, part, wanted, (bytes) => onProgress({ step, bytes }));
  }
  await Deno.remove(downloads, { recursive: true }).catch(() => {});
}

/** Removes what interrupted set-ups left behind. Only called under the lock. */
async function removeLeftovers(folder: string): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.includes(".part-")) {
      await Deno.remove(path.join(folder, entry.name), { recursive: true });
    }
  }
}

async function build(
  home: string,
  kind: TensorFlowKind,
  tfjs: string,
  onProgress: (progress: SetupProgress) => void,
): Promise<void> {
  const part = `${home}.part-${crypto.randomUUID().slice(0, 8)}`;
  await Deno.mkdir(part, { recursive: true });
  await fetchLibrary(wheelsFor(kind), part, onProgress);
  await Deno.remove(home, { recursive: true }).catch(() => {});
  await Deno.rename(part, home);
  onProgress({ step: "Compiling TensorFlow's addon" });
  const library = libraryIn(home);
  await compileAddon(tfjs, library, path.join(home, ADDON));
  const libraries: Stamp["libraries"] = {};
  for (const file of library.files) {
    libraries[path.join("tensorflow", file)] =
      (await Deno.stat(path.join(library.libraries, file))).size;
  }
  const stamp: Stamp = { tensorflow: TENSORFLOW_VERSION, kind, folder: home, libraries };
  await Deno.writeTextFile(path.join(home, `${STAMP}.new`), JSON.stringify(stamp, null, 2) + "\n");
  await Deno.rename(path.join(home, `${STAMP}.new`), path.join(home, STAMP));
}

/**
 * Makes sure that `@tensorflow/tfjs-node-gpu` can be imported, doing only what is missing.
 *
 * @throws {NativeUnavailable} If this machine lacks something; the message says what to install.
 * @throws {InputError} If a file or folder that the user named cannot be used.
 */
export async function ensureNative(options: SetupOptions = {}): Promise<SetupResult> {
  const onProgress = options.onProgress ?? (() => {});
  const tfjs = await tfjsNodeFolder();
  const addon = addonFile(tfjs);
  const prebuilt = Deno.env.get("SDTRAINER_ADDON");
  if (prebuilt) {
    const changed = !await sameBytes(prebuilt, addon);
    await placeAddon(path.resolve(prebuilt), addon);
    return { changed, addon, description: `the addon ${prebuilt}` };
  }
  const kind = options.kind ?? tensorflowKind();
  const folder = path.join(cacheFolder(), "tensorflow");
  const home = path.join(folder, `${TENSORFLOW_VERSION}-${kind}`);
  const compiled = path.join(home, ADDON);
  const description = `TensorFlow ${TENSORFLOW_VERSION} (${kind}) in ${home}`;
  if (await isFinished(home) && await sameBytes(compiled, addon)) {
    return { changed: false, addon, description };
  }
  await Deno.mkdir(folder, { recursive: true });
  // Two processes may want the same thing at once; the lock goes with the process that holds it.
  using lock = await Deno.open(path.join(folder, "lock"), { create: true, write: true });
  await lock.lock(true);
  await removeLeftovers(folder);
  if (!await isFinished(home)) await build(home, kind, tfjs, onProgress);
  await placeAddon(compiled, addon);
  return { changed: true, addon, description };
}
