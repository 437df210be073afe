/** What a graph computes and holds as bfloat16, two bytes a number. */
import type { Attribute } from "./graph_attribute.ts";
import type { GraphOptions, Precision } from "./graph_options.ts";
import type { NodeWriter } from "./node_writer.ts";
import type { Repeats } from "./repeats.ts";

const SHORT = { type: "bfloat16" } as const, FULL = { type: "float32" } as const;
const WIDEN = { SrcT: SHORT, DstT: FULL } as const;
const ROUND = { SrcT: FULL, DstT: SHORT } as const;

/** Powers of two up to here, and down to its negative, are normal numbers of bfloat16. */
const MOST_EXPONENT = 126;

/** TensorFlow's two matrix products. */
export type ProductName = "MatMul" | "BatchMatMulV2";

/** What an operation that only moves numbers reads and gives besides them. */
export interface MoveOptions {
  /** Values that it does not move, such as a shape. @default {none} */
  more?: readonly string[];
  /** How many results it has, where they are numbered. @default {one, which is not} */
  count?: number;
  /** But for the kind of number. @default {none} */
  attributes?: Record<string, Attribute>;
}

/**
 * Adds the nodes of what may be bfloat16. Everywhere else a value goes by a name under which it is
 * float32; TensorFlow leaves out what widens it if nothing reads it so.
 */
export class ShortNumbers {
  readonly #writer: NodeWriter;
  readonly #repeats: Repeats;
  readonly #precision: Precision;
  readonly #roundAround: boolean;
  /** Values as bfloat16, by the names of just these numbers as float32. */
  readonly #short = new Map<string, string>();
  /** Values as bfloat16, by whether XLA rounds them and the names of what they were rounded from. */
  readonly #casts = new Map<string, string>();
  /** Products before they were rounded, where that is done around them, by what they became. */
  readonly #unrounded = new Map<string, string>();

  /** For what a writer adds. */
  constructor(
    writer: NodeWriter,
    repeats: Repeats,
    { precision = "float32", roundAround = false }: GraphOptions,
  ) {
    this.#writer = writer;
    this.#repeats = repeats;
    this.#precision = precision;
    this.#roundAround = roundAround;
  }

  get #compiled(): boolean {
    return this.#writer.piece !== undefined;
  }

  /** A matrix product, in the graph's precision, as float32. */
  product(
    operation: ProductName,
    inputs: readonly string[],
    attributes: Record<string, Attribute>,
  ): string {
    const writer = this.#writer;
    if (this.#precision === "float32") return writer.float(operation, inputs, attributes);
    const operands = inputs.map((x) => this.#rounded(x));
    if (this.#roundAround && !this.#compiled) {
      const wide = operands.map((x) => writer.emit("Cast", [x], WIDEN));
      const product = writer.float(operation, wide, attributes);
      const rounded = this.#widened(this.#rounded(product));
      this.#unrounded.set(rounded, product);
      return rounded;
    }
    return this.#widened(writer.emit(operation, operands, { T: SHORT, ...attributes }));
  }

  /**
   * What layers pass on and the way back reads again, as float32: in the graph's precision where XLA
   * compiles it, which then holds it in memory as two bytes a number. TensorFlow's own kernels would
   * only have two more to run.
   */
  kept(x: string): string {
    return this.#compiled && this.#precision === "bfloat16" ? this.#widened(this.#rounded(x)) : x;
  }

  /**
   * A bias added to each row of a product, as float32. On a processor one in bfloat16 is rounded with
   * its bias, once, as oneDNN's kernel of both does; where that kernel is not, as on a GPU or in what
   * XLA compiles, the product is rounded and the bias added in float32.
   */
  biased(x: string, bias: string): string {
    const writer = this.#writer;
    const short = writer.gpu ? undefined : this.#allShort([x]);
    if (short === undefined) return writer.float("BiasAdd", [x, bias]);
    const unrounded = this.#unrounded.get(x);
    if (unrounded !== undefined) {
      return this.#widened(this.#rounded(writer.float("BiasAdd", [unrounded, bias])));
    }
    const inputs = [...short, this.#rounded(bias)];
    return this.#widened(writer.emit("BiasAdd", inputs, { T: SHORT }));
  }

  /**
   * What only moves numbers. TensorFlow's own kernels move what is at hand as bfloat16 as that, and
   * what comes of it is widened only for those who compute with it; XLA sees to that itself.
   *
   * @param operation One that gives just the numbers that it is given.
   * @param inputs The values that it moves.
   * @returns Its results.
   */
  moved(
    operation: string,
    inputs: readonly string[],
    { more = [], count, attributes = {} }: MoveOptions = {},
  ): string[] {
    const short = this.#allShort(inputs), T = short === undefined ? FULL : SHORT;
    const name = this.#writer.emit(operation, [...short ?? inputs, ...more], { T, ...attributes });
    const results = count === undefined
      ? [name]
      : Array.from({ length: count }, (_, i) => `${name}:${i}`);
    return short === undefined ? results : results.map((result) => this.#widened(result));
  }

  /**
   * A multiple, as float32. By a power of two, which changes no digit short of underflow, bfloat16 is
   * multiplied as it is, where it would be moved as it is.
   *
   * @param factor The name of the scalar, and its value.
   */
  scaled(x: string, factor: { name: string; value: number }): string {
    const exponent = Math.log2(factor.value);
    const isExact = Number.isInteger(exponent) && Math.abs(exponent) <= MOST_EXPONENT;
    const short = isExact ? this.#allShort([x]) : undefined;
    if (short === undefined) return this.#writer.float("Mul", [x, factor.name]);
    const inputs = [...short, this.#rounded(factor.name)];
    return this.#widened(this.#writer.emit("Mul", inputs, { T: SHORT }));
  }

  /** Values as bfloat16, where all are at hand as that for one of TensorFlow's own kernels. */
  #allShort(inputs: readonly string[]): string[] | undefined {
    if (this.#compiled) return undefined;
    const short = inputs.flatMap((x) => this.#short.get(x) ?? []);
    return short.length === inputs.length ? short : undefined;
  }

  /** A value as bfloat16; equal ones share a node, such as that of a weight in both directions. */
  #rounded(x: string): string {
    const here = `${this.#compiled} ${x}`, known = this.#short.get(x) ?? this.#casts.get(here);
    if (known !== undefined) return known;
    const short = this.#writer.emit("Cast", [x], ROUND);
    this.#casts.set(here, short);
    return short;
  }

  /** A bfloat16 as float32: read elsewhere it is widened there, so that two bytes a number cross. */
  #widened(short: string): string {
    return this.#repeats.add([short], () => {
      const wide = this.#writer.emit("Cast", [short], WIDEN);
      this.#short.set(wide, short);
      return wide;
    });
  }
}
