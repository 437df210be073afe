/** Measuring a model on a text in this process: what is read, what is counted, what is said, what is freed. */
import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { evaluateModel, type EvaluateModelOptions } from "../lib/experiment/evaluate_folder.ts";
import { experimentChunks } from "../lib/experiment/chunks.ts";
import { fineTune } from "../lib/experiment/fine_tune.ts";
import { fineTuneSettings } from "../lib/experiment/fine_tune_settings.ts";
import { Inputs } from "../lib/experiment/inputs.ts";
import { folderOfModel } from "../lib/experiment/model_folder.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { loadTokenizer } from "../lib/tokens/mod.ts";
import { assertAborted } from "./_aborted.ts";
import { assertRefused, withFolder } from "./_files.ts";

const TINY = "tests/fixtures/tiny-bert";

/** All tokens but `[CLS]`, `[SEP]` and `[UNK]` are masked. */
const ALL = 1 - 1e-9;

/** What a model measures on a file of this text. */
function measure(
  data: string,
  overrides: Partial<ExperimentSettings> = {},
  options: EvaluateModelOptions = {},
) {
  const settings = resolveSettings({
    overrides: {
      ...{ model: TINY, data, casing: "cased", backend: "cpu", beta: "table", batchSize: 2 },
      ...{ schedules: ["linear"], methods: ["none"], dataConstruction: "passages" },
      ...{ chunkLength: 8, maskProbability: ALL, ...overrides },
    },
  });
  return evaluateModel(settings, options);
}

/** A test with a file of texts. */
function withText(
  name: string,
  content: string,
  test: (file: string, folder: string) => Promise<void>,
  ending = "txt",
): void {
  Deno.test(name, () =>
    withFolder(async (folder) => {
      const file = join(folder, `text.${ending}`);
      await Deno.writeTextFile(file, content);
      await test(file, folder);
    }));
}

// Four tokens and two around them; six and two; three and two, of which one is [UNK].
const LINES = "It is good.\nThe cat sat on a mat\nIt was CHEAP\n";

withText("all of a text is measured, its last piece as long as it is", LINES, async (data) => {
  await measure(data);
  const outside = tf.memory().numTensors;
  const said: string[] = [];
  const { metrics, ...counts } = await measure(data, {}, {
    say: (message, progress) => void said.push(progress === undefined ? message : `(${message})`),
  });
  // 6 + 8 + 5 = 19 tokens: two pieces of eight, and one of three.
  assert.deepEqual(counts, { texts: 3, tokens: 19, chunks: 3 });
  assert.equal(metrics.eval_masked_tokens, 4 + 6 + 2);
  assert.ok(metrics.eval_loss > 0);
  assert.deepEqual(Object.keys(metrics).sort(), [
    ...["eval_accuracy", "eval_loss", "eval_masked_tokens", "eval_perplexity"],
  ]);
  assert.ok(Math.abs(metrics.eval_perplexity! / Math.exp(metrics.eval_loss) - 1) < 1e-6);
  assert.deepEqual(said.filter((line) => !line.startsWith("(")), [
    `Model: ${TINY}, 2 layers × 32, 97 tokens.`,
    said.find((line) => line.startsWith("Backend: "))!,
    `${data}: the evaluation has 12 masked tokens, so few that chance alone moves its loss by some ` +
    "tenths. Give more text.",
  ]);
  assert.match(said.at(-2)!, /^Backend: .*\.$/);
  assert.equal(tf.memory().numTensors, outside, "the model is given up");
  const again = await measure(data, { seeds: [7], batchSize: 1 });
  assert.equal(again.metrics.eval_masked_tokens, 12);
});

withText("masks are of the share and the seed that the settings say", LINES, async (data) => {
  const of = async (overrides: Partial<ExperimentSettings>) =>
    (await measure(data, { maskProbability: 0.5, ...overrides })).metrics.eval_loss;
  assert.equal(await of({}), await of({}));
  assert.notEqual(await of({}), await of({ seeds: [3] }));
  assert.notEqual(await of({}), await of({ maskProbability: 0.9 }));
});

withText("as many passages are read as asked for, and no others", LINES, async (data) => {
  const { texts, tokens, chunks } = await measure(data, { passageLimit: 2 });
  assert.deepEqual([texts, tokens, chunks], [2, 14, 2]);
  const whole = await measure(data, { chunkLength: 19 });
  assert.deepEqual([whole.tokens, whole.chunks], [19, 1]);
});

withText(
  "a table's column and its separator are those of the settings, and empty texts are told of",
  "text;mine\nno; It is good.\nno;\nno; The cat sat\n",
  async (data) => {
    const said: string[] = [];
    const say = (message: string) => void said.push(message);
    const options = { textColumn: "mine", separator: ";" };
    const { texts, tokens } = await measure(data, options, { say });
    assert.deepEqual([texts, tokens], [2, 6 + 5]);
    assert.ok(said.includes(`1 of the 3 texts in ${data} are empty, and left out.`), said.join());
    await assertRefused(measure(data, { ...options, textColumn: "none" }), /no column "none"/);
    await assertRefused(measure(data, { ...options, reader: "nothing" }), /no reader "nothing"/);
  },
  "csv",
);

withText("a text that cannot be measured is refused", "\n \n", async (data, folder) => {
  const { dispose } = Inputs.prototype;
  let freed = 0;
  Inputs.prototype.dispose = function () {
    freed++;
    return dispose.call(this);
  };
  try {
    await assertRefused(measure(data), /text\.txt: .*(no text|empty)/);
    assert.equal(freed, 1);
    const chinese = join(folder, "b.txt");
    await Deno.writeTextFile(chinese, "日本語の文です。\n");
    await assertRefused(measure(chinese), /^\S+b\.txt: 100 % of its tokens are \[UNK\]/);
    await Deno.writeTextFile(data, LINES);
    await assertRefused(
      measure(data, { chunkLength: 41 }),
      /tiny-bert: the model takes 40 tokens at most, a chunk has 41\./,
    );
    // One of a line's four tokens is unknown: that is told.
    await Deno.writeTextFile(data, "It is good XXX\n".repeat(5));
    const said: string[] = [];
    await measure(data, {}, { say: (message) => void said.push(message) });
    assert.ok(said.some((line) => /text\.txt: 25 % of its tokens are \[UNK\].*\.$/.test(line)));
    assert.equal(freed, 4);
  } finally {
    Inputs.prototype.dispose = dispose;
  }
  // A reader may find passages of nothing but white space.
  const plugin = join(folder, "blank.ts");
  await Deno.writeTextFile(
    plugin,
    `export const BLANK = { kind: "reader", name: "blank", description: "nothing",
      read: (path) => [{ source: path, text: " ", blanks: [] }] };`,
  );
  await assertRefused(
    measure(data, { plugins: [plugin], reader: "blank" }),
    /text\.txt: no text is found in it\. Give data with text\./,
  );
  await assertRefused(measure(data, { metrics: ["eval_none"] }), /no metric "eval_none"/);
});

Deno.test("a split's passages give its texts and its questions, where a metric asks them", () =>
  withFolder(async (folder) => {
    const article = (text: string) =>
      JSON.stringify({
        article: text,
        options: [["sat", "ran", "sang", "slow"]],
        answers: ["A"],
      });
    for (const [split, text] of [["train", "The cat _ ."], ["test", "The man _ on the mat ."]]) {
      await Deno.mkdir(join(folder, split!, "high"), { recursive: true });
      await Deno.writeTextFile(join(folder, split!, "high", "a.json"), article(text!));
    }
    const asked = { metrics: ["eval_loss", "eval_cloze_accuracy"] };
    const train = await measure(folder, asked),
      test = await measure(folder, asked, { split: "test" });
    // The right word is put in: The cat sat . and The man sat on the mat . with two around them.
    assert.deepEqual([train.tokens, test.tokens], [6, 9]);
    for (const { metrics, texts } of [train, test]) {
      assert.equal(texts, 1);
      assert.ok([0, 1].includes(metrics["eval_cloze_accuracy"]!), "of one question");
    }
  }));

/** A table of different short texts of the tiny model's words. */
const ROWS = "text\n" +
  Array.from(
    { length: 20 },
    (_, i) => `The ${"cat dog man child".split(" ")[i % 4]} sat${" on a mat".repeat(i)}`,
  ).join("\n");

withText(
  "an aborted signal ends it",
  ROWS,
  async (data) => await assertAborted((signal) => measure(data, {}, { signal })),
  "csv",
);

const OTHER_TEXT =
  /\.csv: this is not the text that the model was trained on, so which of its texts were held out cannot be known\. Give the data/;

/** Measures where no inputs keep chunks: those to train on may be many, and are not measured. */
async function withoutChunks<T>(act: () => Promise<T>): Promise<T> {
  const whole = Inputs.prototype.chunks;
  Inputs.prototype.chunks = () => assert.fail("chunks are kept");
  try {
    return await act();
  } finally {
    Inputs.prototype.chunks = whole;
  }
}

withText(
  "the texts that a training held out are measured alone, and no others for them",
  ROWS,
  async (data, folder) => {
    const out = join(folder, "mine");
    const settings = fineTuneSettings({
      ...{ model: TINY, data, out, casing: "cased", backend: "cpu", beta: "table" },
      ...{ chunkLength: 8, epochs: 1, evalFraction: 0.2, lineByLine: true },
    });
    const said: string[] = [];
    const measured = (more: Partial<ExperimentSettings>, options: EvaluateModelOptions = {}) =>
      measure(data, { model: out, ...more }, {
        say: (message, progress) => void (progress === undefined && said.push(message)),
        word: (name) => `--${name}`,
        ...options,
      });
    for await (const event of fineTune(settings)) {
      if (event.type !== "record") continue;
      // Nothing is there to be measured yet.
      await assertRefused(
        measured({}),
        /mine: the training in this folder is not finished, so there is no model yet\. Begin it again/,
      );
      await assertRefused(folderOfModel(out), /is not finished/);
    }
    const all = await measured({});
    assert.equal(all.texts, 20);
    const about =
      `${data}: the model was trained on texts of this, so what is measured on them says less ` +
      "of what was learnt. The 20 % of its texts that were held out then are measured alone with " +
      "--split held-out.";
    assert.ok(said.includes(about), said.join("\n"));
    const { evaluation } = await experimentChunks(
      { ...settings, trainChunks: 16, evalChunks: 4 },
      await loadTokenizer(TINY, { cased: true }),
    );
    const lengths = Array.from(evaluation).reduce((sum, { length }) => sum + length, 0);
    said.length = 0;
    // Another model is measured on the same texts, by the training's record.
    const others = await measured({ model: TINY }, { heldOutBy: out });
    assert.deepEqual([others.texts, others.tokens], [4, lengths]);
    assert.ok(!said.includes(about));
    await assertRefused(
      measured({ model: TINY }, { heldOutBy: out, split: "test" }),
      /^heldOutBy names texts that a training held out, and split is test\. Leave one of the two/,
    );
    await assertRefused(
      measured({}, { heldOutBy: TINY }),
      /tiny-bert: no training was made in this folder, so no texts were held out of any\./,
    );
    // As the training read it, whatever is usual otherwise.
    const held = await withoutChunks(() => measured({ chunkLength: 16 }, { split: "held-out" }));
    assert.deepEqual([held.texts, held.tokens], [4, lengths]);
    assert.ok(!said.includes(about));
    const whole =
      "All of the text that was held out is measured; the training's evaluations took 3 of " +
      `its chunks.`;
    assert.ok(
      !said.some((line) => line.startsWith("All of the text that was held out")),
      "they took all of it",
    );
    const made = join(out, "run", "config.json"), text = await Deno.readTextFile(made);
    const fewer = JSON.parse(text);
    fewer.settings.evalChunks = 3;
    await Deno.writeTextFile(made, JSON.stringify(fewer));
    assert.deepEqual(await measured({}, { split: "held-out" }), held);
    assert.ok(said.includes(whole), said.join("\n"));
    await Deno.writeTextFile(made, text);
    // By their order alone most of a split was trained on.
    await measured({}, { split: "test" });
    assert.ok(said.includes(about));
    assert.ok(
      said.includes(
        `${data}: its texts say nothing of splits, so their order decides: the first 80 % are train, ` +
          "the next 10 % valid and the last 10 % test.",
      ),
      said.join("\n"),
    );
    await Deno.writeTextFile(data, ROWS.replace("cat", "dog"));
    await assertRefused(
      measured({}, { split: "held-out" }),
      OTHER_TEXT,
    );
    // Fewer chunks than then.
    await Deno.writeTextFile(data, ROWS.split("\n").slice(0, 8).join("\n"));
    await assertRefused(measured({}, { split: "held-out" }), OTHER_TEXT);
    await Deno.writeTextFile(data, ROWS);
    // What one training held out another one may have trained on.
    const second = join(folder, "second");
    for await (const _ of fineTune({ ...settings, out: second }));
    said.length = 0;
    const alike = await measured({ model: second }, { heldOutBy: out });
    assert.deepEqual(alike, held, "the same training");
    assert.ok(!said.some((line) => line.includes("trained on")), said.join("\n"));
    const third = join(folder, "third");
    for await (const _ of fineTune({ ...settings, out: third, dataSeed: 1 }));
    await measured({ model: third }, { heldOutBy: out });
    assert.ok(said.includes(about), said.join("\n"));
    // Elsewhere the same is the same; of an older training only the chunks are known.
    const moved = join(folder, "moved.csv"), config = join(out, "run", "config.json");
    await Deno.writeTextFile(moved, ROWS);
    assert.deepEqual(await measured({ data: moved }, { split: "held-out" }), held);
    const { environment, ...record } = JSON.parse(await Deno.readTextFile(config));
    const { data_sha256: _, ...older } = environment;
    await Deno.writeTextFile(config, JSON.stringify({ ...record, environment: older }));
    assert.deepEqual(await measured({ data: moved }, { split: "held-out" }), held);
    for (const other of [ROWS.replace("cat", "dog"), ROWS.split("\n").slice(0, 8).join("\n")]) {
      await Deno.writeTextFile(moved, other);
      await assertRefused(measured({ data: moved }, { split: "held-out" }), OTHER_TEXT);
    }
    await assertRefused(
      measure(data, {}, { split: "held-out" }),
      /tiny-bert: no training was made in this folder, so no texts were held out of any\./,
    );
    // What says its splits itself, and others, are no text of the training.
    said.length = 0;
    await Deno.writeTextFile(join(folder, "other.csv"), ROWS);
    await measured({ data: join(folder, "other.csv") });
    assert.ok(!said.some((line) => line.includes("trained on")), said.join("\n"));
  },
  "csv",
);

withText(
  "a text that was added is noticed, though it fills no chunk",
  ROWS,
  async (data, folder) => {
    const out = join(folder, "mine");
    const settings = fineTuneSettings({
      ...{ model: TINY, data, out, casing: "cased", backend: "cpu", beta: "table" },
      ...{ chunkLength: 40, epochs: 1, evalFraction: 0.2 },
    });
    for await (const _ of fineTune(settings));
    const chunks = async () => {
      const drawn = await experimentChunks(
        { ...settings, trainChunks: 1, evalChunks: 1 },
        await loadTokenizer(TINY, { cased: true }),
      );
      return [...drawn.train, ...drawn.evaluation];
    };
    const before = await chunks();
    await Deno.writeTextFile(data, `${ROWS}\n${ROWS.split("\n")[1]}`);
    assert.deepEqual(await chunks(), before, "the text is held out, or trained on, as its like");
    await assertRefused(measure(data, { model: out }, { split: "held-out" }), OTHER_TEXT);
  },
  "csv",
);

withText(
  "a folder without a file to train on is measured by its splits",
  LINES,
  async (_, folder) => {
    await Deno.mkdir(join(folder, "texts"));
    for (const name of ["valid.txt", "test.txt"]) {
      const text = name === "test.txt" ? LINES : `${LINES}One more.\n`;
      await Deno.writeTextFile(join(folder, "texts", name), text);
    }
    const { texts } = await measure(join(folder, "texts"), { lineByLine: true }, { split: "test" });
    assert.equal(texts, 3);
  },
);

withText(
  "rows that say their split are measured by it, without a word",
  "text,split\n" + ROWS.split("\n").slice(1).map((row, i) => `${row},${i < 15 ? "train" : "test"}`)
    .join("\n"),
  async (data) => {
    const said: string[] = [];
    const { texts } = await measure(data, {}, {
      split: "test",
      say: (message, progress) => void (progress === undefined && said.push(message)),
    });
    assert.equal(texts, 5);
    assert.ok(!said.some((line) => line.includes("splits")), said.join("\n"));
  },
  "csv",
);

withText("of lines it is said how many are cut, and how many are left out", LINES, async (data) => {
  const said: string[] = [];
  await Deno.writeTextFile(data, `${LINES}\u200b\n`);
  const { texts } = await measure(data, { lineByLine: true, chunkLength: 7 }, {
    say: (message, progress) => void (progress === undefined && said.push(message)),
  });
  assert.equal(texts, 3);
  assert.ok(said.includes(`${data}: 1 of 3 lines have more than 7 tokens and are cut.`));
  assert.ok(
    said.includes(`${data}: 1 of 4 lines have no word of the vocabulary and are left out.`),
  );
});
