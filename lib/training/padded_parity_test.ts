/** Batches with padding beside PyTorch's: see tests/parity/padded.py. */
import assert from "node:assert/strict";
import padded from "../../tests/fixtures/padded.json" with { type: "json" };
import { assertClose, openModel, profiles, toBatch } from "./_tiny_training.ts";
import { evaluate } from "./evaluate.ts";
import { chooseMetrics } from "./metrics.ts";

const TOKENS = { vocabSize: 97, maskTokenId: 4, specialTokenIds: [0, 1, 2, 3, 4] };

Deno.test("an evaluation with padding is that of Transformers with an attention mask", async () => {
  const { pieces, seed, mask_probability, batch_size, sequence_length, ...expected } =
    padded.evaluation;
  const names = ["eval_loss", "eval_accuracy", "eval_top5_accuracy", "eval_mrr"] as const;
  const model = await openModel({
    ...{ metrics: chooseMetrics(names), padded: true, semantics: profiles() },
    sequenceLength: sequence_length,
  });
  const measured = await evaluate(model, {
    evalChunks: pieces.map((ids) => Int32Array.from(ids)),
    ...{ tokenizer: TOKENS, batchSize: batch_size, seed, padTokenId: 0 },
    maskProbability: mask_probability,
  });
  model.dispose();
  assertClose(measured.eval_loss, expected.eval_loss, 1e-5, "loss");
  assert.equal(measured.eval_masked_tokens, expected.eval_masked_tokens);
  for (const name of names) assert.ok(Math.abs(measured[name]! - expected[name]) < 1e-5, name);
});

Deno.test("the loss and the gradients' norm of a padded batch are PyTorch's", async () => {
  const { batch, loss, grad_norm } = padded.training;
  const model = await openModel({ padded: true });
  const given = { ...toBatch(batch), attention: Float32Array.from(batch.attention_mask) };
  const rate = { scheduledRate: 0, gammaPower: 0, weightDecay: 0, maxGradNorm: 1 };
  const made = await model.step(given, { ...rate, step: 1, dropoutSeed: 0 });
  assertClose(made.loss, loss, 1e-5, "loss");
  assertClose(made.gradNorm, grad_norm, 1e-5, "norm of the gradients");
  // Without the mask the padding would be attended to.
  const all = { ...given, attention: given.attention.map(() => 1) };
  const other = await model.step(all, { ...rate, step: 1, dropoutSeed: 0 });
  assert.ok(Math.abs(other.loss / loss - 1) > 1e-3);
  model.dispose();
});
