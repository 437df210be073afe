/** Loading tfjs on TensorFlow, whose addon must have been set up. */
import { createRequire, Module } from "node:module";
import util from "node:util";
import { LIBC_FILES } from "./paths.ts";
import { DEFAULTS, GPU_DEFAULTS } from "./rounding.ts";

/** Options of {@linkcode importNative}. */
export interface NativeOptions {
  /** The compiled addon, as the set-up gives it. */
  addon: string;
  /** Threads for TensorFlow's operations; only the first load of a process decides. */
  threads?: number;
  /** Which GPU TensorFlow shall see, if any: what `deviceVariables` says. */
  variables?: Readonly<Record<string, string>>;
  /**
   * Whether there may be a GPU to compute on.
   * @default false
   */
  gpu?: boolean;
}

/** What was loaded. */
export interface Native {
  /** TensorFlow's own version. */
  version: string;
  /** Whether its operations run on a GPU. */
  gpu: boolean;
}

/** Sets a variable that TensorFlow reads when it is loaded, unless the user has set it. */
function setDefault(name: string, value: string): void {
  if (Deno.env.get(name) === undefined) Deno.env.set(name, value);
}

function setDefaults(defaults: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(defaults)) setDefault(name, value);
}

/** How TensorFlow shall use a GPU, where the user has not said otherwise. */
const OF_GPU = {
  ...GPU_DEFAULTS,
  // Without it TensorFlow takes the whole GPU from all other programs.
  TF_FORCE_GPU_ALLOW_GROWTH: "true",
  // TensorFlow would round what it multiplies to 10 bits of fraction, on GPUs that can. With 23, as
  // in PyTorch's default, a GPU's runs can be compared with a processor's.
  NVIDIA_TF32_OVERRIDE: "0",
};

function prepareEnvironment({ threads, variables = {}, gpu }: NativeOptions): void {
  setDefault("TF_CPP_MIN_LOG_LEVEL", "2");
  // Twice to three times as fast in batched products.
  setDefault("TF_ENABLE_ONEDNN_OPTS", "1");
  setDefaults(DEFAULTS);
  if (threads !== undefined) {
    setDefault("TF_NUM_INTRAOP_THREADS", String(threads));
    setDefault("TF_NUM_INTEROP_THREADS", String(threads));
  }
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  if (!gpu) return;
  setDefaults(OF_GPU);
}

/** tfjs-node calls functions of node:util that Deno and newer Nodes lack, and Node 22 warns of. */
function polyfillUtil(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}

/**
 * Has tfjs-node load this addon. It would ask node-pre-gyp for one in its own folder, which need not
 * be writable, and where addons of several TensorFlows would take each other's place.
 */
function useAddon(file: string): void {
  const require = createRequire(import.meta.resolve("@tensorflow/tfjs-node-gpu"));
  const finder = require("@mapbox/node-pre-gyp/lib/pre-binding") as { find(file: string): string };
  const { find } = finder;
  finder.find = (packageJson) => packageJson.includes("tfjs-node-gpu") ? file : find(packageJson);
}

/**
 * Keeps tfjs-node from loading its messages for TensorBoard and saved models, which nothing here
 * uses: google-protobuf, which they need, is packed so that only who installed it may read it.
 */
function leaveOutMessages(): void {
  const require = createRequire(import.meta.resolve("@tensorflow/tfjs-node-gpu"));
  const file = require.resolve("./proto/api_pb");
  const empty = Object.assign(new Module(file), { filename: file, loaded: true, exports: {} });
  require.cache[file] ??= empty;
}

const LIBC_SYMBOLS = {
  close: { parameters: ["i32"], result: "i32" },
  dup: { parameters: ["i32"], result: "i32" },
  dup2: { parameters: ["i32", "i32"], result: "i32" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
} as const;

/** The C library, or undefined where there is none that this process may load. */
function openLibc(): Deno.DynamicLibrary<typeof LIBC_SYMBOLS> | undefined {
  for (const file of ["libc.so.6", ...LIBC_FILES]) {
    try {
      return Deno.dlopen(file, LIBC_SYMBOLS);
    } catch {
      // The next one. Without any, two lines too many are printed.
    }
  }
}

/**
 * Keeps standard error shut until the returned function is called. TensorFlow's library prints two
 * lines while it is loaded, before any program could set its level of logging.
 */
function muteStandardError(): () => void {
  const libc = Deno.build.os === "linux" ? openLibc() : undefined;
  if (libc === undefined) return () => {};
  const STDERR = 2, WRITE_ONLY = 1;
  const { close, dup, dup2, open } = libc.symbols;
  const kept = dup(STDERR);
  const sink = open(new TextEncoder().encode("/dev/null\0"), WRITE_ONLY);
  if (kept >= 0 && sink >= 0) dup2(sink, STDERR);
  return () => {
    if (kept >= 0) {
      dup2(kept, STDERR);
      close(kept);
    }
    if (sink >= 0) close(sink);
    libc.close();
  };
}

/** Whether products of float32 may be rounded to TF32 on a GPU. */
export function allowsTf32(): boolean {
  return Deno.env.get("NVIDIA_TF32_OVERRIDE") !== "0";
}

let loaded: Promise<Native> | undefined;

/** Imports `@tensorflow/tfjs-node-gpu` once, with everything it needs in place. */
export function importNative(options: NativeOptions): Promise<Native> {
  return loaded ??= load(options);
}

async function load(options: NativeOptions): Promise<Native> {
  prepareEnvironment(options);
  polyfillUtil();
  useAddon(options.addon);
  leaveOutMessages();
  // Who sets the level to 0 or 1 wants to read what TensorFlow has to say.
  const talkative = Number(Deno.env.get("TF_CPP_MIN_LOG_LEVEL")) < 2;
  const unmute = talkative ? () => {} : muteStandardError();
  try {
    const tf = await import("@tensorflow/tfjs-node-gpu");
    const { binding, isUsingGpuDevice } = tf.backend() as unknown as {
      binding: { TF_Version: string };
      isUsingGpuDevice: boolean;
    };
    return { version: binding.TF_Version, gpu: isUsingGpuDevice };
  } finally {
    unmute();
  }
}
