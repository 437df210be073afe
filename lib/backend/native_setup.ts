/** Setting up TensorFlow: its C library from pip's wheel, tfjs' addon compiled against it. */
import * as path from "node:path";
import { ALLOW_NETWORK, InputError, lockFile, makePath } from "../io/mod.ts";
import { addonName, compileAddon, findCompiler } from "./addon.ts";
import { completeCuda, isCudaIncomplete } from "./cuda_layout.ts";
import { demandsGpu, type DeviceName } from "./device.ts";
import { chooseBuild, readGpus, requireGpu } from "./gpu.ts";
import { findLibrary, isWhole, obtainLibrary, type TensorFlowLibrary } from "./library.ts";
import { mayUseNetwork } from "./network.ts";
import { cacheFolders, statOrUndefined } from "./paths.ts";
import { probeGpus } from "./probe_gpu.ts";
import type { SetupProgress } from "./setup_progress.ts";
import { NativeUnavailable } from "./unavailable.ts";
import {
  downloadSize,
  TENSORFLOW_VERSION,
  type TensorFlowKind,
  type Wheel,
  wheelsFor,
} from "./wheels.ts";

/** Options of {@linkcode ensureNative}. */
export interface SetupOptions {
  /**
   * What is to compute: decides the build of TensorFlow.
   * @default "auto"
   */
  device?: DeviceName;
  /**
   * Which build of TensorFlow.
   * @default $SDTRAINER_TENSORFLOW, else as `device` says: for "auto" it is "cuda" where there is an
   * NVIDIA GPU whose driver is new enough, else "cpu"
   */
  kind?: TensorFlowKind;
  /** Called as the work goes on; not called when there is nothing to do. */
  onProgress?: (progress: SetupProgress) => void;
  /** Told why a GPU that is there will not be used, and what is about to be downloaded for one. */
  onMessage?: (line: string) => void;
}

/** What a set-up ended with. */
export interface SetupResult {
  /** False if everything was there already. */
  changed: boolean;
  /** Which TensorFlow it is and where it lies: a phrase. */
  description: string;
  /** Whether it may run on a GPU. */
  gpu: boolean;
  /** The compiled addon. */
  addon: string;
}

/** The build that the user named, with `SDTRAINER_TENSORFLOW`. */
function namedKind(): TensorFlowKind | undefined {
  const asked = Deno.env.get("SDTRAINER_TENSORFLOW") || undefined;
  if (asked === undefined || asked === "cpu" || asked === "cuda") return asked;
  throw new InputError(`there is no TensorFlow build "${asked}"`, {
    place: "SDTRAINER_TENSORFLOW",
    mend: "Set it to cpu or cuda",
  });
}

/** Which build of TensorFlow suits this machine and device; see {@linkcode SetupOptions.kind}. */
export async function tensorflowKind(
  { device = "auto", kind, onMessage = () => {} }: SetupOptions = {},
): Promise<TensorFlowKind> {
  const asked = kind ?? namedKind();
  // What does not depend on the machine is decided without looking at it.
  if (device === "cpu" || (device === "auto" && asked === "cpu")) return asked ?? "cpu";
  const choice = chooseBuild({
    device,
    ...(asked === undefined ? {} : { asked }),
    machine: Deno.build,
    gpus: readGpus(await probeGpus()),
  });
  if (choice.notice !== undefined) onMessage(choice.notice);
  return choice.kind;
}

/**
 * Makes sure that `@tensorflow/tfjs-node-gpu` can be imported, doing only what is missing. Safe to
 * interrupt, and to call from several processes at once.
 *
 * Environment variables name alternatives: `SDTRAINER_ADDON` a compiled addon,
 * `SDTRAINER_LIBTENSORFLOW` an installed TensorFlow (C library or Python's folder `tensorflow`),
 * `SDTRAINER_WHEELS` a folder of wheels to use without network, `SDTRAINER_TENSORFLOW` the build
 * (`cpu` or `cuda`), `SDTRAINER_CACHE` the place for all of it: see {@linkcode cacheFolder}.
 *
 * Downloading needs Deno's permission for the network, although it is pip that connects: a process
 * without it stays offline.
 *
 * @throws {NativeUnavailable} If this machine lacks something, or this process a permission; the
 * message says what to do.
 * @throws {InputError} If a file or folder that the user named cannot be used.
 */
export async function ensureNative(options: SetupOptions = {}): Promise<SetupResult> {
  // Who started this process has tried, and has said why it cannot be.
  if (Deno.env.get("SDTRAINER_SETUP") === "failed") {
    throw new NativeUnavailable("TensorFlow could not be set up", {
      mend: "The reason stands above",
    });
  }
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
  const installed = Deno.env.get("SDTRAINER_LIBTENSORFLOW");
  const gpu = prebuilt || installed ? await gpuForOwnLibrary(options.device) : false;
  if (prebuilt) return { ...await usePrebuilt(path.resolve(prebuilt)), gpu };
  // The first is ours to fill; what another one has ready is used.
  const folders = cacheFolders().map((cache) => path.join(cache, "tensorflow"));
  const folder = folders[0]!;
  const onProgress = options.onProgress ?? (() => {});
  if (installed) {
    const library = await findLibrary(path.resolve(installed));
    const made = await ensureAddon(library, folders, onProgress);
    return { ...made, description: `the TensorFlow in ${library.folder}`, gpu };
  }
  const kind = await tensorflowKind(options);
  const wheels = wheelsFor(kind);
  const wheelFolder = Deno.env.get("SDTRAINER_WHEELS");
  const homes = folders.map((each) => path.join(each, `${TENSORFLOW_VERSION}-${kind}`));
  const ready = await firstOf(homes, isWhole);
  const home = ready ?? homes[0]!;
  const downloaded = ready === undefined;
  if (downloaded) {
    if (!wheelFolder) await requireNetwork(home);
    // Asked before the download, which would be for nothing.
    await findCompiler();
    if (kind === "cuda" && !wheelFolder) options.onMessage?.(cudaMessage(wheels, home));
    await withLock(folder, onProgress, () =>
      obtainLibrary(home, {
        wheels,
        onProgress,
        ...(wheelFolder ? { wheelFolder: path.resolve(wheelFolder) } : {}),
      }));
  }
  const library = await findLibrary(path.join(home, "tensorflow"));
  // Also where an older set-up, which did not do so, downloaded them.
  const completed = kind === "cuda" && await isCudaIncomplete(home);
  if (completed) await withLock(folder, onProgress, () => completeCuda(home));
  const { changed: compiled, addon } = await ensureAddon(library, folders, onProgress);
  const description = `TensorFlow ${TENSORFLOW_VERSION} (${kind}) in ${home}`;
  const hidden = options.device === "cpu";
  return {
    changed: downloaded || completed || compiled,
    description,
    gpu: kind === "cuda" && !hidden,
    addon,
  };
}

/** The first of some paths of which something is true. */
async function firstOf(
  paths: readonly string[],
  test: (file: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const file of paths) if (await test(file)) return file;
}

/** Refuses to download where this process has no permission for the network. */
async function requireNetwork(home: string): Promise<void> {
  if (await mayUseNetwork()) return;
  throw new NativeUnavailable(
    "TensorFlow's library is not there, and this process may not download it",
    {
      file: home,
      mend: `${ALLOW_NETWORK}, or name a folder of wheels in SDTRAINER_WHEELS`,
    },
  );
}

/** Whether a TensorFlow that the user named may run on a GPU: what it can do is not known. */
async function gpuForOwnLibrary(device: DeviceName = "auto"): Promise<boolean> {
  if (device === "cpu") return false;
  const gpus = readGpus(await probeGpus());
  if (demandsGpu(device)) requireGpu(device, { machine: Deno.build, gpus });
  return gpus.found;
}

/** Said before so much is downloaded. */
function cudaMessage(wheels: readonly Wheel[], home: string): string {
  return `TensorFlow for NVIDIA GPUs is a download of ${downloadSize(wheels)} from PyPI, once, ` +
    `into ${home}. With device cpu it is not needed (${downloadSize(wheelsFor("cpu"))}).`;
}

async function usePrebuilt(file: string): Promise<Omit<SetupResult, "gpu">> {
  if (!(await statOrUndefined(file))?.isFile) {
    throw new InputError("there is no such file", {
      file,
      mend: "Set SDTRAINER_ADDON to a compiled tfjs_binding.node, or unset it",
    });
  }
  return { changed: false, description: `the addon ${file}`, addon: file };
}

/** Compiles the addon for a library into the first of some folders, unless one of them has it. */
async function ensureAddon(
  library: TensorFlowLibrary,
  folders: readonly string[],
  onProgress: (progress: SetupProgress) => void,
): Promise<Pick<SetupResult, "changed" | "addon">> {
  const files = await Promise.all(
    folders.map(async (folder) => path.join(folder, await addonName(library, folder))),
  );
  const isThere = async (file: string) => await statOrUndefined(file) !== undefined;
  const ready = await firstOf(files, isThere);
  if (ready !== undefined) return { changed: false, addon: ready };
  const addon = files[0]!;
  await withLock(folders[0]!, onProgress, async () => {
    if (await isThere(addon)) return;
    onProgress({ step: "Compiling TensorFlow's addon" });
    await compileAddon(library, addon);
  });
  return { changed: true, addon };
}

/** Does something while no other process does the like. */
async function withLock<T>(
  folder: string,
  onProgress: (progress: SetupProgress) => void,
  action: () => Promise<T>,
): Promise<T> {
  await makePath(folder);
  const step = "Waiting for another process that sets TensorFlow up";
  await using _ = await lockFile(path.join(folder, "lock"), { onWait: () => onProgress({ step }) });
  return await action();
}
