/**
 * Which tensors of a checkpoint are the parameters of a BERT for masked language modelling. Only
 * names and shapes are looked at; `pretrained.ts` reads the tensors.
 */

import { InputError } from "../io/mod.ts";
import type { BertConfig } from "./config.ts";
import { bertParameters, WORD_EMBEDDINGS } from "./parameters.ts";

/** Where a checkpoint has each parameter. */
export interface CheckpointPlan {
  /** The checkpoint's name of each parameter, by Hugging Face's name, in Hugging Face's order. */
  sources: Map<string, string>;
  /** Second copies of tied parameters: the parameter's name and the checkpoint's, to be equal. */
  copies: [parameter: string, source: string][];
  /** The checkpoint's names that masked language modelling has no use for, sorted. */
  unused: string[];
}

/** The decoder is tied: what a checkpoint calls by the first name is the parameter of the second. */
const TIED = new Map([
  ["cls.predictions.decoder.weight", WORD_EMBEDDINGS],
  ["cls.predictions.decoder.bias", "cls.predictions.bias"],
]);

/** The parts of a bare encoder (`BertModel`), whose names lack the prefix `bert.`. */
const ENCODER_PART = /^(embeddings|encoder|pooler)\./;

/** So many missing names are listed; more of them say no more. */
const LISTED = 5;

/**
 * Find every parameter in a checkpoint. Names of older versions (`LayerNorm.gamma`, `LayerNorm.beta`)
 * and of a bare encoder (no `bert.` before them) are understood, and the decoder may be there or not.
 *
 * @param shapes The checkpoint's shapes by its own names.
 * @param file The checkpoint's file, for messages.
 * @throws {InputError} If a parameter is missing, is there twice, or has another shape than the
 * configuration asks for.
 */
export function planCheckpoint(
  config: BertConfig,
  shapes: ReadonlyMap<string, readonly number[]>,
  file: string,
): CheckpointPlan {
  const { byName, tied } = sortNames(shapes.keys(), file);
  const sources = new Map<string, string>();
  const missing: string[] = [];
  for (const { name, shape } of bertParameters(config)) {
    // A checkpoint may hold the tied tensor by the decoder's name only.
    const source = byName.get(name) ?? tied.get(name);
    if (source === undefined) {
      missing.push(name);
      continue;
    }
    checkShape(source, shapes.get(source)!, shape, file);
    sources.set(name, source);
  }
  if (missing.length > 0) throw missingError(missing, file);
  const used = new Set([...sources.values(), ...tied.values()]);
  return {
    sources,
    copies: [...tied].filter(([name, source]) => sources.get(name) !== source),
    unused: [...shapes.keys()].filter((name) => !used.has(name)).sort(),
  };
}

/** A checkpoint's names by today's: those of parameters and, apart, those of the tied decoder. */
function sortNames(
  names: Iterable<string>,
  file: string,
): { byName: Map<string, string>; tied: Map<string, string> } {
  const byName = new Map<string, string>();
  const tied = new Map<string, string>();
  for (const source of names) {
    const name = todaysName(source);
    const parameter = TIED.get(name);
    if (parameter !== undefined) {
      tied.set(parameter, source);
      continue;
    }
    const other = byName.get(name);
    if (other !== undefined) {
      throw new InputError(`it is the same parameter as ${other}`, {
        file,
        place: source,
        mend: "Save the model again with one of the two",
      });
    }
    byName.set(name, source);
  }
  return { byName, tied };
}

function todaysName(source: string): string {
  const name = ENCODER_PART.test(source) ? `bert.${source}` : source;
  return name.replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
    .replace(/LayerNorm\.beta$/, "LayerNorm.bias");
}

function checkShape(
  place: string,
  found: readonly number[],
  expected: readonly number[],
  file: string,
): void {
  if (found.length === expected.length && found.every((side, i) => side === expected[i])) return;
  throw new InputError(
    `its shape is [${found.join(", ")}] but config.json asks for [${expected.join(", ")}]`,
    {
      file,
      place,
      mend: "Give the weights that belong to this config.json: these are of another model",
    },
  );
}

function missingError(missing: readonly string[], file: string): InputError {
  const listed = missing.slice(0, LISTED).join(", ");
  const rest = missing.length > LISTED ? ` and ${missing.length - LISTED} more` : "";
  const headOnly = missing.every((name) => name.startsWith("cls."));
  return new InputError(`the model needs ${listed}${rest}, which the weights lack`, {
    file,
    mend: headOnly
      ? "Give a model with a masked-LM head (BertForMaskedLM or BertForPreTraining)"
      : "Give the weights of a BERT model that belong to this config.json",
  });
}
