/**
 * The step program: one run computes the loss, its gradients, their norm, the predictions, Γ, the
 * adjusted rate A″ and the AdamW update. Evaluation and prediction stand in the same program, so
 * that they use the same variables.
 */
import {
  type ArchitectureDefinition,
  architectureOf,
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
  argMax,
  checkFinite,
  clearVariable,
  crossEntropy,
  divide,
  equal,
  gather,
  gradients,
  greater,
  group,
  halfSquareSum,
  logarithm,
  maximum,
  mean,
  minimum,
  multiply,
  negate,
  power,
  type Program,
  ProgramBuilder,
  reshape,
  scale,
  select,
  squareRoot,
  subtract,
  sum,
  toFloat,
  type Value,
} from "../program/mod.ts";

/** Numbers that are built into the program. */
export interface StepProgramOptions {
  config: MaskedLmConfig;
  /** What the model is computed by. @default {the built-in one that the configuration names} */
  architecture?: ArchitectureDefinition;
  /** Tokens a sequence. */
  sequenceLength: number;
  /** @default 0.9 */
  adamBeta1?: number;
  /** @default 0.999 */
  adamBeta2?: number;
  /**
   * Adds the outputs `accumulate` and `apply`, and a variable beside each parameter for the sum.
   * @default false
   */
  accumulation?: boolean;
}

/** Names of the variables that hold β's scores: placements `[vocabulary, 6]`, known `[…, 1]`. */
export const SEMANTIC_VARIABLES = { placement: "semantics/placement", known: "semantics/known" };

/** Number of poles of the semantic differential. */
const POLES = 6;

/** Name of the variable that sums a parameter's gradients over the batches of one step. */
export function accumulatorName(parameter: string): string {
  return `accumulator/${parameter}`;
}

/** What a step is told besides its batch: float32 scalars, the seed an int32 one. */
interface Feeds {
  inputIds: Value;
  positions: Value;
  labels: Value;
  dropoutSeed: Value;
  scheduledRate: Value;
  gammaPower: Value;
  givenGamma: Value;
  biasCorrection: Value;
  epsilon: Value;
  weightDecay: Value;
  maxGradNorm: Value;
  lossScale: Value;
}

function placeholders(builder: ProgramBuilder, sequenceLength: number): Feeds {
  return {
    inputIds: builder.placeholder("input_ids", [-1, sequenceLength], "int32"),
    positions: builder.placeholder("positions", [-1], "int32"),
    labels: builder.placeholder("labels", [-1], "int32"),
    dropoutSeed: builder.placeholder("dropout_seed", [], "int32"),
    scheduledRate: builder.placeholder("scheduled_learning_rate", []),
    gammaPower: builder.placeholder("gamma_power", []),
    givenGamma: builder.placeholder("given_gamma", []),
    biasCorrection: builder.placeholder("bias_correction", []),
    epsilon: builder.placeholder("epsilon", []),
    weightDecay: builder.placeholder("weight_decay", []),
    maxGradNorm: builder.placeholder("max_grad_norm", []),
    lossScale: builder.placeholder("loss_scale", []),
  };
}

/**
 * Builds the program. Its outputs:
 *
 * - `loss` (mean over the masked tokens), `predictions` `[masked]` (from the same forward pass),
 *   `gamma`, `gamma_pairs`, `learning_rate` (A″), `grad_norm` (before clipping), and `update`,
 *   which makes the step;
 * - `accumulate`, which adds this batch's gradients, times `loss_scale`, to the accumulators, and
 *   `apply` with `apply_grad_norm` and `apply_learning_rate`, which make the step from them;
 * - without dropout: `eval_loss` (sum over the masked tokens), `eval_correct`, `eval_logits`.
 */
export function buildStepProgram(options: StepProgramOptions): Program {
  const { config, sequenceLength, accumulation = false } = options;
  const architecture = options.architecture ?? architectureOf(config);
  const builder = new ProgramBuilder();
  const feeds = placeholders(builder, sequenceLength);
  const training = new Layers(builder, { dropoutSeed: feeds.dropoutSeed });
  const logits = maskedLogits(training, architecture, config, feeds);
  const predictions = argMax(logits);
  const loss = mean(crossEntropy(logits, feeds.labels));
  const checkedLoss = checkFinite(loss, "loss");
  builder.output("loss", checkedLoss);
  builder.output("predictions", predictions);

  const semantic = paperGamma(builder, config, feeds.labels, predictions);
  builder.output("gamma", semantic.gamma);
  builder.output("gamma_pairs", semantic.pairs);
  // Where Γ is undefined, 1 leaves A′ alone.
  const isDefined = greater(semantic.pairs, builder.constant(0));
  const gamma = select(isDefined, semantic.gamma, builder.constant(1));
  const adjusted = adjustedRate(builder, feeds, gamma);
  builder.output("learning_rate", adjusted);

  const parameters = weightsOf(architecture, config);
  const values = parameters.map(({ name, shape }) => builder.variable(name, shape));
  const slopes = gradients(loss, values);
  const optimizer = { builder, feeds, parameters, values, options };
  const { norm, tokens } = update(optimizer, slopes, adjusted, checkedLoss);
  builder.output("grad_norm", norm);
  builder.output("update", group(tokens));
  if (accumulation) addAccumulation(optimizer, slopes);
  addEvaluation(builder, architecture, config, feeds);
  return builder.build();
}

function maskedLogits(
  layers: Layers,
  architecture: ArchitectureDefinition,
  config: MaskedLmConfig,
  { inputIds, positions }: Feeds,
): Value {
  const hidden = architecture.encoder(layers, config, { inputIds });
  return architecture.head(layers, config, gather(hidden, positions));
}

interface SemanticValues {
  /** Mean cross-entropy of the placements; 0 where there are no pairs. */
  gamma: Value;
  /** How many masked tokens had both words placed. */
  pairs: Value;
}

/** Γ of `paper` over all masked tokens: see `gammaPaper` in lib/semantics, its reference. */
function paperGamma(
  builder: ProgramBuilder,
  { vocabSize }: MaskedLmConfig,
  labels: Value,
  predictions: Value,
): SemanticValues {
  const placement = builder.variable(SEMANTIC_VARIABLES.placement, [vocabSize, POLES]);
  const known = builder.variable(SEMANTIC_VARIABLES.known, [vocabSize, 1]);
  const p = gather(placement, labels), q = gather(placement, predictions);
  const counted = reshape(multiply(gather(known, labels), gather(known, predictions)), [-1]);
  // Unknown words have a row of zeros, whose logarithm must stay finite to be multiplied by 0.
  const logQ = logarithm(maximum(q, builder.constant(1e-30)));
  const crossEntropies = negate(sum(multiply(p, logQ), [1]));
  const pairs = sum(counted);
  const total = sum(multiply(crossEntropies, counted));
  const gamma = divide(total, maximum(pairs, builder.constant(1)));
  return { gamma: checkFinite(gamma, "Γ"), pairs };
}

/** A″ = A′ · Γ^power, with the given Γ where there is one, else with `gamma`. */
function adjustedRate(
  builder: ProgramBuilder,
  { scheduledRate, gammaPower, givenGamma }: Feeds,
  gamma: Value,
): Value {
  const used = select(greater(givenGamma, builder.constant(0)), givenGamma, gamma);
  return multiply(scheduledRate, power(used, gammaPower));
}

interface Optimizer {
  builder: ProgramBuilder;
  feeds: Feeds;
  parameters: readonly WeightDeclaration[];
  values: readonly Value[];
  options: StepProgramOptions;
}

/** Clips the gradients to a norm, as PyTorch's `clip_grad_norm_`, and takes the AdamW step. */
function update(
  { builder, feeds, parameters, values, options }: Optimizer,
  slopes: readonly Value[],
  rate: Value,
  checkedLoss?: Value,
): { norm: Value; tokens: Value[] } {
  const { adamBeta1: beta1 = 0.9, adamBeta2: beta2 = 0.999 } = options;
  const one = builder.constant(1);
  const euclidean = squareRoot(scale(addAll(slopes.map(halfSquareSum)), 2));
  // An infinite loss may have finite gradients: adding 0 · loss makes the update wait for its check.
  const norm = checkFinite(
    checkedLoss === undefined ? euclidean : add(euclidean, scale(checkedLoss, 0)),
    "gradient norm",
  );
  // PyTorch adds 1e-6 to the norm before it divides.
  const clip = minimum(divide(feeds.maxGradNorm, add(norm, builder.constant(1e-6))), one);
  const checkedRate = checkFinite(rate, "learning rate");
  const shared = {
    stepSize: multiply(checkedRate, feeds.biasCorrection),
    epsilon: feeds.epsilon,
  };
  const keep = subtract(one, multiply(checkedRate, feeds.weightDecay));
  const tokens = parameters.map(({ name, decays }, i) => {
    const gradient = multiply(slopes[i]!, clip);
    return adamW(values[i]!, name, { beta1, beta2 }, {
      ...shared,
      gradient,
      ...(decays ? { keep } : {}),
    });
  });
  return { norm, tokens };
}

function addAccumulation(optimizer: Optimizer, slopes: readonly Value[]): void {
  const { builder, feeds, parameters } = optimizer;
  const sums = parameters.map(({ name, shape }) => builder.variable(accumulatorName(name), shape));
  const added = slopes.map((slope, i) =>
    addToVariable(multiply(slope, feeds.lossScale), accumulatorName(parameters[i]!.name))
  );
  builder.output("accumulate", group(added));
  // Γ of several batches is known to the caller alone, who gives it.
  const rate = adjustedRate(builder, feeds, builder.constant(1));
  const { norm, tokens } = update(optimizer, sums, rate);
  const cleared = sums.map((value, i) =>
    clearVariable(value, accumulatorName(parameters[i]!.name), tokens[i]!)
  );
  builder.output("apply_learning_rate", rate);
  builder.output("apply_grad_norm", norm);
  builder.output("apply", group(cleared));
}

function addEvaluation(
  builder: ProgramBuilder,
  architecture: ArchitectureDefinition,
  config: MaskedLmConfig,
  feeds: Feeds,
): void {
  const logits = maskedLogits(new Layers(builder), architecture, config, feeds);
  builder.output("eval_logits", logits);
  builder.output("eval_loss", sum(crossEntropy(logits, feeds.labels)));
  builder.output("eval_correct", sum(toFloat(equal(argMax(logits), feeds.labels))));
}
