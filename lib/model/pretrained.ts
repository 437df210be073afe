/** Model folders as Hugging Face lays them out: `config.json` and `model.safetensors`. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Registry } from "../definition/mod.ts";
import {
  fileOf,
  inBrackets,
  InputError,
  MODEL_CONFIG,
  readJson,
  tellLine,
  WEIGHTS,
  writeParts,
} from "../io/mod.ts";
import type { ArchitectureDefinition, MaskedLmConfig } from "./architecture.ts";
import { architectureOf, ARCHITECTURES, parseConfig } from "./architectures.ts";
import { type CheckpointPlan, planCheckpoint } from "./checkpoint.ts";
import { saveTokenizer, type Tokenizer } from "../tokens/mod.ts";
import { Damage } from "./damage.ts";
import { initialTensor } from "./initial_tensors.ts";
import type { NamedTensor, NamedTensors } from "./named_tensors.ts";
import type { WeightFormat } from "./number_formats.ts";
import { writeSafetensors } from "./safetensors_file.ts";
import { exists, FOLDER_MEND, WeightFiles } from "./weight_files.ts";
import { tensorsOf, weightsOf } from "./weights.ts";

/** A model read from a folder. */
export interface PretrainedModel {
  /** What it is computed by. */
  architecture: ArchitectureDefinition;
  /** Its configuration. */
  config: MaskedLmConfig;
  /** Its parameters, by Hugging Face's names and in Hugging Face's order. */
  tensors: NamedTensors;
  /** Names in the checkpoint that masked language modelling has no use for (pooler, NSP head). */
  unused: string[];
  /** Names of the parameters that the checkpoint lacks, and that start with fresh values. */
  fresh: string[];
}

/** A model to be written to a folder. */
export interface SavedModel {
  /** What it is computed by. @default {the built-in one that the configuration names} */
  architecture?: ArchitectureDefinition;
  /** Its configuration. */
  config: MaskedLmConfig;
  /** All of its parameters, by Hugging Face's names. */
  tensors: NamedTensors;
  /** The number format on disk: half the size for `F16` and `BF16`. @default "F32" */
  dtype?: WeightFormat;
  /** Its tokenizer, whose files make the folder whole. @default {none: they are there, or elsewhere} */
  tokenizer?: Tokenizer;
}

/** How a model is loaded. */
export interface LoadPretrainedOptions {
  /** What a model may be. @default {the built-in architectures} */
  architectures?: Registry<ArchitectureDefinition> | undefined;
  /** Decides the values of a head that the weights lack. @default 0 */
  seed?: number | undefined;
  /** Told in one line what the weights lack, or have otherwise. @default console.error */
  onMessage?: ((line: string) => void) | undefined;
}

/**
 * Load a masked language model from a folder that Hugging Face's `save_pretrained` made:
 * `config.json` with one `model.safetensors`, or with several and their index.
 *
 * The numbers may be float32, float16, bfloat16 or float64 on disk; they are float32 in memory. As in
 * Transformers, and told, a head that the weights lack starts afresh, and a decoder whose weights
 * differ from the word embeddings is not tied to them.
 *
 * @throws {InputError} If a file is missing or damaged, the model is of no known architecture, or
 * some of its weights are no finite numbers.
 *
 * @example
 * ```ts ignore
 * const { config, tensors, unused } = await loadPretrained("models/bert-base-cased");
 * console.log(config.numHiddenLayers, tensors.size, unused);
 * ```
 */
export async function loadPretrained(
  folder: string,
  { architectures = ARCHITECTURES, seed = 0, onMessage = tellLine }: LoadPretrainedOptions = {},
): Promise<PretrainedModel> {
  await checkFolder(folder);
  const configFile = join(folder, MODEL_CONFIG);
  const json = await readJson(configFile, FOLDER_MEND);
  const { architecture, config } = parseConfig(json, configFile, architectures);
  await using weights = await WeightFiles.open(folder);
  const model = await readModel(architecture, config, weights, onMessage);
  const { fresh } = model;
  for (const parameter of fresh) {
    model.tensors.set(parameter.name, initialTensor(parameter, model.config, seed));
  }
  if (fresh.length > 0) {
    onMessage(
      `${weights.name}: the weights have no ${fresh.map(({ name }) => name).join(", ")}: ` +
        "this part of the masked-LM head starts afresh and is yet to be trained.",
    );
  }
  // In Hugging Face's order, the fresh ones too.
  const tensors: NamedTensors = new Map(
    tensorsOf(weightsOf(architecture, model.config)).map(({ name }) => [
      name,
      model.tensors.get(name)!,
    ]),
  );
  return { ...model, architecture, tensors, fresh: fresh.map(({ name }) => name) };
}

/** What weights hold of a model of a configuration, which may turn out to be untied. */
async function readModel(
  architecture: ArchitectureDefinition,
  config: MaskedLmConfig,
  weights: WeightFiles,
  onMessage: (line: string) => void,
): Promise<Pick<PretrainedModel, "config" | "tensors" | "unused"> & Pick<CheckpointPlan, "fresh">> {
  const plan = planCheckpoint(architecture, config, weights.shapes(), weights.name);
  const untied = architecture.untied?.(config);
  const damage = new Damage(weights.name);
  const tensors: NamedTensors = new Map();
  for (const [name, source] of plan.sources) {
    const tensor = await weights.read(source);
    damage.look(source, tensor);
    tensors.set(name, tensor);
  }
  for (const [{ name, weight }, source] of plan.copies) {
    const copy = await weights.read(source);
    damage.look(source, copy);
    if (isEqual(tensors.get(name)!, copy)) continue;
    const line = `${weights.name}, ${source}: it differs from ${name}, to which the ` +
      "configuration ties it";
    if (weight.place !== "head") {
      if (untied === undefined) throw differs(weights.name, source, name);
      onMessage(`${line}: the decoder has weights of its own, then.`);
      return await readModel(architecture, untied, weights, onMessage);
    }
    // The decoder's own is what Transformers computes with; a decoder that is not tied reads its own.
    if (untied === undefined) continue;
    onMessage(`${line}: it is used in place of it.`);
    tensors.set(name, copy);
  }
  damage.check();
  return { config, tensors, unused: plan.unused, fresh: plan.fresh };
}

/**
 * Save a model, with its tokenizer where that is given, to a folder that Python's transformers opens
 * as its architecture's class, and {@linkcode loadPretrained} and `loadTokenizer` here. The folder is
 * made if need be.
 *
 * @throws {RangeError} If a parameter is missing or has a wrong shape.
 * @throws {InputError} If the folder cannot be written.
 *
 * @example
 * ```ts ignore
 * await savePretrained("results/model", { config, tensors: await model.tensors(), tokenizer });
 * ```
 */
export async function savePretrained(folder: string, model: SavedModel): Promise<void> {
  const { config, dtype, tokenizer, architecture = architectureOf(config) } = model;
  const tensors = exactParameters(architecture, config, model.tensors);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const problem = `the folder cannot be made${inBrackets((cause as { code?: string }).code)}`;
    throw new InputError(problem, { file: folder, mend: "Choose another folder", cause });
  }
  if (tokenizer !== undefined) await saveTokenizer(tokenizer, folder);
  // The configuration comes last: a folder without it is not taken for a model.
  await writeSafetensors(join(folder, WEIGHTS), tensors, { dtype });
  const json = configText({ architecture, config, tokenizer });
  await writeParts(join(folder, MODEL_CONFIG), fileOf(json).parts());
}

/** The content of the `config.json` of a model, with ids of its tokenizer where that is known. */
export function configText(
  { architecture, config, tokenizer }: Pick<PretrainedModel, "architecture" | "config"> & {
    tokenizer: Pick<Tokenizer, "clsTokenId" | "sepTokenId"> | undefined;
  },
): string {
  const json = architecture.configToJson(config);
  for (const [field, token] of Object.entries(architecture.tokenFields ?? {})) {
    // The model may have been saved with fewer words than the family's first ones.
    if (tokenizer !== undefined) json[field] = tokenizer[token];
  }
  const fields = Object.entries(json).sort(([a], [b]) => a < b ? -1 : 1);
  return `${JSON.stringify(Object.fromEntries(fields), null, 2)}\n`;
}

/**
 * Check that a tokenizer and a model go together. A model may have more word embeddings than its
 * vocabulary has entries: their number is often filled up to a multiple of 8 or 64.
 *
 * @param vocabSize The number of entries of the tokenizer's vocabulary.
 * @param folder The model's folder, for the message.
 * @throws {InputError} If the model has fewer word embeddings.
 */
export function checkVocabulary(
  vocabSize: number,
  config: Pick<MaskedLmConfig, "vocabSize">,
  folder: string,
): void {
  if (vocabSize <= config.vocabSize) return;
  throw new InputError(
    `the vocabulary has ${vocabSize} entries but the model has ${config.vocabSize} word embeddings`,
    { file: folder, mend: "Give the vocab.txt or tokenizer.json that belongs to this model" },
  );
}

/** The parameters of the configuration and no others, in their shapes. */
function exactParameters(
  architecture: ArchitectureDefinition,
  config: MaskedLmConfig,
  tensors: NamedTensors,
): NamedTensors {
  const specs = tensorsOf(weightsOf(architecture, config));
  const extra = new Set(tensors.keys()).difference(new Set(specs.map(({ name }) => name)));
  if (extra.size > 0) {
    throw new RangeError(`A ${architecture.name} model has no parameter "${[...extra][0]}".`);
  }
  for (const { name, shape } of specs) {
    const found = tensors.get(name)?.shape;
    if (found === undefined) throw new RangeError(`The parameter "${name}" is missing.`);
    if (found.join() !== shape.join()) {
      throw new RangeError(`"${name}" must have the shape [${shape}]: got [${found}].`);
    }
  }
  return tensors;
}

async function checkFolder(folder: string): Promise<void> {
  if (!await exists(folder)) {
    throw new InputError("there is no such folder", { file: folder, mend: FOLDER_MEND });
  }
  if (!await exists(join(folder, MODEL_CONFIG))) {
    throw new InputError(`the folder has no ${MODEL_CONFIG}`, { file: folder, mend: FOLDER_MEND });
  }
}

function isEqual(a: NamedTensor, b: NamedTensor): boolean {
  return a.data.length === b.data.length && a.data.every((value, i) => Object.is(value, b.data[i]));
}

/** A copy of a tied parameter must be equal to it where the two cannot be untied. */
function differs(file: string, place: string, name: string): InputError {
  return new InputError(`it differs from ${name}, to which the decoder is tied`, {
    file,
    place,
    mend: "Give a model with tied word embeddings: its architecture has no others",
  });
}
