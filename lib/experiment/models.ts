/** The models that runs train: opened for them, one at a time. */
import type { Backend } from "../backend/mod.ts";
import { chooseGamma, gammaTable, OSGOOD_D } from "../semantics/mod.ts";
import {
  chooseMetrics,
  chooseObjective,
  type GammaSource,
  gammaSource,
  TrainingModel,
} from "../training/mod.ts";
import { settingsKey } from "./decided_by.ts";
import type { Inputs } from "./inputs.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { Preparation } from "./prepared.ts";
import type { RunSettings } from "./settings/run_settings.ts";

/** A model in training, and Γ as its steps have it. */
export interface OpenModel {
  /** The model. */
  model: TrainingModel;
  /** Where its Γ comes from. */
  gamma: GammaSource;
}

/** What of a run's settings decides its program. */
interface ProgramSettings extends
  Pick<
    RunSettings,
    "gamma" | "objective" | "chunkLength" | "precision" | "xla" | "freeze" | "layerDecay"
  > {
  accumulation: boolean;
  padded: boolean;
}

/** The model in training: one at a time, as two may not fit into memory. */
export class Models {
  readonly #preparation: Pick<Preparation, "settings" | "definitions">;
  readonly #inputs: Inputs;
  readonly #backend: Backend;
  readonly #padded: boolean;
  #open: OpenModel & { key: string } | undefined;

  /** @param padded Whether batches have padding, whatever the runs are. */
  constructor(
    preparation: Pick<Preparation, "settings" | "definitions">,
    inputs: Inputs,
    backend: Backend,
    padded = false,
  ) {
    this.#padded = padded;
    this.#preparation = preparation;
    this.#inputs = inputs;
    this.#backend = backend;
  }

  /** The model that a run trains. One for runs of other kinds is given up for it. */
  async open(run: PlannedRun): Promise<OpenModel> {
    const { gamma, objective, chunkLength, precision, xla, freeze, layerDecay } = run.settings;
    // With the inputs all that is read of the run below, so that nothing is missing in the key.
    const program = {
      ...{ gamma, objective, chunkLength, precision, xla, freeze, layerDecay },
      accumulation: run.settings.gradientAccumulationSteps > 1,
      padded: this.#padded || run.settings.lineByLine,
    };
    const inputs = [settingsKey("model_sha256", run), settingsKey("scores_sha256", run)];
    const key = JSON.stringify([...inputs, program]);
    if (this.#open?.key !== key) {
      this.dispose();
      this.#open = { key, ...await this.#load(run, program) };
    }
    return this.#open;
  }

  async #load(
    run: PlannedRun,
    { gamma: chosen, freeze, accumulation, padded, ...program }: ProgramSettings,
  ): Promise<OpenModel> {
    const { objective, chunkLength, precision, xla, layerDecay } = program;
    const { settings, definitions } = this.#preparation;
    const metrics = chooseMetrics(settings.metrics, definitions.metrics);
    const { architecture, config, tensors, tokenizer } = await this.#inputs.model(run);
    const { classifier, scores } = await this.#inputs.semantics(run);
    const gamma = chooseGamma(chosen, definitions.gammas);
    const decode = (ids: readonly number[]) => tokenizer.decode(ids);
    const wordOf = (entry: number) => decode([entry]);
    const table = gammaTable(gamma.parts, scores, wordOf);
    const source = gammaSource(gamma, { table, classifier, decode });
    const asksOsgood = metrics.some(({ definition }) => definition.osgood);
    const model = await TrainingModel.create({
      architecture,
      config,
      tensors,
      backend: this.#backend,
      sequenceLength: chunkLength,
      precision,
      xla,
      gamma,
      objective: chooseObjective(objective, definitions.objectives),
      semantics: table,
      ...(asksOsgood ? { osgood: gammaTable(OSGOOD_D, scores, wordOf) } : {}),
      accumulation,
      padded,
      ...(freeze === null ? {} : { freeze }),
      layerDecay,
      metrics,
    });
    return { model, gamma: source };
  }

  dispose(): void {
    this.#open?.model.dispose();
    this.#open = undefined;
  }
}
