/** The files that hold a model's weights: one, or several with an index. */
import { join } from "node:path";
import { InputError, readJson, WEIGHT_INDEX, WEIGHTS, whatIsAt } from "../io/mod.ts";
import { conversion } from "./conversion.ts";
import type { NamedTensor } from "./named_tensors.ts";
import { SafetensorsFile } from "./safetensors_file.ts";
import { parseShardIndex } from "./shard_index.ts";

/** What is to be done about a folder that is none of a model. */
export const FOLDER_MEND = "Give the folder of a Hugging Face model for masked language modelling";

/** One or several safetensors files that hold one model. */
export class WeightFiles implements AsyncDisposable {
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
    if (await exists(join(folder, WEIGHT_INDEX))) return await WeightFiles.#openShards(folder);
    throw await noWeights(folder);
  }

  static async #openSingle(folder: string): Promise<WeightFiles> {
    const file = await SafetensorsFile.open(join(folder, WEIGHTS));
    const byTensor = new Map([...file.header.entries.keys()].map((name) => [name, file]));
    return new WeightFiles(file.file, byTensor, [file]);
  }

  static async #openShards(folder: string): Promise<WeightFiles> {
    const index = join(folder, WEIGHT_INDEX);
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

async function noWeights(folder: string): Promise<InputError> {
  const pickled = ["pytorch_model.bin", "pytorch_model.bin.index.json"];
  for (const name of pickled) {
    if (await exists(join(folder, name))) {
      return new InputError(`the weights are in PyTorch's own format, which only Python reads`, {
        file: join(folder, name),
        mend: `Convert them in Python: ${conversion(folder)}`,
      });
    }
  }
  const problem = `the folder has neither ${WEIGHTS} nor ${WEIGHT_INDEX}`;
  return new InputError(problem, { file: folder, mend: FOLDER_MEND });
}

/**
 * Whether something is at a path.
 *
 * @throws {InputError} If this user may not look.
 */
export async function exists(path: string): Promise<boolean> {
  return await whatIsAt(path) !== undefined;
}
