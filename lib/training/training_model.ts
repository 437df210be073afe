/** A model that can be trained: the step program, its executor and the weights in it. */
import type { MaskedBatch } from "../data/mod.ts";
import {
  type ArchitectureDefinition,
  type MaskedLmConfig,
  type NamedTensors,
  tensorsToVariables,
  variablesToTensors,
  type WeightDeclaration,
  weightsOf,
} from "../model/mod.ts";
import { type Executor, momentNames } from "../program/mod.ts";
import { type GammaChoice, inGraph, OSGOOD_D, wordDistance } from "../semantics/mod.ts";
import { type AdamOptions, adamStep } from "./adam_step.ts";
import type { ChosenMetric } from "./define_metric.ts";
import type { ChosenObjective } from "./define_objective.ts";
import type { EvaluationOutput, EvaluationValues } from "./evaluation_values.ts";
import { GAMMA_OUTPUTS, measured, type MeasuredGamma } from "./measured_gamma.ts";
import { trainedWeights } from "./layer_rates.ts";
import { type OpenedStep, openStep } from "./open_step.ts";
import { type MaskedSequence, paddedBatches, type PaddingOptions } from "./padded_batches.ts";
import {
  evaluationName,
  type OutputName,
  type RateFeeds,
  type StepGiven,
  type StepProgram,
  type StepResults,
} from "./step_interface.ts";
import { accumulatorName } from "./step_program.ts";
import type {
  ForwardResult,
  PassSettings,
  RateSettings,
  StepResult,
  StepSettings,
} from "./step_settings.ts";
import type { TrainingModelOptions } from "./training_model_options.ts";
import { WordOrder } from "./word_order.ts";

function ofForward(
  results: StepResults<"loss"> & Partial<StepResults<"objective" | "gamma" | "gamma_pairs">>,
): ForwardResult {
  const { loss, objective } = results;
  const { gamma, pairs } = measured(results);
  return { loss, ...(objective === undefined ? {} : { objective }), gamma, gammaPairs: pairs };
}

/** A masked language model with its optimiser's state, in one executor. Not for two runs at the same time. */
export class TrainingModel {
  /** The model's configuration. */
  readonly config: MaskedLmConfig;
  /** What it is computed by. */
  readonly architecture: ArchitectureDefinition;
  /** Tokens a sequence. */
  readonly sequenceLength: number;
  /** Whether its batches have padding. */
  readonly padded: boolean;
  /** What it was opened to measure. */
  readonly metrics: readonly ChosenMetric[];
  /** The Γ that it was opened for. */
  readonly gamma: GammaChoice;
  /** How far apart two words are by that Γ; absent where it was opened without profiles. */
  readonly wordDistance?: (right: number, predicted: number) => number | undefined;
  /** Osgood's D of two words; absent where it was opened without the profiles for it. */
  readonly osgoodDistance?: (right: number, predicted: number) => number | undefined;
  /** What its steps make smaller. */
  readonly objective: ChosenObjective;
  readonly #words?: WordOrder;
  readonly #weights: readonly WeightDeclaration[];
  /** Those of them that are not frozen: they alone have moments. */
  readonly #trained: readonly WeightDeclaration[];
  readonly #step: StepProgram;
  readonly #executor: Executor;
  readonly #adam: AdamOptions;

  private constructor({ options, step, executor }: OpenedStep) {
    this.config = options.config;
    this.architecture = options.architecture;
    this.#weights = weightsOf(this.architecture, this.config);
    this.#trained = trainedWeights(this.#weights, this.config.numHiddenLayers, options);
    this.sequenceLength = options.sequenceLength;
    this.padded = options.padded ?? false;
    this.metrics = options.metrics;
    this.gamma = options.gamma;
    this.objective = options.objective;
    const { semantics, osgood } = options;
    if (osgood !== undefined) this.osgoodDistance = wordDistance(OSGOOD_D, osgood);
    if (semantics !== undefined) {
      this.wordDistance = wordDistance(this.gamma.parts, semantics);
      this.#words = new WordOrder(semantics.known);
    }
    this.#step = step;
    this.#executor = executor;
    this.#adam = options.adam ?? {};
  }

  /**
   * Builds the program, loads it and sets the weights.
   *
   * @throws {InputError} If the objective does not go together with Γ.
   * @throws {RangeError} If the objective reads profiles that are not given, or something does not fit.
   */
  static async create(options: TrainingModelOptions): Promise<TrainingModel> {
    const model = new TrainingModel(await openStep(options));
    try {
      await model.load(options.tensors);
    } catch (error) {
      model.dispose();
      throw error;
    }
    return model;
  }

  /** Sets the weights and begins anew: the optimiser's moments become zeros. */
  async load(tensors: NamedTensors): Promise<void> {
    await this.#executor.setVariables(tensorsToVariables(this.#weights, tensors));
    await this.#executor.clearVariables(
      this.#trained.flatMap(({ name }) => Object.values(momentNames(name))),
    );
  }

  /** The weights as they are now, by Hugging Face's names. */
  async tensors(): Promise<NamedTensors> {
    const names = this.#weights.map(({ name }) => name);
    return variablesToTensors(this.#weights, await this.#executor.readVariables(names));
  }

  /** The optimiser's moments of what is trained, by the parameters' names: what a later {@linkcode restore} needs. */
  async moments(): Promise<{ first: NamedTensors; second: NamedTensors }> {
    const names = this.#trained.map(({ name }) => name);
    const read = async (which: "first" | "second") => {
      const values = await this.#executor.readVariables(
        names.map((name) => momentNames(name)[which]),
      );
      return variablesToTensors(
        this.#trained,
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
      const variables = tensorsToVariables(this.#trained, moments[which]);
      await this.#executor.setVariables(
        new Map([...variables].map(([name, tensor]) => [momentNames(name)[which], tensor])),
      );
    }
  }

  /** One optimiser step on one batch. Nothing changes if a loss, norm or rate is not finite. */
  async step(batch: MaskedBatch, settings: StepSettings): Promise<StepResult> {
    const names = [...this.#forward, "learning_rate", "grad_norm", "update"] as const;
    const results = await this.#run({ batch, ...settings, rate: this.#rateFeeds(settings) }, names);
    const { learning_rate: learningRate, grad_norm: gradNorm } = results;
    return { ...ofForward(results), learningRate, gradNorm };
  }

  /**
   * Adds one batch's gradients, multiplied by `lossScale`, to those waiting for
   * {@linkcode TrainingModel.apply}.
   */
  async accumulate(
    batch: MaskedBatch,
    settings: PassSettings & { lossScale: number },
  ): Promise<ForwardResult> {
    const names = [...this.#forward, "accumulate"] as const;
    return ofForward(await this.#run({ batch, ...settings }, names));
  }

  /** The optimiser step with the gradients that were accumulated, which become zeros. */
  async apply(settings: RateSettings): Promise<Pick<StepResult, "learningRate" | "gradNorm">> {
    const names = ["apply_learning_rate", "apply_grad_norm", "apply"] as const;
    const results = await this.#run({ rate: this.#rateFeeds(settings) }, names);
    return { learningRate: results.apply_learning_rate, gradNorm: results.apply_grad_norm };
  }

  /** Makes zeros of the gradients that were accumulated: a step that failed left them. */
  async clearAccumulated(): Promise<void> {
    await this.#executor.clearVariables(
      this.#trained.map(({ name }) => accumulatorName(name)),
    );
  }

  /** The outputs of Γ, where it is the step's own. */
  get #stepGamma(): readonly typeof GAMMA_OUTPUTS[number][] {
    return inGraph(this.gamma.parts) ? GAMMA_OUTPUTS : [];
  }

  /** The outputs of a step's forward pass. */
  get #forward() {
    const hasObjective = this.#step.program.outputs.has("objective");
    return ["loss", ...(hasObjective ? ["objective"] as const : []), ...this.#stepGamma] as const;
  }

  #rateFeeds(settings: RateSettings): RateFeeds {
    return { ...settings, ...adamStep(settings.step, this.#adam) };
  }

  /** The likeliest word at each masked position, with dropout, as a training step sees them. */
  async trainingPredictions(batch: MaskedBatch, dropoutSeed: number): Promise<Int32Array> {
    return (await this.#run({ batch, dropoutSeed }, ["predictions"])).predictions;
  }

  /** `[masked · vocabulary]`: the logits behind them. They are many numbers to fetch. */
  async trainingLogits(batch: MaskedBatch, dropoutSeed: number): Promise<Float32Array> {
    return (await this.#run({ batch, dropoutSeed }, ["logits"])).logits;
  }

  /**
   * Loss and Γ of a forward pass in training mode, which changes nothing: for methods that see them
   * before the step, with that step's dropout.
   */
  async preview(
    batch: MaskedBatch,
    settings: PassSettings,
  ): Promise<MeasuredGamma & { loss: number }> {
    const names = ["loss", ...this.#stepGamma] as const;
    const results = await this.#run({ batch, ...settings }, names);
    return { ...measured(results), loss: results.loss };
  }

  /** Γ of a pass in training mode that is none of a step. */
  async passGamma(batch: MaskedBatch, settings: PassSettings): Promise<MeasuredGamma> {
    return measured(await this.#run({ batch, ...settings }, GAMMA_OUTPUTS));
  }

  /**
   * What some metrics read of one batch, without dropout.
   *
   * @throws {RangeError} If the model was opened for metrics that do not read this.
   */
  async evaluate<N extends EvaluationOutput>(
    batch: MaskedBatch,
    outputs: readonly N[],
  ): Promise<Pick<EvaluationValues, N>> {
    const names = outputs.map(evaluationName);
    const results = await this.#run({ batch }, names) as Record<string, unknown>;
    return Object.fromEntries(
      outputs.map((output, i) => [output, results[names[i]!]]),
    ) as Pick<EvaluationValues, N>;
  }

  /**
   * ln of the probability that the masked token of each sequence is its label, without dropout.
   *
   * @param options.maskTokenId What stands in the masked token's place.
   * @param options.rows The most sequences of one run.
   * @throws {RangeError} If the model was opened for metrics that do not ask this.
   */
  async logProbabilities(
    sequences: readonly MaskedSequence[],
    options: Pick<PaddingOptions, "maskTokenId" | "rows">,
  ): Promise<Float64Array> {
    const { sequenceLength, config: { padTokenId } } = this;
    const result = new Float64Array(sequences.length);
    const batches = paddedBatches(sequences, { ...options, sequenceLength, padTokenId });
    for (const { places, ...given } of batches) {
      const { padded_losses: losses } = await this.#run(given, ["padded_losses"]);
      places.forEach((place, i) => result[place] = -losses[i]!);
    }
    return result;
  }

  #run<N extends OutputName>(given: StepGiven, names: readonly N[]): Promise<StepResults<N>> {
    const words = this.#words && { words: this.#words };
    return this.#step.run(this.#executor, { ...given, ...words }, names);
  }

  /** Frees everything; the model is of no more use. */
  dispose(): void {
    this.#executor.dispose();
  }
}
