/** Choosing what computes: TensorFlow where it can be had, else WebGPU, WebAssembly or JavaScript. */
import { fileURLToPath } from "node:url";
import util from "node:util";
import { InputError } from "../errors.ts";
import { NativeUnavailable } from "./download.ts";
import { ensureNative } from "./native_setup.ts";

type TensorFlowJs = typeof import("@tensorflow/tfjs-core");

/** The names a backend goes by. */
export type BackendName = "tensorflow" | "webgpu" | "wasm" | "cpu";

/** A tfjs backend that is ready to compute. */
export interface Backend {
  readonly name: BackendName;
  /** tfjs' core, with this backend active. */
  readonly tf: TensorFlowJs;
  /** One line that says what computes, for logs and `config.json`. */
  readonly description: string;
}

/** Options of {@linkcode selectBackend}. */
export interface BackendOptions {
  /** @default "auto" */
  backend?: BackendName | "auto";
  /**
   * Told in one line what is used instead of TensorFlow and why, and what the set-up does.
   * @default console.error
   */
  onMessage?: (line: string) => void;
  /**
   * Threads for TensorFlow's operations. Only the first call of a process decides.
   * @default one a core
   */
  threads?: number;
}

// node-pre-gyp and tfjs-node call functions that newer Nodes and Deno have dropped.
function polyfillNodeUtil(): void {
  const missing = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
    isString: (value: unknown) => typeof value === "string",
  };
  for (const [name, value] of Object.entries(missing)) {
    if (!(name in util)) Object.assign(util, { [name]: value });
  }
}

/** Sets a variable that TensorFlow reads when it is loaded, unless the user has set it. */
function setDefault(name: string, value: string): void {
  if (Deno.env.get(name) === undefined) Deno.env.set(name, value);
}

async function importTensorFlow(options: BackendOptions): Promise<Backend> {
  const say = options.onMessage ?? console.error;
  const { description } = await ensureNative({
    onProgress: ({ step, bytes }) => bytes === undefined ? say(`${step} …`) : undefined,
  });
  setDefault("TF_CPP_MIN_LOG_LEVEL", "2");
  setDefault("TF_ENABLE_ONEDNN_OPTS", "1");
  setDefault("TF_FORCE_GPU_ALLOW_GROWTH", "true");
  if (options.threads !== undefined) {
    setDefault("TF_NUM_INTRAOP_THREADS", String(options.threads));
  }
  polyfillNodeUtil();
  await import("@tensorflow/tfjs-node-gpu");
  const tf = await import("@tensorflow/tfjs-core");
  await tf.setBackend("tensorflow");
  return { name: "tensorflow", tf, description };
}

async function importWasm(): Promise<Backend> {
  const tf = await import("@tensorflow/tfjs-core");
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  const folder = new URL(
    "../../node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/",
    import.meta.url,
  );
  wasm.setWasmPaths(fileURLToPath(folder));
  await tf.setBackend("wasm");
  await tf.ready();
  return { name: "wasm", tf, description: "tfjs' WebAssembly backend" };
}

async function importCpu(): Promise<Backend> {
  const tf = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
  return { name: "cpu", tf, description: "tfjs' JavaScript backend" };
}

async function importWebGpu(): Promise<Backend> {
  const tf = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-webgpu");
  await tf.setBackend("webgpu");
  await tf.ready();
  return { name: "webgpu", tf, description: "tfjs' WebGPU backend" };
}

/**
 * A backend that is ready to compute. TensorFlow is set up first where that is needed.
 *
 * @example
 * ```ts
 * import { selectBackend } from "./select.ts";
 * const { tf } = await selectBackend({ backend: "cpu" });
 * console.log(tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0]); // 11
 * ```
 * @throws {InputError} If the backend that was asked for cannot be had.
 */
export async function selectBackend(options: BackendOptions = {}): Promise<Backend> {
  const name = options.backend ?? "auto";
  switch (name) {
    case "tensorflow":
      return await importTensorFlow(options);
    case "webgpu":
      return await importWebGpu();
    case "wasm":
      return await importWasm();
    case "cpu":
      return await importCpu();
    case "auto":
      try {
        return await importTensorFlow(options);
      } catch (error) {
        if (!(error instanceof NativeUnavailable)) throw error;
        (options.onMessage ?? console.error)(`Using wasm: ${error.message}`);
        return await importWasm();
      }
    default:
      throw new InputError(`there is no backend "${name}"`, {
        mend: "Choose auto, tensorflow, webgpu, wasm or cpu",
      });
  }
}
