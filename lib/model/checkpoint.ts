/**
 * Which tensors of a checkpoint are the parameters of a masked language model. Only names and shapes
 * are looked at; `pretrained.ts` reads the tensors.
 */

import { InputError } from "../io/mod.ts";
import type { ArchitectureDefinition, MaskedLmConfig } from "./architecture.ts";
import { type TensorDeclaration, tensorsOf, weightsOf } from "./weights.ts";

/** Where a checkpoint has each parameter. */
export interface CheckpointPlan {
  /** The checkpoint's name of each parameter, by Hugging Face's name, in Hugging Face's order. */
  sources: Map<string, string>;
  /** Second copies of tied parameters: the parameter's name and the checkpoint's, to be equal. */
  copies: [parameter: string, source: string][];
  /** The checkpoint's names that masked language modelling has no use for, sorted. */
  unused: string[];
}

/** So many missing names are listed; more of them say no more. */
const LISTED = 5;

/**
 * Find every parameter in a checkpoint. Names of older versions (BERT's `LayerNorm.gamma`) and of a
 * bare encoder (no `bert.` before them) are understood, and a tied decoder may be there or not.
 *
 * @param shapes The checkpoint's shapes by its own names.
 * @param file The checkpoint's file, for messages.
 * @throws {InputError} If a parameter is missing, is there twice, or has another shape than the
 * configuration asks for.
 */
export function planCheckpoint(
  architecture: ArchitectureDefinition,
  config: MaskedLmConfig,
  shapes: ReadonlyMap<string, readonly number[]>,
  file: string,
): CheckpointPlan {
  const parameters = tensorsOf(weightsOf(architecture, config));
  const { byName, tied } = sortNames(shapes.keys(), architecture, parameters, file);
  const sources = new Map<string, string>();
  const missing: string[] = [];
  for (const { name, shape } of parameters) {
    // A checkpoint may hold the tied tensor by the decoder's name only.
    const source = byName.get(name) ?? tied.get(name);
    if (source === undefined) {
      missing.push(name);
      continue;
    }
    checkShape(source, shapes.get(source)!, shape, file);
    sources.set(name, source);
  }
  if (missing.length > 0) throw missingError(missing, architecture, file);
  const used = new Set([...sources.values(), ...tied.values()]);
  return {
    sources,
    copies: [...tied].filter(([name, source]) => sources.get(name) !== source),
    unused: [...shapes.keys()].filter((name) => !used.has(name)).sort(),
  };
}

/** A checkpoint's names by today's: those of parameters and, apart, those of tied decoders. */
function sortNames(
  names: Iterable<string>,
  architecture: ArchitectureDefinition,
  parameters: readonly TensorDeclaration[],
  file: string,
): { byName: Map<string, string>; tied: Map<string, string> } {
  const known = new Set(parameters.map(({ name }) => name));
  const parameterOf = new Map(
    parameters.flatMap(({ name, weight }) => weight.copies.map((copy) => [copy, name] as const)),
  );
  const byName = new Map<string, string>();
  const tied = new Map<string, string>();
  for (const source of names) {
    const name = nameToday(source, architecture, known);
    const parameter = parameterOf.get(name);
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

function nameToday(
  source: string,
  architecture: ArchitectureDefinition,
  known: ReadonlySet<string>,
): string {
  const name = architecture.currentName?.(source) ?? source;
  // A bare encoder's names lack the prefix.
  const prefixed = `${architecture.baseModelPrefix}.${name}`;
  return known.has(prefixed) ? prefixed : name;
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

function missingError(
  missing: readonly string[],
  { baseModelPrefix, transformersClass }: ArchitectureDefinition,
  file: string,
): InputError {
  const listed = missing.slice(0, LISTED).join(", ");
  const rest = missing.length > LISTED ? ` and ${missing.length - LISTED} more` : "";
  const headOnly = missing.every((name) => !name.startsWith(`${baseModelPrefix}.`));
  return new InputError(`the model needs ${listed}${rest}, which the weights lack`, {
    file,
    mend: headOnly
      ? `Give a model with a masked-LM head, such as a ${transformersClass}`
      : "Give the weights that belong to this config.json",
  });
}
