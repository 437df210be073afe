import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { lockFolder } from "../lib/io/mod.ts";
import { loadPretrained, loadTokenizer } from "../lib/mod.ts";

/** Enough words for sixteen chunks; what they say does not matter. */
const TEXT = Array.from({ length: 120 }, (_, i) => `The people of the state ${i} have a good law.`)
  .join("\n");

function command(
  folder: string,
  corpus: string,
  more: Deno.CommandOptions = {},
  ...options: readonly string[]
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ..."run -A tasks/pretrain.ts --layers 1 --hidden-size 16 --heads 2".split(" "),
      ..."--sequence-length 32 --steps 60 --batch-size 2 --save-every 10 --dropout 0.1".split(" "),
      ..."--warmup-steps 5 --eval-chunks 4".split(" "),
      ...["--corpus", corpus, "--heldout", corpus, "--out", folder, ...options],
    ],
    stdout: "null",
    stderr: "null",
    ...more,
  });
}

function pretrain(folder: string, corpus: string): Deno.ChildProcess {
  return command(folder, corpus).spawn();
}

/** Kills one that is under way once it has saved its state. */
async function killOnceSaved(killed: Deno.ChildProcess, out: string): Promise<void> {
  const isSaved = () =>
    existsSync(out) && readdirSync(out).some((name) => /^checkpoint-\d+$/.test(name));
  let hasEnded = false;
  killed.status.then(() => hasEnded = true);
  while (!isSaved()) {
    assert.ok(!hasEnded, "it ended before it saved");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  killed.kill("SIGKILL");
  const { signal } = await killed.status;
  assert.equal(signal, "SIGKILL");
  assert.ok(!existsSync(join(out, "model")), "it was killed before its end");
}

/** What a finished one has logged, without the times that steps took. */
async function log(out: string): Promise<object[]> {
  const state = await Deno.readTextFile(join(out, "checkpoint-60", "trainer_state.json"));
  return JSON.parse(state).log_history.map((record: object) => ({ ...record, seconds: 0 }));
}

Deno.test("two pre-trainings do not write to one folder", async () => {
  const folder = await Deno.makeTempDir();
  const corpus = join(folder, "corpus.txt"), out = join(folder, "out");
  await Deno.writeTextFile(corpus, TEXT);
  await Deno.mkdir(out);
  {
    await using _ = await lockFolder(out);
    assert.equal((await pretrain(out, corpus).status).code, 1);
    assert.deepEqual(readdirSync(out), [".lock"]);
  }
  assert.ok((await pretrain(out, corpus).status).success);
  assert.ok(!existsSync(join(out, ".lock")));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a pre-training killed at any time goes on and ends with the same bytes", async () => {
  const folder = await Deno.makeTempDir();
  const corpus = join(folder, "corpus.txt");
  await Deno.writeTextFile(corpus, TEXT);
  const whole = join(folder, "whole"), broken = join(folder, "broken");
  assert.ok((await pretrain(whole, corpus).status).success);
  await killOnceSaved(pretrain(broken, corpus), broken);
  assert.ok((await pretrain(broken, corpus).status).success);
  const weights = (out: string) => Deno.readFile(join(out, "model", "model.safetensors"));
  assert.deepEqual(await weights(broken), await weights(whole));
  assert.deepEqual(await log(broken), await log(whole), "what was logged, too");
  const { config } = await loadPretrained(join(whole, "model"));
  const tokenizer = await loadTokenizer(join(whole, "model"));
  assert.equal(config.vocabSize, tokenizer.vocabSize);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a pre-training does not go on with other last bits in silence", async () => {
  const folder = await Deno.makeTempDir();
  const corpus = join(folder, "corpus.txt"), out = join(folder, "out");
  await Deno.writeTextFile(corpus, TEXT);
  await killOnceSaved(command(out, corpus, {}, "--threads=1").spawn(), out);
  const run = async (env: Record<string, string>, ...options: string[]) => {
    const { code, stderr } = await command(out, corpus, { env, stderr: "piped" }, ...options)
      .output();
    return { code, err: new TextDecoder().decode(stderr) };
  };
  const threads = await run({}, "--threads=2");
  assert.equal(threads.code, 1, threads.err);
  assert.match(
    threads.err,
    /other last bits.*threads was "1", is "2"\)\. Go on .* --threads 1, or .*--allow-other-bits\./,
  );
  const off = await run({ TF_ENABLE_ONEDNN_OPTS: "False" }, "--threads=1");
  assert.match(off.err, /onednn was "on", is "off"/);
  assert.ok(!existsSync(join(out, "model")));
  const allowed = await run({}, "--threads=2", "--allow-other-bits");
  assert.equal(allowed.code, 0, allowed.err);
  assert.match(allowed.err, /threads 1, then 2 instead of 1/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("numbers that are too large are refused in a sentence", async () => {
  const folder = await Deno.makeTempDir();
  const corpus = join(folder, "corpus.txt"), out = join(folder, "out");
  await Deno.writeTextFile(corpus, TEXT);
  const refused: [options: string, code: number, message: RegExp][] = [
    [
      "--sequence-length 100000",
      1,
      /corpus\.txt: its text has fewer than 100000 tokens, .* set --seq/,
    ],
    ["--sequence-length 9007199254740991", 1, /fewer than 9007199254740991 tokens/],
    ["--hidden-size 4000000000000", 1, /^there is no memory for the .* numbers of bert\./],
    ["--layers 1000000", 2, /^--layers takes a whole number from 1 to 1000: got/],
    ["--threads 1000000000", 2, /^--threads must be from 1 to /],
    ["--learning-rate 1e300", 2, /^--learning-rate takes a number from 0 to 3\.4e\+38: got/],
    ["--learning-rate 1e30 --warmup-steps 0", 1, /^Step \d+ was not made: /],
  ];
  for (const [options, code, message] of refused) {
    const more = { stderr: "piped" } as const;
    const ended = await command(out, corpus, more, ...options.split(" ")).output();
    const said = new TextDecoder().decode(ended.stderr).trim();
    assert.match(said, message, options);
    assert.equal(ended.code, code, said);
  }
  await Deno.remove(folder, { recursive: true });
});
