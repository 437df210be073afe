/**
 * Writes an ONNX model, which ONNX Runtime and transformers.js run. Field numbers are those of
 * ONNX's onnx.proto.
 */
import type { FileInParts } from "../io/mod.ts";
import { MessageWriter } from "./protobuf.ts";
import {
  type FeedType,
  lengthDecidesMore,
  OPEN_LENGTH,
  type Shape,
  sizeOf,
  type TensorData,
} from "./tensor.ts";

/** A kind of elements of an ONNX tensor. */
export type OnnxType = "float32" | "float16" | "int32" | "int64";

/** ONNX's DataType numbers. */
const ONNX_TYPES: Readonly<Record<OnnxType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  float16: 10,
};

/** The formats of a model's weights. */
export type OnnxPrecision = "float32" | "float16";

/** The operators' version: the first that has layer normalisation. */
const OPSET = 17;
/** The file format's version that came with it. */
const IR_VERSION = 8;

/** The value of an attribute of an ONNX node. */
export type OnnxAttribute = { int: number } | { float: number } | { ints: readonly number[] };

/** The largest number of float16. */
export const MOST_FLOAT16 = 65504;

/** What open lengths are called, as Hugging Face's own exports have it. */
const OPEN_NAMES: Readonly<Record<number, string>> = {
  [-1]: "batch_size",
  [OPEN_LENGTH]: "sequence_length",
};

/** A variable's values as the file shall hold them. */
export interface OnnxWeight {
  /** Known in full. */
  readonly shape: Shape;
  /** What its numbers are in the file. */
  readonly format: OnnxPrecision;
  /** Little-endian bytes, made when the file is written. */
  bytes(): Uint8Array;
}

/** Collects the nodes of an ONNX graph. */
export class OnnxWriter {
  readonly #graph = new MessageWriter();
  readonly #constants = new Map<string, string>();
  readonly #casts = new Map<string, string>();
  readonly #weights: ReadonlyMap<string, OnnxWeight>;
  readonly #read = new Set<string>();
  readonly #precision: OnnxPrecision;
  #count = 0;
  #length: string | undefined;

  /**
   * A graph without nodes.
   *
   * @param weights What {@linkcode weight} reads, by name. Matrix products are computed in float16
   * where both of their operands may be; all else is float32, as with a graph's `precision`.
   */
  constructor(weights: ReadonlyMap<string, OnnxWeight>, precision: OnnxPrecision) {
    this.#weights = weights;
    this.#precision = precision;
    this.#graph.bytes(2, "main");
  }

  /** Adds one node as it is; returns the name of its result. */
  #node(
    operator: string,
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute> = {},
    name = `${operator}_${this.#count++}`,
  ): string {
    const node = new MessageWriter();
    for (const input of inputs) node.bytes(1, input);
    node.bytes(2, name).bytes(3, name).bytes(4, operator);
    for (const [key, value] of Object.entries(attributes)) {
      node.bytes(5, encodeAttribute(key, value));
    }
    this.#graph.bytes(1, node);
    return name;
  }

  /** Adds one node that reads float32, integers or truth values; returns the name of its result. */
  emit(
    operator: string,
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute> = {},
  ): string {
    return this.#node(operator, inputs.map((x) => this.#wide(x)), attributes);
  }

  /** A value's elements as another kind. */
  cast(value: string, to: OnnxType): string {
    const key = `${to}:${value}`, known = this.#casts.get(key);
    if (known !== undefined) return known;
    const from = to === "float16" ? this.#cut(value) : value;
    const cast = this.#node("Cast", [from], { to: { int: ONNX_TYPES[to] } });
    this.#casts.set(key, cast);
    return cast;
  }

  #isNarrow(value: string): boolean {
    return this.#read.has(value) && this.#weights.get(value)!.format === "float16";
  }

  #wide(value: string): string {
    return this.#isNarrow(value) ? this.cast(value, "float32") : value;
  }

  /** The rows of these numbers of a table, as float32. */
  rows(table: string, ids: string): string {
    const rows = this.#node("Gather", [table, ids]);
    return this.#isNarrow(table) ? this.cast(rows, "float32") : rows;
  }

  /**
   * A matrix product, in the file's precision, as float32.
   *
   * @param exact Whether it is float32 whatever the precision is.
   */
  product(
    operator: "MatMul" | "Gemm",
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute> = {},
    exact = false,
  ): string {
    const isWide = (x: string) => this.#read.has(x) && !this.#isNarrow(x);
    if (exact || this.#precision === "float32" || inputs.some(isWide)) {
      return this.emit(operator, inputs, attributes);
    }
    const narrow = inputs.map((x) => this.#isNarrow(x) ? x : this.cast(x, "float16"));
    return this.#cut(this.cast(this.#node(operator, narrow, attributes), "float32"));
  }

  /** What float16 cannot hold becomes the nearest that it can: infinite numbers would become NaN. */
  #cut(value: string): string {
    return this.emit("Clip", [value, this.scalar(-MOST_FLOAT16), this.scalar(MOST_FLOAT16)]);
  }

  /** What a run is given under a name: int64, as Hugging Face's libraries feed it. */
  input(name: string, shape: Shape, dtype: FeedType): string {
    this.#graph.bytes(11, valueInfo(name, "int64", shape));
    const axis = shape.indexOf(OPEN_LENGTH);
    if (axis !== -1) {
      this.#length ??= this.#node("Shape", [name], {
        start: { int: axis },
        end: { int: axis + 1 },
      });
    }
    return this.cast(name, dtype);
  }

  /** Gives a value the name by which runs fetch it. */
  output(name: string, value: string, shape: Shape, dtype: FeedType): void {
    this.#node("Identity", [this.#wide(value)], {}, name);
    this.#graph.bytes(12, valueInfo(name, dtype, shape));
  }

  /** The values of a variable. */
  weight(name: string): string {
    this.#read.add(name);
    return name;
  }

  /** A constant tensor; equal scalars share one. */
  constant({ shape, data }: TensorData): string {
    const type = data instanceof Float32Array ? "float32" : "int32";
    return this.#constant(type, shape, data);
  }

  /**
   * A float32 scalar. Where it is the open length, the run decides it.
   *
   * @throws {RangeError} If it was plainly computed from the open length.
   */
  scalar(value: number): string {
    return value === OPEN_LENGTH
      ? this.cast(this.length(value), "float32")
      : this.#constant("float32", [], Float32Array.of(plain(value)));
  }

  /** An int64 scalar, such as an axis or a length, as {@linkcode scalar}. */
  length(value: number): string {
    return value === OPEN_LENGTH
      ? this.#node("Squeeze", [this.#openLength()])
      : this.#constant("int64", [], BigInt64Array.of(BigInt(plain(value))));
  }

  /** An int64 vector, such as axes or a shape, as {@linkcode scalar}. */
  lengths(values: readonly number[]): string {
    if (values.includes(OPEN_LENGTH)) {
      const parts = values.map((value) =>
        value === OPEN_LENGTH ? this.#openLength() : this.lengths([value])
      );
      return this.#node("Concat", parts, { axis: { int: 0 } });
    }
    return this.#constant(
      "int64",
      [values.length],
      BigInt64Array.from(values, (value) => BigInt(plain(value))),
    );
  }

  #openLength(): string {
    if (this.#length === undefined) throw new RangeError("No input has the open length.");
    return this.#length;
  }

  #constant(type: OnnxType, shape: Shape, data: TensorData["data"] | BigInt64Array): string {
    const content = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    // By its bytes: 0 and -0 are two.
    const key = sizeOf(shape) > 8 ? undefined : `${type}[${shape}]:${content}`;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const name = `constant_${this.#count++}`;
    this.#graph.bytes(5, tensorHead(name, type, shape).bytes(9, content));
    if (key !== undefined) this.#constants.set(key, name);
    return name;
  }

  /** The finished file. */
  finish(producer: { name: string; version: string }): FileInParts {
    const weights = [...this.#read].map((name) => {
      const { shape, format, bytes } = this.#weights.get(name)!;
      const size = sizeOf(shape) * (format === "float16" ? 2 : 4);
      const head = tensorHead(name, format, shape).start(9, size).finish();
      const start = new MessageWriter().start(5, head.length + size).finish();
      return { head: [start, head], size: start.length + head.length + size, bytes };
    });
    const graph = this.#graph.finish();
    const head = new MessageWriter().integer(1, IR_VERSION)
      .bytes(2, producer.name).bytes(3, producer.version)
      .bytes(8, new MessageWriter().bytes(1, "").integer(2, OPSET))
      .start(7, weights.reduce((sum, { size }) => sum + size, graph.length)).finish();
    return {
      size: weights.reduce((sum, { size }) => sum + size, head.length + graph.length),
      *parts() {
        yield head;
        yield graph;
        for (const weight of weights) {
          yield* weight.head;
          yield weight.bytes();
        }
      },
    };
  }
}

/** A number as it is. None of a model is as large as what an operation makes of the open length. */
function plain(value: number): number {
  const size = Math.abs(value);
  if (size > 2 ** 45 && size < 2 ** 60) throw lengthDecidesMore();
  return value;
}

function encodeAttribute(name: string, value: OnnxAttribute): MessageWriter {
  const message = new MessageWriter().bytes(1, name);
  if ("float" in value) return message.float(2, value.float).integer(20, 1);
  if ("int" in value) return message.integer(3, value.int).integer(20, 2);
  for (const int of value.ints) message.integer(8, int);
  return message.integer(20, 7);
}

/** A TensorProto without its content. */
function tensorHead(name: string, type: OnnxType, shape: Shape): MessageWriter {
  const message = new MessageWriter();
  for (const length of shape) message.integer(1, length);
  return message.integer(2, ONNX_TYPES[type]).bytes(8, name);
}

/** A ValueInfoProto: name, kind and lengths of what goes in or out. */
function valueInfo(name: string, type: OnnxType, shape: Shape): MessageWriter {
  const lengths = new MessageWriter();
  for (const length of shape) {
    const open = OPEN_NAMES[length], dimension = new MessageWriter();
    lengths.bytes(1, open === undefined ? dimension.integer(1, length) : dimension.bytes(2, open));
  }
  const tensor = new MessageWriter().integer(1, ONNX_TYPES[type]).bytes(2, lengths);
  return new MessageWriter().bytes(1, name).bytes(2, new MessageWriter().bytes(1, tensor));
}
