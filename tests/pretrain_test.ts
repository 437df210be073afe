import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadPretrained, loadTokenizer } from "../lib/mod.ts";

/** Enough words for sixteen chunks; what they say does not matter. */
const TEXT = Array.from({ length: 120 }, (_, i) => `The people of the state ${i} have a good law.`)
  .join("\n");

function pretrain(folder: string, corpus: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ..."run -A tasks/pretrain.ts --layers 1 --hidden-size 16 --heads 2".split(" "),
      ..."--sequence-length 32 --steps 60 --batch-size 2 --save-every 10 --dropout 0.1".split(" "),
      ..."--warmup-steps 5 --eval-chunks 4".split(" "),
      ...["--corpus", corpus, "--heldout", corpus, "--out", folder],
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
}

Deno.test("a pre-training killed at any time goes on and ends with the same bytes", async () => {
  const folder = await Deno.makeTempDir();
  const corpus = join(folder, "corpus.txt");
  await Deno.writeTextFile(corpus, TEXT);
  const whole = join(folder, "whole"), broken = join(folder, "broken");
  assert.ok((await pretrain(whole, corpus).status).success);
  const killed = pretrain(broken, corpus);
  const isSaved = () =>
    existsSync(broken) && readdirSync(broken).some((name) => /^checkpoint-\d+$/.test(name));
  while (!isSaved()) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  killed.kill("SIGKILL");
  const { signal } = await killed.status;
  assert.equal(signal, "SIGKILL");
  assert.ok(!existsSync(join(broken, "model")), "it was killed before its end");
  assert.ok((await pretrain(broken, corpus).status).success);
  const weights = (out: string) => Deno.readFile(join(out, "model", "model.safetensors"));
  assert.deepEqual(await weights(broken), await weights(whole));
  const { config } = await loadPretrained(join(whole, "model"));
  const tokenizer = await loadTokenizer(join(whole, "model"));
  assert.equal(config.vocabSize, tokenizer.vocabSize);
  await Deno.remove(folder, { recursive: true });
});
