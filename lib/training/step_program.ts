/**
 * The step program: one run computes the loss, its gradients, their norm, the predictions, Γ, the
 * adjusted rate A″ and the AdamW update. Evaluation and prediction stand in the same program, so
 * that they use the same variables.
 */
import {
  type ArchitectureDefinition,
  architectureOf,
  type EncoderInputs,
  Layers,
  type MaskedLmConfig,
  type WeightDeclaration,
  weightsOf,
} from "../model/mod.ts";
import {
  adamW,
  add,
  addAll,
  addToVariable,
  checkFinite,
  clearVariable,
  compiledApart,
  crossEntropy,
  divide,
  gradients,
  greater,
  group,
  halfSquareSum,
  mean,
  minimum,
  multiply,
  power,
  ProgramBuilder,
  scale,
  select,
  squareRoot,
  subtract,
  type Value,
} from "../program/mod.ts";
import { chooseGamma, gammaGraph, type GammaParts, hasGraph, inGraph } from "../semantics/mod.ts";
import type { ChosenObjective } from "./define_objective.ts";
import { forwardPass, maskedLogits } from "./forward_pass.ts";
import { type LayerRates, rateShare, trainedWeights } from "./layer_rates.ts";
import { objectiveShares } from "./objective_values.ts";
import { chooseObjective } from "./objectives.ts";
import { adamConstants, type AdamOptions } from "./adam_step.ts";
import { EVALUATION, EvaluationScope, USUAL_OUTPUTS } from "./evaluation_outputs.ts";
import type { EvaluationOutput } from "./evaluation_values.ts";
import {
  evaluationName,
  type OutputName,
  StepPlaceholders,
  StepProgram,
} from "./step_interface.ts";

/** Numbers that are built into the program. */
export interface StepProgramOptions extends LayerRates {
  /** The model's configuration. */
  config: MaskedLmConfig;
  /** What the model is computed by. @default {the built-in one that the configuration names} */
  architecture?: ArchitectureDefinition;
  /** Tokens a sequence. */
  sequenceLength: number;
  /** How many words can be predicted, from the first. @default all of the model */
  predictable?: number;
  /** AdamW's constants, of which the program holds the two βs. */
  adam?: AdamOptions;
  /**
   * Adds the outputs `accumulate` and `apply`, and a variable beside each parameter for the sum.
   * @default false
   */
  accumulation?: boolean;
  /** What Γ consists of. @default that of `paper` */
  gamma?: GammaParts;
  /** What a step makes smaller. @default {the mean cross-entropy} */
  objective?: ChosenObjective;
  /** What an evaluation may ask for besides the usual. @default {nothing} */
  evaluation?: readonly EvaluationOutput[];
  /** Adds the output `padded_losses`. @default false */
  padding?: boolean;
  /** Batches have padding, and an attention mask says where there is none. @default false */
  padded?: boolean;
}

const PAPER = chooseGamma("paper");
const CROSS_ENTROPY = chooseObjective();

/** Name of the variable that sums a parameter's gradients over the batches of one step. */
export function accumulatorName(parameter: string): string {
  return `accumulator/${parameter}`;
}

/** Builds the program; {@linkcode OUTPUTS} says what its outputs are. */
export function buildStepProgram(options: StepProgramOptions): StepProgram {
  const { config, sequenceLength, accumulation = false } = options;
  const { architecture = architectureOf(config), gamma: gammaParts = PAPER.parts } = options;
  const builder = new ProgramBuilder();
  const sizes = { sequenceLength, vocabSize: config.vocabSize };
  const feeds = new StepPlaceholders(builder, sizes);
  const output = (name: OutputName, value: Value) => builder.output(name, value);
  const training = new Layers(builder, { dropoutSeed: feeds.get("dropout_seed") });
  const attention = options.padded ? { attentionMask: feeds.get("attention_mask") } : {};
  const model = { config, architecture, predictable: options.predictable };
  const pass = forwardPass(training, model, feeds, attention);
  const { objective: chosen = CROSS_ENTROPY } = options;
  const shares = objectiveShares(chosen, feeds, gammaParts, pass);
  // A step of the cross-entropy itself has nothing more to compute.
  const isLoss = shares === pass.losses;
  const loss = mean(isLoss ? pass.lossesInBucket() : pass.losses);
  const checkedLoss = checkFinite(loss, "loss");
  output("loss", checkedLoss);
  output("predictions", pass.predictions);
  output("logits", pass.logits);

  const gamma = addGamma(gammaParts, feeds, output, pass);
  const adjusted = adjustedRate(feeds, gamma);
  output("learning_rate", adjusted);

  const objective = isLoss ? loss : mean(shares);
  let checked = checkedLoss;
  if (!isLoss) {
    const checkedObjective = checkFinite(objective, "objective");
    output("objective", checkedObjective);
    checked = add(checkedLoss, checkedObjective);
  }

  const all = weightsOf(architecture, config);
  const parameters = trainedWeights(all, config.numHiddenLayers, options);
  const values = parameters.map(({ name, shape }) => builder.variable(name, shape));
  const slopes = gradients(objective, values).map(compiledApart);
  const optimizer = { feeds, output, parameters, values, options };
  const { norm, tokens } = update(optimizer, slopes, adjusted, checked);
  output("grad_norm", norm);
  output("update", group(tokens));
  if (accumulation) addAccumulation(optimizer, slopes);
  addEvaluation(options, architecture, feeds, output);
  return new StepProgram(builder.build(), sizes);
}

/**
 * Γ of the forward pass, where a graph can compute it, and what of it scales the rate: nothing where
 * Γ is of another pass.
 */
function addGamma(
  parts: GammaParts,
  feeds: StepPlaceholders,
  output: (name: OutputName, value: Value) => void,
  { logits, predictions }: { logits: Value; predictions: Value },
): Value {
  const { builder, sizes: { vocabSize } } = feeds;
  if (!hasGraph(parts)) return builder.constant(1);
  const counted = parts.positions === "first-chunk" ? { counted: feeds.get("counted") } : {};
  const inputs = { logits, predictions, labels: feeds.get("labels"), vocabSize, ...counted };
  const { gamma: made, pairs } = gammaGraph(builder, parts, inputs);
  const gamma = parts.distance.neverNegative ? made : withRoot(made);
  output("gamma", gamma);
  output("gamma_pairs", pairs);
  if (!inGraph(parts)) return builder.constant(1);
  // Where Γ is undefined, 1 leaves A′ alone.
  return select(greater(pairs, builder.constant(0)), gamma, builder.constant(1));
}

/** A negative Γ has no root to scale a rate by. That ends the run, whatever the method makes of it. */
function withRoot(gamma: Value): Value {
  const isNegative = greater(gamma.node.builder.constant(0), gamma);
  return checkFinite(select(isNegative, squareRoot(gamma), gamma), "root of Γ");
}

/** A″ = A′ · Γ^power, with the given Γ where there is one, else with `gamma`. */
function adjustedRate(feeds: StepPlaceholders, gamma: Value): Value {
  const given = feeds.get("given_gamma");
  const used = select(greater(given, feeds.builder.constant(0)), given, gamma);
  return multiply(feeds.get("scheduled_learning_rate"), power(used, feeds.get("gamma_power")));
}

interface Optimizer {
  feeds: StepPlaceholders;
  output: (name: OutputName, value: Value) => void;
  parameters: readonly WeightDeclaration[];
  values: readonly Value[];
  options: StepProgramOptions;
}

/** Clips the gradients to a norm, as PyTorch's `clip_grad_norm_`, and takes the AdamW step. */
function update(
  { feeds, parameters, values, options }: Optimizer,
  slopes: readonly Value[],
  rate: Value,
  checkedLoss?: Value,
): { norm: Value; tokens: Value[] } {
  const { beta1, beta2 } = adamConstants(options.adam);
  const { builder } = feeds;
  const one = builder.constant(1);
  const euclidean = squareRoot(scale(addAll(slopes.map(halfSquareSum)), 2));
  // An infinite loss may have finite gradients: adding 0 · loss puts the update behind its check.
  const norm = checkFinite(
    checkedLoss === undefined ? euclidean : add(euclidean, scale(checkedLoss, 0)),
    "gradient norm",
  );
  // PyTorch adds 1e-6 to the norm before it divides.
  const clip = minimum(divide(feeds.get("max_grad_norm"), add(norm, builder.constant(1e-6))), one);
  const checkedRate = checkFinite(rate, "learning rate");
  const stepSize = multiply(checkedRate, feeds.get("bias_correction"));
  const decay = multiply(checkedRate, feeds.get("weight_decay"));
  // Of all weights that take the same share of the rate; the decay takes it, too, as in PyTorch's groups.
  const numbers = new Map<number, { stepSize: Value; keep: Value }>();
  const numbersFor = (share: number) => {
    const of = (value: Value) => share === 1 ? value : scale(value, share);
    const made = numbers.get(share) ??
      { stepSize: of(stepSize), keep: subtract(one, of(decay)) };
    numbers.set(share, made);
    return made;
  };
  const epsilon = feeds.get("epsilon");
  const tokens = parameters.map((parameter, i) => {
    const { name, decays } = parameter;
    const share = rateShare(parameter, options.config.numHiddenLayers, options);
    const { stepSize, keep } = numbersFor(share);
    const gradient = multiply(slopes[i]!, clip);
    return adamW(values[i]!, name, { beta1, beta2 }, {
      ...{ stepSize, epsilon, gradient },
      ...(decays ? { keep } : {}),
    });
  });
  return { norm, tokens };
}

function addAccumulation(optimizer: Optimizer, slopes: readonly Value[]): void {
  const { feeds, output, parameters } = optimizer;
  const { builder } = feeds;
  const sums = parameters.map(({ name, shape }) => builder.variable(accumulatorName(name), shape));
  const added = slopes.map((slope, i) =>
    addToVariable(multiply(slope, feeds.get("loss_scale")), accumulatorName(parameters[i]!.name))
  );
  output("accumulate", group(added));
  // Γ of several batches is known to the caller alone, who gives it.
  const rate = adjustedRate(feeds, builder.constant(1));
  const { norm, tokens } = update(optimizer, sums, rate);
  const cleared = sums.map((value, i) =>
    clearVariable(value, accumulatorName(parameters[i]!.name), tokens[i]!)
  );
  output("apply_learning_rate", rate);
  output("apply_grad_norm", norm);
  output("apply", group(cleared));
}

function addEvaluation(
  { config, predictable, evaluation = [], padding, padded }: StepProgramOptions,
  architecture: ArchitectureDefinition,
  feeds: StepPlaceholders,
  output: (name: OutputName, value: Value) => void,
): void {
  const labels = feeds.get("labels");
  const pass = (more?: Omit<EncoderInputs, "inputIds">) => {
    const inputs = { inputIds: feeds.get("input_ids"), ...more };
    const layers = new Layers(feeds.builder), positions = feeds.get("positions");
    return maskedLogits(layers, { architecture, config }, inputs, positions);
  };
  const places = () => feeds.get("label_places");
  const withPadding = () => pass({ attentionMask: feeds.get("attention_mask") });
  const evaluated = padded ? withPadding() : pass();
  const scope = new EvaluationScope(evaluated, labels, places, predictable);
  for (const name of new Set([...USUAL_OUTPUTS, ...evaluation])) {
    output(evaluationName(name), EVALUATION[name].build(scope));
  }
  if (!padding) return;
  output("padded_losses", crossEntropy(padded ? evaluated : withPadding(), labels));
}
