/** Whether a model knows anything of the text that it is to be trained on. */
import type { Chunks } from "../data/mod.ts";
import { settingName } from "../io/mod.ts";
import { isFresh } from "../model/mod.ts";
import {
  type EvaluationOptions,
  type EvaluationRecord,
  measuredBatches,
  unigramLoss,
} from "../training/mod.ts";
import { settingsKey } from "./decided_by.ts";
import type { Inputs } from "./inputs.ts";
import type { PreparedTraining } from "./prepared.ts";

/** What a model is judged by. */
export interface FirstLook extends EvaluationOptions {
  /** Where the text is from, for what is said of it. */
  data: string;
  trainChunks: Chunks;
  /** Entries of the vocabulary. */
  vocabSize: number;
  /** Tokens of the model's sequences. */
  sequenceLength: number;
}

/**
 * What people should know of a model that predicts the text no better than who knows only how often
 * each token occurs in the training chunks: one of another language, say, which trains all the same.
 *
 * @param evaluation The one before the first step.
 * @returns A sentence or two, with settings as `settingName` marks them; undefined where the model
 * knows more.
 */
export async function firstLook(
  evaluation: Pick<EvaluationRecord, "eval_loss">,
  { data, trainChunks, vocabSize, ...options }: FirstLook,
): Promise<string | undefined> {
  const labels = async function* () {
    for await (const batch of measuredBatches(options, options)) yield batch.labels;
  };
  const byFrequency = await unigramLoss(trainChunks, labels(), vocabSize);
  const { eval_loss } = evaluation;
  if (!(eval_loss >= byFrequency)) return undefined;
  return `${data}: the model knows no more of this text than how often its tokens occur (eval_loss ` +
    `${eval_loss.toFixed(2)} before training, ${byFrequency.toFixed(2)} by their frequency ` +
    "alone): it is untrained, or was trained on another language. Unless that is meant, choose " +
    `a model for the language of the text with ${settingName("model")}.`;
}

/** With fewer masked tokens the loss of an evaluation is off by some tenths of a nat by chance. */
const FEW_TOKENS = 100;

/**
 * What people should know of an evaluation that masks few tokens.
 *
 * @param more What to do about it, as a sentence.
 * @returns Undefined where there are enough.
 */
export function fewTokens(
  { eval_masked_tokens: tokens }: Pick<EvaluationRecord, "eval_masked_tokens">,
  data: string,
  more: string,
): string | undefined {
  if (tokens >= FEW_TOKENS) return undefined;
  return `${data}: the evaluation has ${tokens} masked ${
    tokens === 1 ? "token" : "tokens"
  }, so few ` +
    `that chance alone moves its loss by some tenths. ${more}`;
}

/** Has the first look at each text with each model: other masks would say the same. */
export function firstLooks(inputs: Inputs): NonNullable<PreparedTraining["judge"]> {
  const seen = new Set<string>();
  return async (run, record) => {
    const key = settingsKey("model_sha256", run) + settingsKey("chunks_sha256", run);
    if (seen.has(key)) return undefined;
    seen.add(key);
    const { tokenizer, config: { vocabSize, padTokenId } } = await inputs.knownModel(run);
    const { train: trainChunks, evaluation: evalChunks } = await inputs.chunks(run);
    const { lineByLine, chunkLength: sequenceLength } = run.settings;
    const { data, evalData, evalFraction } = run.settings;
    const more = evalFraction === null
      ? `Give more text to evaluate${evalData === null ? "" : ` by ${settingName("evalData")}`}.`
      : `Hold more out with ${settingName("evalFraction")}, or give other text with ` +
        `${settingName("evalData")}.`;
    const few = fewTokens(record, evalData ?? data, more);
    // That a fresh one knows nothing is meant.
    const look = isFresh(run.settings.model) ? undefined : await firstLook(record, {
      ...{ ...run.settings, tokenizer, trainChunks, evalChunks, vocabSize, sequenceLength },
      ...(lineByLine ? { padTokenId } : {}),
    });
    return [few, look].filter((sentence) => sentence !== undefined).join(" ") || undefined;
  };
}
