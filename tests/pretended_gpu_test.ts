/**
 * TensorFlow's CUDA build as the set-up lays it out, on a GPU that is only pretended: whether it
 * finds the GPU, whether it refuses an operation of any kind of step, and what a step fetches to the
 * processor. What it computes there means nothing.
 *
 * TensorFlow's wheel, 572 MB, is downloaded the first time and kept in the cache.
 * `SDTRAINER_TEST_GPU=no` leaves these tests out.
 */
import assert from "node:assert/strict";
import * as path from "node:path";
import { readRows } from "../bench/rows_file.ts";
import { PROJECT_FOLDER, TENSORFLOW_VERSION } from "../lib/backend/mod.ts";
import { GPU_DEFAULTS } from "../lib/backend/rounding.ts";
import { loadPretrained, weightsOf } from "../lib/model/mod.ts";
import { bucketLength } from "../lib/program/buckets.ts";
import { type PretendedMachine, pretendMachine } from "./_gpu/machine.ts";
import { notTested } from "./_not_tested.ts";

/** Why these tests are left out, where that is known beforehand. */
function obstacle(): string | undefined {
  if (Deno.env.get("SDTRAINER_TEST_GPU") === "no") return "SDTRAINER_TEST_GPU says so";
  const { os, arch } = Deno.build;
  if (os !== "linux" || arch !== "x86_64") return "TensorFlow has no CUDA build for this machine";
}

/** Runs a task as `deno task` does: most with permissions of their own, after the set-up. */
async function launch({ env }: PretendedMachine, task: string, ...args: string[]) {
  const { tasks } = JSON.parse(await Deno.readTextFile(path.join(PROJECT_FOLDER, "deno.json")));
  const [, ...words] = (tasks[task].command as string).split(" ");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...words, ...args],
    cwd: PROJECT_FOLDER,
    env: { ...env, TF_DETERMINISTIC_OPS: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: text(stdout), err: text(stderr) };
}

/** Text of words that the tiny model knows. */
const TEXT = "The cat sat on the mat. A quick man ran in the house. It was good.\n\n".repeat(12);

/** Writes what experiments need: the text, and the tiny model with dropout, which it has not. */
async function writeInputs(folder: string): Promise<{ data: string; model: string }> {
  const data = path.join(folder, "text.txt"), model = path.join(folder, "model");
  await Deno.writeTextFile(data, TEXT);
  await Deno.mkdir(model, { recursive: true });
  const fixture = path.join(PROJECT_FOLDER, "tests/fixtures/tiny-bert");
  for (const { name } of Deno.readDirSync(fixture)) {
    await Deno.copyFile(path.join(fixture, name), path.join(model, name));
  }
  const file = path.join(model, "config.json"), config = JSON.parse(await Deno.readTextFile(file));
  const dropout = { hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1 };
  await Deno.writeTextFile(file, JSON.stringify({ ...config, ...dropout }));
  return { data, model };
}

/** An experiment of two steps a run, or one of two batches, evaluated before and after. */
async function experiment(machine: PretendedMachine, name: string, ...options: string[]) {
  const { data, model } = await writeInputs(machine.folder);
  await machine.copied();
  const { code, err } = await launch(
    machine,
    "reproduce",
    ...["--device", "gpu", "--model", model, "--beta", "table", "--offline"],
    ...["--data", data, "--data-construction", "passages", "--eval-split", "train"],
    ...["--chunk-length", "16", "--train-chunks", "4", "--eval-chunks", "2", "--batch-size", "2"],
    ...["--epochs", "1", "--save-strategy", "no", "--schedules", "cosine"],
    ...["--out", path.join(machine.folder, name), ...options],
  );
  assert.equal(code, 0, err);
  assert.match(err, new RegExp(`TensorFlow ${TENSORFLOW_VERSION} on a GPU`));
  return await machine.copied();
}

/** Bytes of a float32 and of what a check leaves on the GPU: two int32. */
const NUMBER = 4, CHECK = 8;

/**
 * Of a step: the loss, Γ, its number of pairs, the rate and the norm; and the checks of all but the
 * second last. Of an evaluation: the loss and the number of right predictions of the evaluation
 * chunks, and the loss of training chunks.
 */
const STEP = [...new Array(5).fill(NUMBER), ...new Array(4).fill(CHECK)];
const EVALUATION = [NUMBER, NUMBER, NUMBER];

/** Bytes of each of the tiny model's weights: a run that ends has the hash of all of them. */
async function weightBytes({ folder }: PretendedMachine): Promise<number[]> {
  const { model } = await writeInputs(folder);
  const { architecture, config } = await loadPretrained(model);
  return weightsOf(architecture, config)
    .map(({ shape }) => shape.reduce((size, length) => size * length, NUMBER));
}

function repeated(lengths: readonly number[], times: number): number[] {
  return new Array(times).fill(lengths).flat();
}

function assertCopied(actual: number[], expected: readonly number[]): void {
  const sorted = (lengths: readonly number[]) => lengths.toSorted((a, b) => a - b);
  assert.deepEqual(sorted(actual), sorted(expected), "bytes that were fetched from the GPU");
}

/**
 * That no weight's gradient was compiled with the update, until which all that it is made of would
 * lie in memory: what changes variables has them among its arguments, and makes no product.
 */
async function assertUpdateApart(dump: string): Promise<void> {
  const products = { update: 0, passes: 0 };
  let updates = 0;
  for await (const { name } of Deno.readDir(dump)) {
    if (!name.endsWith("thunk_sequence.txt")) continue;
    const isUpdate = !name.includes("XlaNumResourceArgs_0_");
    if (isUpdate) updates++;
    const kernels = await Deno.readTextFile(path.join(dump, name));
    products[isUpdate ? "update" : "passes"] += kernels.split("kGemm").length - 1;
  }
  assert.ok(updates > 0 && products.passes > 0, `${updates} updates, ${products.passes} products`);
  assert.equal(products.update, 0, "products that are compiled with the update");
}

/**
 * That activations cross from the way there to the way back in bfloat16: of what is as large as all
 * tokens' vectors, only what TensorFlow's own kernels read or made is float32, which is the embeddings
 * and what the head is given. And that XLA made the head, for a bucket of so many masked tokens.
 */
async function assertKept(dump: string, bucket: number, words: number): Promise<void> {
  const isShort = (type: string) => type.startsWith("bf16");
  const shortIn = (types: readonly string[]) => types.filter(isShort).length;
  let there: string[] = [], slopesOfScores = 0;
  for await (const { name } of Deno.readDir(dump)) {
    if (!name.endsWith("gpu_after_optimizations.txt")) continue;
    const [head] = (await Deno.readTextFile(path.join(dump, name))).split("\n", 1);
    const [, results] = /entry_computation_layout=\{\(.*\)->(.*)\}/.exec(head!)!;
    const types: string[] = results!.match(/\b(f32|bf16)\[[\d,]+\]/g) ?? [];
    if (shortIn(types) > shortIn(there)) there = types;
    if (types.includes(`f32[${bucket},${words}]`)) slopesOfScores++;
  }
  assert.ok(slopesOfScores > 0, "what a head gives the way back");
  const size = (type: string) => type.match(/\d+(?=[,\]])/g)!.reduce((n, m) => n * Number(m), 1);
  // Two chunks of 16 tokens, vectors of 32 numbers.
  const large = there.filter((type) => size(type) >= 2 * 16 * 32);
  const wide = large.filter((type) => !isShort(type));
  assert.ok(shortIn(large) > 20 && wide.length <= 2, `${large}`);
}

Deno.test({
  name: "on a pretended GPU, with operations that give the same each time",
  ignore: obstacle() !== undefined,
  fn: async (t) => {
    const made = await pretendMachine();
    if (typeof made === "string") notTested("steps on a pretended GPU", made);
    await using machine = typeof made === "string" ? undefined : made;
    const step = (name: string, fn: (machine: PretendedMachine) => Promise<void>) =>
      t.step({ name, ignore: machine === undefined, fn: () => fn(machine!) });

    await step("the set-up's layout registers it, and a mask is filled", async (machine) => {
      const args = ["--device", "gpu", "--text", "The [MASK] sat.", "--top", "2"];
      const { code, out, err } = await launch(machine, "fill-mask", ...args);
      assert.equal(code, 0, err);
      assert.equal(out.split("\n").length, 2);
      const [logits, ...more] = await machine.copied();
      assert.ok(logits! > 1000 && more.length === 0, "only the scores of the words come back");
    });

    await step("steps of none, SD and SD2, and evaluation", async (machine) => {
      const weights = await weightBytes(machine);
      const run = [...repeated(STEP, 2), ...repeated(EVALUATION, 2), ...weights];
      assertCopied(await experiment(machine, "methods"), repeated(run, 3));
    });

    await step("Γ of the notebook, accumulated batches, bfloat16", async (machine) => {
      const more = ["--gamma", "notebook", "--gradient-accumulation-steps", "2"];
      const options = ["--methods", "SD", "--precision", "bfloat16", ...more];
      const copied = await experiment(machine, "notebook", ...options);
      const ofSteps = [...copied];
      for (const bytes of await weightBytes(machine)) {
        assert.ok(ofSteps.includes(bytes), `a weight of ${bytes} bytes`);
        ofSteps.splice(ofSteps.lastIndexOf(bytes), 1);
      }
      assert.ok(ofSteps.length > 0 && ofSteps.every((bytes) => bytes < 64), `${ofSteps}`);
    });

    await step(
      "steps that XLA compiles, with sums that are the same each time",
      async (machine) => {
        const dump = path.join(machine.folder, "compiled");
        // The defaults, and where XLA is to leave what it made.
        machine.env.XLA_FLAGS = `${GPU_DEFAULTS.XLA_FLAGS} --xla_dump_to=${dump}`;
        const weights = await weightBytes(machine);
        const run = [...repeated(STEP, 2), ...repeated(EVALUATION, 2), ...weights];
        const options = ["--methods", "SD2", "--xla", "--precision", "bfloat16"];
        assertCopied(await experiment(machine, "xla", ...options), run);
        delete machine.env.XLA_FLAGS;
        await assertUpdateApart(dump);
        const { config: { vocabSize } } = await loadPretrained(path.join(machine.folder, "model"));
        await assertKept(dump, bucketLength(1), vocabSize);
      },
    );

    await step("the bench has a row of each of its subjects", async (machine) => {
      const file = path.join(machine.folder, "rows.json");
      const peer = ["--peer", "none", "--json", file];
      const { code, err } = await launch(
        machine,
        "bench",
        ...["--only", "step", "--device", "gpu", "--tiny", "--rounds", "1", ...peer],
      );
      assert.equal(code, 0, err);
      assert.ok(!err.includes("left out"), err);
      const rows = await readRows(file);
      assert.deepEqual(rows.map(({ subject }) => subject.replace("SDTrainer, ", "")), [
        "float32",
        "TF32",
        "TF32, XLA",
        "bfloat16",
        "bfloat16, XLA",
        "TF32, not deterministic",
        "bfloat16, not deterministic",
      ]);
    });
  },
});

const reason = obstacle();
if (reason !== undefined) notTested("steps on a pretended GPU", reason);
