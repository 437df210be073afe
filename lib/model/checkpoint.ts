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
  /** What the checkpoint lacks of the head, as a bare encoder does: it starts afresh. */
  fresh: TensorDeclaration[];
  /** Second copies of tied parameters: the parameter and the checkpoint's name. */
  copies: [parameter: TensorDeclaration, source: string][];
  /** The checkpoint's names that masked language modelling has no use for, sorted. */
  unused: string[];
}

/** So many missing names are listed; more of them say no more. */
const LISTED = 5;

/** What wrappers put before all names: PyTorch's data parallelism and compiler, and Lightning. */
const WRAPPERS = ["module", "model", "_orig_mod"];

/**
 * Find every parameter in a checkpoint. Names of older versions (BERT's `LayerNorm.gamma`), of a
 * bare encoder (no `bert.` before them) and of wrappers (`module.` or another `bert.` before them) are understood. A
 * tied decoder may be there or not, and so may the head, as in Transformers.
 *
 * @param shapes The checkpoint's shapes by its own names.
 * @param file The checkpoint's file, for messages.
 * @throws {InputError} If a parameter of the encoder is missing, one is there twice, or one has
 * another shape than the configuration asks for.
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
  const fresh: TensorDeclaration[] = [];
  const copies: [TensorDeclaration, string][] = [];
  for (const parameter of parameters) {
    const { name, shape } = parameter;
    const copy = tied.get(name);
    // A checkpoint may hold the tied tensor by the decoder's name only.
    const source = byName.get(name) ?? copy;
    if (source === undefined) {
      fresh.push(parameter);
      continue;
    }
    checkShape(source, shapes.get(source)!, shape, file);
    sources.set(name, source);
    if (copy === undefined || copy === source) continue;
    checkShape(copy, shapes.get(copy)!, shape, file);
    copies.push([parameter, copy]);
  }
  if (fresh.some(({ weight }) => weight.place !== "head")) {
    throw missingError(fresh.map(({ name }) => name), file);
  }
  const used = new Set([...sources.values(), ...tied.values()]);
  return {
    sources,
    fresh,
    copies,
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
  const parameterOf = new Map(
    parameters.flatMap(({ name, weight }) => weight.copies.map((copy) => [copy, name] as const)),
  );
  const known = new Set([...parameters.map(({ name }) => name), ...parameterOf.keys()]);
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
  const { baseModelPrefix } = architecture;
  // A model that was made a part of another one has the prefix twice.
  const wrappers = [...WRAPPERS, baseModelPrefix].map((name) => `${name}.`);
  for (let rest = source;;) {
    const name = architecture.currentName?.(rest) ?? rest;
    // A bare encoder's names lack the prefix.
    const prefixed = `${baseModelPrefix}.${name}`;
    if (known.has(name)) return name;
    if (known.has(prefixed)) return prefixed;
    const wrapper = wrappers.find((wrapper) => rest.startsWith(wrapper));
    if (wrapper === undefined) return source;
    rest = rest.slice(wrapper.length);
  }
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
  return new InputError(`the model needs ${listed}${rest}, which the weights lack`, {
    file,
    mend: "Give the weights that belong to this config.json",
  });
}
