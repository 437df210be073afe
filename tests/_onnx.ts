/** ONNX Runtime itself, as transformers.js has it in its own dependencies. */
import { createRequire } from "node:module";
import type { TensorData } from "../lib/program/mod.ts";

interface OrtTensor {
  dims: number[];
  type: string;
  data: Float32Array | Int32Array;
}

/** What goes in or out; open lengths have names. */
export interface OnnxValue {
  name: string;
  type: string;
  shape: readonly (number | string)[];
}

interface Ort {
  Tensor: new (type: "int64", data: BigInt64Array, dims: readonly number[]) => unknown;
  InferenceSession: {
    create(file: string | Uint8Array, options: { logSeverityLevel: number }): Promise<{
      inputMetadata: readonly OnnxValue[];
      outputMetadata: readonly OnnxValue[];
      run(feeds: Record<string, unknown>): Promise<Record<string, OrtTensor>>;
      release(): Promise<void>;
    }>;
  };
}

const ort = createRequire(import.meta.resolve("@huggingface/transformers"))(
  "onnxruntime-node",
) as Ort;

/** A model in ONNX Runtime: what goes in and out, and what it gives for integers. */
export interface OnnxSession extends AsyncDisposable {
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  run(feeds: Record<string, TensorData>): Promise<Record<string, TensorData>>;
}

/** Opens a model's file or its bytes. */
export async function openOnnx(file: string | Uint8Array): Promise<OnnxSession> {
  const session = await ort.InferenceSession.create(file, { logSeverityLevel: 3 });
  return {
    inputs: session.inputMetadata,
    outputs: session.outputMetadata,
    async run(feeds) {
      const given = Object.entries(feeds).map(([name, { shape, data }]) =>
        [name, new ort.Tensor("int64", BigInt64Array.from(data, BigInt), shape)] as const
      );
      const results = await session.run(Object.fromEntries(given));
      return Object.fromEntries(
        Object.entries(results).map(([name, { dims, data }]) => [name, { shape: dims, data }]),
      );
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}
