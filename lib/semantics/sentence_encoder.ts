/**
 * β as the original has it: a sentence encoder through transformers.js. The original has it as
 * `@xenova/transformers`, whose later versions are `@huggingface/transformers`. Its native library is
 * imported only when an encoder is opened.
 */

import { join } from "node:path";
import type * as transformers from "@huggingface/transformers";
import type { FeatureExtractionPipeline } from "@huggingface/transformers";
import { inBrackets, InputError, markOf, optionalPackage, tellLine } from "../io/mod.ts";
import { type SemanticClassifier, wordForm } from "./classifier.ts";
import { checkEncoderFiles, FETCH_AGAIN } from "./encoder_files.ts";
import {
  type EncoderFolder,
  encoderFolder,
  type EncoderOptions,
  encoderWeights,
} from "./encoder_folder.ts";
import type { FactorReference } from "./poles.ts";
import { axisDirections, FURTHER_SCALES, type ScaleName, SCALES, valuesOn } from "./scales.ts";

/** How a sentence encoder is opened. */
export interface SentenceEncoderOptions extends EncoderOptions {
  /** Neutral point and spread of the three factors for this model, where they are known. */
  reference?: FactorReference;
  /** Means and deviations of values on further scales for this model, where they are known. */
  spreads?: ReadonlyMap<ScaleName, ArrayLike<number>>;
}

/** A sentence encoder that says how near any word is to the poles. */
export class SentenceEncoder implements SemanticClassifier {
  readonly reference?: FactorReference;
  readonly spreads?: ReadonlyMap<ScaleName, ArrayLike<number>>;
  readonly scales: readonly ScaleName[] = FURTHER_SCALES;
  readonly #pipeline: FeatureExtractionPipeline;
  readonly #weights: string;
  readonly #seen = new Map<ScaleName, Map<string, Float32Array>>();
  readonly #directions = new Map<ScaleName, readonly ArrayLike<number>[]>();

  private constructor(
    pipeline: FeatureExtractionPipeline,
    weights: string,
    readonly name: string,
    readonly modelSha256: string,
    readonly uncased: boolean,
    { reference, spreads }: SentenceEncoderOptions,
  ) {
    this.#pipeline = pipeline;
    this.#weights = weights;
    if (reference !== undefined) this.reference = reference;
    if (spreads !== undefined) this.spreads = spreads;
  }

  /**
   * Opens a sentence encoder.
   *
   * @param model A folder in transformers.js' layout, or a model's name on the hub, whose address
   * the environment variable `HF_ENDPOINT` may change; or what `encoderFolder` gave for either.
   * @throws {InputError} If the folder lacks a file, the hub has no such model or cannot be
   * reached, the model's file is damaged, or transformers.js is not installed.
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
      options,
    );
    try {
      await encoder.#find("poles");
    } catch (error) {
      await pipeline.dispose();
      throw error;
    }
    return encoder;
  }

  /**
   * Each word's cosines with the six poles, or its values on another scale. Words are encoded one at
   * a time: an int8 model derives the scale of its activations from the whole batch, so a word's
   * scores would depend on its neighbours (cosine .983 on average between the two). What was asked
   * once is remembered.
   */
  async scores(words: readonly string[], scale: ScaleName = "poles"): Promise<Float32Array> {
    // Who asks for one of the further scales is about to ask for all, and an embedding serves them all.
    if (!this.#directions.has(scale)) { for (const each of this.scales) await this.#find(each); }
    const { length: width } = SCALES[scale], seen = this.#seen.get(scale)!;
    const result = new Float32Array(words.length * width);
    for (const [at, word] of words.entries()) {
      const form = wordForm(word, this.uncased);
      if (!seen.has(form)) await this.#place(form);
      result.set(seen.get(form)!, at * width);
    }
    return result;
  }

  /** Finds the directions of a scale's axes. */
  async #find(scale: ScaleName): Promise<void> {
    const embed = (word: string) => this.#embed(word);
    this.#directions.set(scale, await axisDirections(scale, embed));
    // What is under way keeps its place.
    if (!this.#seen.has(scale)) this.#seen.set(scale, new Map());
  }

  /** Remembers a word's values on all scales whose directions are known. */
  async #place(form: string): Promise<void> {
    const embedding = await this.#embed(form);
    for (const [scale, directions] of this.#directions) {
      this.#seen.get(scale)!.set(form, valuesOn(directions, embedding));
    }
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

/** Has transformers.js open a folder: it never looks for a model anywhere else. */
async function loadPipeline(
  folder: string,
  weights: { file: string; dtype: "q8" | "fp32" },
): Promise<FeatureExtractionPipeline> {
  const { AutoTokenizer, env, pipeline } = await optionalPackage(
    "@huggingface/transformers",
    () => import("@huggingface/transformers"),
  );
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  // Deno has one, and transformers.js would prefer it to the folder.
  env.useBrowserCache = false;
  env.useFSCache = false;
  // It warns in words of the folder's files, as they are there.
  const { warn } = console;
  console.warn = (...words) => tellLine(words.map(String).join(" "));
  try {
    return await opened(folder, weights, { AutoTokenizer, pipeline });
  } finally {
    console.warn = warn;
  }
}

/**
 * The folder's model, its tokenizer by itself first, so that it is known which file is at fault.
 *
 * @throws {InputError} If one of them cannot be used.
 */
async function opened(
  folder: string,
  weights: { file: string; dtype: "q8" | "fp32" },
  { AutoTokenizer, pipeline }: Pick<typeof transformers, "AutoTokenizer" | "pipeline">,
): Promise<FeatureExtractionPipeline> {
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
