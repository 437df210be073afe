/** Saving a model in training to a folder, and going on from there. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Registry } from "../definition/mod.ts";
import { disk, InputError, readJson, shown, verifyFolder, writeFolder } from "../io/mod.ts";
import {
  type ArchitectureDefinition,
  type MaskedLmConfig,
  type NamedTensors,
  parseConfig,
  readSafetensors,
  writeSafetensors,
} from "../model/mod.ts";

/** What stands beside the tensors. */
export interface TrainingState {
  /** Optimiser steps done. */
  step: number;
  /** What decides how training goes on; a state of other settings is refused. */
  settings: Record<string, unknown>;
}

/** The optimiser's moments by the parameters' names. */
export interface Moments {
  first: NamedTensors;
  second: NamedTensors;
}

/** What of a `TrainingModel` is saved and restored. */
export interface SavableModel {
  readonly config: MaskedLmConfig;
  readonly architecture: ArchitectureDefinition;
  tensors(): Promise<NamedTensors>;
  moments(): Promise<Moments>;
  restore(tensors: NamedTensors, moments: Moments): Promise<void>;
}

/** Hugging Face's names, so that Python opens the folder as a model. */
const FILES = {
  state: "trainer_state.json",
  config: "config.json",
  weights: "model.safetensors",
  moments: "optimizer.safetensors",
};

const BEGIN_ANEW = "Remove the folder to begin anew";

/**
 * Writes weights, moments and state into an empty folder that {@linkcode writeFolder} makes whole.
 *
 * @param state Everything else that a continuation needs, as JSON.
 */
export async function fillCheckpoint(
  folder: string,
  model: SavableModel,
  state: object,
): Promise<void> {
  await writeSafetensors(join(folder, FILES.weights), await model.tensors());
  const { first, second } = await model.moments();
  const moments: NamedTensors = new Map();
  for (const [name, tensor] of first) moments.set(`first.${name}`, tensor);
  for (const [name, tensor] of second) moments.set(`second.${name}`, tensor);
  await writeSafetensors(join(folder, FILES.moments), moments);
  const config = model.architecture.configToJson(model.config);
  await disk.writeFile(join(folder, FILES.config), JSON.stringify(config));
  await disk.writeFile(join(folder, FILES.state), JSON.stringify(state));
}

/**
 * The state in a checkpoint, after all of its files have been checked by their hashes.
 *
 * @throws {InputError} If a file is missing or damaged.
 */
export async function readCheckpointState(folder: string): Promise<Record<string, unknown>> {
  await verifyFolder(folder);
  const file = join(folder, FILES.state);
  const state = await readJson(file, BEGIN_ANEW);
  if (typeof state === "object" && state !== null && !Array.isArray(state)) {
    return state as Record<string, unknown>;
  }
  throw new InputError("this is not a checkpoint's state", { file, mend: BEGIN_ANEW });
}

/**
 * Sets a model to a checkpoint's weights and moments.
 *
 * @throws {InputError} If they are of another architecture, or cannot be read.
 */
export async function restoreCheckpoint(folder: string, model: SavableModel): Promise<void> {
  const configFile = join(folder, FILES.config);
  const json = await readJson(configFile, BEGIN_ANEW);
  const known = new Registry("architecture", [model.architecture]);
  const { config } = parseConfig(json, configFile, known);
  if (JSON.stringify(config) !== JSON.stringify(model.config)) {
    throw new InputError("it is of a model of another architecture", {
      file: folder,
      mend: "Give the same configuration to go on, or another folder to begin anew",
    });
  }
  const { tensors } = await readSafetensors(join(folder, FILES.weights));
  const { tensors: moments } = await readSafetensors(join(folder, FILES.moments));
  const part = (prefix: string): NamedTensors =>
    new Map(
      [...moments].filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
    );
  await model.restore(tensors, { first: part("first."), second: part("second.") });
}

/** The names of settings that differ. */
export function differingSettings(
  then: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): string[] {
  return Object.keys({ ...then, ...now })
    .filter((key) => JSON.stringify(then[key]) !== JSON.stringify(now[key]));
}

/**
 * Saves weights, moments and state to a folder, in which there is always a whole state: it is
 * written beside it, the state before keeps the name with `.old` until it is in its place.
 */
export async function saveTrainingState(
  folder: string,
  model: SavableModel,
  state: TrainingState,
): Promise<void> {
  const fresh = `${folder}.new`, old = `${folder}.old`;
  await writeFolder(fresh, (unfinished) => fillCheckpoint(unfinished, model, state));
  if (existsSync(folder)) {
    await disk.remove(old);
    await disk.rename(folder, old);
  }
  await disk.rename(fresh, folder);
  await disk.remove(old);
}

/**
 * Sets a model to a saved state. Where the latest is damaged, the one before it is used if it is
 * still there.
 *
 * @param warn Told what is wrong with a state that is passed over.
 * @returns Steps done, 0 if nothing has been saved there.
 * @throws {InputError} If the state is of other settings or of another architecture, or cannot be
 * read.
 */
export async function restoreTrainingState(
  folder: string,
  model: SavableModel,
  settings: Record<string, unknown>,
  warn: (message: string) => void = () => {},
): Promise<number> {
  // A process that ended between two renames left whole states under the other names.
  const places = [`${folder}.new`, folder, `${folder}.old`].filter((place) => existsSync(place));
  let broken: InputError | undefined;
  for (const place of places) {
    try {
      return await restoreFrom(place, model, settings);
    } catch (error) {
      if (!(error instanceof InputError) || error instanceof OtherSettings) throw error;
      broken ??= error;
      warn(error.message);
    }
  }
  if (broken === undefined) return 0;
  throw broken;
}

/** A sound state, but of another training. */
class OtherSettings extends InputError {}

async function restoreFrom(
  place: string,
  model: SavableModel,
  settings: Record<string, unknown>,
): Promise<number> {
  const state = await readCheckpointState(place);
  const { step, settings: then } = state;
  if (!Number.isSafeInteger(step) || typeof then !== "object" || then === null) {
    throw new InputError(`its step is ${shown(step)}`, {
      file: join(place, FILES.state),
      place: "step",
      mend: BEGIN_ANEW,
    });
  }
  const differing = differingSettings(then as Record<string, unknown>, settings);
  if (differing.length > 0) {
    throw new OtherSettings(`it was saved with another ${differing.join(", ")}`, {
      file: place,
      mend: "Give the same settings to go on, or another folder to begin anew",
    });
  }
  await restoreCheckpoint(place, model);
  return step as number;
}
