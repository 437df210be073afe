/**
 * β as the original has it: a sentence encoder through transformers.js. Its native library is
 * imported only when an encoder is opened.
 */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { FeatureExtractionPipeline } from "@xenova/transformers";
import { cacheFolder as projectCacheFolder } from "../backend/mod.ts";
import { ALLOW_NETWORK, hubEndpoint, InputError, settingName } from "../io/mod.ts";
import { type SemanticClassifier, wordForm } from "./classifier.ts";
import { checkEncoderFiles, FETCH_AGAIN } from "./encoder_files.ts";
import { type FactorReference, POLE_COUNT, POLES } from "./poles.ts";

/** How a sentence encoder is opened. */
export interface SentenceEncoderOptions {
  /**
   * Where files from the hub are kept.
   * @default ".sdtrainer/huggingface" in the project
   */
  cacheFolder?: string;
  /** Told how much of a file has come from the hub. */
  onDownload?: (file: string, loaded: number, total: number) => void;
  /** Neutral point and spread of the three factors for this model, where they are known. */
  reference?: FactorReference;
}

interface Weights {
  file: string;
  dtype: "q8" | "fp32";
}

/** Where a model's weights may be: the first that is found is taken, from the hub always int8. */
const WEIGHTS = [
  { file: "onnx/model_quantized.onnx", dtype: "q8" },
  { file: "onnx/model.onnx", dtype: "fp32" },
] as const satisfies Weights[];

/** Where hub files are kept by default. */
export function hubCacheFolder(): string {
  return join(projectCacheFolder(), "huggingface");
}

/** A sentence encoder that says how near any word is to the poles. */
export class SentenceEncoder implements SemanticClassifier {
  readonly reference?: FactorReference;
  readonly #pipeline: FeatureExtractionPipeline;
  readonly #weights: string;
  readonly #seen = new Map<string, Float32Array>();
  #poles: Float32Array[] = [];

  private constructor(
    pipeline: FeatureExtractionPipeline,
    weights: string,
    readonly name: string,
    readonly modelSha256: string,
    readonly uncased: boolean,
    reference: FactorReference | undefined,
  ) {
    this.#pipeline = pipeline;
    this.#weights = weights;
    if (reference !== undefined) this.reference = reference;
  }

  /**
   * Opens a sentence encoder.
   *
   * @param model A folder in transformers.js' layout (`config.json`, `tokenizer.json`,
   * `onnx/model_quantized.onnx` or `onnx/model.onnx`), or a model's name on the hub, whose address
   * the environment variable `HF_ENDPOINT` may change.
   * @throws {InputError} If the folder lacks a file, the hub has no such model or cannot be
   * reached, or the model's file is damaged.
   */
  static async open(model: string, options: SentenceEncoderOptions = {}): Promise<SentenceEncoder> {
    const cacheFolder = options.cacheFolder ?? hubCacheFolder();
    const source = await findSource(model, cacheFolder);
    if (source.local) await checkEncoderFiles(source.folder, source.weights.file);
    const pipeline = await loadPipeline(source, cacheFolder, options.onDownload);
    const weights = join(source.folder, source.weights.file);
    // Once more for what has come from the hub only now.
    const { uncased } = await checkEncoderFiles(source.folder, source.weights.file);
    const encoder = new SentenceEncoder(
      pipeline,
      weights,
      source.name,
      createHash("sha256").update(await readFile(weights)).digest("hex"),
      uncased,
      options.reference,
    );
    try {
      encoder.#poles = await Promise.all(POLES.map((pole) => encoder.#embed(pole)));
    } catch (error) {
      await pipeline.dispose();
      throw error;
    }
    return encoder;
  }

  /**
   * Each word's cosines with the six poles. Words are encoded one at a time: an int8 model derives
   * the scale of its activations from the whole batch, so a word's scores would depend on its
   * neighbours (cosine .983 on average between the two). What was asked once is remembered.
   */
  async scores(words: readonly string[]): Promise<Float32Array> {
    const result = new Float32Array(words.length * POLE_COUNT);
    for (const [at, word] of words.entries()) {
      const form = wordForm(word, this.uncased);
      let scores = this.#seen.get(form);
      if (scores === undefined) {
        scores = cosines(await this.#embed(form), this.#poles);
        this.#seen.set(form, scores);
      }
      result.set(scores, at * POLE_COUNT);
    }
    return result;
  }

  /** Frees the model. */
  async dispose(): Promise<void> {
    await this.#pipeline.dispose();
  }

  /**
   * The word's embedding, of length 1.
   *
   * @throws {InputError} If the model gives none, as a damaged one does.
   */
  async #embed(word: string): Promise<Float32Array> {
    try {
      const output = await this.#pipeline(word, { pooling: "mean", normalize: true });
      const embedding = Float32Array.from(output.data as Float32Array);
      output.dispose();
      // Weights that are not finite, or so large that their squares are not, have no direction.
      if (Math.abs(Math.hypot(...embedding) - 1) < 1e-3) return embedding;
    } catch (error) {
      throw damaged(this.#weights, `it does not encode words (${firstLine(error)})`, error);
    }
    throw damaged(this.#weights, "it gives words embeddings without a direction");
  }
}

function cosines(embedding: Float32Array, poles: readonly Float32Array[]): Float32Array {
  return Float32Array.from(
    poles,
    (pole) => embedding.reduce((sum, value, i) => sum + value * pole[i]!, 0),
  );
}

/**
 * Whether opening this sentence encoder would download it: it is no folder, and not in the cache.
 * What cannot be a model's name at all is not downloaded either.
 */
export async function encoderNeedsDownload(
  model: string,
  cacheFolder: string = hubCacheFolder(),
): Promise<boolean> {
  return await findSource(model, cacheFolder).then(({ local }) => !local, () => false);
}

/** Where a model's files are, or will be once they have come from the hub. */
interface Source {
  /** What transformers.js is given: an absolute folder or a name on the hub. */
  id: string;
  name: string;
  folder: string;
  weights: Weights;
  local: boolean;
}

async function findSource(model: string, cacheFolder: string): Promise<Source> {
  const isFolder = await stat(model).then((entry) => entry.isDirectory(), () => false);
  if (isFolder) {
    const missing = missingFile(model);
    if (missing === undefined) return localSource(resolve(model));
    throw new InputError(`a sentence encoder's folder needs ${missing}`, {
      file: model,
      mend: "Take the whole folder of a model made for transformers.js",
    });
  }
  if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/.test(model)) {
    throw new InputError("there is no such folder, and no model on the hub can have such a name", {
      file: model,
      mend: `Name a sentence encoder's folder, or one on the hub such as Xenova/all-MiniLM-L6-v2`,
    });
  }
  const folder = resolve(cacheFolder, model);
  if (missingFile(folder) === undefined) return localSource(folder);
  return { id: model, name: model, folder, weights: WEIGHTS[0], local: false };
}

function localSource(folder: string): Source {
  const name = `${basename(dirname(folder))}/${basename(folder)}`;
  return { id: folder, name, folder, weights: findWeights(folder)!, local: true };
}

function findWeights(folder: string): Weights | undefined {
  return WEIGHTS.find(({ file }) => existsSync(join(folder, file)));
}

/** What a folder lacks to be a sentence encoder for transformers.js; undefined if nothing. */
export function missingFile(folder: string): string | undefined {
  const missing = ["config.json", "tokenizer.json", "tokenizer_config.json"]
    .find((file) => !existsSync(join(folder, file)));
  if (missing !== undefined) return missing;
  return findWeights(folder) === undefined
    ? WEIGHTS.map(({ file }) => file).join(" or ")
    : undefined;
}

async function loadPipeline(
  source: Source,
  cacheFolder: string,
  onDownload: SentenceEncoderOptions["onDownload"],
): Promise<FeatureExtractionPipeline> {
  const { AutoTokenizer, env, pipeline } = await import("@xenova/transformers");
  env.useBrowserCache = false; // Deno has one, and transformers.js would prefer it to the folder.
  env.allowLocalModels = true;
  env.cacheDir = resolve(cacheFolder);
  env.remoteHost = `${hubEndpoint()}/`;
  if (source.local) {
    // By itself first, so that it is known which file is at fault.
    const file = join(source.folder, "tokenizer.json");
    try {
      const tokenizer = await AutoTokenizer.from_pretrained(source.id, { local_files_only: true });
      await tokenizer("word");
    } catch (error) {
      throw damaged(file, `the tokenizer cannot be used (${firstLine(error)})`, error);
    }
  }
  try {
    return await pipeline("feature-extraction", source.id, {
      dtype: source.weights.dtype,
      local_files_only: source.local,
      // A word is too short to be worth a second thread.
      session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
      progress_callback: (info) => {
        if (info.status === "progress") onDownload?.(info.file, info.loaded, info.total);
      },
    });
  } catch (error) {
    throw explain(error, source, env.remoteHost);
  }
}

/** What went wrong in opening a model, in a user's words. */
function explain(error: unknown, source: Source, host: string): InputError {
  const { name, status } = error as Error & { status?: number };
  const beta = settingName("beta");
  const elsewhere = `give a model's folder for ${beta}, or use ${beta} table`;
  const file = join(source.folder, source.weights.file);
  if (existsSync(file)) {
    return damaged(file, `the model cannot be read (${firstLine(error)})`, error);
  }
  if (status !== undefined) {
    return new InputError(
      `there is no such folder, and ${host} has no such sentence encoder for transformers.js ` +
        `(${firstLine(error)})`,
      { file: source.id, mend: `Check the name, or ${elsewhere}`, cause: error },
    );
  }
  if (name === "NotCapable") {
    return new InputError(
      `the model is not on this machine, and this process may not connect to ${host}`,
      { file: source.id, mend: `${ALLOW_NETWORK}, ${elsewhere}`, cause: error },
    );
  }
  return new InputError(
    `there is no such folder, and ${host} cannot be reached for a model of this name`,
    { file: source.id, mend: `Connect to the network, or ${elsewhere}`, cause: error },
  );
}

function damaged(file: string, problem: string, cause?: unknown): InputError {
  return new InputError(problem, { file, mend: FETCH_AGAIN, cause });
}

function firstLine(error: unknown): string {
  const { message } = error as Error;
  return (message.split("\n")[0] ?? "").replace(/\.$/, "");
}
