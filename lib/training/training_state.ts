/** A model in training as files: its weights, its optimiser's moments and its state. */
import { join } from "node:path";
import { Registry } from "../definition/mod.ts";
import { disk, InputError, MODEL_CONFIG, readJson, verifyFolder } from "../io/mod.ts";
import {
  type ArchitectureDefinition,
  type MaskedLmConfig,
  type NamedTensors,
  parseConfig,
  readSafetensors,
  writeSafetensors,
} from "../model/mod.ts";

/** The optimiser's moments by the parameters' names. */
export interface Moments {
  /** Of the gradients. */
  first: NamedTensors;
  /** Of their squares. */
  second: NamedTensors;
}

/** What of a `TrainingModel` is saved and restored. */
export interface SavableModel {
  /** The model's configuration. */
  readonly config: MaskedLmConfig;
  /** What it is computed by. */
  readonly architecture: ArchitectureDefinition;
  /** The weights by Hugging Face's names, in memory of their own. */
  tensors(): Promise<NamedTensors>;
  /** AdamW's moments, likewise. */
  moments(): Promise<Moments>;
  /** Sets weights and moments to these. */
  restore(tensors: NamedTensors, moments: Moments): Promise<void>;
}

/** Hugging Face's names, so that Python opens the folder as a model. */
const FILES = {
  state: "trainer_state.json",
  config: MODEL_CONFIG,
  weights: "model.safetensors",
  moments: "optimizer.safetensors",
};

const BEGIN_ANEW = "Remove the folder to begin anew";

/** A model in training at one moment, by its files' names. */
export interface Snapshot {
  /** Tensors of each safetensors file, or what reads them while the model stands still. */
  tensors: Record<string, NamedTensors | (() => Promise<NamedTensors>)>;
  /** What each other file holds. */
  texts: Record<string, string>;
}

/** One whose tensors have been read: plain values, which a thread can be sent. */
export interface ReadSnapshot extends Snapshot {
  /** Tensors of each safetensors file. */
  tensors: Record<string, NamedTensors>;
}

/** Weights and moments of a model that stands still; one after the other is read where it is written. */
export function snapshotOf(model: SavableModel): Snapshot {
  const config = JSON.stringify(model.architecture.configToJson(model.config));
  return {
    tensors: {
      [FILES.weights]: () => model.tensors(),
      [FILES.moments]: async () => {
        const { first, second } = await model.moments();
        const moments: NamedTensors = new Map();
        for (const [name, tensor] of first) moments.set(`first.${name}`, tensor);
        for (const [name, tensor] of second) moments.set(`second.${name}`, tensor);
        return moments;
      },
    },
    texts: { [FILES.config]: config },
  };
}

/** A snapshot with all of its tensors. The model may then go on: they are copies. */
export async function readWhole({ tensors, texts }: Snapshot): Promise<ReadSnapshot> {
  const read: ReadSnapshot["tensors"] = {};
  for (const [name, named] of Object.entries(tensors)) read[name] = await tensorsOf(named);
  return { tensors: read, texts };
}

async function tensorsOf(named: Snapshot["tensors"][string]): Promise<NamedTensors> {
  return typeof named === "function" ? await named() : named;
}

/**
 * Writes weights, moments and state into an empty folder that {@linkcode writeFolder} makes whole.
 *
 * @param state Everything else that a continuation needs, as JSON.
 */
export async function fillCheckpoint(
  folder: string,
  { tensors, texts }: Snapshot,
  state: object,
): Promise<void> {
  for (const [name, named] of Object.entries(tensors)) {
    await writeSafetensors(join(folder, name), await tensorsOf(named));
  }
  for (const [name, text] of Object.entries({ ...texts, [FILES.state]: JSON.stringify(state) })) {
    await disk.writeFile(join(folder, name), text);
  }
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
