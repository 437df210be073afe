/** Models that have learnt what they are opened for. */
import { InputError, tellLine } from "../io/mod.ts";
import { loadPretrained, type LoadPretrainedOptions, type PretrainedModel } from "../model/mod.ts";

/**
 * A model from its folder, as `loadPretrained` reads it, with a head of its own: one that starts
 * afresh would fill blanks at random, where nobody reads that it does.
 *
 * @throws {InputError} If the weights lack any of it, or cannot be read.
 */
export async function loadTrained(
  folder: string,
  { onMessage = tellLine, ...options }: LoadPretrainedOptions = {},
): Promise<PretrainedModel> {
  const lines: string[] = [];
  const model = await loadPretrained(folder, {
    ...options,
    onMessage: (line) => lines.push(line),
  });
  if (model.fresh.length > 0) {
    throw new InputError(
      `the weights have no ${model.fresh.join(", ")}: without this part of the masked-LM head ` +
        "words would be predicted at random",
      { file: folder, mend: "Train the model, and give the trained one" },
    );
  }
  lines.forEach(onMessage);
  return model;
}
