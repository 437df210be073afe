/** The models of an experiment that are worth comparing. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { modelOfRun, readConfig, readRuns } from "../experiment/mod.ts";
import { InputError, MODEL_CONFIG, settingName } from "../io/mod.ts";
import { MOST_MODELS } from "./play_data.ts";

/** A model for the page. */
export interface PlayedModel {
  /** What it is called there. */
  name: string;
  /** Its folder. */
  folder: string;
}

/** Models, and what they were trained with. */
export interface PlayedModels {
  /** At least one, at most three. */
  models: PlayedModel[];
  /** What read their words. */
  beta: string;
  /** Γ as settings have it. */
  gamma: string;
  /** By what Γ was divided; 1 for nothing. */
  gammaReference: number;
  /** The highest A′. */
  scheduledRate: number;
}

/** What the page has once, or what one would not compare beside the method. */
const SHARED = ["schedule", "seed", "gamma", "gammaReference", "learningRate"] as const;

/**
 * The first three models that an experiment kept, of its first schedule, seed, rate and Γ: none, SD
 * and SD2 where it has the paper's methods.
 *
 * @throws {InputError} If the folder holds no experiment, or no model was kept.
 */
export async function experimentModels(out: string): Promise<PlayedModels> {
  const { settings: { beta } } = await readConfig(out);
  const kept = (await readRuns(out)).map(({ run }) => ({
    name: run.label,
    folder: modelOfRun(out, run.name),
    settings: run.settings,
  })).filter(({ folder }) => existsSync(join(folder, MODEL_CONFIG)));
  const [first] = kept;
  if (first === undefined) {
    throw new InputError("no model was kept here", {
      file: out,
      mend: `Train with ${settingName("saveModels")}, or choose models with ${
        settingName("model")
      }`,
    });
  }
  const { gamma, gammaReference, learningRate } = first.settings;
  const alike = kept.filter(({ settings }) =>
    SHARED.every((name) => settings[name] === first.settings[name])
  );
  return {
    models: alike.slice(0, MOST_MODELS).map(({ name, folder }) => ({ name, folder })),
    beta,
    gamma: String(gamma),
    gammaReference: typeof gammaReference === "number" ? gammaReference : 1,
    scheduledRate: learningRate,
  };
}
