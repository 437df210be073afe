/** What a run is given, as its graph is fed it: some made of others, and for a GPU all at once. */
import type { NodeWriter } from "./node_writer.ts";
import { type FeedType, type Shape, sizeOf, type TensorData } from "./tensor.ts";

/** Makes a row from what a placeholder is given: so many pairs of 32 bits, the lower half first. */
export type MakeRow = (value: TensorData) => Int32Array;

/** Makes vectors of whole numbers from what a placeholder is given. */
export type MakeVectors = (value: TensorData) => readonly Int32Array[];

/** Feeds that are made of what a placeholder is given, all at once. */
interface Made {
  /** By which they are fed, among the program's placeholders. */
  readonly names: readonly string[];
  /** The placeholder that they are made of. */
  readonly of: string;
  /** Their values in the graph. */
  readonly values: readonly string[];
  readonly make: (value: TensorData) => readonly TensorData[];
  /** The program's nodes that read them, whatever nodes are. */
  readonly readers: Set<object>;
}

/** A placeholder whose numbers lie in the vector of all of them. */
interface Packed {
  readonly name: string;
  /** Where the layout says where it begins, how many numbers it has, and its lengths. */
  readonly place: number;
}

/** The nodes by which a GPU is given everything in one copy. */
interface Pack {
  /** The placeholder of the numbers, all as int32. */
  readonly numbers: string;
  /** The same bits as float32, which a GPU cuts itself: int32 it would have the processor cut. */
  readonly floats: string;
  /** The placeholder of the layout, int32, which stays on the processor. */
  readonly layout: string;
}

/** Writes the placeholders of a program into its graph, and knows what to feed them. */
export class GraphFeeds {
  readonly #writer: NodeWriter;
  /** The program's placeholders by their values' names in the graph. */
  readonly #names = new Map<string, string>();
  /** Nodes that are fed by themselves, by placeholder. */
  readonly #alone = new Map<string, string>();
  readonly #packed: Packed[] = [];
  #layoutLength = 0;
  #pack: Pack | undefined;
  /** By what they are, which no placeholder can be called. */
  readonly #made = new Map<string, Made>();
  /** By what the feed of them is. */
  readonly #rows = new Map<string, MakeRow[]>();

  /** For the graph that a writer writes. */
  constructor(writer: NodeWriter) {
    this.#writer = writer;
  }

  /**
   * Adds a value that is fed by itself. Where the graph shall run on a GPU it is to be fed as int32, a
   * float32's bits: what is float32 the addon moves to the GPU at once, and fetches back to feed it.
   *
   * @returns Its name, and that by which it is fed.
   */
  alone(type: FeedType, shape: Shape, name?: string): { value: string; feed: string } {
    const writer = this.#writer;
    const fedAs = writer.gpu ? "int32" : type;
    const feed = writer.emit("Placeholder", [], { dtype: { type: fedAs }, shape: { shape } }, name);
    const value = fedAs === type
      ? feed
      : writer.emit("Bitcast", [feed], { T: { type: fedAs }, type: { type } });
    return { value, feed };
  }

  /**
   * Adds the node of a program's placeholder; returns its value's name.
   *
   * A GPU is given all floats in one copy, since each by itself takes as long as a small kernel many
   * times over. Whole numbers stay on the processor, where TensorFlow reshapes and adds them, and
   * would fetch them for that.
   */
  placeholder(name: string, shape: Shape, dtype: FeedType): string {
    const isPacked = this.#writer.gpu && dtype === "float32";
    const value = isPacked ? this.#cut(name, shape) : this.#one(name, shape, dtype);
    this.#names.set(value, name);
    return value;
  }

  /** Whether a value of the graph is a placeholder's. */
  isPlaceholder(value: string): boolean {
    return this.#names.has(value);
  }

  #one(name: string, shape: Shape, dtype: FeedType, wish: string = name): string {
    const { value, feed } = this.alone(dtype, shape, wish);
    this.#alone.set(name, feed);
    return value;
  }

  /**
   * A row of numbers that this process makes of what a placeholder is given, before a run.
   *
   * @param reader The node that reads it.
   * @param of The value that the row is made of.
   * @param width Numbers in the row, each of 64 bits.
   * @returns The value that has it, uint64 `[rows, width]`, and its place among the rows; undefined
   * where the value is no placeholder's.
   */
  row(
    reader: object,
    of: string,
    width: number,
    make: MakeRow,
  ): { value: string; row: number } | undefined {
    const source = this.#names.get(of);
    if (source === undefined) return undefined;
    const key = `${source}:rows${width}`, rows = this.#rows.get(key) ?? [];
    this.#rows.set(key, rows);
    const [value] = this.#readBy(reader, key, () => ({
      ...{ names: [key], of: source, values: [this.#writeRows(key, source, width)] },
      make: (value) => [stacked(rows, width, value)],
    }));
    rows.push(make);
    return { value: value!, row: rows.length - 1 };
  }

  #writeRows(name: string, of: string, width: number): string {
    const shape = [-1, width, 2], type = this.#writer.gpu ? "float32" : "int32";
    return this.#writer.outside(() => {
      const halves = this.#writer.gpu
        ? this.#cut(name, shape)
        : this.#one(name, shape, "int32", `${of}/rows`);
      return this.#writer.emit("Bitcast", [halves], { T: { type }, type: { type: "uint64" } });
    });
  }

  /**
   * Vectors of whole numbers that this process makes of what a placeholder is given, before each run
   * that needs one who reads them.
   *
   * @param reader The node that reads them.
   * @param of The placeholder's name.
   * @param kinds What each is, by which those who want the same have the same.
   * @returns The values that have them, int32 `[?]`.
   */
  vectors(
    reader: object,
    of: string,
    kinds: readonly string[],
    make: MakeVectors,
  ): readonly string[] {
    const key = `${of}:${kinds}`, names = kinds.map((kind) => `${key}:${kind}`);
    const write = (name: string, i: number) =>
      this.#writer.outside(() => this.#one(name, [-1], "int32", `${of}/${kinds[i]}`));
    return this.#readBy(reader, key, () => ({
      ...{ names, of, values: names.map(write) },
      make: (value) => make(value).map(vector),
    }));
  }

  /** The values of what is made, which is written for the first who reads it. */
  #readBy(reader: object, key: string, write: () => Omit<Made, "readers">): readonly string[] {
    const made = this.#made.get(key) ?? { ...write(), readers: new Set() };
    made.readers.add(reader);
    this.#made.set(key, made);
    return made.values;
  }

  /** Cuts a placeholder's numbers out of those that the GPU is given. */
  #cut(name: string, shape: Shape): string {
    const writer = this.#writer;
    const { floats, layout } = this.#pack ??= this.#writePack();
    const place = this.#layoutLength;
    this.#packed.push({ name, place });
    this.#layoutLength += 2 + shape.length;
    const part = (from: number, to: number) =>
      writer.emit(
        "StridedSlice",
        [layout, writer.ints([from]), writer.ints([to]), writer.ints([1])],
        { T: { type: "int32" }, Index: { type: "int32" } },
      );
    const cut = writer.float(
      "Slice",
      [floats, part(place, place + 1), part(place + 1, place + 2)],
      {
        Index: { type: "int32" },
      },
    );
    const lengths = part(place + 2, this.#layoutLength);
    const shaped = writer.float("Reshape", [cut, lengths], { Tshape: { type: "int32" } });
    return writer.float("EnsureShape", [shaped], { shape: { shape } });
  }

  #writePack(): Pack {
    const { value: floats, feed: numbers } = this.alone("float32", [-1], "given");
    return { numbers, floats, layout: this.alone("int32", [-1], "layout").feed };
  }

  /**
   * What the graph is fed.
   *
   * @param given The placeholders that a run needs, with their values.
   * @param needed The nodes that it needs: only what these read is made.
   */
  of(
    given: Iterable<readonly [string, TensorData]>,
    needed: { has(node: object): boolean },
  ): [string, TensorData][] {
    const all = new Map(given);
    for (const { names, of, make, readers } of this.#made.values()) {
      const value = all.get(of), isRead = [...readers].some((reader) => needed.has(reader));
      if (value === undefined || !isRead) continue;
      make(value).forEach((made, i) => all.set(names[i]!, made));
    }
    const alone = [...all].flatMap(([name, value]): [string, TensorData][] => {
      const node = this.#alone.get(name);
      return node === undefined ? [] : [[node, value]];
    });
    return [...alone, ...this.#inOne(all)];
  }

  /** The numbers of all that are packed, one after the other, and where each is. */
  #inOne(all: ReadonlyMap<string, TensorData>): [string, TensorData][] {
    const present = this.#packed.filter(({ name }) => all.has(name));
    if (this.#pack === undefined || present.length === 0) return [];
    const size = present.reduce((sum, { name }) => sum + all.get(name)!.data.length, 0);
    const numbers = new Int32Array(size), layout = new Int32Array(this.#layoutLength);
    let begin = 0;
    for (const { name, place } of present) {
      const { shape, data } = all.get(name)!;
      numbers.set(new Int32Array(data.buffer, data.byteOffset, data.length), begin);
      layout.set([begin, data.length, ...shape], place);
      begin += data.length;
    }
    return [[this.#pack.numbers, vector(numbers)], [this.#pack.layout, vector(layout)]];
  }
}

function vector(data: Int32Array): TensorData {
  return { shape: [data.length], data };
}

function stacked(rows: readonly MakeRow[], width: number, value: TensorData): TensorData {
  const shape = [rows.length, width, 2], data = new Int32Array(sizeOf(shape));
  rows.forEach((make, row) => data.set(make(value), row * width * 2));
  return { shape, data };
}
