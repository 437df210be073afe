/**
 * A table of scores: what a sentence encoder said of many words, kept so that neither the
 * encoder nor its library is needed to read it again.
 */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { InputError, settingName } from "../io/mod.ts";
import { type SemanticClassifier, wordForm } from "./classifier.ts";
import { type FactorReference, FACTORS, POLE_COUNT, POLES } from "./poles.ts";
import { type ScaleName, SCALES } from "./scales.ts";
import {
  areScales,
  readScales,
  scaleBytes,
  scaleLength,
  type TableScale,
  type TableScaleHeader,
} from "./table_scales.ts";

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
  readonly scales: readonly ScaleName[];
  readonly spreads: ReadonlyMap<ScaleName, ArrayLike<number>>;
  /** The words in the form in which the model sees them. */
  readonly words: readonly string[];
  readonly #rows: Map<string, number>;
  readonly #steps: Int16Array;
  readonly #scales: ReadonlyMap<ScaleName, TableScale>;

  /**
   * A table of these words and scores.
   *
   * @param words In the form that {@link wordForm} gives, each once, none with a line break.
   * @param steps [words, 6]: each score in steps of 1 / 32767.
   * @param scales The words' values on further scales.
   * @throws {RangeError} If words and numbers do not fit, or a word comes twice.
   */
  constructor(
    header: SemanticTableHeader,
    words: readonly string[],
    steps: Int16Array,
    scales: ReadonlyMap<ScaleName, TableScale> = new Map(),
  ) {
    this.name = header.model;
    this.modelSha256 = header.model_sha256;
    this.uncased = header.uncased;
    if (header.factor_reference !== undefined) this.reference = header.factor_reference;
    this.words = words;
    this.#rows = new Map(words.map((word, row) => [word, row]));
    this.#steps = steps;
    this.#scales = scales;
    this.scales = [...scales.keys()];
    this.spreads = new Map(
      [...scales].map(([name, { header: { means, deviations } }]) => [
        name,
        Float64Array.of(...means, ...deviations),
      ]),
    );
    if (this.#rows.size !== words.length) throw new RangeError("A word comes twice in the table.");
    if (steps.length !== words.length * POLE_COUNT) {
      throw new RangeError(`${words.length} words need six scores each: got ${steps.length}.`);
    }
    for (const [name, { values }] of scales) {
      if (values.length === words.length * SCALES[name].length) continue;
      throw new RangeError(
        `${words.length} words need ${SCALES[name].length} values of the scale ${name} each: ` +
          `got ${values.length}.`,
      );
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
    return new SemanticTable(this.#header(reference), this.words, this.#steps, this.#scales);
  }

  /** The same table with its words' values on these scales, and on no others. */
  withScales(scales: ReadonlyMap<ScaleName, TableScale>): SemanticTable {
    return new SemanticTable(this.#header(this.reference), this.words, this.#steps, scales);
  }

  #header(reference: FactorReference | undefined): SemanticTableHeader {
    return {
      model: this.name,
      model_sha256: this.modelSha256,
      uncased: this.uncased,
      ...(reference === undefined ? {} : { factor_reference: reference }),
    };
  }

  has(word: string): boolean {
    return this.#rows.has(wordForm(word, this.uncased));
  }

  scores(words: readonly string[], scale?: ScaleName): Promise<Float32Array> {
    try {
      return Promise.resolve(this.lookUp(words, scale));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As {@link scores}, at once. */
  lookUp(words: readonly string[], scale: ScaleName = "poles"): Float32Array {
    const { length: width } = SCALES[scale];
    const numberAt = this.#numbersOf(scale);
    const result = new Float32Array(words.length * width);
    words.forEach((word, at) => {
      const row = this.#rows.get(wordForm(word, this.uncased));
      if (row === undefined) throw this.#unknown(word);
      for (let i = 0; i < width; i++) result[at * width + i] = numberAt(row * width + i);
    });
    return result;
  }

  #numbersOf(scale: ScaleName): (place: number) => number {
    if (scale === "poles") return (place) => this.#steps[place]! / STEPS;
    const values = this.#scales.get(scale)?.values;
    if (values !== undefined) return (place) => values[place]!;
    throw noScale(scale, `the table of ${this.name}`);
  }

  /**
   * The table as a file: a line of JSON, the words a line each, then the steps, then the values on
   * each further scale as float32 (little-endian).
   */
  serialise(): Uint8Array {
    const text = Buffer.from(this.words.join("\n"));
    const steps = Buffer.alloc(this.#steps.length * 2);
    this.#steps.forEach((step, i) => steps.writeInt16LE(step, 2 * i));
    const scales = [...this.#scales.values()];
    const body = Buffer.concat([text, steps, scaleBytes(scales)]);
    const header = {
      format: FORMAT,
      ...this.#header(this.reference),
      poles: POLES,
      words: this.words.length,
      word_bytes: text.length,
      steps: STEPS,
      ...(scales.length === 0 ? {} : { scales: scales.map(({ header }) => header) }),
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

/** What is said where a scale is asked for that is not there. */
export function noScale(scale: ScaleName, where: string): InputError {
  return new InputError(`${where} does not place words on the scale ${scale}`, {
    mend: `Use a Γ whose profile reads the poles, or another ${settingName("beta")}`,
  });
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
  const { words: count, word_bytes: wordBytes, scales = [] } = header;
  const scoresEnd = wordBytes + count * POLE_COUNT * 2;
  if (body.length !== scoresEnd + scaleLength(scales, count)) {
    throw broken("this table is not as long as it says");
  }
  const words = Buffer.from(body.subarray(0, wordBytes)).toString().split("\n");
  const scores = Buffer.from(body.subarray(wordBytes, scoresEnd));
  const steps = Int16Array.from({ length: scores.length / 2 }, (_, i) => scores.readInt16LE(2 * i));
  try {
    const further = readScales(scales, body.subarray(scoresEnd), count);
    return new SemanticTable(header, words, steps, further);
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
  scales?: TableScaleHeader[];
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
  const { format, model, model_sha256, uncased, words, word_bytes, factor_reference, scales } =
    header;
  return format === FORMAT && typeof model === "string" && typeof model_sha256 === "string" &&
    typeof uncased === "boolean" && [words, word_bytes].every(isLength) &&
    (factor_reference === undefined || isReference(factor_reference)) && areScales(scales);
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
