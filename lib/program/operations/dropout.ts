/** Dropout whose mask is a pure function of a seed and a place in the model. */
import { philox } from "../../random/mod.ts";
import type { GraphWriter } from "../graph_writer.ts";
import { describeShape, type TensorData } from "../tensor.ts";
import type { Operation, Value } from "../types.ts";
import { requireFloat, requireType } from "./arguments.ts";

interface Mask {
  /** Sixteen random bits at or above this number drop the element. */
  threshold: number;
  /** What kept elements are multiplied by, so that the expectation stays. */
  scale: number;
  /** Which of the model's dropouts this is: each draws its own numbers. */
  site: number;
}

/**
 * What TensorFlow makes of `[seed, site]`: it runs them through Philox with a fixed key, so that any
 * seeds may be used (tensorflow/core/kernels/stateless_random_ops.cc, GenerateKey). The first two
 * words are the key that numbers are then drawn with, the others the upper half of the counter.
 */
function mixed(seed: number, site: number): Uint32Array {
  const words = new Uint32Array(4);
  // TensorFlow widens the seeds to 64 bits, so a negative one fills the upper half with ones.
  const high = seed < 0 ? 0xffffffff : 0;
  philox([seed >>> 0, high, site, 0], [0x3ec8f720, 0x02461e29], words);
  return words;
}

/**
 * The numbers TensorFlow's StatelessRandomUniformFullInt draws for `[seed, site]`, as 16-bit words.
 * Being a function of its arguments alone, it makes the interpreter's masks those of the graph.
 */
export function dropoutBits(seed: number, site: number, count: number): Uint16Array {
  const [low, high, third, fourth] = mixed(seed, site);
  const blocks = Math.ceil(count / 8);
  const words = new Uint32Array(blocks * 4);
  for (let block = 0; block < blocks; block++) {
    philox([block, 0, third!, fourth!], [low!, high!], words, block * 4);
  }
  return new Uint16Array(words.buffer, 0, count);
}

/** The key, and the counter of which the lower half counts the blocks, as 64-bit numbers' halves. */
function keyOf({ data: [seed] }: TensorData, site: number): Int32Array {
  const [low, high, third, fourth] = mixed(seed!, site);
  return Int32Array.of(low!, high!, 0, 0, third!, fourth!);
}

/** Adds the node that draws so many 64-bit numbers, by a kernel of TensorFlow's that mixes the seeds. */
function bitsBySeed(writer: GraphWriter, count: string, seed: string, site: number): string {
  const seeds = writer.emit("Pack", [seed, writer.ints(site)], {
    T: { type: "int32" },
    N: { int: 2 },
    axis: { int: 0 },
  });
  return writer.emit("StatelessRandomUniformFullInt", [count, seeds], {
    dtype: { type: "int64" },
    T: { type: "int32" },
    Tseed: { type: "int32" },
  });
}

/** TensorFlow's number of the generator Philox. */
const PHILOX = 1;

/**
 * Adds the nodes that draw the same numbers with a key and a counter that are mixed before the run:
 * XLA would mix the seeds on a GPU, in six kernels a dropout that each do next to nothing.
 */
function bitsByKey(
  writer: GraphWriter,
  count: string,
  { value, row }: { value: string; row: number },
): string {
  const part = (start: number, length: number) => {
    const from = writer.ints([row, start]), lengths = writer.ints([1, length]);
    const cut = writer.emit("Slice", [value, from, lengths], {
      T: { type: "uint64" },
      Index: { type: "int32" },
    });
    return writer.emit("Reshape", [cut, writer.ints([length])], {
      T: { type: "uint64" },
      Tshape: { type: "int32" },
    });
  };
  const inputs = [count, part(0, 1), part(1, 2), writer.ints(PHILOX)];
  return writer.emit("StatelessRandomUniformFullIntV2", inputs, {
    dtype: { type: "int64" },
    Tshape: { type: "int32" },
  });
}

const dropoutMaskOperation: Operation<Mask> = {
  name: "dropoutMask",
  detached: true,
  types([like, seed]) {
    requireFloat("dropout", [like!]);
    requireType("The seed of dropout", "int32", [seed!]);
    if (seed!.shape.length !== 0) {
      throw new RangeError(`dropout needs a scalar seed: got ${describeShape(seed!.shape)}.`);
    }
    return [{ shape: like!.shape, dtype: "float32" }];
  },
  graph(writer, [like, seed], node) {
    const { attributes: { threshold, scale, site } } = node;
    const shape = writer.shapeOf(like!);
    const size = writer.emit("Prod", [shape, writer.ints(0)], {
      T: { type: "int32" },
      Tidx: { type: "int32" },
    });
    // One 64-bit draw serves four elements; the last draw may serve fewer.
    const three = writer.emit("AddV2", [size, writer.ints(3)], { T: { type: "int32" } });
    const draws = writer.emit("FloorDiv", [three, writer.ints(4)], { T: { type: "int32" } });
    const one = writer.emit("ExpandDims", [draws, writer.ints(0)], {
      T: { type: "int32" },
      Tdim: { type: "int32" },
    });
    const key = writer.compiled
      ? writer.feeds.row(node, seed!, 3, (value) => keyOf(value, site))
      : undefined;
    const bits = key === undefined
      ? bitsBySeed(writer, one, seed!, site)
      : bitsByKey(writer, one, key);
    const words = writer.emit("Bitcast", [bits], {
      T: { type: "int64" },
      type: { type: "uint16" },
    });
    const flat = writer.emit("Reshape", [words, writer.ints([-1])], {
      T: { type: "uint16" },
      Tshape: { type: "int32" },
    });
    const limit = writer.emit("Cast", [writer.ints(threshold)], {
      SrcT: { type: "int32" },
      DstT: { type: "uint16" },
    });
    const below = writer.emit("Less", [flat, limit], { T: { type: "uint16" } });
    const length = writer.emit("ExpandDims", [size, writer.ints(0)], {
      T: { type: "int32" },
      Tdim: { type: "int32" },
    });
    // After the comparison: TensorFlow has no kernel to cut numbers of 16 bits on a GPU, and would
    // have the processor do it.
    const kept = writer.emit("Slice", [below, writer.ints([0]), length], {
      T: { type: "bool" },
      Index: { type: "int32" },
    });
    const shaped = writer.emit("Reshape", [kept, shape], {
      T: { type: "bool" },
      Tshape: { type: "int32" },
    });
    // Computed again, it is read as one byte an element instead of four.
    const mask = writer.repeats.add([shaped], (shaped) => {
      const ones = writer.emit("Cast", shaped, {
        SrcT: { type: "bool" },
        DstT: { type: "float32" },
      });
      return writer.float("Mul", [ones, writer.scalar(scale)]);
    });
    return [mask];
  },
  run({ tf }, [like, seed], { threshold, scale, site }) {
    const bits = dropoutBits(seed!.dataSync()[0]!, site, like!.size);
    const mask = new Float32Array(bits.length);
    for (let i = 0; i < mask.length; i++) mask[i] = bits[i]! < threshold ? scale : 0;
    return [tf.tensor(mask, like!.shape, "float32")];
  },
};

/** `x` times the mask; its gradient is itself, of what comes back. */
const dropoutOperation: Operation<null> = {
  name: "dropout",
  types: ([x]) => [{ shape: x!.shape, dtype: "float32" }],
  gradient: ({ inputs: [, mask], builder }, [upstream]) =>
    builder.apply(dropoutOperation, [upstream!, mask!], null),
  graph: (writer, [x, mask]) => [writer.float("Mul", [x!, mask!])],
  run: ({ tf }, [x, mask]) => [tf.mul(x!, mask!)],
};

/**
 * Zeroes each element with the given probability and scales the others by its complement's inverse
 * (Srivastava et al., JMLR 15, 2014). The probability is rounded to a multiple of 2⁻¹⁶, and the
 * scale is that of the rounded one.
 *
 * @param rate The probability, at least 0 and below 1. At 0 the result is `x` itself.
 * @param seed int32 scalar; a new one for each step.
 * @param site Which of the model's dropouts this is, from 0 to 2³¹ − 1: each draws its own mask.
 * @throws {RangeError} If the rate, the site or the seed's type is another.
 */
export function dropout(x: Value, rate: number, seed: Value, site: number): Value {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`A dropout rate must be at least 0 and below 1: got ${rate}.`);
  }
  if (!Number.isInteger(site) || site < 0 || site >= 2 ** 31) {
    throw new RangeError(`A dropout's site must be an integer from 0 to 2^31 - 1: got ${site}.`);
  }
  // At least one of the 65536 draws is kept, however near to 1 the rate is.
  const threshold = Math.max(1, Math.round((1 - rate) * 65536));
  if (threshold === 65536) return x;
  const scale = 65536 / threshold;
  const [mask] = x.node.builder.apply(dropoutMaskOperation, [x, seed], { threshold, scale, site });
  return x.node.builder.apply(dropoutOperation, [x, mask!], null)[0]!;
}
