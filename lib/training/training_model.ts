/** A model that can be trained: the step program, its executor and the weights in it. */
import type { MaskedBatch } from "../data/mod.ts";
import {
  type ArchitectureDefinition,
  architectureOf,
  type MaskedLmConfig,
  type NamedTensors,
  tensorsToVariables,
  variablesToTensors,
  type WeightDeclaration,
  weightsOf,
} from "../model/mod.ts";
import {
  type Executor,
  type ExecutorBackend,
  momentNames,
  openExecutor,
  type Precision,
  type TensorData,
} from "../program/mod.ts";
import type { GammaTable } from "../semantics/mod.ts";
import { type AdamOptions, adamStep } from "./adam_step.ts";
import { accumulatorName, buildStepProgram, SEMANTIC_VARIABLES } from "./step_program.ts";

/** Options of {@linkcode TrainingModel.create}. */
export interface TrainingModelOptions {
  config: MaskedLmConfig;
  /** What the model is computed by. @default {the built-in one that the configuration names} */
  architecture?: ArchitectureDefinition;
  /** The weights to begin with, by Hugging Face's names. */
  tensors: NamedTensors;
  backend: ExecutorBackend;
  /** Tokens a sequence. @default 128, or the model's positions where they are fewer */
  sequenceLength?: number;
  /** β's placements of the vocabulary. Without them Γ is never defined. */
  semantics?: GammaTable;
  /** Whether {@linkcode TrainingModel.accumulate} is wanted. @default false */
  accumulation?: boolean;
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
}

/** What one optimiser step is told. */
export interface StepSettings {
  /** The optimiser's step, counted from 1. */
  step: number;
  /** A′. */
  scheduledRate: number;
  /** The power of Γ in A″ = A′ · Γ^power: −1/3 for SD with a cube root, 0 for none. */
  gammaPower: number;
  /** Use this Γ, which must be positive, instead of the batch's own. */
  givenGamma?: number;
  /** From 0 to 2³¹ − 1. */
  dropoutSeed: number;
  weightDecay: number;
  maxGradNorm: number;
}

/** What one optimiser step reports. */
export interface StepResult {
  /** Mean cross-entropy over the masked tokens. */
  loss: number;
  /** Γ of `paper`; undefined if no masked token had both its words placed. */
  gamma: number | undefined;
  /** Masked tokens that Γ is the mean of. */
  gammaPairs: number;
  /** A″. */
  learningRate: number;
  /** Before clipping. */
  gradNorm: number;
}

/** Γ of one step and how many pairs of words it compares. */
export interface MeasuredGamma {
  /** Undefined if there is no pair to compare. */
  gamma: number | undefined;
  pairs: number;
}

/** Sums over the masked tokens of some batches. */
export interface EvaluationSums {
  loss: number;
  correct: number;
  maskedTokens: number;
}

/** A masked language model with its optimiser's state, in one executor. Not for two runs at the same time. */
export class TrainingModel {
  readonly config: MaskedLmConfig;
  readonly architecture: ArchitectureDefinition;
  readonly sequenceLength: number;
  readonly #weights: readonly WeightDeclaration[];
  readonly #executor: Executor;
  readonly #adam: AdamOptions;

  private constructor(options: TrainingModelOptions, sequenceLength: number, executor: Executor) {
    this.config = options.config;
    this.architecture = options.architecture ?? architectureOf(options.config);
    this.#weights = weightsOf(this.architecture, this.config);
    this.sequenceLength = sequenceLength;
    this.#executor = executor;
    this.#adam = options.adam ?? {};
  }

  /** Builds the program, loads it and sets the weights. */
  static async create(options: TrainingModelOptions): Promise<TrainingModel> {
    const { config, backend, accumulation, adam, semantics } = options;
    const sequenceLength = options.sequenceLength ?? Math.min(128, config.maxPositionEmbeddings);
    const program = buildStepProgram({
      config,
      ...(options.architecture === undefined ? {} : { architecture: options.architecture }),
      sequenceLength,
      ...(accumulation === undefined ? {} : { accumulation }),
      ...(adam?.beta1 === undefined ? {} : { adamBeta1: adam.beta1 }),
      ...(adam?.beta2 === undefined ? {} : { adamBeta2: adam.beta2 }),
    });
    const executor = await openExecutor(program, backend, {
      ...(options.executor === undefined ? {} : { kind: options.executor }),
      ...(options.precision === undefined ? {} : { precision: options.precision }),
    });
    const model = new TrainingModel(options, sequenceLength, executor);
    await model.load(options.tensors);
    if (semantics !== undefined) await model.#setSemantics(semantics);
    return model;
  }

  async #setSemantics({ placement, known }: GammaTable): Promise<void> {
    const { vocabSize } = this.config;
    await this.#executor.setVariables(
      new Map([
        [SEMANTIC_VARIABLES.placement, { shape: [vocabSize, 6], data: placement }],
        [SEMANTIC_VARIABLES.known, { shape: [vocabSize, 1], data: known }],
      ]),
    );
  }

  /** Sets the weights and begins anew: the optimiser's moments become zeros. */
  async load(tensors: NamedTensors): Promise<void> {
    await this.#executor.setVariables(tensorsToVariables(this.#weights, tensors));
    await this.#executor.clearVariables(
      this.#weights.flatMap(({ name }) => Object.values(momentNames(name))),
    );
  }

  /** The weights as they are now, by Hugging Face's names. */
  async tensors(): Promise<NamedTensors> {
    const names = this.#weights.map(({ name }) => name);
    return variablesToTensors(this.#weights, await this.#executor.readVariables(names));
  }

  /** The optimiser's moments, by the parameters' names: what a later {@linkcode restore} needs. */
  async moments(): Promise<{ first: NamedTensors; second: NamedTensors }> {
    const names = this.#weights.map(({ name }) => name);
    const read = async (which: "first" | "second") => {
      const values = await this.#executor.readVariables(
        names.map((name) => momentNames(name)[which]),
      );
      return variablesToTensors(
        this.#weights,
        new Map(names.map((name) => [name, values.get(momentNames(name)[which])!])),
      );
    };
    return { first: await read("first"), second: await read("second") };
  }

  /** Sets weights and moments, to go on where they were read. */
  async restore(
    tensors: NamedTensors,
    moments: { first: NamedTensors; second: NamedTensors },
  ): Promise<void> {
    await this.#executor.setVariables(tensorsToVariables(this.#weights, tensors));
    for (const which of ["first", "second"] as const) {
      const variables = tensorsToVariables(this.#weights, moments[which]);
      await this.#executor.setVariables(
        new Map([...variables].map(([name, tensor]) => [momentNames(name)[which], tensor])),
      );
    }
  }

  /** One optimiser step on one batch. Nothing changes if a loss, norm or rate is not finite. */
  async step(batch: MaskedBatch, settings: StepSettings): Promise<StepResult> {
    const [loss, gamma, pairs, rate, norm] = await this.#executor.run(
      {
        ...batchFeeds(batch),
        ...this.#stepFeeds(settings),
        dropout_seed: intScalar(settings.dropoutSeed),
      },
      ["loss", "gamma", "gamma_pairs", "learning_rate", "grad_norm", "update"],
    );
    return {
      loss: loss!.data[0]!,
      gamma: pairs!.data[0]! > 0 ? gamma!.data[0]! : undefined,
      gammaPairs: pairs!.data[0]!,
      learningRate: rate!.data[0]!,
      gradNorm: norm!.data[0]!,
    };
  }

  /**
   * Adds one batch's gradients, multiplied by `lossScale`, to those waiting for
   * {@linkcode TrainingModel.apply}.
   */
  async accumulate(
    batch: MaskedBatch,
    { lossScale, dropoutSeed }: { lossScale: number; dropoutSeed: number },
  ): Promise<Pick<StepResult, "loss" | "gamma" | "gammaPairs">> {
    const [loss, gamma, pairs] = await this.#executor.run(
      {
        ...batchFeeds(batch),
        dropout_seed: intScalar(dropoutSeed),
        loss_scale: scalar(lossScale),
      },
      ["loss", "gamma", "gamma_pairs", "accumulate"],
    );
    return {
      loss: loss!.data[0]!,
      gamma: pairs!.data[0]! > 0 ? gamma!.data[0]! : undefined,
      gammaPairs: pairs!.data[0]!,
    };
  }

  /** The optimiser step with the gradients that were accumulated, which become zeros. */
  async apply(
    settings: Omit<StepSettings, "dropoutSeed">,
  ): Promise<Pick<StepResult, "learningRate" | "gradNorm">> {
    const [rate, norm] = await this.#executor.run(this.#stepFeeds(settings), [
      "apply_learning_rate",
      "apply_grad_norm",
      "apply",
    ]);
    return { learningRate: rate!.data[0]!, gradNorm: norm!.data[0]! };
  }

  /** Makes zeros of the gradients that were accumulated: a step that failed left them. */
  async clearAccumulated(): Promise<void> {
    await this.#executor.clearVariables(
      this.#weights.map(({ name }) => accumulatorName(name)),
    );
  }

  #stepFeeds(settings: Omit<StepSettings, "dropoutSeed">): Record<string, TensorData> {
    const { biasCorrection, epsilon } = adamStep(settings.step, this.#adam);
    return {
      scheduled_learning_rate: scalar(settings.scheduledRate),
      gamma_power: scalar(settings.gammaPower),
      given_gamma: scalar(settings.givenGamma ?? -1),
      bias_correction: scalar(biasCorrection),
      epsilon: scalar(epsilon),
      weight_decay: scalar(settings.weightDecay),
      max_grad_norm: scalar(settings.maxGradNorm),
    };
  }

  /** The likeliest word at each masked position, with dropout, as a training step sees them. */
  async trainingPredictions(batch: MaskedBatch, dropoutSeed: number): Promise<Int32Array> {
    const [predictions] = await this.#executor.run(
      { ...batchFeeds(batch), dropout_seed: intScalar(dropoutSeed) },
      ["predictions"],
    );
    return predictions!.data as Int32Array;
  }

  /** Γ of `paper` before a step, with that step's dropout: for methods that are no power of Γ. */
  async trainingGamma(batch: MaskedBatch, dropoutSeed: number): Promise<MeasuredGamma> {
    const [gamma, pairs] = await this.#executor.run(
      { ...batchFeeds(batch), dropout_seed: intScalar(dropoutSeed) },
      ["gamma", "gamma_pairs"],
    );
    const count = pairs!.data[0]!;
    return { gamma: count > 0 ? gamma!.data[0]! : undefined, pairs: count };
  }

  /** Loss and right predictions of some batches, without dropout. */
  async evaluate(batches: Iterable<MaskedBatch>): Promise<EvaluationSums> {
    const sums = { loss: 0, correct: 0, maskedTokens: 0 };
    for (const batch of batches) {
      const [loss, correct] = await this.#executor.run(batchFeeds(batch), [
        "eval_loss",
        "eval_correct",
      ]);
      sums.loss += loss!.data[0]!;
      sums.correct += correct!.data[0]!;
      sums.maskedTokens += batch.labels.length;
    }
    return sums;
  }

  /** Frees everything; the model is of no more use. */
  dispose(): void {
    this.#executor.dispose();
  }
}

function scalar(value: number): TensorData {
  return { shape: [], data: Float32Array.of(value) };
}

function intScalar(value: number): TensorData {
  return { shape: [], data: Int32Array.of(value) };
}

function batchFeeds(batch: MaskedBatch): Record<string, TensorData> {
  const { batchSize, sequenceLength, inputIds, positions, labels } = batch;
  return {
    input_ids: { shape: [batchSize, sequenceLength], data: inputIds },
    positions: { shape: [positions.length], data: positions },
    labels: { shape: [labels.length], data: labels },
  };
}
