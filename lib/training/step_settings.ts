/** What an optimiser step is told, and what it reports. */
import type { Deal, RateFeeds } from "./step_interface.ts";

/** What the rate's part of an optimiser step is told. */
export interface RateSettings extends Omit<RateFeeds, "biasCorrection" | "epsilon"> {
  /** The optimiser's step, counted from 1. */
  step: number;
}

/** What decides a forward pass in training mode. */
export interface PassSettings {
  /** From 0 to 2³¹ − 1. */
  dropoutSeed: number;
  /** `[masked]`: 1 for the tokens that Γ looks at; needed where those are not all. */
  counted?: Float32Array;
  /** What decides the orders that the objective deals out by; needed where it does. */
  deal?: Deal;
}

/** What one optimiser step is told. */
export type StepSettings = RateSettings & PassSettings;

/** What the forward pass of a step reports. */
export interface ForwardResult {
  /** Mean cross-entropy over the masked tokens. */
  loss: number;
  /** What the step made smaller; absent where that is the loss. */
  objective?: number;
  /** Γ; undefined if no masked token had both its words placed, or it is not the program's matter. */
  gamma: number | undefined;
  /** Masked tokens that Γ is made of. */
  gammaPairs: number;
}

/** What one optimiser step reports. */
export interface StepResult extends ForwardResult {
  /** A″. */
  learningRate: number;
  /** Before clipping. */
  gradNorm: number;
}
