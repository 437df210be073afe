/** Fresh models: an architecture, sizes and a seed, by which first weights are drawn. */
import { choose, oneOf, type Parameter, real, Registry, text, whole } from "../definition/mod.ts";
import { Meanwhile, type MeanwhileOptions } from "../data/mod.ts";
import { InputError } from "../io/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import type { ArchitectureDefinition, MaskedLmConfig } from "./architecture.ts";
import { ARCHITECTURES } from "./architectures.ts";
import type { BertConfig } from "./bert/config.ts";
import { localTensors } from "./bert/local_initialisation.ts";
import type { NumberField } from "./encoder_config.ts";
import { drawnTensors } from "./initial_tensors.ts";
import type { PretrainedModel } from "./pretrained.ts";
import { parameterCount, weightsOf } from "./weights.ts";

/** What a fresh model may be told; sizes that are left out are Transformers' own. */
export interface FreshParameters {
  /** A folder, a name on the hub, or `embedded`. */
  readonly tokenizer: string;
  /** Encoder layers. */
  readonly layers?: number;
  /** Width of the encoder. */
  readonly hiddenSize?: number;
  /** Attention heads of a layer, among which the width is divided. */
  readonly heads?: number;
  /** Width of the feed-forward parts. */
  readonly intermediateSize?: number;
  /** Width of the embeddings. */
  readonly embeddingSize?: number;
  /** Length of the longest sequence, in tokens. */
  readonly maxPositionEmbeddings?: number;
  /** All dropouts, from 0 to below 1. */
  readonly dropout?: number;
  /** How first weights are drawn. */
  readonly initialization: "standard" | "local";
  /** By what. */
  readonly seed: number;
}

/** The same as parameters of a choice. */
export const FRESH_PARAMETERS: Readonly<Record<keyof FreshParameters, Parameter>> = {
  tokenizer: {
    description: "Whose vocabulary a new model has: a folder, a name on the hub, or embedded",
    rule: text,
    required: true,
  },
  layers: { description: "Encoder layers of a new model", rule: whole(1) },
  hiddenSize: { description: "Width of a new model's encoder", rule: whole(1) },
  heads: { description: "Attention heads of each layer of a new model", rule: whole(1) },
  intermediateSize: { description: "Width of a new model's feed-forward parts", rule: whole(1) },
  embeddingSize: {
    description: "Width of a new model's embeddings, where its family lets that differ",
    rule: whole(1),
  },
  maxPositionEmbeddings: { description: "Tokens that a new model takes at most", rule: whole(3) },
  dropout: {
    description: "Every dropout of a new model, which its configuration keeps",
    rule: real("a number from 0 to below 1", (value) => value >= 0 && value < 1),
  },
  initialization: {
    description: "First weights of a new model: as Transformers draws them, or with attention to " +
      "neighbours",
    rule: oneOf(["standard", "local"]),
    default: "standard",
  },
  seed: { description: "Decides the first weights", rule: whole(0), default: 0 },
};

/** The numbers of configurations that a parameter sets: each that the family has. */
const NUMBERS = {
  layers: ["numHiddenLayers"],
  hiddenSize: ["hiddenSize"],
  heads: ["numAttentionHeads"],
  intermediateSize: ["intermediateSize"],
  embeddingSize: ["embeddingSize"],
  dropout: ["hiddenDropoutProb", "attentionProbsDropoutProb", "embeddingDropout"],
} as const satisfies Partial<Record<keyof FreshParameters, readonly NumberField[]>>;

const SIZES = Object.keys(NUMBERS) as (keyof typeof NUMBERS)[];

/** Where first weights with attention to neighbours are defined. */
const LOCAL: readonly string[] = ["bert"];

/** A fresh model whose name was looked up. */
export interface FreshChoice {
  /** What it is computed by. */
  readonly architecture: ArchitectureDefinition;
  /** What its name says. */
  readonly parameters: FreshParameters;
}

/** The `config.json`'s names of what a parameter sets in a family. */
function fieldsOf({ fields = {} }: ArchitectureDefinition, size: keyof typeof NUMBERS): string[] {
  return NUMBERS[size].flatMap((number) => fields[number] ?? []);
}

/** The parameters that a family has. */
function parametersOf(architecture: ArchitectureDefinition): Record<string, Parameter> {
  const without: string[] = SIZES.filter((size) => fieldsOf(architecture, size).length === 0);
  return Object.fromEntries(
    Object.entries(FRESH_PARAMETERS).filter(([name]) => !without.includes(name)),
  );
}

/**
 * Looks the name of a fresh model up, such as `bert:tokenizer=embedded:layers=2:hiddenSize=128`.
 *
 * @throws {InputError} If there is no such architecture, its family has no such size, a value cannot be
 * used, or first weights are asked for that the family does not have.
 */
export function chooseFresh(
  model: string,
  architectures: Registry<ArchitectureDefinition> = ARCHITECTURES,
): FreshChoice {
  const all = [...architectures].map((architecture) => ({
    ...architecture,
    parameters: parametersOf(architecture),
  }));
  const { definition: { name }, parameters: values } = choose(
    new Registry("architecture", all),
    model,
  );
  const parameters = values as unknown as FreshParameters;
  if (parameters.initialization === "local" && !LOCAL.includes(name)) {
    throw new InputError(`there are no first weights with attention to neighbours`, {
      file: `a new ${name}`,
      place: "initialization",
      mend: `Leave it out, or choose one that has them: ${LOCAL.join(", ")}`,
    });
  }
  return { architecture: architectures.get(name), parameters };
}

/**
 * The configuration of a fresh model: what Transformers assumes where nothing is said, and with
 * another width as many heads and as wide a feed-forward part in proportion.
 *
 * @throws {InputError} If its sizes do not go together.
 */
export function freshConfig(
  model: string,
  { vocabSize, padTokenId }: Pick<Tokenizer, "vocabSize" | "padTokenId">,
  architectures: Registry<ArchitectureDefinition> = ARCHITECTURES,
): MaskedLmConfig {
  const { architecture, parameters } = chooseFresh(model, architectures);
  const json: Record<string, unknown> = {
    model_type: architecture.name,
    vocab_size: vocabSize,
    pad_token_id: padTokenId,
  };
  const file = `a new ${architecture.name}`;
  const usual: Partial<Record<NumberField, number>> = { ...architecture.parseConfig(json, file) };
  const { hiddenSize, maxPositionEmbeddings } = parameters;
  const inProportion = (number: NumberField) =>
    hiddenSize === undefined || usual[number] === undefined
      ? undefined
      : usual[number] * hiddenSize / usual.hiddenSize!;
  const heads = parameters.heads ?? inProportion("numAttentionHeads");
  if (heads !== undefined && !Number.isInteger(heads)) {
    throw new InputError(`among how many heads a width of ${hiddenSize} is divided is not said`, {
      file,
      place: "heads",
      mend: "Give heads, a number that divides hiddenSize",
    });
  }
  const wide = inProportion("intermediateSize");
  const { intermediateSize = wide && Math.ceil(wide) } = parameters;
  const sizes = { ...parameters, heads, intermediateSize };
  for (const size of SIZES) {
    if (sizes[size] === undefined) continue;
    for (const field of fieldsOf(architecture, size)) json[field] = sizes[size];
  }
  const config = architecture.parseConfig(json, file);
  return maxPositionEmbeddings === undefined ? config : { ...config, maxPositionEmbeddings };
}

/**
 * A fresh model with its first weights: those that `initialTensors` or
 * {@linkcode localTensors} draws. The same name gives the same bits.
 *
 * @param tokenizer That which its name names.
 * @param telling Who is told how far it is, and what ends it.
 * @throws {InputError} If the name is none, or there is no memory for it.
 * @throws The signal's reason, where it is aborted.
 *
 * @example
 * ```ts
 * import { freshModel } from "./fresh.ts";
 * const sizes = "layers=1:hiddenSize=12:heads=2";
 * const tokenizer = { vocabSize: 10, padTokenId: 0 };
 * const { config, tensors } = await freshModel(`roberta:tokenizer=mine:${sizes}`, tokenizer);
 * if (config.hiddenSize !== 12) throw new Error("as its name says");
 * console.log(tensors.get("lm_head.bias")?.shape); // [10]
 * ```
 */
export async function freshModel(
  model: string,
  tokenizer: Pick<Tokenizer, "vocabSize" | "padTokenId">,
  architectures: Registry<ArchitectureDefinition> = ARCHITECTURES,
  telling: MeanwhileOptions = {},
): Promise<PretrainedModel> {
  const { architecture, parameters: { initialization, seed } } = chooseFresh(model, architectures);
  const config = freshConfig(model, tokenizer, architectures);
  const meanwhile = new Meanwhile(telling);
  const count = parameterCount(weightsOf(architecture, config));
  meanwhile.begin("Drawing the first weights", count);
  const drawing = drawnTensors(config, seed, architecture);
  let next = drawing.next();
  for (; !next.done; next = drawing.next()) {
    meanwhile.read(next.value);
    if (meanwhile.isDue) await meanwhile.pause();
  }
  const tensors = initialization === "local"
    ? localTensors(config as BertConfig, seed, next.value)
    : next.value;
  return { architecture, config, tensors, unused: [], fresh: [...tensors.keys()] };
}
