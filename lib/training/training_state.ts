/** Saving a model in training to a folder, and going on from there. */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../errors.ts";
import {
  bertConfigToJson,
  type NamedTensors,
  parseBertConfig,
  readSafetensors,
  writeSafetensors,
} from "../model/mod.ts";
import type { TrainingModel } from "./training_model.ts";

/** What stands beside the tensors. */
export interface TrainingState {
  /** Optimiser steps done. */
  step: number;
  /** What decides how training goes on; a state of other settings is refused. */
  settings: Record<string, unknown>;
}

const FILES = {
  state: "state.json",
  config: "config.json",
  weights: "model.safetensors",
  moments: "optimizer.safetensors",
};

/**
 * Saves weights, moments and state to a folder. They are written to another folder first, which
 * then takes the place of the old one, so that there is always a whole one.
 */
export async function saveTrainingState(
  folder: string,
  model: TrainingModel,
  state: TrainingState,
): Promise<void> {
  const fresh = `${folder}.new`, old = `${folder}.old`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  await writeSafetensors(join(fresh, FILES.weights), await model.tensors());
  const { first, second } = await model.moments();
  const moments: NamedTensors = new Map();
  for (const [name, tensor] of first) moments.set(`first.${name}`, tensor);
  for (const [name, tensor] of second) moments.set(`second.${name}`, tensor);
  await writeSafetensors(join(fresh, FILES.moments), moments);
  await writeFile(join(fresh, FILES.config), JSON.stringify(bertConfigToJson(model.config)));
  await writeFile(join(fresh, FILES.state), JSON.stringify(state));
  await rm(old, { recursive: true, force: true });
  await rename(folder, old).catch(ignoreMissing);
  await rename(fresh, folder);
  await rm(old, { recursive: true, force: true });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

/**
 * Sets a model to a saved state.
 *
 * @returns Steps done, 0 if nothing has been saved there.
 * @throws {InputError} If the state is of other settings or of another architecture, or cannot be
 * read.
 */
export async function restoreTrainingState(
  folder: string,
  model: TrainingModel,
  settings: Record<string, unknown>,
): Promise<number> {
  // A process that ended between the two renames left the whole state under the old name.
  const found = await readState(folder) ?? await readState(`${folder}.old`);
  if (found === undefined) return 0;
  const { state, at } = found;
  const differing = Object.keys({ ...settings, ...state.settings }).filter((key) =>
    JSON.stringify(settings[key]) !== JSON.stringify(state.settings[key])
  );
  if (differing.length > 0) {
    throw new InputError(`it was saved with another ${differing.join(", ")}`, {
      file: at,
      mend: "Give the same settings to go on, or another folder to begin anew",
    });
  }
  const config = parseBertConfig(
    JSON.parse(await readFile(join(at, FILES.config), "utf8")),
    join(at, FILES.config),
  );
  if (JSON.stringify(config) !== JSON.stringify(model.config)) {
    throw new InputError("it is of a model of another architecture", {
      file: at,
      mend: "Give the same configuration to go on, or another folder to begin anew",
    });
  }
  const { tensors } = await readSafetensors(join(at, FILES.weights));
  const { tensors: moments } = await readSafetensors(join(at, FILES.moments));
  const part = (prefix: string): NamedTensors =>
    new Map(
      [...moments].filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
    );
  await model.restore(tensors, { first: part("first."), second: part("second.") });
  return state.step;
}

async function readState(at: string): Promise<{ state: TrainingState; at: string } | undefined> {
  const file = join(at, FILES.state);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    ignoreMissing(error as NodeJS.ErrnoException);
    return undefined;
  }
  try {
    return { state: JSON.parse(text) as TrainingState, at };
  } catch (cause) {
    throw new InputError("it is not JSON", {
      file,
      mend: "Remove the folder to begin anew",
      cause,
    });
  }
}
