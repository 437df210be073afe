/** tfjs' backends that need no native library. */
import { fileURLToPath } from "node:url";
import { InputError, settingName } from "../io/mod.ts";

type TensorFlowJs = typeof import("@tensorflow/tfjs-core");

/** A GPU that WebGPU offers. */
export interface GpuAdapter {
  description: string;
  /** Whether it is a program that pretends to be a GPU, slower than WebAssembly. */
  software: boolean;
}

/** The adapter that WebGPU would use, or undefined where there is none. */
export async function findAdapter(): Promise<GpuAdapter | undefined> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return undefined;
  const { description, vendor, isFallbackAdapter } = adapter.info as GPUAdapterInfo & {
    isFallbackAdapter?: boolean;
  };
  const software = isFallbackAdapter ?? /llvmpipe|swiftshader|software/i.test(description);
  return { description: description || vendor, software };
}

async function activate(tf: TensorFlowJs, name: string): Promise<void> {
  // In a terminal tfjs' advice to install its package for Node would only be noise.
  tf.enableProdMode();
  if (!await tf.setBackend(name)) {
    throw new InputError(`tfjs could not start its backend "${name}"`, {
      mend: `Choose another ${settingName("backend")}`,
    });
  }
  await tf.ready();
}

/** tfjs with its WebAssembly backend active. It uses one thread. */
export async function importWasm(): Promise<TensorFlowJs> {
  const tf = await import("@tensorflow/tfjs-core");
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  if (tf.findBackend("wasm") === null) {
    const entry = import.meta.resolve("@tensorflow/tfjs-backend-wasm");
    wasm.setWasmPaths(fileURLToPath(new URL("../wasm-out/", entry)));
  }
  await activate(tf, "wasm");
  return tf;
}

/** tfjs with its WebGPU backend active. */
export async function importWebGpu(): Promise<TensorFlowJs> {
  const tf = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-webgpu");
  await activate(tf, "webgpu");
  return tf;
}

/** tfjs with its backend in JavaScript active. */
export async function importCpu(): Promise<TensorFlowJs> {
  const tf = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-cpu");
  await activate(tf, "cpu");
  return tf;
}
