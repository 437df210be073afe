/** Training by Γ on a text that β knows little or nothing of, as one types it. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { inFolder, task, TINY } from "./_own_text.ts";

/** Signs that no English word is spelled with, in the place of the tiny model's words but for the full stop. */
const sign = (number: number) => String.fromCodePoint(0x4e00 + number % 80);

/** Makes the model in a folder one of another script, and a text of that. */
async function otherScript(folder: string, { stops }: { stops: boolean }): Promise<void> {
  const file = join(folder, "model", "vocab.txt");
  const words = (await Deno.readTextFile(file)).trimEnd().split("\n");
  const signs = words.map((word, i) => /^\[.*\]$/.test(word) || word === "." ? word : sign(i));
  // Words of the same place come twice: each must be another.
  const vocabulary = signs.map((word, i) => signs.indexOf(word) === i ? word : `##${word}`);
  await Deno.writeTextFile(file, vocabulary.join("\n") + "\n");
  const known = vocabulary.filter((word) => /^[\u4e00-\u9fff]$/.test(word));
  const lines = Array.from(
    { length: 40 },
    (_, i) =>
      Array.from({ length: 20 }, (_, j) => known[(i * 7 + j * (i % 9 + 1)) % known.length])
        .join("") + (stops && i % 4 === 0 ? "." : ""),
  );
  await Deno.writeTextFile(join(folder, "text.txt"), lines.join("\n") + "\n");
}

const TEXT = ["--data=text.txt", ...TINY, "--batch-size=4"];
const RUNS = [
  ...[...TEXT, "--data-construction=passages", "--train-chunks=8", "--eval-chunks=2", "--jobs=1"],
  ...["--epochs=1", "--schedules=linear", "--methods=none,SD", "--out=runs"],
];

inFolder("SD on a text without scores is refused, before anything is written", async (folder) => {
  await otherScript(folder, { stops: false });
  const sentence = (method: string) =>
    new RegExp(
      "^text\\.txt: β has scores for none of the \\d+ different tokens of this text, so that no step " +
        "would have a Γ for SD to go by\\. Give a sentence encoder for the language of the text with " +
        `--beta, or choose the method none with ${method}\\.\\n$`,
      "m",
    );
  const compared = await task(folder, "reproduce", ...RUNS);
  assert.equal(compared.code, 1, compared.err);
  assert.match(compared.err, sentence("--methods"));
  assert.ok(!existsSync(join(folder, "runs")));
  const trained = await task(folder, "train", ...TEXT, "--method=SD", "--out=mine");
  assert.equal(trained.code, 1, trained.err);
  assert.match(trained.err, sentence("--method"));
  assert.ok(!existsSync(join(folder, "mine")));
  // The usual training goes by no Γ.
  const plain = await task(folder, "train", ...TEXT, "--max-steps=2", "--out=mine");
  assert.equal(plain.code, 0, plain.err);
  assert.doesNotMatch(plain.err, /β|Γ|scores/);
});

inFolder("SD on a text with hardly a score is told of before and after", async (folder) => {
  await otherScript(folder, { stops: true });
  const { code, err } = await task(folder, "reproduce", ...RUNS);
  assert.equal(code, 0, err);
  const line = (pattern: RegExp) => assert.match(err, pattern);
  line(
    /^text\.txt: β has scores for 1 of the \d+ different tokens of this text \([1-9] % of it\): there is next to no Γ for SD to go by\. Give .* --beta, or choose the method none with --methods\.$/m,
  );
  line(
    /^SD: 0 of 2 steps had a Γ, as there was no pair of words that β has scores for\. Nothing that came of such runs is owed to Γ\. Give .* with --beta\.$/m,
  );
  const report = await Deno.readTextFile(join(folder, "runs", "report.html"));
  assert.match(report, /<strong>SD: 0 of 2 steps had a Γ, [^<]* with beta\.<\/strong>/);
  assert.match(report, /They show what the losses did this once\./);
  assert.doesNotMatch(report, /rates differ as they should/);
  const again = await task(folder, "reproduce", ...RUNS);
  assert.match(again.err, /^SD: 0 of 2 steps had a Γ, /m);
});

inFolder("SD on English text tells how much of it has scores", async (folder) => {
  const args = ["--data=mine.csv", "--text-column=review", ...TINY, "--method=SD", "--out=mine"];
  const { code, err } = await task(folder, "train", ...args, "--max-steps=2");
  assert.equal(code, 0, err);
  assert.match(
    err,
    /^β has scores for \d+ % of the text's tokens, by the English words that are spelled alike\.$/m,
  );
  assert.doesNotMatch(err, /next to no Γ|had a Γ/);
});
