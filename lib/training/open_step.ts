/** From a model's options to a program that is loaded, with the profiles of its words. */
import { architectureOf } from "../model/mod.ts";
import { type Executor, openExecutor } from "../program/mod.ts";
import { chooseGamma, GAMMA_VARIABLES } from "../semantics/mod.ts";
import { withRows } from "./gamma_rows.ts";
import { chooseMetrics } from "./metrics.ts";
import { checkObjective, chooseObjective } from "./objectives.ts";
import { buildStepProgram } from "./step_program.ts";
import type { StepProgram } from "./step_interface.ts";
import type { TrainingModelOptions } from "./training_model_options.ts";

/** A model's options, with what stands for those that were not given. */
export type OpenedOptions =
  & TrainingModelOptions
  & Required<
    Pick<
      TrainingModelOptions,
      "architecture" | "sequenceLength" | "metrics" | "gamma" | "objective"
    >
  >;

/** A step's program in an executor. Its weights are zeros. */
export interface OpenedStep {
  /** What it was opened with. */
  options: OpenedOptions;
  /** What it is fed and gives. */
  step: StepProgram;
  /** What runs it. */
  executor: Executor;
}

/**
 * Builds the program and loads it.
 *
 * @throws {InputError} If the objective does not go together with Γ.
 * @throws {RangeError} If the objective reads profiles that are not given, or they do not fit.
 */
export async function openStep(options: TrainingModelOptions): Promise<OpenedStep> {
  const { config, backend, adam = {}, accumulation = false, padded = false } = options;
  const { predictable = options.semantics?.known.length ?? config.vocabSize } = options;
  const semantics = options.semantics && withRows(options.semantics, config.vocabSize);
  const opened = {
    ...options,
    ...(semantics === undefined ? {} : { semantics }),
    architecture: options.architecture ?? architectureOf(config),
    sequenceLength: options.sequenceLength ?? Math.min(128, config.maxPositionEmbeddings),
    metrics: options.metrics ?? chooseMetrics(),
    gamma: options.gamma ?? chooseGamma("paper"),
    objective: options.objective ?? chooseObjective(),
  };
  const { gamma, objective } = opened;
  // Several batches of a step are refused where they are counted.
  checkObjective(objective, { gamma, gradientAccumulationSteps: 1 });
  if (semantics === undefined && (objective.definition.reads ?? []).length > 0) {
    throw new RangeError(`The objective ${objective.text} needs the profiles of the vocabulary.`);
  }
  const step = buildStepProgram({
    config,
    architecture: opened.architecture,
    sequenceLength: opened.sequenceLength,
    predictable,
    accumulation,
    gamma: gamma.parts,
    objective,
    evaluation: opened.metrics.flatMap(({ definition }) => definition.reads),
    padding: opened.metrics.some(({ definition }) => definition.measure !== undefined),
    padded,
    adam,
    ...(options.freeze === undefined ? {} : { freeze: options.freeze }),
    ...(options.layerDecay === undefined ? {} : { layerDecay: options.layerDecay }),
  });
  const executor = await openExecutor(step.program, backend, {
    ...(options.executor === undefined ? {} : { kind: options.executor }),
    ...(options.precision === undefined ? {} : { precision: options.precision }),
    ...(options.xla === undefined ? {} : { xla: options.xla }),
  });
  if (semantics === undefined || !step.program.variables.has(GAMMA_VARIABLES.profile)) {
    return { options: opened, step, executor };
  }
  try {
    const { profile, known, width } = semantics;
    await executor.setVariables(
      new Map([
        [GAMMA_VARIABLES.profile, { shape: [config.vocabSize, width], data: profile }],
        [GAMMA_VARIABLES.known, { shape: [config.vocabSize, 1], data: known }],
      ]),
    );
  } catch (error) {
    executor.dispose();
    throw error;
  }
  return { options: opened, step, executor };
}
