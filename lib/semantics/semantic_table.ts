/**
 * A table of pole scores: what a sentence encoder said of many words, kept so that neither the
 * encoder nor its library is needed to read it again.
 */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { InputError, settingName } from "../io/mod.ts";
import { type SemanticClassifier, wordForm } from "./classifier.ts";
import { type FactorReference, FACTORS, POLE_COUNT, POLES } from "./poles.ts";

const FORMAT = "SDTrainer semantic table";

/** Scores are kept as 16-bit integers of this many steps from 0 to 1. */
const STEPS = 32767;

/** The largest difference between a score and its value in a table: half a step. */
export const TABLE_PRECISION = 0.5 / STEPS;

/** What a table says about itself: the first line of its file. */
export interface SemanticTableHeader {
  /** The model the scores are from. */
  model: string;
  /** SHA-256 of the model's file. */
  model_sha256: string;
  /** Whether words are kept in small letters without accents. */
  uncased: boolean;
  /** Neutral point and spread of the three factors over common words. */
  factor_reference?: FactorReference;
}

/** Words with their scores, as a classifier that knows these words only. */
export class SemanticTable implements SemanticClassifier {
  readonly name: string;
  readonly modelSha256: string;
  readonly uncased: boolean;
  readonly reference?: FactorReference;
  /** The words in the form in which the model sees them. */
  readonly words: readonly string[];
  readonly #rows: Map<string, number>;
  readonly #steps: Int16Array;

  /**
   * A table of these words and scores.
   *
   * @param words In the form that {@link wordForm} gives, each once, none with a line break.
   * @param steps [words, 6]: each score in steps of 1 / 32767.
   * @throws {RangeError} If words and steps do not fit, or a word comes twice.
   */
  constructor(header: SemanticTableHeader, words: readonly string[], steps: Int16Array) {
    this.name = header.model;
    this.modelSha256 = header.model_sha256;
    this.uncased = header.uncased;
    if (header.factor_reference !== undefined) this.reference = header.factor_reference;
    this.words = words;
    this.#rows = new Map(words.map((word, row) => [word, row]));
    this.#steps = steps;
    if (this.#rows.size !== words.length) throw new RangeError("A word comes twice in the table.");
    if (steps.length !== words.length * POLE_COUNT) {
      throw new RangeError(`${words.length} words need six scores each: got ${steps.length}.`);
    }
  }

  /** A table of what a classifier said: `scores` is [words, 6]. */
  static fromScores(
    header: SemanticTableHeader,
    words: readonly string[],
    scores: Float32Array,
  ): SemanticTable {
    const steps = Int16Array.from(
      scores,
      (score) => Math.round(Math.max(-1, Math.min(1, score)) * STEPS),
    );
    return new SemanticTable(header, words, steps);
  }

  /** The same table with the neutral point and spread of the factors. */
  withReference(reference: FactorReference): SemanticTable {
    const header = {
      model: this.name,
      model_sha256: this.modelSha256,
      uncased: this.uncased,
      factor_reference: reference,
    };
    return new SemanticTable(header, this.words, this.#steps);
  }

  has(word: string): boolean {
    return this.#rows.has(wordForm(word, this.uncased));
  }

  scores(words: readonly string[]): Promise<Float32Array> {
    try {
      return Promise.resolve(this.lookUp(words));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As {@link scores}, at once. */
  lookUp(words: readonly string[]): Float32Array {
    const result = new Float32Array(words.length * POLE_COUNT);
    words.forEach((word, at) => {
      const row = this.#rows.get(wordForm(word, this.uncased));
      if (row === undefined) throw this.#unknown(word);
      for (let pole = 0; pole < POLE_COUNT; pole++) {
        result[at * POLE_COUNT + pole] = this.#steps[row * POLE_COUNT + pole]! / STEPS;
      }
    });
    return result;
  }

  /** The table as a file: a line of JSON, the words a line each, then the steps (little-endian). */
  serialise(): Uint8Array {
    const text = Buffer.from(this.words.join("\n"));
    const body = Buffer.alloc(text.length + this.#steps.length * 2);
    text.copy(body);
    this.#steps.forEach((step, i) => body.writeInt16LE(step, text.length + 2 * i));
    const header = {
      format: FORMAT,
      model: this.name,
      model_sha256: this.modelSha256,
      uncased: this.uncased,
      ...(this.reference === undefined ? {} : { factor_reference: this.reference }),
      poles: POLES,
      words: this.words.length,
      word_bytes: text.length,
      steps: STEPS,
      body_sha256: sha256(body),
    };
    return Buffer.concat([Buffer.from(JSON.stringify(header) + "\n"), body]);
  }

  #unknown(word: string): InputError {
    return new InputError(
      `the word "${word}" is not among the table's ${this.words.length} words of ${this.name}`,
      {
        mend: `Use another word, or give the model itself for ${settingName("beta")}: its folder ` +
          "or its name on the hub",
      },
    );
  }
}

/**
 * Reads a table from its file's bytes.
 *
 * @param file The name to use in an error.
 * @throws {InputError} If the bytes are no table, one of another kind, or damaged.
 */
export function parseSemanticTable(bytes: Uint8Array, file: string): SemanticTable {
  const broken = (problem: string, cause?: unknown) =>
    new InputError(problem, { file, mend: "Delete it and have it made again", cause });
  const end = bytes.indexOf(0x0a);
  const header = parseHeader(Buffer.from(bytes.subarray(0, Math.max(end, 0))).toString());
  if (header === undefined) throw broken("this is not a table of semantic scores");
  if (header.steps !== STEPS || !isPoles(header.poles)) {
    throw broken("this table has other poles or another precision");
  }
  const body = bytes.subarray(end + 1);
  if (sha256(body) !== header.body_sha256) throw broken("this table is damaged");
  const { words: count, word_bytes: wordBytes } = header;
  if (body.length !== wordBytes + count * POLE_COUNT * 2) {
    throw broken("this table is not as long as it says");
  }
  const words = Buffer.from(body.subarray(0, wordBytes)).toString().split("\n");
  const scores = Buffer.from(body.subarray(wordBytes));
  const steps = Int16Array.from({ length: scores.length / 2 }, (_, i) => scores.readInt16LE(2 * i));
  try {
    return new SemanticTable(header, words, steps);
  } catch (error) {
    throw broken("this table contradicts itself", error);
  }
}

interface FileHeader extends SemanticTableHeader {
  poles: unknown;
  words: number;
  word_bytes: number;
  steps: unknown;
  body_sha256: unknown;
}

function parseHeader(line: string): FileHeader | undefined {
  try {
    const header = JSON.parse(line);
    return isHeader(header) ? header : undefined;
  } catch {
    return undefined;
  }
}

function isHeader(value: unknown): value is FileHeader {
  if (typeof value !== "object" || value === null) return false;
  const header = value as Partial<Record<string, unknown>>;
  const { format, model, model_sha256, uncased, words, word_bytes, factor_reference } = header;
  return format === FORMAT && typeof model === "string" && typeof model_sha256 === "string" &&
    typeof uncased === "boolean" && [words, word_bytes].every(isLength) &&
    (factor_reference === undefined || isReference(factor_reference));
}

function isPoles(value: unknown): boolean {
  return Array.isArray(value) && value.length === POLE_COUNT &&
    POLES.every((pole, i) => value[i] === pole);
}

function isLength(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isReference(value: unknown): value is FactorReference {
  return typeof value === "object" && value !== null &&
    FACTORS.every(({ name }) => {
      const { mean, deviation } = (value as Record<string, Record<string, unknown>>)[name] ?? {};
      return Number.isFinite(mean) && Number.isFinite(deviation);
    });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
