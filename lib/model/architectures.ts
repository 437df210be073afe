/** The architectures there are, and which of them a model's folder is of. */
import { knownNames, Registry } from "../definition/mod.ts";
import { InputError, shown } from "../io/mod.ts";
import {
  ARCHITECTURE_FORM,
  type ArchitectureDefinition,
  type MaskedLmConfig,
} from "./architecture.ts";
import { albert } from "./albert/albert.ts";
import { bert } from "./bert/bert.ts";
import { distilbert } from "./distilbert/distilbert.ts";
import { electra } from "./electra/electra.ts";
import { modernbert } from "./modernbert/modernbert.ts";
import { roberta } from "./roberta/roberta.ts";

/** The architectures that are built in, by `model_type`. */
export const ARCHITECTURES: Registry<ArchitectureDefinition> = new Registry<ArchitectureDefinition>(
  "architecture",
  [bert, roberta, distilbert, electra, albert, modernbert],
  ARCHITECTURE_FORM,
);

/** A configuration with the architecture whose it is. */
export interface ParsedConfig {
  /** What the model is computed by. */
  architecture: ArchitectureDefinition;
  /** Its configuration. */
  config: MaskedLmConfig;
}

/**
 * The architecture of a configuration.
 *
 * @throws {InputError} If none of them has the name.
 */
export function architectureOf(
  { modelType }: MaskedLmConfig,
  architectures: Registry<ArchitectureDefinition> = ARCHITECTURES,
): ArchitectureDefinition {
  return architectures.get(modelType);
}

/**
 * Reads the parsed content of a Hugging Face `config.json`, whose `model_type` decides how, or the
 * class of its model where that is missing.
 *
 * @param file The file's name, for messages.
 * @throws {InputError} If no architecture has that name, or a field's value cannot be used.
 *
 * @example
 * ```ts
 * import { parseConfig } from "./architectures.ts";
 * const { architecture, config } = parseConfig({ model_type: "bert" }, "config.json");
 * if (architecture.name !== "bert" || config.hiddenSize !== 768) throw new Error("BERT's own");
 * ```
 */
export function parseConfig(
  json: unknown,
  file: string,
  architectures: Registry<ArchitectureDefinition> = ARCHITECTURES,
): ParsedConfig {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new InputError("the file does not hold a JSON object", {
      file,
      mend: "Give the config.json of a Hugging Face model",
    });
  }
  const fields = json as Record<string, unknown>;
  const name = modelType(fields, architectures);
  if (typeof name !== "string" || !architectures.has(name)) {
    throw new InputError(`there is no architecture ${shown(name)} here`, {
      file,
      place: fields["model_type"] === undefined ? "architectures" : "model_type",
      mend: knownNames(typeof name === "string" ? name : "", architectures.names, "architectures"),
    });
  }
  const architecture = architectures.get(name);
  return { architecture, config: architecture.parseConfig({ ...fields, model_type: name }, file) };
}

/**
 * The `model_type`. Configurations of the first years lack it, and have at most the class of the
 * model; those that do not even have that are of BERT, which was the only one.
 */
function modelType(
  fields: Record<string, unknown>,
  architectures: Registry<ArchitectureDefinition>,
): unknown {
  const { model_type, architectures: classes } = fields;
  if (model_type !== undefined) return model_type;
  if (!Array.isArray(classes) || classes.length === 0) return bert.name;
  const named = architectures.names.find((name) =>
    classes.some((of) => family(of) === family(architectures.get(name).transformersClass))
  );
  return named ?? classes[0];
}

/** "Bert" of `BertForMaskedLM` and `BertModel`. */
function family(name: unknown): string {
  return String(name).replace(/(?:For[A-Z]\w*|Model|LMHeadModel|PreTrainedModel)$/, "");
}
