/** Programs on TensorFlow: as one graph, and node by node through the same addon. */
import assert from "node:assert/strict";
import { selectBackend } from "../lib/backend/mod.ts";
import {
  add,
  addBias,
  addToVariable,
  crossEntropy,
  dropout,
  dropoutBits,
  type Executor,
  gather,
  gradients,
  type GraphOptions,
  group,
  linear,
  matMul,
  multiply,
  openExecutor,
  type Operation,
  type Program,
  ProgramBuilder,
  reshape,
  scale,
  type Shape,
  sum,
  type TensorData,
  transpose,
  unstack,
} from "../lib/program/mod.ts";
import { GraphExecutor } from "../lib/program/graph_executor.ts";
import { Random } from "../lib/random/mod.ts";
import { testExecutor } from "./_executors/mod.ts";
import { valuesOf, withExecutor } from "./_executors/helpers.ts";
import { operationCases, type Runner, testCases } from "./_operations/mod.ts";
import { assertTensor, floats, intScalar, scalar } from "./_tensors.ts";

const native = () => selectBackend({ backend: "tensorflow" });

function runner(kind: Executor["kind"], gpu = false): Runner {
  return {
    name: `${kind}${gpu ? " written for a GPU" : ""}, TensorFlow`,
    tf: async () => (await native()).tf,
    open: async (program) => await openExecutor(program, { ...await native(), gpu }, { kind }),
  };
}

const GRAPH = runner("graph"), INTERPRETER = runner("interpreter");
/** What a GPU would be given, on the processor. */
const GPU_GRAPH = runner("graph", true);

for (const executor of [GRAPH, GPU_GRAPH, INTERPRETER]) {
  testCases(operationCases, executor);
  testExecutor(executor);
}

Deno.test("TensorFlow runs programs as graphs unless told otherwise", async () => {
  const program = new ProgramBuilder().build();
  for (const kind of ["graph", "interpreter"] as const) {
    const executor = await openExecutor(program, await native(), { kind });
    assert.equal(executor.kind, kind);
    executor.dispose();
  }
  const executor = await openExecutor(program, await native());
  assert.equal(executor.kind, "graph");
  executor.dispose();
});

Deno.test("the loss and its gradient written for a GPU are those of the processor to 1e-6", async () => {
  const rows = 64, classes = 1000, random = new Random(1, "logits");
  const build = (builder: ProgramBuilder) => {
    const logits = builder.placeholder("logits", [-1, classes]);
    const losses = crossEntropy(logits, builder.placeholder("labels", [-1], "int32"));
    builder.output("losses", losses);
    builder.output("gradient", gradients(sum(losses), [logits])[0]!);
  };
  const data = Float32Array.from({ length: rows * classes }, () => 20 * random.next() - 10);
  // Rows with equal logits, and with one so large that the others have no share.
  data.fill(3, 0, classes);
  data[classes + 5] = 1e4;
  const labels = Int32Array.from({ length: rows }, () => random.integer(classes));
  labels[1] = 5;
  const feeds = {
    logits: { shape: [rows, classes], data },
    labels: { shape: [rows], data: labels },
  };
  const results: TensorData[][] = [];
  for (const runner of [GRAPH, GPU_GRAPH]) {
    await withExecutor(runner, build, async (executor) => {
      results.push(await executor.run(feeds, ["losses", "gradient"]));
    });
  }
  const [[losses, gradient], [gpuLosses, gpuGradient]] = results as [TensorData[], TensorData[]];
  assertTensor(gpuLosses!, losses!, 1e-6, "the losses");
  assertTensor(gpuGradient!, gradient!, 1e-6, "the gradient");
});

Deno.test("a look-up's gradient written for a GPU, in parts, is that of the processor, but for the order of sums", async () => {
  // More rows of word 2 than a part has, none of word 1, some of padding.
  const ids = Int32Array.from({ length: 120 }, (_, i) => i % 3 === 0 ? i / 3 % 7 : 2);
  ids.forEach((id, i) => ids[i] = id === 1 ? 0 : id);
  const random = new Random(1, "slopes");
  const slopes = Float32Array.from({ length: 120 * 3 }, () => random.next() - 0.5);
  for (const paddingIndex of [undefined, 0]) {
    const build = (builder: ProgramBuilder) => {
      const given = reshape(builder.placeholder("ids", [-1, 4], "int32"), [-1]);
      const rows = gather(builder.variable("table", [8, 3]), given, {
        ...(paddingIndex === undefined ? {} : { paddingIndex }),
      });
      const product = multiply(rows, builder.placeholder("slopes", [-1, 3]));
      builder.output("slope", gradients(sum(product), [builder.variable("table", [8, 3])])[0]!);
    };
    const expected = (rows: number) => {
      const sums = new Float64Array(8 * 3);
      ids.subarray(0, rows).forEach((id, i) => {
        if (id === paddingIndex) return;
        for (let j = 0; j < 3; j++) sums[3 * id + j]! += slopes[3 * i + j]!;
      });
      return [...sums];
    };
    assert.ok(expected(120).slice(3, 6).every((sum) => sum === 0) && expected(120)[6] !== 0);
    await withExecutor(GPU_GRAPH, build, async (executor) => {
      await executor.setVariables(new Map([["table", floats(new Array(24).fill(1), [8, 3])]]));
      for (const rows of [120, 4, 0]) {
        const [slope] = await executor.run({
          ids: { shape: [rows / 4, 4], data: ids.subarray(0, rows) },
          slopes: { shape: [rows, 3], data: slopes.subarray(0, 3 * rows) },
        }, ["slope"]);
        assertTensor(slope!, floats(expected(rows), [8, 3]), 2e-6, `of ${rows}`);
      }
    });
  }
});

/** What the native back end counts, beyond what TensorFlow.js declares. */
interface NativeBackend {
  getNumOfSavedModels(): number;
  getNumOfTFTensors(): number;
  binding: Record<"TF_ATTR_TYPE" | "TF_INT32", number>;
  executeSingleOutput(name: string, attributes: unknown[], inputs: unknown[]): {
    dataSync(): Int32Array;
    dispose(): void;
  };
}

async function nativeBackend(): Promise<NativeBackend> {
  return (await native()).tf.backend() as unknown as NativeBackend;
}

Deno.test("dropoutBits draws what TensorFlow's kernel draws", async () => {
  const { tf } = await native(), backend = await nativeBackend();
  const type = { type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_INT32 };
  const attributes = ["dtype", "T", "Tseed"].map((name) => ({ name, ...type }));
  // The last is large enough for TensorFlow to draw with several threads.
  const draws = [[0, 0, 4], [1, 2, 1], [7, 3, 6], [2 ** 31 - 1, 2 ** 31 - 1, 9], [-1, 5, 200_003]];
  for (const [seed, site, count] of draws as [number, number, number][]) {
    const inputs = [tf.tensor1d([count], "int32"), tf.tensor1d([seed, site], "int32")];
    const drawn = backend.executeSingleOutput("StatelessRandomUniformFullInt", attributes, inputs);
    const words = new Uint16Array(drawn.dataSync().buffer);
    assert.deepEqual(words, dropoutBits(seed, site, 2 * count), `seed ${seed}, site ${site}`);
    tf.dispose(inputs);
    drawn.dispose();
  }
});

/** Sizes that fill no whole draw, block or thread's share, and those that do. */
const SHAPES: Shape[] = [[], [1], [3], [8], [5, 7], [2, 3, 5, 7], [257, 300], [65_536], [140_001]];

/** Dropout of ones in each shape, with several rates and sites. */
function buildMasks(builder: ProgramBuilder): void {
  const seed = builder.placeholder("seed", [], "int32");
  SHAPES.forEach((shape, i) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const ones = builder.constant(floats(new Array(length).fill(1), shape));
    for (const [rate, site] of [[0.1, i], [0.5, 2 ** 31 - 1 - i]] as const) {
      builder.output(`${i}-${rate}`, dropout(ones, rate, seed, site));
    }
  });
}

/** The masks of some seeds. */
async function masks(runner: Runner): Promise<Float32Array[]> {
  const results: Float32Array[] = [];
  await withExecutor(runner, buildMasks, async (executor) => {
    const names = SHAPES.flatMap((_, i) => [`${i}-0.1`, `${i}-0.5`]);
    for (const seed of [0, 1, 20_261_124, 2 ** 31 - 1, -7]) {
      const run = await executor.run({ seed: intScalar(seed) }, names);
      results.push(...run.map(({ data }) => data as Float32Array));
    }
  });
  return results;
}

Deno.test("the graph's dropout masks are the interpreter's, bit for bit", async () => {
  const drawn = await masks(GRAPH);
  assert.deepEqual(drawn, await masks(INTERPRETER));
  // Each is kept or dropped by the words of its seed and site, and scaled by the exact share.
  const words = dropoutBits(1, 8, 140_001), threshold = Math.round(0.9 * 65_536);
  const scale = Math.fround(65_536 / threshold);
  const last = drawn[2 * SHAPES.length + 2 * 8]!;
  assert.deepEqual(last, Float32Array.from(words, (word) => word < threshold ? scale : 0));
});

/** `w`, and an update that adds 1 to it. */
function counter(): Program {
  const builder = new ProgramBuilder();
  builder.output("w", builder.variable("w", []));
  builder.output("update", group([addToVariable(builder.constant(1), "w")]));
  return builder.build();
}

Deno.test("executors of one program have variables of their own", async () => {
  const program = counter(), backend = await native();
  const [a, b] = [await openExecutor(program, backend), await openExecutor(program, backend)];
  await a.run({}, ["update"]);
  await b.setVariables(new Map([["w", scalar(5)]]));
  assert.deepEqual(await valuesOf(a, ["w"]), { w: [1] });
  assert.deepEqual(await valuesOf(b, ["w"]), { w: [5] });
  a.dispose();
  assert.deepEqual(await valuesOf(b, ["w"]), { w: [5] });
  b.dispose();
});

Deno.test("TensorFlow keeps no session and no tensor of an executor that is gone", async () => {
  const backend = await nativeBackend();
  const counts = () => [backend.getNumOfSavedModels(), backend.getNumOfTFTensors()];
  const before = counts();
  const executor = await openExecutor(counter(), await native());
  assert.equal(backend.getNumOfSavedModels(), before[0]! + 1);
  for (let i = 0; i < 10; i++) {
    await executor.run({}, ["update", "w"]);
    await assert.rejects(executor.run({}, ["nothing"]));
    assert.equal(backend.getNumOfTFTensors(), before[1]);
  }
  executor.dispose();
  executor.dispose();
  assert.deepEqual(counts(), before);
  await assert.rejects(executor.run({}, ["w"]), /disposed/);
});

Deno.test("variables larger than a portion are set, read and cleared", async () => {
  // Portions end once they hold 64 MiB, so the third variable is in one of its own.
  const sizes = { small: 3, large: 2 ** 24 + 1, last: 2 };
  const names = Object.keys(sizes);
  await withExecutor(GRAPH, (builder) => {
    for (const [name, size] of Object.entries(sizes)) builder.variable(name, [size]);
  }, async (executor) => {
    const large = new Float32Array(sizes.large);
    large[0] = 1;
    large[sizes.large - 1] = 2;
    await executor.setVariables(
      new Map([
        ["small", floats([1, 2, 3])],
        ["large", { shape: [sizes.large], data: large }],
        ["last", floats([4, 5])],
      ]),
    );
    const values = await executor.readVariables(names);
    assert.deepEqual([...values.get("small")!], [1, 2, 3]);
    assert.deepEqual([...values.get("last")!], [4, 5]);
    const read = values.get("large")!;
    assert.deepEqual([read.length, read[0], read[1], read.at(-1)], [sizes.large, 1, 0, 2]);
    await assert.rejects(executor.clearVariables([...names, "nothing"]), RangeError);
    assert.deepEqual(await valuesOf(executor, ["small", "last"]), {
      small: [1, 2, 3],
      last: [4, 5],
    });
    await executor.clearVariables(names);
    assert.deepEqual(await valuesOf(executor, ["small", "last"]), {
      small: [0, 0, 0],
      last: [0, 0],
    });
  });
});

/** An operation that TensorFlow does not have. */
const unknownOperation: Operation<null> = {
  name: "unknown",
  types: () => [{ shape: [], dtype: "float32" }],
  graph: (writer) => [writer.emit("NoSuchOperation", [])],
  run: ({ tf }) => [tf.scalar(0)],
};

/** What is left in the folder for temporary files after an action. */
async function leftBehind(action: () => Promise<void>): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "sdtrainer-test-" });
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", folder);
  try {
    await action();
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("nothing is left of the files that a program is loaded from", async () => {
  const backend = await native();
  const left = await leftBehind(async () => (await openExecutor(counter(), backend)).dispose());
  assert.deepEqual(left, []);
});

Deno.test("nothing is left of a program that cannot be loaded", async () => {
  const backend = await native(), { memory } = backend.tf;
  const before = [memory().numTensors, (await nativeBackend()).getNumOfSavedModels()];
  const builder = new ProgramBuilder();
  const [value] = builder.apply(unknownOperation, [], null);
  builder.output("y", add(value!, builder.variable("w", [])));
  const left = await leftBehind(() =>
    assert.rejects(openExecutor(builder.build(), backend), /NoSuchOperation/)
  );
  assert.deepEqual(left, []);
  assert.deepEqual(
    [memory().numTensors, (await nativeBackend()).getNumOfSavedModels()],
    before,
  );
});

Deno.test("products that are rounded around float32 are rounded to the nearest, everywhere", async () => {
  const builder = new ProgramBuilder();
  const a = builder.placeholder("a", [-1, 2]), b = builder.placeholder("b", [2, 1]);
  builder.output("product", matMul(a, b));
  const { tf } = await native();
  const options = { precision: "bfloat16", roundAround: true } as const;
  const executor = GraphExecutor.create(builder.build(), tf, options);
  // Beside 258 and 260: a little above the middle, in it (260 is even), below it; and an operand's own.
  const rows = floats([256, 3.015625, 256, 3, 256, 2.984375, 257, 3], [4, 2]);
  const [result] = await executor.run({ a: rows, b: floats([1, 1], [2, 1]) }, ["product"]);
  assert.deepEqual([...result!.data], [260, 260, 258, 260]);
  executor.dispose();
});

Deno.test("bfloat16 rounds what matrix products read and give, and their gradients, alone", async () => {
  const builder = new ProgramBuilder();
  const a = builder.placeholder("a", [1, 2]), b = builder.placeholder("b", [2, 1]);
  const product = matMul(a, b);
  builder.output("product", product);
  builder.output("slope", gradients(sum(product), [a])[0]!);
  builder.output("sum", add(a, reshape(b, [1, 2])));
  const executor = await openExecutor(builder.build(), await native(), { precision: "bfloat16" });
  // Eight significant bits: 257 lies half-way between 256 and 258 and rounds to the even 256; 3 stays.
  // The product 256·1 + 3·1 = 259 lies half-way between 258 and 260, of which 260 is even.
  const [result, slope, total] = await executor.run(
    { a: floats([257, 3], [1, 2]), b: floats([1, 1], [2, 1]) },
    ["product", "slope", "sum"],
  );
  assert.deepEqual([...result!.data], [260]);
  assert.deepEqual([...slope!.data], [1, 1]);
  assert.deepEqual([...total!.data], [258, 4]);
  executor.dispose();
});

/**
 * What a dense layer with weights and a bias of 1 gives for one row, and a decoder with the same, whose
 * bias comes later.
 */
async function layerAndDecoder(
  row: [number, number],
  open: (program: Program) => Executor | Promise<Executor>,
): Promise<number[][]> {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [-1, 2]);
  const [weight, bias] = [
    builder.constant(floats([1, 1], [1, 2])),
    builder.constant(floats([1], [1])),
  ];
  builder.output("layer", linear(x, weight, bias));
  builder.output("decoder", addBias(matMul(x, weight, { transposeB: true }), bias));
  const executor = await open(builder.build());
  const results = await executor.run({ x: floats(row, [1, 2]) }, ["layer", "decoder"]);
  executor.dispose();
  return results.map(({ data }) => [...data]);
}

Deno.test("in bfloat16 a layer's bias is rounded with its product, another is added in float32", async () => {
  const backend = await native(), options = { precision: "bfloat16" } as const;
  const results = await layerAndDecoder(
    [256, 2],
    (program) => openExecutor(program, backend, options),
  );
  // 256 + 2 = 258 is one of bfloat16's numbers, 259 half-way between it and 260, the even one.
  assert.deepEqual(results, [[260], [259]]);
});

Deno.test("a product that is rounded around float32 is rounded with its bias, once", async () => {
  const { tf } = await native();
  const options = { precision: "bfloat16", roundAround: true } as const;
  const results = await layerAndDecoder(
    [256, 1],
    (program) => GraphExecutor.create(program, tf, options),
  );
  // The product 257 alone is rounded to the even 256; with its bias it is 258, which bfloat16 has.
  assert.deepEqual(results, [[258], [257]]);
});

Deno.test("in bfloat16 what is moved and halved is what it would be in float32", async () => {
  const identity = Array.from({ length: 36 }, (_, i) => Number(i % 7 === 0));
  const build = async (options: GraphOptions) => {
    const builder = new ProgramBuilder();
    const x = builder.placeholder("x", [4, 6]);
    const rounded = matMul(x, builder.constant(floats(identity, [6, 6])));
    const parts = unstack(transpose(reshape(rounded, [2, 2, 2, 3]), [2, 0, 3, 1]));
    const halved = parts.map((part) => scale(part, 0.5));
    builder.output("parts", add(halved[0]!, scale(halved[1]!, 0.3)));
    // A product of the parts, so that what comes back to them is bfloat16, too.
    const scores = matMul(halved[0]!, halved[1]!, { transposeB: true });
    builder.output("slope", gradients(sum(scores), [x])[0]!);
    return await openExecutor(builder.build(), await native(), options);
  };
  // Numbers that bfloat16 has, so that the product with the identity changes none.
  const x = floats(Array.from({ length: 24 }, (_, i) => (i - 11) * 0.75), [4, 6]);
  const [short, full] = await Promise.all(
    (["bfloat16", "float32"] as const).map(async (precision) => {
      const executor = await build({ precision });
      const results = await executor.run({ x }, ["parts", "slope"]);
      executor.dispose();
      return results.map(({ data }) => [...data]);
    }),
  );
  assert.deepEqual(short, full);
});

Deno.test("bfloat16 leaves an exact matrix product and its gradients in float32", async () => {
  const builder = new ProgramBuilder();
  const a = builder.placeholder("a", [1, 2]), b = builder.placeholder("b", [2, 1]);
  const product = matMul(a, b, { exact: true });
  builder.output("product", product);
  gradients(sum(product), [a, b]).forEach((slope, i) => builder.output(`slope${i}`, slope));
  const executor = await openExecutor(builder.build(), await native(), { precision: "bfloat16" });
  const [result, slopeA, slopeB] = await executor.run(
    { a: floats([257, 3], [1, 2]), b: floats([1, 259], [2, 1]) },
    ["product", "slope0", "slope1"],
  );
  assert.deepEqual([...result!.data], [257 + 3 * 259]);
  assert.deepEqual([...slopeA!.data], [1, 259]);
  assert.deepEqual([...slopeB!.data], [257, 3]);
  executor.dispose();
});
