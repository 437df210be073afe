/** Text from files reaches people as text: it drives no terminal and forges no line. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DoneEvent } from "../lib/experiment/events.ts";
import { summaryTable } from "../lib/experiment/summary_table.ts";
import { printable } from "../lib/io/mod.ts";
import { loadPretrained, writeSafetensors } from "../lib/model/mod.ts";
import { SentenceEncoder } from "../lib/semantics/mod.ts";
import { NonFiniteError } from "../lib/training/mod.ts";
import { LineDisplay } from "../tasks/_progress.ts";
import { collect, fakeTrainer, inFolder, runFolder, training } from "./_fake_experiment.ts";
import { withFolder } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";
import { makeEncoder } from "./_mutations/encoder.ts";

/** Clears the screen in two ways, turns the writing, and begins a line of the task's own. */
const ATTACK = "\u001b[2J\u009b2J\u202e\u2066\u200f\u0085\nReport: /forged";
// deno-lint-ignore no-control-regex
const DRIVING = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

function assertTame(text: string): void {
  assert.doesNotMatch(text, DRIVING);
  assert.doesNotMatch(text, /^Report: \/forged/m);
}

/** What a task prints. */
async function printed(task: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", task, ...args],
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  return [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
}

Deno.test("printable() writes what drives a terminal as escapes, and leaves words alone", () => {
  assertTame(printable(ATTACK));
  assert.match(printable(ATTACK), /^\\u001b\[2J\\u009b2J\\u202e\\u2066\\u200f\\u0085\\u000aRep/);
  const words = "Γ, naïve, 漢字, עברית and العربية";
  assert.equal(printable(words), words);
});

Deno.test("a tensor's name in a model forges nothing", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const { tensors } = await loadPretrained(`${folder}/model`);
    tensors.set(`unused${ATTACK}`, { shape: [1], data: new Float32Array(1) });
    await writeSafetensors(`${folder}/model/model.safetensors`, tensors);
    const out = await printed("reproduce", [
      ...[`--model=${folder}/model`, `--data=${folder}/text.txt`, "--eval-split=train"],
      ...["--data-construction=passages", "--beta=table", "--backend=cpu", "--jobs=1"],
      ...["--schedules=linear", "--methods=SD", "--chunk-length=16", "--train-chunks=4"],
      ...["--eval-chunks=2", "--batch-size=2", "--epochs=1", `--out=${folder}/out`],
    ]);
    assert.match(out, /Not used of the model: unused\\u001b\[2J/);
    assert.match(out, /^Report: .*\/out\/report\.html$/m);
    assertTame(out);
  }));

Deno.test("what a library says of an encoder's files reaches the terminal as text", () =>
  withFolder(async (folder) => {
    await makeEncoder(folder);
    const file = join(folder, "config.json");
    const config = JSON.parse(await Deno.readTextFile(file));
    await Deno.writeTextFile(file, JSON.stringify({ ...config, model_type: ATTACK }));
    const { error, warn } = console, said: string[] = [];
    console.error = (...words) => said.push(words.join(" "));
    try {
      await (await SentenceEncoder.open(folder)).dispose();
    } finally {
      console.error = error;
    }
    assert.match(said.join("\n"), /^Unknown model class "\\u001b\[2J/);
    assertTame(said.join("\n"));
    assert.equal(console.warn, warn);
  }));

Deno.test("a vocabulary's words reach the terminal as text", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const file = `${folder}/model/vocab.txt`;
    const words = (await Deno.readTextFile(file)).trimEnd().split("\n");
    const hostile = words.map((word, i) => /^\[/.test(word) ? word : `\u001b[2J\u009b\u202e${i}`);
    await Deno.writeTextFile(file, hostile.join("\n") + "\n");
    for (const more of [[], ["--json"]]) {
      const out = await printed("fill-mask", [
        ...[`--model=${folder}/model`, "--backend=cpu", "--text=[MASK]", ...more],
      ]);
      assert.match(out, /u001b\[2J\\u009b\\u202e/);
      assertTame(out);
    }
  }));

inFolder(
  "why a run diverged is text in the terminal, done.json and summary.csv",
  async (settings) => {
    const reason = `Its passages are "${ATTACK}".`;
    const failing = training(fakeTrainer().prepare, (_, open) =>
      async function* (more) {
        for await (const record of open.train(more)) {
          if (record.step === 3) throw new NonFiniteError(reason);
          yield record;
        }
      });
    const lines: string[] = [];
    const display = new LineDisplay((line) => lines.push(line));
    const events = await collect(settings, { prepare: failing }, (event) => display.show(event));
    const { summaries } = events.at(-1) as DoneEvent;
    const texts = [
      ...lines,
      summaryTable(summaries),
      await Deno.readTextFile(join(runFolder(settings), "done.json")),
      (await Deno.readTextFile(join(settings.out, "summary.csv"))).replaceAll("\r\n", "\n"),
    ];
    texts.forEach(assertTame);
    assert.equal(texts.filter((text) => text.includes("/forged")).length, 4);
  },
);
