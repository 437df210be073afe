/** What the native executor asks of TensorFlow, whose part an object plays that only writes it down. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { add, NonFiniteValue, type Program, ProgramBuilder, type Tf } from "../lib/program/mod.ts";
import { GraphExecutor } from "../lib/program/graph_executor.ts";
import { withFolder } from "./_files.ts";
import { cpuRunner } from "./_operations/cpu_runner.ts";
import { floats, scalar } from "./_tensors.ts";

type Input = { dtype: string; shape: number[]; data: number[] };

/** What was asked for. */
class Session {
  readonly loaded: { tags: string; files: string[] }[] = [];
  readonly runs: { id: number; inputs: Input[]; names: string[]; outputs: string[] }[] = [];
  readonly deleted: number[] = [];
  /** Thrown by the next run. */
  failure: Error | undefined;
  constructor(readonly tf: Tf) {}

  loadSavedModelMetaGraph(folder: string, tags: string): number {
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    this.loaded.push({ tags, files });
    return 7;
  }

  runSavedModel(
    id: number,
    inputs: { dtype: string; shape: number[]; dataSync(): ArrayLike<number> }[],
    names: { name: string }[],
    outputs: string[],
  ) {
    if (this.failure !== undefined) throw this.failure;
    this.runs.push({
      id,
      inputs: inputs.map((tensor) => ({
        ...{ dtype: tensor.dtype, shape: tensor.shape, data: Array.from(tensor.dataSync()) },
      })),
      names: names.map(({ name }) => name),
      outputs,
    });
    return outputs.map((_, i) => this.tf.tensor([i + 0.5], [1]));
  }

  deleteSavedModel(id: number): void {
    this.deleted.push(id);
  }
}

/** Gives a program on such a session, with a folder of its own for what is written. */
function withSession(
  make: (builder: ProgramBuilder) => void,
  act: (executor: GraphExecutor, session: Session, folder: string) => Promise<void>,
  options: { gpu?: boolean } = {},
): Promise<void> {
  return withFolder(async (folder) => {
    const before = Deno.env.get("TMPDIR");
    Deno.env.set("TMPDIR", folder);
    try {
      const tf = await cpuRunner.tf(), session = new Session(tf);
      const builder = new ProgramBuilder();
      make(builder);
      const program: Program = builder.build();
      const tensors = tf.memory().numTensors;
      const native = { ...tf, backend: () => session } as unknown as Tf;
      await act(GraphExecutor.create(program, native, options), session, folder);
      assert.equal(tf.memory().numTensors, tensors, "tensors left behind");
    } finally {
      if (before === undefined) Deno.env.delete("TMPDIR");
      else Deno.env.set("TMPDIR", before);
    }
  });
}

const MEBI = 2 ** 20;

Deno.test("variables are read in portions of 64 MiB and one more, each once", () =>
  withSession((builder) => {
    const sizes = { a: 8 * MEBI, b: 8 * MEBI, c: 16 * MEBI - 1, d: 1, e: 3 };
    for (const [name, size] of Object.entries(sizes)) builder.variable(name, [size]);
  }, async (executor, { runs }) => {
    const read = await executor.readVariables(["a", "b", "a", "c", "d", "e", "e"]);
    assert.deepEqual([...read.keys()], ["a", "b", "c", "d", "e"]);
    // Each is the place in its portion, and a half.
    assert.deepEqual([...read.values()].map(([first]) => first), [0.5, 1.5, 0.5, 1.5, 0.5]);
    // Before they are read for the first time they are set to zeros, all at once.
    assert.deepEqual(runs.map(({ outputs }) => outputs.length), [5, 2, 2, 1]);
    assert.deepEqual(runs.map(({ inputs }) => inputs.length), [1, 0, 0, 0]);
    assert.deepEqual(runs[0]!.inputs, [{ dtype: "float32", shape: [], data: [0] }]);
    await executor.readVariables(["e"]);
    assert.deepEqual(runs.slice(4).map(({ outputs }) => outputs.length), [1]);
    executor.dispose();
  }));

Deno.test("before a run only those variables are set to zeros that were given no value", () =>
  withSession((builder) => {
    const [a, b] = ["a", "b"].map((name) => builder.variable(name, [2]));
    builder.output("sum", add(add(a!, b!), builder.placeholder("x", [])));
  }, async (executor, session) => {
    const { runs } = session;
    await executor.setVariables(new Map([["a", floats([1, 2])]]));
    assert.deepEqual(runs.map(({ inputs }) => inputs), [
      [{ dtype: "float32", shape: [2], data: [1, 2] }],
    ]);
    const [sum] = await executor.run({ x: scalar(3) }, ["sum"]);
    assert.deepEqual([...sum!.data], [0.5]);
    assert.deepEqual(runs.map(({ outputs }) => outputs.length), [1, 1, 1]);
    assert.deepEqual(runs[2]!.inputs, [{ dtype: "float32", shape: [], data: [3] }]);
    await executor.run({ x: scalar(3) }, ["sum"]);
    assert.equal(runs.length, 4, "b is set");
    await executor.clearVariables(["a", "b", "a"]);
    assert.equal(runs[4]!.outputs.length, 2);
    await executor.setVariables(new Map());
    await executor.clearVariables([]);
    assert.deepEqual(await executor.run({ x: scalar(3) }, []), []);
    assert.equal(runs.length, 5, "nothing is asked for where nothing is to be done");
    for (const { id, names, outputs } of runs) {
      assert.equal(id, 7);
      // The addon takes names with the number of the result alone.
      for (const name of [...names, ...outputs]) assert.match(name, /^[^:]+:\d+$/);
    }
    executor.dispose();
    executor.dispose();
    assert.deepEqual(session.deleted, [7]);
    await assert.rejects(executor.run({ x: scalar(3) }, ["sum"]), {
      message: "The executor has been disposed of.",
    });
  }));

Deno.test("what TensorFlow says of memory and numbers becomes an error of its own", () =>
  withSession(
    (builder) => builder.output("x", builder.placeholder("x", [])),
    async (executor, s) => {
      const run = () => executor.run({ x: scalar(1) }, ["x"]);
      s.failure = new Error("OOM when allocating tensor with shape[2,3] and type float on /gpu:0");
      await assert.rejects(run(), { name: "InputError", message: /a tensor of 2 × 3 \(float\)/ });
      s.failure = new Error("non-finite loss : Tensor had NaN values");
      await assert.rejects(
        run(),
        (error) => error instanceof NonFiniteValue && error.what === "loss",
      );
      s.failure = new Error("anything else");
      await assert.rejects(run(), s.failure);
      executor.dispose();
    },
  ));

Deno.test("what is written for a GPU is given the bits of its numbers", () =>
  withSession(
    (builder) => builder.output("x", builder.placeholder("x", [2])),
    async (executor, { runs }) => {
      // A part of a larger array: 1 is 3f800000, −2.5 is c0200000.
      const data = Float32Array.of(9, 1, -2.5, 9).subarray(1, 3);
      await executor.run({ x: { shape: [2], data } }, ["x"]);
      const bits = [0x3f800000, 0xc0200000 | 0];
      const { inputs, names } = runs.at(-1)!;
      assert.deepEqual(names, ["given:0", "layout:0"]);
      assert.deepEqual(inputs, [
        { dtype: "int32", shape: [2], data: bits },
        // It begins at 0, has two numbers, and its one length is two.
        { dtype: "int32", shape: [3], data: [0, 2, 2] },
      ]);
      executor.dispose();
    },
    { gpu: true },
  ));

Deno.test("a graph is loaded from a folder of its own, and what others left goes", () =>
  withSession(() => {}, async (first, session, folder) => {
    first.dispose();
    assert.deepEqual(session.loaded, [
      { tags: "serve", files: ["lock", "saved_model.pb", "variables"] },
    ]);
    const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names(), []);
    const hour = 60 * 60, now = Date.now() / 1000;
    // Without a graph a folder is left after a day; with one, where nobody has its lock.
    const ages = { "sdtrainer-program-a": 25, "sdtrainer-program-b": 23, "sdtrainer-other": 25 };
    for (const [name, hours] of Object.entries(ages)) {
      await Deno.mkdir(join(folder, name));
      await Deno.utime(join(folder, name), now - hours * hour, now - hours * hour);
    }
    for (const name of ["free", "held"]) {
      await Deno.mkdir(join(folder, `sdtrainer-program-${name}`));
      for (const file of ["lock", "saved_model.pb"]) {
        await Deno.writeTextFile(join(folder, `sdtrainer-program-${name}`, file), "");
      }
    }
    // A lock is the process's own where it is taken twice by it, so another one has it.
    const lock = join(folder, "sdtrainer-program-held", "lock");
    const code = `const f = Deno.openSync(${JSON.stringify(lock)}, { write: true });
      f.lockSync(true); console.log("held"); Deno.stdin.readSync(new Uint8Array(1));`;
    const holder = new Deno.Command(Deno.execPath(), {
      ...{ args: ["eval", code], stdin: "piped", stdout: "piped" },
    }).spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    const tf = { ...session.tf, backend: () => session } as unknown as Tf;
    GraphExecutor.create(new ProgramBuilder().build(), tf).dispose();
    assert.deepEqual(names(), [
      ...["sdtrainer-other", "sdtrainer-program-b", "sdtrainer-program-held"],
    ]);
    await holder.stdin.close();
    await holder.status;
    await reader.cancel();
  }));

Deno.test("a folder for graphs that cannot be made is one sentence with a mend", () =>
  withSession(() => {}, async (_, session, place) => {
    const file = join(place, "file");
    await Deno.writeTextFile(file, "");
    Deno.env.set("TMPDIR", join(file, "folder"));
    assert.throws(() => GraphExecutor.create(new ProgramBuilder().build(), session.tf), {
      name: "InputError",
      message:
        `${file}/folder: it cannot be written (ENOTDIR). Choose a folder that exists and may ` +
        "be written to.",
    });
  }));
