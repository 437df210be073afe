/** The index of a model whose weights are spread over several files. */

import { InputError, shown } from "../io/mod.ts";

/** A name without folders, as short as file systems demand. */
const FILE_NAME = /^[^/\\:\0]{1,243}\.safetensors$/;

/**
 * Read the parsed content of a `model.safetensors.index.json`: which file holds which tensor.
 *
 * @param json The parsed content.
 * @param file The index's name, for messages.
 * @returns The name of the file, by the name of the tensor.
 * @throws {InputError} If there is no map, or if a file lies outside the index's folder.
 *
 * @example
 * ```ts
 * import { parseShardIndex } from "./shard_index.ts";
 * const index = { weight_map: { "cls.predictions.bias": "model-00001-of-00002.safetensors" } };
 * console.log(parseShardIndex(index, "model.safetensors.index.json").size); // 1
 * ```
 */
export function parseShardIndex(json: unknown, file: string): Map<string, string> {
  const map = (json as { weight_map?: unknown } | null)?.weight_map;
  if (typeof map !== "object" || map === null || Array.isArray(map)) {
    throw new InputError("the index does not say which file holds which tensor", {
      file,
      place: "weight_map",
      mend: "Download the index again",
    });
  }
  const shards = new Map<string, string>();
  for (const [name, shard] of Object.entries(map)) {
    // An index comes from elsewhere: it must not make us open files that are not the model's.
    if (typeof shard !== "string" || !FILE_NAME.test(shard)) {
      throw new InputError(`${shown(shard)} is not the name of a file beside the index`, {
        file,
        place: `weight_map, ${name}`,
        mend: "Make it a plain name that ends in .safetensors",
      });
    }
    shards.set(name, shard);
  }
  return shards;
}
