/// <reference lib="dom" />
/** A model in the browser: transformers.js, on WebGPU where there is one, else WebAssembly. */
import type * as Transformers from "@huggingface/transformers";
import { PLACES } from "../play_data.ts";

/** What the page asks of a model. */
export interface LoadedModel {
  /** What computes. */
  readonly device: string;
  /** The text that stands for the blank. */
  readonly mask: string;
  /** How many tokens a text has. */
  count(text: string): number;
  /** The scores of all words at the first blank of a text. @throws {Error} If it has none. */
  logits(text: string): Promise<Float32Array>;
}

/** Where transformers.js looks for a model. */
const ONNX = "onnx/model.onnx";

/** The site's root. */
const ROOT = new URL("./", document.baseURI);

/**
 * The library, of which a failure leaves nothing that could load another model: each try gets one of
 * its own. Nothing comes from elsewhere, and nothing is kept that a later model would be taken for.
 */
async function library(attempt: string): Promise<typeof Transformers> {
  const address = new URL(`${PLACES.vendor}/transformers.js?${attempt}`, ROOT).href;
  const transformers = await import(address) as typeof Transformers, { env } = transformers;
  Object.assign(env, { allowLocalModels: true, allowRemoteModels: false });
  Object.assign(env, { useBrowserCache: false, useWasmCache: false });
  // A whole address would be taken for one of the hub's.
  env.localModelPath = new URL(`${PLACES.models}/`, ROOT).pathname;
  const runtime = (type: string) => new URL(`${PLACES.vendor}/onnxruntime.${type}`, ROOT).href;
  // One thread: more need headers that a plain web server does not send.
  Object.assign(env.backends.onnx.wasm!, {
    wasmPaths: { mjs: runtime("js"), wasm: runtime("wasm") },
    numThreads: 1,
  });
  return transformers;
}

/** Where models can be computed here, the best first. */
async function devices(): Promise<("webgpu" | "wasm")[]> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
  const adapter = await gpu?.requestAdapter().catch(() => null);
  return adapter ? ["webgpu", "wasm"] : ["wasm"];
}

/** Loads a model by its number. @throws {Error} If this browser cannot hold or compute it. */
export async function loadModel(number: number): Promise<LoadedModel> {
  const file = `${PLACES.models}/${number}/${ONNX}`;
  const { ok, status } = await fetch(file, { method: "HEAD" });
  if (!ok) throw new Error(`${file}: ${status}`);
  const all = await devices();
  for (const device of all) {
    try {
      const { AutoModelForMaskedLM, AutoTokenizer } = await library(`${number}-${device}`);
      const tokenizer = await AutoTokenizer.from_pretrained(String(number));
      const mask = tokenizer.mask_token!;
      const options = { dtype: "fp32", device } as const;
      const model = await AutoModelForMaskedLM.from_pretrained(String(number), options);
      const logits = async (text: string) => {
        const inputs = tokenizer(text);
        const ids = Array.from(inputs.input_ids.data as BigInt64Array, Number);
        const { logits } = await model(inputs) as {
          logits: { data: Float32Array; dims: number[] };
        };
        const words = logits.dims[2]!, place = ids.indexOf(tokenizer.mask_token_id!);
        if (place < 0) throw new Error("the tokenizer finds no blank there");
        return logits.data.slice(place * words, (place + 1) * words);
      };
      // The first computation shows whether the device can, and leaves later ones quick.
      const scores = await logits(mask);
      if (!scores.every(Number.isFinite)) throw new Error("what it computes is not finite");
      const count = (text: string) => tokenizer.encode(text).length;
      return { device: device === "wasm" ? "WebAssembly" : "WebGPU", mask, count, logits };
    } catch (error) {
      if (device === all.at(-1)) throw error;
    }
  }
  throw new Error("nothing computes here");
}
