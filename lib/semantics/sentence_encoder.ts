/**
 * β as the original has it: a sentence encoder through transformers.js. Its native library is
 * imported only when an encoder is opened.
 */

import { join } from "node:path";
import type { FeatureExtractionPipeline } from "@xenova/transformers";
import { inBrackets, InputError, markOf } from "../io/mod.ts";
import { type SemanticClassifier, wordForm } from "./classifier.ts";
import { checkEncoderFiles, FETCH_AGAIN } from "./encoder_files.ts";
import {
  type EncoderFolder,
  encoderFolder,
  type EncoderOptions,
  encoderWeights,
} from "./encoder_folder.ts";
import { type FactorReference, POLE_COUNT, POLES } from "./poles.ts";

/** How a sentence encoder is opened. */
export interface SentenceEncoderOptions extends EncoderOptions {
  /** Neutral point and spread of the three factors for this model, where they are known. */
  reference?: FactorReference;
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
   * @param model A folder in transformers.js' layout, or a model's name on the hub, whose address
   * the environment variable `HF_ENDPOINT` may change; or what `encoderFolder` gave for either.
   * @throws {InputError} If the folder lacks a file, the hub has no such model or cannot be
   * reached, or the model's file is damaged.
   */
  static async open(
    model: string | EncoderFolder,
    options: SentenceEncoderOptions = {},
  ): Promise<SentenceEncoder> {
    const { folder, name } = typeof model === "string"
      ? await encoderFolder(model, options)
      : model;
    const weights = encoderWeights(folder)!;
    const { uncased } = await checkEncoderFiles(folder, weights.file);
    const pipeline = await loadPipeline(folder, weights);
    const file = join(folder, weights.file);
    const encoder = new SentenceEncoder(
      pipeline,
      file,
      name,
      (await markOf(file)).sha256,
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
      throw damaged(
        this.#weights,
        `it does not encode words${inBrackets(firstLine(error))}`,
        error,
      );
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

/** Has transformers.js open a folder: it never looks for a model anywhere else. */
async function loadPipeline(
  folder: string,
  weights: { file: string; dtype: "q8" | "fp32" },
): Promise<FeatureExtractionPipeline> {
  const { AutoTokenizer, env, pipeline } = await import("@xenova/transformers");
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  // Deno has one, and transformers.js would prefer it to the folder.
  env.useBrowserCache = false;
  env.useFSCache = false;
  // By itself first, so that it is known which file is at fault.
  try {
    const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
    await tokenizer("word");
  } catch (error) {
    const problem = `the tokenizer cannot be used${inBrackets(firstLine(error))}`;
    throw damaged(join(folder, "tokenizer.json"), problem, error);
  }
  try {
    return await pipeline("feature-extraction", folder, {
      dtype: weights.dtype,
      local_files_only: true,
      // A word is too short to be worth a second thread.
      session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
    });
  } catch (error) {
    const problem = `the model cannot be read${inBrackets(firstLine(error))}`;
    throw damaged(join(folder, weights.file), problem, error);
  }
}

function damaged(file: string, problem: string, cause?: unknown): InputError {
  return new InputError(problem, { file, mend: FETCH_AGAIN, cause });
}

function firstLine(error: unknown): string {
  const { message } = error as Error;
  return (message.split("\n")[0] ?? "").replace(/\.$/, "");
}
