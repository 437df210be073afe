/** The loss of an evaluation, which decides the best checkpoint, and its power of e. */
import { defineMetric, type EvaluationView } from "../define_metric.ts";

function meanLoss() {
  let loss = 0, tokens = 0;
  return {
    update({ lossSum, maskedTokens }: EvaluationView<"lossSum">) {
      loss += lossSum;
      tokens += maskedTokens;
    },
    result: () => loss / tokens,
  };
}

/** Mean cross-entropy of the masked tokens. */
export const EVAL_LOSS = defineMetric({
  name: "eval_loss",
  description: "mean cross-entropy of the masked tokens, in nats",
  title: "evaluation loss",
  format: ".4f",
  better: "lower",
  reads: ["lossSum"],
  create: meanLoss,
});

/** e to the power of the loss: among how many words as likely as each other one would guess. */
export const EVAL_PERPLEXITY = defineMetric({
  name: "eval_perplexity",
  description: "e to the power of the evaluation loss",
  title: "perplexity",
  format: ".2f",
  better: "lower",
  reads: ["lossSum"],
  create() {
    const { update, result } = meanLoss();
    return { update, result: () => Math.exp(result()) };
  },
});
