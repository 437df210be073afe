/**
 * What the step program is fed and what it gives. Each feed and each output is named here and
 * nowhere else: the program's placeholders, a run's feeds and the types of its results are made of
 * these two tables.
 */
import type { MaskedBatch } from "../data/mod.ts";
import type {
  Executor,
  FeedType,
  Program,
  ProgramBuilder,
  Shape,
  TensorData,
  Value,
} from "../program/mod.ts";
import { Random } from "../random/mod.ts";
import { EVALUATION, EVALUATION_OUTPUTS } from "./evaluation_outputs.ts";
import type { EvaluationOutput, EvaluationValues } from "./evaluation_values.ts";
import type { WordOrder } from "./word_order.ts";

/** What the shapes of feeds depend on. */
export interface StepSizes {
  /** Tokens a sequence. */
  sequenceLength: number;
  /** Words of the vocabulary. */
  vocabSize: number;
}

/** The numbers of one optimiser step. */
export interface RateFeeds {
  /** A′. */
  scheduledRate: number;
  /** The power of Γ in A″ = A′ · Γ^power: −1/3 for SD with a cube root, 0 for none. */
  gammaPower: number;
  /** Use this Γ, which must be positive, instead of the batch's own. */
  givenGamma?: number;
  /** Adam's √(1 − β₂ᵗ) ÷ (1 − β₁ᵗ). */
  biasCorrection: number;
  /** Adam's ε · √(1 − β₂ᵗ). */
  epsilon: number;
  /** AdamW's decay. */
  weightDecay: number;
  /** The gradient's norm is clipped to this. */
  maxGradNorm: number;
}

/** What decides the orders that an objective deals out by. */
export interface Deal {
  /** The run's. */
  seed: number;
  /** The step's number, counted from 1. */
  step: number;
}

/** What a run is given. Each part fills some of the feeds; a run needs those of its outputs. */
export interface StepGiven {
  /** Masked chunks. */
  batch?: MaskedBatch;
  /** Decides the dropout: from 0 to 2³¹ − 1. */
  dropoutSeed?: number;
  /** What the rate is made of. */
  rate?: RateFeeds;
  /** By what this batch's gradients are multiplied before they are added to the others'. */
  lossScale?: number;
  /** `[masked]`: 1 for the tokens that Γ looks at, 0 for others. */
  counted?: Float32Array;
  /** What decides the orders that the objective deals out by. */
  deal?: Deal;
  /** The orders of the vocabulary's words. */
  words?: WordOrder;
  /** `[batchSize · sequenceLength]`: 1 for tokens to attend to, 0 for padding. @default the batch's */
  attention?: Float32Array;
}

interface Feed {
  readonly dtype: FeedType;
  readonly shape: (sizes: StepSizes) => Shape;
  /** Its elements; undefined where the run is not given what it is made of. */
  readonly fill: (given: StepGiven, sizes: StepSizes) => ArrayLike<number> | number | undefined;
  /** Whether its open length, that of the masked tokens, is another one in almost every batch. */
  readonly varies?: boolean;
}

type Fill = Feed["fill"];

const masked = (dtype: FeedType, fill: Fill): Feed => ({
  ...{ dtype, shape: () => [-1], fill },
  varies: true,
});
const scalar = (dtype: FeedType, fill: Fill): Feed => ({ dtype, shape: () => [], fill });
const tokens = (dtype: FeedType, fill: Fill): Feed => ({
  dtype,
  shape: ({ sequenceLength }) => [-1, sequenceLength],
  fill,
});

/** What the program can be fed, in the order of its placeholders. */
export const FEEDS = {
  input_ids: tokens("int32", ({ batch }) => batch?.inputIds),
  positions: masked("int32", ({ batch }) => batch?.positions),
  labels: masked("int32", ({ batch }) => batch?.labels),
  dropout_seed: scalar("int32", ({ dropoutSeed }) => dropoutSeed),
  scheduled_learning_rate: scalar("float32", ({ rate }) => rate?.scheduledRate),
  gamma_power: scalar("float32", ({ rate }) => rate?.gammaPower),
  given_gamma: scalar("float32", ({ rate }) => rate && (rate.givenGamma ?? -1)),
  bias_correction: scalar("float32", ({ rate }) => rate?.biasCorrection),
  epsilon: scalar("float32", ({ rate }) => rate?.epsilon),
  weight_decay: scalar("float32", ({ rate }) => rate?.weightDecay),
  max_grad_norm: scalar("float32", ({ rate }) => rate?.maxGradNorm),
  loss_scale: scalar("float32", ({ lossScale }) => lossScale),
  counted: masked("float32", ({ counted }) => counted),
  attention_mask: tokens("float32", ({ attention, batch }) => attention ?? batch?.attention),
  label_places: masked(
    "int32",
    ({ batch }, { vocabSize }) => batch?.labels.map((label, i) => i * vocabSize + label),
  ),
  token_order: masked("int32", ({ batch, deal }) => {
    if (batch === undefined || deal === undefined) return undefined;
    return new Random(deal.seed, "token-order", deal.step).shuffle([...batch.labels.keys()]);
  }),
  word_order: {
    dtype: "int32",
    shape: ({ vocabSize }) => [vocabSize],
    fill: ({ deal, words }) => deal && words?.of(deal.seed),
  },
} satisfies Record<string, Feed>;

/** The name of a feed. */
export type FeedName = keyof typeof FEEDS;

const FEED_NAMES = Object.keys(FEEDS) as FeedName[];

/** Feeds that a program has only where an output was asked for that needs them. */
const ON_DEMAND: readonly FeedName[] = [
  "counted",
  "attention_mask",
  "label_places",
  "token_order",
  "word_order",
];

/** The placeholders of a program under construction. */
export class StepPlaceholders {
  readonly #values = new Map<FeedName, Value>();

  constructor(readonly builder: ProgramBuilder, readonly sizes: StepSizes) {
    for (const name of FEED_NAMES) if (!ON_DEMAND.includes(name)) this.get(name);
  }

  /** What the run is fed under a name. */
  get(name: FeedName): Value {
    let value = this.#values.get(name);
    if (value === undefined) {
      const { shape, dtype, varies = false }: Feed = FEEDS[name];
      value = this.builder.placeholder(name, shape(this.sizes), dtype, { varies });
      this.#values.set(name, value);
    }
    return value;
  }
}

/** A tensor of some elements; their number decides the open dimension. */
function tensorOf(elements: ArrayLike<number>, shape: Shape, dtype: FeedType): TensorData {
  const known = shape.reduce((size, length) => length === -1 ? size : size * length, 1);
  const Elements = dtype === "float32" ? Float32Array : Int32Array;
  return {
    shape: shape.map((length) => length === -1 ? elements.length / known : length),
    data: elements instanceof Elements ? elements : Elements.from(elements),
  };
}

/** The program's name of an output of the evaluation. */
export function evaluationName<N extends EvaluationOutput>(output: N): `eval_${N}` {
  return `eval_${output}`;
}

type EvaluationReaders = {
  [N in EvaluationOutput as `eval_${N}`]: (tensor: TensorData) => EvaluationValues[N];
};

const number = ({ data }: TensorData): number => data[0]!;
const done = (): void => {};

/** What the program gives, each with how it is read. Not every program has all of it. */
export const OUTPUTS = {
  /** Mean cross-entropy of the masked tokens. */
  loss: number,
  /** What the step makes smaller, where that is another number. */
  objective: number,
  /** `[masked]`: the likeliest words, from the same forward pass as the loss. */
  predictions: ({ data }: TensorData): Int32Array => data as Int32Array,
  /** `[masked · vocabulary]`: the logits of that pass. */
  logits: ({ data }: TensorData): Float32Array => data as Float32Array,
  /** Γ; 0 where there are no pairs. */
  gamma: number,
  /** How many pairs of words Γ compares. */
  gamma_pairs: number,
  /** A″. */
  learning_rate: number,
  /** Norm of the gradients before clipping. */
  grad_norm: number,
  /** Makes the step. */
  update: done,
  /** Adds this batch's gradients, times `loss_scale`, to the accumulators. */
  accumulate: done,
  /** A″ of what was accumulated. */
  apply_learning_rate: number,
  /** Norm of what was accumulated, before clipping. */
  apply_grad_norm: number,
  /** Makes the step of what was accumulated. */
  apply: done,
  /** `[masked]`: cross-entropies without dropout, of sequences with padding. */
  padded_losses: ({ data }: TensorData): Float32Array => data as Float32Array,
  ...Object.fromEntries(
    EVALUATION_OUTPUTS.map((output) => [evaluationName(output), EVALUATION[output].read]),
  ) as EvaluationReaders,
};

/** The name of an output. */
export type OutputName = keyof typeof OUTPUTS;

/** What a run gives for some outputs. */
export type StepResults<N extends OutputName> = {
  [Name in N]: ReturnType<typeof OUTPUTS[Name]>;
};

/** The first number that is not from 0 to a count. In a loop: a step has thousands of tokens. */
function outside(numbers: Int32Array, count: number): number | undefined {
  for (const number of numbers) if (!(number >= 0 && number < count)) return number;
}

/** XLA would read another token's vector, or another word's, without a word. */
function checkBatch({ inputIds, positions, labels }: MaskedBatch, { vocabSize }: StepSizes): void {
  if (positions.length !== labels.length) {
    throw new RangeError(
      `A batch has ${positions.length} masked positions and ${labels.length} labels.`,
    );
  }
  const position = outside(positions, inputIds.length);
  if (position !== undefined) {
    throw new RangeError(`A batch of ${inputIds.length} tokens has none at position ${position}.`);
  }
  for (const [name, ids] of Object.entries({ "token id": inputIds, label: labels })) {
    const id = outside(ids, vocabSize);
    if (id !== undefined) {
      throw new RangeError(`A batch has the ${name} ${id}: the model has ${vocabSize} words.`);
    }
  }
}

/** A step program with what it is fed and what it gives. */
export class StepProgram {
  /** What an executor is opened with. */
  readonly program: Program;
  readonly #sizes: StepSizes;

  /** What `buildStepProgram` built, and the sizes that feeds have. */
  constructor(program: Program, sizes: StepSizes) {
    this.program = program;
    this.#sizes = sizes;
  }

  /**
   * The feeds that can be made of what is given.
   *
   * @throws {RangeError} If a batch has not one label for each position, positions that are none, or
   * tokens or labels that are no words of the model.
   */
  feeds(given: StepGiven): Record<string, TensorData> {
    const feeds: Record<string, TensorData> = {};
    if (given.batch !== undefined) checkBatch(given.batch, this.#sizes);
    for (const name of FEED_NAMES) {
      const placeholder = this.program.placeholders.get(name);
      if (placeholder === undefined) continue;
      const filled = FEEDS[name].fill(given, this.#sizes);
      if (filled === undefined) continue;
      const elements = typeof filled === "number" ? [filled] : filled;
      feeds[name] = tensorOf(elements, placeholder.shape, FEEDS[name].dtype);
    }
    return feeds;
  }

  /**
   * Runs some of the program's outputs.
   *
   * @throws {RangeError} If the program has not all of them, or they need more than is given.
   */
  async run<N extends OutputName>(
    executor: Pick<Executor, "run">,
    given: StepGiven,
    names: readonly N[],
  ): Promise<StepResults<N>> {
    const tensors = await executor.run(this.feeds(given), names);
    return Object.fromEntries(
      names.map((name, i) => [name, OUTPUTS[name](tensors[i]!)]),
    ) as StepResults<N>;
  }
}
