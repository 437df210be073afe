/** Setting up TensorFlow: its C library from pip's wheel, tfjs' addon compiled against it. */
import * as path from "node:path";
import { InputError } from "../errors.ts";
import { addonFile, addonName, compileAddon, findCompiler, placeAddon } from "./addon.ts";
import { answers } from "./commands.ts";
import { findLibrary, isWhole, obtainLibrary, type TensorFlowLibrary } from "./library.ts";
import { mayUseNetwork } from "./network.ts";
import { cacheFolder, statOrUndefined } from "./paths.ts";
import type { SetupProgress } from "./setup_progress.ts";
import { NativeUnavailable } from "./unavailable.ts";
import { TENSORFLOW_VERSION, type TensorFlowKind, wheelsFor } from "./wheels.ts";

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
  /** False if everything was there already. */
  changed: boolean;
  /** Which TensorFlow it is and where it lies: a phrase. */
  description: string;
  /** Whether it is a build with CUDA kernels; undefined for one that the user named. */
  kind?: TensorFlowKind;
}

/** Which build of TensorFlow suits this machine; see {@linkcode SetupOptions.kind}. */
export async function tensorflowKind(): Promise<TensorFlowKind> {
  const asked = Deno.env.get("SDTRAINER_TENSORFLOW");
  if (asked === "cpu" || asked === "cuda") return asked;
  if (asked) {
    throw new InputError(`there is no TensorFlow build "${asked}"`, {
      place: "SDTRAINER_TENSORFLOW",
      mend: "Set it to cpu or cuda",
    });
  }
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") return "cpu";
  // The driver makes this file for the first GPU; under Windows' Linux there is only nvidia-smi. To
  // look into /dev itself, Deno would need all permissions.
  const found = await answers("test", ["-e", "/dev/nvidia0"]) ||
    await answers("nvidia-smi", ["-L"]);
  return found ? "cuda" : "cpu";
}

/**
 * Makes sure that `@tensorflow/tfjs-node-gpu` can be imported, doing only what is missing. Safe to
 * interrupt, and to call from several processes at once.
 *
 * Environment variables name alternatives: `SDTRAINER_ADDON` a compiled addon,
 * `SDTRAINER_LIBTENSORFLOW` an installed TensorFlow (C library or Python's folder `tensorflow`),
 * `SDTRAINER_WHEELS` a folder of wheels to use without network, `SDTRAINER_TENSORFLOW` the build
 * (`cpu` or `cuda`), `SDTRAINER_CACHE` another place than `.sdtrainer`.
 *
 * Downloading needs Deno's permission for the network, although it is pip that connects: a process
 * without it stays offline.
 *
 * @throws {NativeUnavailable} If this machine lacks something, or this process a permission; the
 * message says what to do.
 * @throws {InputError} If a file or folder that the user named cannot be used.
 */
export async function ensureNative(options: SetupOptions = {}): Promise<SetupResult> {
  try {
    return await setUp(options);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new NativeUnavailable("TensorFlow is not set up, and this process may not do so", {
      mend: "Run deno task setup",
      cause: error,
    });
  }
}

async function setUp(options: SetupOptions): Promise<SetupResult> {
  const prebuilt = Deno.env.get("SDTRAINER_ADDON");
  if (prebuilt) return await usePrebuilt(path.resolve(prebuilt));
  const folder = path.join(cacheFolder(), "tensorflow");
  const onProgress = options.onProgress ?? (() => {});
  const installed = Deno.env.get("SDTRAINER_LIBTENSORFLOW");
  if (installed) {
    const library = await findLibrary(path.resolve(installed));
    const changed = await ensureAddon(library, folder, onProgress);
    return { changed, description: `the TensorFlow in ${library.folder}` };
  }
  const kind = options.kind ?? await tensorflowKind();
  const wheels = wheelsFor(kind);
  const wheelFolder = Deno.env.get("SDTRAINER_WHEELS");
  const home = path.join(folder, `${TENSORFLOW_VERSION}-${kind}`);
  const downloaded = !await isWhole(home);
  if (downloaded) {
    if (!wheelFolder) await requireNetwork(home);
    // Asked before the download, which would be for nothing.
    await findCompiler();
    await withLock(folder, onProgress, () =>
      obtainLibrary(home, {
        wheels,
        onProgress,
        ...(wheelFolder ? { wheelFolder: path.resolve(wheelFolder) } : {}),
      }));
  }
  const library = await findLibrary(path.join(home, "tensorflow"));
  const compiled = await ensureAddon(library, folder, onProgress);
  const description = `TensorFlow ${TENSORFLOW_VERSION} (${kind}) in ${home}`;
  return { changed: downloaded || compiled, description, kind };
}

/** Refuses to download where this process has no permission for the network. */
async function requireNetwork(home: string): Promise<void> {
  if (await mayUseNetwork()) return;
  throw new NativeUnavailable(
    "TensorFlow's library is not there, and this process may not download it",
    {
      file: home,
      mend: "Run deno task setup without --offline, or name a folder of wheels in SDTRAINER_WHEELS",
    },
  );
}

async function usePrebuilt(file: string): Promise<SetupResult> {
  if (!(await statOrUndefined(file))?.isFile) {
    throw new InputError("there is no such file", {
      file,
      mend: "Set SDTRAINER_ADDON to a compiled tfjs_binding.node, or unset it",
    });
  }
  const changed = await placeAddon(file, await addonFile());
  return { changed, description: `the addon ${file}` };
}

/** Compiles the addon for a library unless that was done before, and puts it into its place. */
async function ensureAddon(
  library: TensorFlowLibrary,
  folder: string,
  onProgress: (progress: SetupProgress) => void,
): Promise<boolean> {
  const compiled = path.join(folder, await addonName(library));
  if (!await statOrUndefined(compiled)) {
    await withLock(folder, onProgress, async () => {
      if (await statOrUndefined(compiled)) return;
      onProgress({ step: "Compiling TensorFlow's addon" });
      await compileAddon(library, compiled);
    });
  }
  return await placeAddon(compiled, await addonFile());
}

/** Does something while no other process does the like. The lock goes with its holder. */
async function withLock<T>(
  folder: string,
  onProgress: (progress: SetupProgress) => void,
  action: () => Promise<T>,
): Promise<T> {
  await Deno.mkdir(folder, { recursive: true });
  using lock = await Deno.open(path.join(folder, "lock"), { create: true, write: true });
  if (!await lock.tryLock(true)) {
    onProgress({ step: "Waiting for another process that sets TensorFlow up" });
    await lock.lock(true);
  }
  return await action();
}
