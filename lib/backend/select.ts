/** Choosing what computes: TensorFlow where it can be had, else WebGPU, else WebAssembly. */
import { InputError, settingName, tellLine, wordSettings } from "../io/mod.ts";
import { checkDevice, demandsGpu, type DeviceName, deviceVariables } from "./device.ts";
import { unusedGpu } from "./gpu.ts";
import { allowsTf32, importNative } from "./native.ts";
import { ensureNative, type SetupResult, tensorflowKind } from "./native_setup.ts";
import { findAdapter, importCpu, importWasm, importWebGpu } from "./portable.ts";
import { probeCapabilities } from "./probe_gpu.ts";
import { progressLines, progressOnTerminal } from "./setup_progress.ts";
import { decidingVariables, type Rounding, rounding } from "./rounding.ts";
import { NativeUnavailable } from "./unavailable.ts";

/** The backends by name, the fastest first. */
export const BACKENDS = ["tensorflow", "webgpu", "wasm", "cpu"] as const;

/** The name of a backend. */
export type BackendName = typeof BACKENDS[number];

/** A backend of tfjs that is ready to compute. */
export interface Backend {
  /** Its name. */
  readonly name: BackendName;
  /** tfjs' core, with this backend active. */
  readonly tf: typeof import("@tensorflow/tfjs-core");
  /** What computes, as a phrase for logs and `config.json`. */
  readonly description: string;
  /** Whether a GPU computes. */
  readonly gpu: boolean;
  /** Results of runs can be compared where this is the same: the name, and what else rounds. */
  readonly identity: string;
  /** What decides the last bits on this machine, where machines differ in them. */
  readonly rounding?: Partial<Rounding>;
}

/** Options of {@linkcode selectBackend}. */
export interface BackendOptions {
  /**
   * `auto` is TensorFlow; where that cannot be set up, WebGPU on a real GPU; else WebAssembly.
   * @default "auto"
   */
  backend?: BackendName | "auto";
  /**
   * `auto` is an NVIDIA GPU where TensorFlow can use one; `cpu` the processor; `gpu` a GPU or an
   * error; `gpu:1` the one that `nvidia-smi` numbers so. Only the first use of TensorFlow in a
   * process decides.
   * @default "auto"
   */
  device?: DeviceName;
  /**
   * Told line by line what the set-up does, and what is used instead of TensorFlow and why.
   * @default lines on standard error
   */
  onMessage?: (line: string) => void;
  /**
   * Threads for TensorFlow's operations. Only the first use of TensorFlow in a process decides.
   * @default one for each core
   */
  threads?: number;
}

/**
 * A backend that is ready to compute. TensorFlow is set up first where that has not been done,
 * which takes a minute and downloads 274 MB, or 3.4 GB for an NVIDIA GPU (see `ensureNative`).
 *
 * @example
 * ```ts
 * import { selectBackend } from "./select.ts";
 * const { tf } = await selectBackend({ backend: "cpu" });
 * const product = tf.matMul([[1, 2]], [[3], [4]]);
 * if (product.dataSync()[0] !== 11) throw new Error("1·3 + 2·4 = 11");
 * ```
 * @throws {InputError} If the backend that was asked for cannot be had, with what to do about it.
 */
export async function selectBackend(options: BackendOptions = {}): Promise<Backend> {
  const { backend = "auto", device = "auto", threads } = options;
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1)) {
    throw new RangeError(`The number of threads must be a positive integer: got ${threads}.`);
  }
  checkDevice(device, backend);
  switch (backend) {
    case "auto":
      return await fastest(options);
    case "tensorflow":
      return await tensorflow(options);
    case "webgpu":
      return await webgpu();
    case "wasm":
      return await wasm();
    case "cpu":
      return described("cpu", await importCpu(), "JavaScript (tfjs)");
    default:
      throw new InputError(`there is no backend "${backend}"`, {
        mend: `Choose auto or one of ${BACKENDS.join(", ")}`,
      });
  }
}

/** A backend whose name says all that decides how it rounds. */
function described(name: BackendName, tf: Backend["tf"], description: string): Backend {
  return { name, tf, description, gpu: name === "webgpu", identity: name };
}

async function tensorflow(options: BackendOptions): Promise<Backend> {
  const { threads, device = "auto" } = options;
  // Before the set-up, since it may find a contradiction.
  const variables = deviceVariables(device, Deno.env.get("CUDA_VISIBLE_DEVICES"));
  const deciding = decidingVariables();
  const prepared = await setUp(options);
  const { version, gpu } = await importNative({
    addon: prepared.addon,
    variables: prepared.gpu || device === "cpu" ? variables : {},
    gpu: prepared.gpu,
    ...(threads === undefined ? {} : { threads }),
  });
  if (prepared.gpu && !gpu) await withoutGpu(options);
  const tf = await import("@tensorflow/tfjs-core");
  await tf.setBackend("tensorflow");
  const where = gpu ? ` on a GPU${allowsTf32() ? " with TF32" : ""}` : "";
  return {
    name: "tensorflow",
    tf,
    description: `TensorFlow ${version}${where}`,
    gpu,
    identity: `tensorflow${where}`,
    rounding: {
      ...(gpu ? { tensorflow: version } : await rounding(version)),
      ...(deciding === undefined ? {} : { variables: deciding }),
    },
  };
}

/** Sets TensorFlow up; where the build for a GPU cannot be had but need not be, the other one. */
async function setUp(options: BackendOptions): Promise<SetupResult> {
  const { onMessage, device = "auto" } = options;
  const told = {
    onProgress: onMessage ? progressLines(onMessage) : progressOnTerminal(),
    onMessage: (line: string) => say(options, line),
  };
  try {
    return await ensureNative({ device, ...told });
  } catch (error) {
    const optional = error instanceof NativeUnavailable && device === "auto" &&
      await tensorflowKind() === "cuda";
    if (!optional) throw error;
    say(options, `The GPU is not used: ${error.message}`);
    return await ensureNative({ device: "cpu", ...told });
  }
}

/** TensorFlow should have found a GPU: an error where one was asked for, else a word about it. */
async function withoutGpu(options: BackendOptions): Promise<void> {
  const { problem, mend } = unusedGpu(await probeCapabilities());
  if (demandsGpu(options.device ?? "auto")) throw new InputError(problem, { mend });
  say(options, wordSettings(`Computing on the processor: ${problem}. ${mend}.`));
}

async function webgpu(): Promise<Backend> {
  const adapter = await findAdapter();
  if (adapter === undefined) {
    throw new InputError("WebGPU finds no graphics adapter here", {
      mend: `Install the GPU's Vulkan driver, or use ${settingName("backend")} wasm`,
    });
  }
  const tf = await importWebGpu();
  return described("webgpu", tf, `WebGPU (tfjs) on ${adapter.description}`);
}

async function wasm(): Promise<Backend> {
  return described("wasm", await importWasm(), "WebAssembly (tfjs)");
}

async function fastest(options: BackendOptions): Promise<Backend> {
  try {
    return await tensorflow(options);
  } catch (error) {
    if (!(error instanceof NativeUnavailable)) throw error;
    const { device = "auto" } = options;
    // An NVIDIA GPU, or one of several, can be asked of TensorFlow only.
    if (demandsGpu(device)) throw error;
    const adapter = device === "cpu" ? undefined : await findAdapter();
    const backend = adapter && !adapter.software ? await webgpu() : await wasm();
    say(options, `Using ${backend.description}, which is slower than TensorFlow: ${error.message}`);
    return backend;
  }
}

function say(options: BackendOptions, line: string): void {
  (options.onMessage ?? tellLine)(line);
}
