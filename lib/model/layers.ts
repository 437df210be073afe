/** One forward pass under construction: variables by name, dropout by site. */
import {
  dropout,
  layerNorm,
  linear,
  matMul,
  type ProgramBuilder,
  type Value,
} from "../program/mod.ts";
import type {
  Initialisation,
  WeightDeclaration,
  WeightOptions,
  WeightPart,
  WeightPlace,
} from "./weight.ts";

/** Options of {@linkcode Layers.dense}. */
export interface DenseOptions {
  /** Whether a bias is added. @default true */
  bias?: boolean;
  /**
   * The Hugging Face layers of equal widths that are joined in this one: one matrix product with 3n
   * rows is faster than three with n. Their results come out side by side.
   * @default the layer alone, by its own name
   */
  joins?: readonly string[];
  /** What its matrix begins as. @default "normal" */
  init?: Initialisation;
}

/**
 * Builds the layers of one forward pass, and writes down what they say of their weights: the only
 * place where a weight's name, shape, first values and decay stand. See `weightsOf`, which collects
 * them.
 *
 * @example
 * ```ts
 * import { ProgramBuilder } from "../program/mod.ts";
 * import { Layers } from "./layers.ts";
 * const builder = new ProgramBuilder();
 * const layers = new Layers(builder);
 * layers.begin("head");
 * const x = builder.placeholder("x", [-1, 4]);
 * const y = layers.dense("transform", x, 3); // [-1, 3]
 * if (layers.weights.map(({ name }) => name).join() !== "transform.weight,transform.bias") {
 *   throw new Error("a dense layer has two weights");
 * }
 * ```
 */
export class Layers {
  /** What operations are added by. */
  readonly builder: ProgramBuilder;
  readonly #dropoutSeed: Value | undefined;
  readonly #weights = new Map<string, { declaration: WeightDeclaration; value: Value }>();
  #place: WeightPlace = "embeddings";
  #site = 0;

  /**
   * Layers that are added to a program.
   *
   * @param options.dropoutSeed The seed of this pass's dropout, an int32 scalar. Leave it out to
   * evaluate or predict: then there is no dropout.
   */
  constructor(builder: ProgramBuilder, { dropoutSeed }: { dropoutSeed?: Value } = {}) {
    this.builder = builder;
    this.#dropoutSeed = dropoutSeed;
  }

  /** What has been declared, in the order of first mention. */
  get weights(): WeightDeclaration[] {
    return [...this.#weights.values()].map(({ declaration }) => declaration);
  }

  /** What is declared from here on is in this part of the model. It begins with the embeddings. */
  begin(place: WeightPlace): void {
    this.#place = place;
  }

  /**
   * A weight. Layers that share one declare it each, in the same words.
   *
   * @throws {RangeError} If it was declared otherwise before, or its parts do not make its shape.
   */
  variable(name: string, shape: readonly number[], options: WeightOptions): Value {
    const { init, decays, copies = [], zeroRow } = options;
    const declaration: WeightDeclaration = {
      name,
      shape: [...shape],
      init,
      decays,
      parts: partsOf(name, shape, options.parts ?? [name]),
      copies,
      ...(zeroRow === undefined ? {} : { zeroRow }),
      place: this.#place,
    };
    const known = this.#weights.get(name);
    if (known === undefined) {
      const value = this.builder.variable(name, shape);
      this.#weights.set(name, { declaration, value });
      return value;
    }
    if (inWords(known.declaration) !== inWords(declaration)) {
      throw new RangeError(`The weight "${name}" was declared otherwise before.`);
    }
    return known.value;
  }

  /**
   * A weight that was declared before, in a second place: the word embeddings as a decoder.
   *
   * @param copy The name by which a checkpoint may hold it a second time.
   * @throws {RangeError} If there is no such weight.
   */
  tied(name: string, copy: string): Value {
    const known = this.#weights.get(name);
    if (known === undefined) throw new RangeError(`There is no weight "${name}" to be tied to.`);
    const { declaration, value } = known;
    const copies = [...new Set([...declaration.copies, copy])];
    this.#weights.set(name, { declaration: { ...declaration, copies }, value });
    return value;
  }

  /** A table of embeddings `[rows, width]`; the row of the padding token starts as zeros. */
  embeddings(name: string, rows: number, width: number, paddingIndex?: number): Value {
    return this.variable(name, [rows, width], {
      init: "normal",
      decays: true,
      ...(paddingIndex === undefined ? {} : { zeroRow: paddingIndex }),
    });
  }

  /** A dense layer: `[n, in]` to `[n, width]`. */
  dense(name: string, x: Value, width: number, options: DenseOptions = {}): Value {
    const { bias = true, joins = [name], init = "normal" } = options;
    const named = (kind: string) => joins.map((part) => `${part}.${kind}`);
    const weight = this.variable(`${name}.weight`, [width, x.shape.at(-1)!], {
      init,
      decays: true,
      parts: named("weight"),
    });
    if (!bias) return matMul(x, weight, { transposeB: true });
    return linear(
      x,
      weight,
      this.variable(`${name}.bias`, [width], {
        init: "zeros",
        decays: false,
        parts: named("bias"),
      }),
    );
  }

  /** Layer normalisation over the last dimension, with a bias unless told otherwise. */
  norm(name: string, x: Value, epsilon: number, { bias = true }: { bias?: boolean } = {}): Value {
    const width = x.shape.at(-1)!;
    const weight = this.variable(`${name}.weight`, [width], { init: "ones", decays: false });
    const shift = bias
      ? this.variable(`${name}.bias`, [width], { init: "zeros", decays: false })
      : this.builder.constant({ shape: [width], data: new Float32Array(width) });
    return layerNorm(x, weight, shift, epsilon);
  }

  /**
   * Dropout, where this pass has any. Each call is a site of its own with a number that counts up,
   * so the order of the calls decides the masks: keep it when layers are changed.
   */
  drop(x: Value, rate: number): Value {
    const site = this.#site++;
    return this.#dropoutSeed === undefined ? x : dropout(x, rate, this.#dropoutSeed, site);
  }
}

/** The parts with their own shapes: equal shares of the variable's rows. */
function partsOf(
  name: string,
  shape: readonly number[],
  parts: NonNullable<WeightOptions["parts"]>,
): WeightPart[] {
  const [rows = 1, ...rest] = shape;
  const share = parts.length === 1 ? [...shape] : [rows / parts.length, ...rest];
  return parts.map((part) => {
    const given = typeof part === "string" ? { name: part, transposed: false } : part;
    if (!share.every(Number.isInteger) || given.transposed && shape.length !== 2) {
      throw new RangeError(`"${given.name}" cannot be one of ${parts.length} parts of "${name}".`);
    }
    return { ...given, shape: given.transposed ? share.toReversed() : share };
  });
}

/** A declaration's text, but for what may differ between two mentions of one weight. */
function inWords(declaration: WeightDeclaration): string {
  return JSON.stringify({ ...declaration, place: undefined, copies: undefined });
}

/**
 * Refuses a sequence that is longer than a model's positions.
 *
 * @throws {RangeError} If it is.
 */
export function requirePositions(
  sequence: number,
  { maxPositionEmbeddings }: { maxPositionEmbeddings: number },
): void {
  if (sequence <= maxPositionEmbeddings) return;
  throw new RangeError(`${sequence} tokens are more than the ${maxPositionEmbeddings} positions.`);
}
