/** What a model in training is opened with. */
import type { ArchitectureDefinition, MaskedLmConfig, NamedTensors } from "../model/mod.ts";
import type { Executor, ExecutorBackend, Precision } from "../program/mod.ts";
import type { GammaChoice, GammaTable } from "../semantics/mod.ts";
import type { AdamOptions } from "./adam_step.ts";
import type { ChosenMetric } from "./define_metric.ts";
import type { ChosenObjective } from "./define_objective.ts";
import type { LayerRates } from "./layer_rates.ts";

/** Options of `TrainingModel.create`. */
export interface TrainingModelOptions extends LayerRates {
  /** The model's configuration. */
  config: MaskedLmConfig;
  /** What the model is computed by. @default {the built-in one that the configuration names} */
  architecture?: ArchitectureDefinition;
  /** The weights to begin with, by Hugging Face's names. */
  tensors: NamedTensors;
  /** What computes. */
  backend: ExecutorBackend;
  /** Tokens a sequence. @default 128, or the model's positions where they are fewer */
  sequenceLength?: number;
  /** The Γ whose parts are built into the program as far as that can be. @default that of `paper` */
  gamma?: GammaChoice;
  /** What a step makes smaller. @default {the mean cross-entropy} */
  objective?: ChosenObjective;
  /** The profiles of the vocabulary, as that Γ has them. Without them Γ is never defined. */
  semantics?: GammaTable;
  /** The profiles that Osgood's D compares, for metrics that ask for it. */
  osgood?: GammaTable;
  /**
   * How many words can be predicted, from the first: those of the tokenizer's vocabulary. A model may
   * have more word embeddings, which are trained like the others.
   * @default as many as have profiles, or else as the model has word embeddings
   */
  predictable?: number;
  /** Whether `TrainingModel.accumulate` is wanted. @default false */
  accumulation?: boolean;
  /** Whether batches have padding, and an attention mask that says where. @default false */
  padded?: boolean;
  /** What `evaluate` measures. @default the loss, its perplexity and the accuracy */
  metrics?: readonly ChosenMetric[];
  /** AdamW's constants. */
  adam?: AdamOptions;
  /** The executor, where the backend leaves a choice. */
  executor?: Executor["kind"];
  /**
   * What matrix products are computed in: `bfloat16` is faster on processors and GPUs that have it,
   * and only for TensorFlow's graphs. Weights, moments and everything else stay float32.
   * @default "float32"
   */
  precision?: Precision;
  /**
   * Whether TensorFlow's compiler XLA makes fused kernels of the encoder, forward and backward, of
   * the update and, on a GPU, of a step's head: half a minute at the first step of a model of base
   * size, then faster steps on a GPU. Only for TensorFlow's graphs.
   * @default false
   */
  xla?: boolean;
}
