/**
 * Looks at a sentence encoder's files before transformers.js and its native library get them, which
 * would wait for a pipe for ever and say of what they cannot read only that they cannot.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError, MODEL_CONFIG, readJson } from "../io/mod.ts";

/** What to do about a file of an encoder that cannot be used. */
export const FETCH_AGAIN = "The file may be damaged: delete it and fetch the model again";

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

async function readObject(folder: string, name: string): Promise<Fields> {
  const file = join(folder, name);
  const value = await readJson(file, FETCH_AGAIN);
  if (isObject(value)) return value;
  throw new InputError("it is not a JSON object", { file, mend: FETCH_AGAIN });
}

/**
 * Checks what can be checked without knowing the kind of model.
 *
 * @param weights The name of the weights' file in the folder.
 * @returns Whether the tokenizer makes words lower-case.
 * @throws {InputError} If a file cannot be read or is not what its name says.
 */
export async function checkEncoderFiles(
  folder: string,
  weights: string,
): Promise<{ uncased: boolean }> {
  const config = await readObject(folder, MODEL_CONFIG);
  if (typeof config["model_type"] !== "string") {
    throw new InputError("it does not say what kind of model it is of", {
      file: join(folder, MODEL_CONFIG),
      place: "model_type",
      mend: FETCH_AGAIN,
    });
  }
  await readObject(folder, "tokenizer_config.json");
  const { model, normalizer } = await readObject(folder, "tokenizer.json");
  const vocabulary = isObject(model) ? model["vocab"] : undefined;
  if (typeof vocabulary !== "object" || vocabulary === null) {
    throw new InputError("it has no vocabulary", {
      file: join(folder, "tokenizer.json"),
      place: "model.vocab",
      mend: FETCH_AGAIN,
    });
  }
  const file = join(folder, weights);
  if (!await stat(file).then((found) => found.isFile(), () => false)) {
    throw new InputError("this is not a file", { file, mend: FETCH_AGAIN });
  }
  return { uncased: isObject(normalizer) && normalizer["lowercase"] === true };
}
