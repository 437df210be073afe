/** The pass that a step learns from. */
import type {
  ArchitectureDefinition,
  EncoderInputs,
  Layers,
  MaskedLmConfig,
} from "../model/mod.ts";
import { argMax, crossEntropy, gather, inBucket, outOfBucket, type Value } from "../program/mod.ts";
import type { StepPlaceholders } from "./step_interface.ts";

/** What a pass is computed by. */
export interface PassModel {
  /** Adds the encoder and the head. */
  architecture: ArchitectureDefinition;
  /** The model's configuration. */
  config: MaskedLmConfig;
}

/** What a pass gives. */
export interface ForwardPass {
  /** `[masked, vocabulary]`. */
  logits: Value;
  /** `[masked]`, int32: the likeliest words. */
  predictions: Value;
  /** `[masked]`: computed of these logits, by which what an objective makes of them is differentiated. */
  losses: Value;
  /** Adds the same in the bucket, where XLA computes it and no logits are to be cut. */
  lossesInBucket(): Value;
}

/** Adds an encoder, and the head on the tokens at `[n]` positions: `[n, vocabulary]`. */
export function maskedLogits(
  layers: Layers,
  { architecture, config }: PassModel,
  inputs: EncoderInputs,
  positions: Value,
): Value {
  const hidden = architecture.encoder(layers, config, inputs);
  return architecture.head(layers, config, gather(hidden, positions));
}

/**
 * Adds a step's pass. How many tokens are masked is another number in almost every batch: on a GPU
 * XLA compiles the head for a few of them.
 *
 * @param model.predictable How many words can be predicted, from the first; all unless told.
 */
export function forwardPass(
  layers: Layers,
  { predictable, ...model }: PassModel & { predictable?: number },
  feeds: StepPlaceholders,
  attention: Omit<EncoderInputs, "inputIds">,
): ForwardPass {
  const labels = feeds.get("labels"), positions = inBucket(feeds.get("positions"));
  const inputs = { inputIds: feeds.get("input_ids"), ...attention };
  const all = maskedLogits(layers, model, inputs, positions);
  const masked = (rows: Value) => outOfBucket(rows, labels), logits = masked(all);
  return {
    logits,
    predictions: masked(argMax(all, predictable)),
    losses: crossEntropy(logits, labels),
    lossesInBucket: () => masked(crossEntropy(all, inBucket(labels))),
  };
}
