/** Model folders as Hugging Face lays them out: `config.json` and `model.safetensors`. */

import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Registry } from "../definition/mod.ts";
import { InputError, readJson } from "../io/mod.ts";
import type { ArchitectureDefinition, MaskedLmConfig } from "./architecture.ts";
import { architectureOf, ARCHITECTURES, parseConfig } from "./architectures.ts";
import { planCheckpoint } from "./checkpoint.ts";
import type { NamedTensor, NamedTensors } from "./named_tensors.ts";
import type { WeightFormat } from "./number_formats.ts";
import { SafetensorsFile, writeSafetensors, writeWhole } from "./safetensors_file.ts";
import { parseShardIndex } from "./shard_index.ts";
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
}

const CONFIG = "config.json";
const WEIGHTS = "model.safetensors";
const INDEX = "model.safetensors.index.json";
const FOLDER_MEND = "Give the folder of a Hugging Face model for masked language modelling";

/**
 * Load a masked language model from a folder that Hugging Face's `save_pretrained` made:
 * `config.json` with one `model.safetensors`, or with several and their index.
 *
 * The numbers may be float32, float16, bfloat16 or float64 on disk; they are float32 in memory.
 *
 * @param options.architectures What a model may be; the built-in ones unless told.
 * @throws {InputError} If a file is missing or damaged, or the model is of no known architecture.
 *
 * @example
 * ```ts ignore
 * const { config, tensors, unused } = await loadPretrained("models/bert-base-cased");
 * console.log(config.numHiddenLayers, tensors.size, unused);
 * ```
 */
export async function loadPretrained(
  folder: string,
  { architectures = ARCHITECTURES }: { architectures?: Registry<ArchitectureDefinition> } = {},
): Promise<PretrainedModel> {
  await checkFolder(folder);
  const configFile = join(folder, CONFIG);
  const json = await readJson(configFile, FOLDER_MEND);
  const { architecture, config } = parseConfig(json, configFile, architectures);
  await using weights = await WeightFiles.open(folder);
  const plan = planCheckpoint(architecture, config, weights.shapes(), weights.name);
  const tensors: NamedTensors = new Map();
  for (const [name, source] of plan.sources) tensors.set(name, await weights.read(source));
  for (const [name, source] of plan.copies) {
    checkEqual(tensors.get(name)!, await weights.read(source), name, source, weights.name);
  }
  return { architecture, config, tensors, unused: plan.unused };
}

/**
 * Save a model to a folder that Python's transformers opens as its architecture's class, and
 * {@linkcode loadPretrained} here. The folder is made if need be. A tokenizer's files are its own.
 *
 * @throws {RangeError} If a parameter is missing or has a wrong shape.
 * @throws {InputError} If the folder cannot be written.
 *
 * @example
 * ```ts ignore
 * await savePretrained("results/model", { config, tensors, dtype: "F16" });
 * ```
 */
export async function savePretrained(folder: string, model: SavedModel): Promise<void> {
  const { config, dtype, architecture = architectureOf(config) } = model;
  const tensors = exactParameters(architecture, config, model.tensors);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const problem = `the folder cannot be made (${(cause as { code?: string }).code})`;
    throw new InputError(problem, { file: folder, mend: "Choose another folder", cause });
  }
  // The configuration comes last: a folder without it is not taken for a model.
  await writeSafetensors(join(folder, WEIGHTS), tensors, { dtype });
  const json = `${JSON.stringify(architecture.configToJson(config), null, 2)}\n`;
  await writeWhole(join(folder, CONFIG), [new TextEncoder().encode(json)]);
}

/**
 * Check that a tokenizer and a model go together.
 *
 * @param vocabSize The number of entries of the tokenizer's vocabulary.
 * @param folder The model's folder, for the message.
 * @throws {InputError} If the model has another number of word embeddings.
 */
export function checkVocabulary(
  vocabSize: number,
  config: Pick<MaskedLmConfig, "vocabSize">,
  folder: string,
): void {
  if (vocabSize === config.vocabSize) return;
  throw new InputError(
    `the vocabulary has ${vocabSize} entries but the model has ${config.vocabSize} word embeddings`,
    { file: folder, mend: "Give the vocab.txt or tokenizer.json that belongs to this model" },
  );
}

/** One or several safetensors files that hold one model. */
class WeightFiles implements AsyncDisposable {
  /** The file to name in messages. */
  readonly name: string;
  readonly #byTensor: ReadonlyMap<string, SafetensorsFile>;
  readonly #files: readonly SafetensorsFile[];

  private constructor(
    name: string,
    byTensor: ReadonlyMap<string, SafetensorsFile>,
    files: readonly SafetensorsFile[],
  ) {
    this.name = name;
    this.#byTensor = byTensor;
    this.#files = files;
  }

  static async open(folder: string): Promise<WeightFiles> {
    if (await exists(join(folder, WEIGHTS))) return await WeightFiles.#openSingle(folder);
    if (await exists(join(folder, INDEX))) return await WeightFiles.#openShards(folder);
    throw await noWeights(folder);
  }

  static async #openSingle(folder: string): Promise<WeightFiles> {
    const file = await SafetensorsFile.open(join(folder, WEIGHTS));
    const byTensor = new Map([...file.header.entries.keys()].map((name) => [name, file]));
    return new WeightFiles(file.file, byTensor, [file]);
  }

  static async #openShards(folder: string): Promise<WeightFiles> {
    const index = join(folder, INDEX);
    const shardOf = parseShardIndex(await readJson(index, "Download the index again"), index);
    const files = new Map<string, SafetensorsFile>();
    try {
      for (const shard of new Set(shardOf.values())) {
        files.set(shard, await SafetensorsFile.open(join(folder, shard)));
      }
      const byTensor = new Map<string, SafetensorsFile>();
      for (const [name, shard] of shardOf) {
        const file = files.get(shard)!;
        if (!file.header.entries.has(name)) {
          throw new InputError(`the index says that ${name} is here, but it is not`, {
            file: file.file,
            mend: "Download the index and all of its files again",
          });
        }
        byTensor.set(name, file);
      }
      return new WeightFiles(index, byTensor, [...files.values()]);
    } catch (error) {
      for (const file of files.values()) await file.close();
      throw error;
    }
  }

  shapes(): Map<string, number[]> {
    const shapes = new Map<string, number[]>();
    for (const [name, file] of this.#byTensor) {
      shapes.set(name, file.header.entries.get(name)!.shape);
    }
    return shapes;
  }

  async read(name: string): Promise<NamedTensor> {
    return await this.#byTensor.get(name)!.read(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.#files) await file.close();
  }
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

/** A copy of a tied parameter must be equal to it: untied, they would be another model. */
function checkEqual(
  parameter: NamedTensor,
  copy: NamedTensor,
  name: string,
  place: string,
  file: string,
): void {
  const equal = copy.data.length === parameter.data.length &&
    copy.data.every((value, i) => Object.is(value, parameter.data[i]));
  if (equal) return;
  throw new InputError(`it differs from ${name}, to which the decoder is tied`, {
    file,
    place,
    mend: "Give a model with tied word embeddings: no other is supported",
  });
}

async function noWeights(folder: string): Promise<InputError> {
  const pickled = ["pytorch_model.bin", "pytorch_model.bin.index.json"];
  for (const name of pickled) {
    if (await exists(join(folder, name))) {
      return new InputError(`the weights are in PyTorch's own format, which only Python reads`, {
        file: join(folder, name),
        mend: "Convert them in Python: `from transformers import AutoModelForMaskedLM; " +
          `AutoModelForMaskedLM.from_pretrained(${
            JSON.stringify(folder)
          }).save_pretrained("converted")\``,
      });
    }
  }
  const problem = `the folder has neither ${WEIGHTS} nor ${INDEX}`;
  return new InputError(problem, { file: folder, mend: FOLDER_MEND });
}

async function checkFolder(folder: string): Promise<void> {
  if (!await exists(folder)) {
    throw new InputError("there is no such folder", { file: folder, mend: FOLDER_MEND });
  }
  if (!await exists(join(folder, CONFIG))) {
    throw new InputError(`the folder has no ${CONFIG}`, { file: folder, mend: FOLDER_MEND });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
