/** `deno task train` where a training is there already, and what it says of odd ends. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { csv, decoder, inFolder, MINE, runOf, task, TINY, trainAlone } from "./_own_text.ts";

/** Runs a training without a process around it. */
async function run(folder: string, ...args: string[]) {
  const { code, stderr, stdout } = await trainAlone(folder, ...args).output();
  const err = decoder.decode(stderr);
  return { code, err, out: decoder.decode(stdout), last: err.trim().split("\n").at(-1)! };
}

const SHORT = ["--out=mine", "--max-steps=1"];

inFolder(
  "a finished training is not that of other text, of another model or damaged",
  async (folder) => {
    const made = await run(folder, ...SHORT);
    assert.equal(made.code, 0, made.err);
    const data = join(folder, "mine.csv"), text = csv();
    const again = async (expected: RegExp) => {
      const { code, last } = await run(folder, ...SHORT);
      assert.equal(code, 1, last);
      assert.match(last, expected);
    };
    const other =
      /made otherwise \(chunks_sha256 was .*\)\. Choose another folder with --out, or .*--restart/;
    // As many chunks of other words, and fewer.
    await Deno.writeTextFile(data, text.replaceAll("cat", "dog"));
    await again(other);
    await Deno.writeTextFile(data, csv(20));
    await again(
      /^mine\.csv: it gives \d+ chunks to train on and \d+ to evaluate, but the training in mine was begun with \d+ and \d+: this is other text\. .* --restart\.$/,
    );
    await Deno.writeTextFile(data, text);

    const model = join(folder, "model"), file = join(model, "model.safetensors");
    const weights = await Deno.readFile(file);
    await Deno.writeFile(file, weights.with(-2, weights.at(-2)! ^ 1));
    await again(/made otherwise \(model_sha256 was /);
    await Deno.writeFile(file, weights);

    const spoil = async (name: string, expected: RegExp, change: (bytes: Uint8Array) => void) => {
      const file = join(folder, "mine", name), bytes = await Deno.readFile(file);
      const changed = bytes.slice();
      change(changed);
      await Deno.writeFile(file, changed);
      await again(expected);
      await Deno.writeFile(file, bytes);
    };
    const flip = (bytes: Uint8Array) => bytes[bytes.length - 1]! ^= 1;
    const put = "Put it back as it was, or have it made again with --restart\\.";
    const differs = (name: string) =>
      new RegExp(`^mine/${name}: the file is not what was written .*${put}$`);
    await spoil("model.safetensors", differs("model\\.safetensors"), flip);
    await spoil("vocab.txt", differs("vocab\\.txt"), flip);
    await spoil("config.json", differs("config\\.json"), flip);
    // A folder that is older than the list of its files has the weights' hash.
    const list = join(folder, "mine", "run", "model.json");
    const marks = await Deno.readTextFile(list);
    await Deno.remove(list);
    await spoil(
      "model.safetensors",
      /mine\/model\.safetensors: these are not the weights that the/,
      flip,
    );
    await Deno.writeTextFile(list, marks);
    await Deno.remove(join(folder, "mine", "tokenizer_config.json"));
    await again(new RegExp(`^mine/tokenizer_config\\.json: the file is missing\\. ${put}$`));
    const anew = await run(folder, ...SHORT, "--restart");
    assert.equal(anew.code, 0, anew.err);
    const same = await run(folder, ...SHORT);
    assert.deepEqual([same.code, /Nothing is left to do/.test(same.err)], [0, true], same.err);
  },
);

inFolder("a training that made its model worse says so, and so does its card", async (folder) => {
  const args = ["--out=mine", "--max-steps=4", "--learning-rate=1"];
  const { code, err } = await run(folder, ...args);
  assert.equal(code, 0, err);
  assert.match(
    err,
    /^The evaluation loss is [\d.]+ after the training, [\d.]+ before it: .* Set --learning-rate lower, or/m,
  );
  // The untrained model knows nothing of the text: its note speaks of options, too.
  assert.match(err, /choose a model for the language of the text with --model\.$/m);
  const card = await Deno.readTextFile(join(folder, "mine", "README.md"));
  assert.match(card, /\n\*\*The evaluation loss after the training is above that before it: /);
  const better = await run(folder, "--out=better", "--max-steps=8", "--learning-rate=1e-3");
  assert.doesNotMatch(better.err, /evaluation loss is/);
});

inFolder("a training that ended early is not called finished by the next call", async (folder) => {
  const args = ["--out=mine", "--max-steps=4", "--learning-rate=1e30"];
  const first = await run(folder, ...args);
  assert.equal(first.code, 1, first.err);
  assert.match(first.last, /^The training ended early: /);
  assert.match(first.out, /^Model: mine, with what its last step left: hardly of use$/m);
  const second = await run(folder, ...args);
  assert.equal(second.code, 1, second.err);
  assert.match(second.last, /^Nothing was done: the training ended early before\. .* --restart\.$/);
  assert.doesNotMatch(second.err, /Nothing is left/);
});

inFolder(
  "texts that are evaluated and trained on are told of, whatever their case",
  async (folder) => {
    const [head, ...rows] = csv().trim().split("\n");
    const some = [
      ...rows.slice(0, 9).map((row) => row.toUpperCase()),
      "7,The child sat on a tree.,1",
    ];
    await Deno.writeTextFile(join(folder, "other.csv"), [head, ...some].join("\n"));
    const args = ["--eval-data=other.csv", "--out=mine", "--max-steps=1"];
    const { code, err } = await run(folder, ...args);
    assert.equal(code, 0, err);
    assert.match(
      err,
      /^other\.csv: 9 of its 10 texts \(90 %\) are trained on, too, so what is measured/m,
    );
    assert.equal(err.match(/are trained on, too/g)!.length, 1);
  },
);

inFolder("train takes settings of a file and definitions of a plugin", async (folder) => {
  await Deno.writeTextFile(
    join(folder, "half.ts"),
    `export const HALF = { kind: "method", name: "half", description: "half the rate",
      create: () => ({ rate: ({ scheduledRate }) => scheduledRate / 2 }) };`,
  );
  await Deno.writeTextFile(
    join(folder, "mine.json"),
    JSON.stringify({ maxSteps: 2, methods: ["half"], plugins: ["half.ts"], learningRate: 2e-4 }),
  );
  const made = await run(folder, "--config=mine.json", "--out=mine", "--schedule=constant");
  assert.equal(made.code, 0, made.err);
  const log = await Deno.readTextFile(
    join(folder, "mine/run/runs/constant-half-seed0/metrics.jsonl"),
  );
  const steps = log.trim().split("\n").map((line) => JSON.parse(line))
    .filter(({ type }) => type === "step");
  assert.deepEqual(steps.map(({ learning_rate }) => Math.round(learning_rate * 1e7)), [1000, 1000]);
  const given = await task(
    folder,
    "train",
    ...MINE,
    "--out=given",
    "--max-steps=1",
    "--plugin=half.ts",
    "--method=half",
  );
  assert.equal(given.code, 0, given.err);
  const help = await task(folder, "train", "--plugin=half.ts", "--help");
  assert.match(help.out, /Defined by half\.ts:\n +method half +half the rate/);
  for (
    const [content, expected] of [
      [
        { preset: "paper" },
        /^other\.json, preset: train has defaults of its own, no presets\. Leave/,
      ],
      [{ methods: ["none", "SD"] }, /^other\.json: it asks for several runs, but train makes one/],
      [{ sweep: { epochs: [1, 2] } }, /^other\.json: it asks for several runs/],
      [{ epoch: 3 }, /^other\.json, epoch: there is no such setting/],
    ] as const
  ) {
    await Deno.writeTextFile(join(folder, "other.json"), JSON.stringify(content));
    const refused = await run(folder, "--config=other.json", "--out=other");
    assert.equal(refused.code, 1);
    assert.match(refused.last, expected);
  }
  const bad = await run(folder, "--out=other", "--schedule=lineer");
  assert.match(bad.err, /^--schedule: there is no schedule "lineer"/m);
});

inFolder("few texts are told with what would do", async (folder) => {
  const { last } = await run(folder, "--out=mine", "--train-chunks=500");
  assert.match(
    last,
    /^mine\.csv: its training text gives (\d+) chunks .* asked for \(--train-chunks 500\)\. Set --train-chunks to at most \1, or set --chunk-length lower, or give more text\.$/,
  );
});

inFolder(
  "a training has all cores, if nothing else is said, and evaluate as many threads as asked",
  async (folder) => {
    const made = await task(folder, "train", ...MINE, ...SHORT);
    assert.equal(made.code, 0, made.err);
    const config = JSON.parse(await Deno.readTextFile(join(folder, "mine/run/config.json")));
    const { threads } = config.environment;
    if (threads !== undefined) assert.equal(Number(threads), navigator.hardwareConcurrency);
    const measure = (...more: string[]) =>
      task(
        folder,
        "evaluate",
        ...TINY,
        "--data=mine.csv",
        "--text-column=review",
        "--json",
        ...more,
      );
    const one = await measure("--threads=1");
    assert.equal(one.code, 0, one.err);
    const none = await measure("--threads=0");
    assert.deepEqual(
      [none.code, /^--threads must be from 1 to/m.test(none.err)],
      [2, true],
      none.err,
    );
    assert.ok(runOf(join(folder, "mine")));
  },
);
