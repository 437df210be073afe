/** Choosing what computes: TensorFlow where it can be had, else WebGPU, else WebAssembly. */
import { InputError } from "../errors.ts";
import { importNative } from "./native.ts";
import { ensureNative } from "./native_setup.ts";
import { findAdapter, importCpu, importWasm, importWebGpu } from "./portable.ts";
import { progressLines, progressOnTerminal } from "./setup_progress.ts";
import { NativeUnavailable } from "./unavailable.ts";

/** The backends by name, the fastest first. */
export const BACKENDS = ["tensorflow", "webgpu", "wasm", "cpu"] as const;

/** The name of a backend. */
export type BackendName = typeof BACKENDS[number];

/** A backend of tfjs that is ready to compute. */
export interface Backend {
  readonly name: BackendName;
  /** tfjs' core, with this backend active. */
  readonly tf: typeof import("@tensorflow/tfjs-core");
  /** What computes, as a phrase for logs and `config.json`. */
  readonly description: string;
}

/** Options of {@linkcode selectBackend}. */
export interface BackendOptions {
  /**
   * `auto` is TensorFlow; where that cannot be set up, WebGPU on a real GPU; else WebAssembly.
   * @default "auto"
   */
  backend?: BackendName | "auto";
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
 * which takes a minute and downloads 274 MB (see `ensureNative`).
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
  const { backend = "auto", threads } = options;
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1)) {
    throw new RangeError(`The number of threads must be a positive integer: got ${threads}.`);
  }
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
      return { name: "cpu", tf: await importCpu(), description: "JavaScript (tfjs)" };
    default:
      throw new InputError(`there is no backend "${backend}"`, {
        mend: `Choose auto or one of ${BACKENDS.join(", ")}`,
      });
  }
}

async function tensorflow(options: BackendOptions): Promise<Backend> {
  const { onMessage, threads } = options;
  const onProgress = onMessage ? progressLines(onMessage) : progressOnTerminal();
  const { kind } = await ensureNative({ onProgress });
  const { version, gpu } = await importNative({
    cuda: kind === "cuda",
    ...(threads === undefined ? {} : { threads }),
  });
  const tf = await import("@tensorflow/tfjs-core");
  await tf.setBackend("tensorflow");
  if (kind === "cuda" && !gpu) {
    say(options, "TensorFlow finds no GPU that it can use, so it computes on the processor.");
  }
  return { name: "tensorflow", tf, description: `TensorFlow ${version}${gpu ? " on a GPU" : ""}` };
}

async function webgpu(): Promise<Backend> {
  const adapter = await findAdapter();
  if (adapter === undefined) {
    throw new InputError("WebGPU finds no graphics adapter here", {
      mend: "Install the GPU's Vulkan driver, or use --backend wasm",
    });
  }
  const tf = await importWebGpu();
  return { name: "webgpu", tf, description: `WebGPU (tfjs) on ${adapter.description}` };
}

async function wasm(): Promise<Backend> {
  return { name: "wasm", tf: await importWasm(), description: "WebAssembly (tfjs)" };
}

async function fastest(options: BackendOptions): Promise<Backend> {
  try {
    return await tensorflow(options);
  } catch (error) {
    if (!(error instanceof NativeUnavailable)) throw error;
    const adapter = await findAdapter();
    const backend = adapter && !adapter.software ? await webgpu() : await wasm();
    say(options, `Using ${backend.description}, which is slower than TensorFlow: ${error.message}`);
    return backend;
  }
}

function say(options: BackendOptions, line: string): void {
  (options.onMessage ?? console.error)(line);
}
