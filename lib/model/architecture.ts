/** What a family of masked language models is to everything else. */
import {
  aCount,
  aFiniteNumber,
  anObject,
  aText,
  calls,
  checkDefinitionName,
  type Contract,
  type Definition,
  formOf,
  hasMembers,
  must,
  optional,
  spreadable,
} from "../definition/mod.ts";
import { isValue, type Value } from "../program/mod.ts";
import type { Layers } from "./layers.ts";

/** What others may know of any model's configuration; each family's own has more. */
export interface MaskedLmConfig {
  /** The name of its architecture: Hugging Face's `model_type`. */
  modelType: string;
  /** Number of entries of the vocabulary. */
  vocabSize: number;
  /** Width of the encoder. */
  hiddenSize: number;
  /** Number of encoder layers. */
  numHiddenLayers: number;
  /**
   * Length of the longest sequence, in tokens. A family whose files count otherwise (RoBERTa's table
   * has rows that no token uses) converts when it reads and writes them.
   */
  maxPositionEmbeddings: number;
  /** The padding token, with which shorter sequences are filled up. */
  padTokenId: number;
  /** Standard deviation of fresh weights. */
  initializerRange: number;
}

/** What an encoder reads. Positions and segments are the family's own matter. */
export interface EncoderInputs {
  /** int32 `[batch, sequence]`; the sequence's length must be known, the batch's may be open. */
  inputIds: Value;
  /**
   * float32 `[batch, sequence]`, 1 for tokens to attend to and 0 for padding, which comes last.
   * @default {all tokens are attended to}
   */
  attentionMask?: Value;
  /**
   * int32 `[batch, sequence]`, the segment of each token, for families that have segments.
   * @default {all tokens belong to the first}
   */
  tokenTypeIds?: Value;
}

/** A family of masked language models: how it is read, written and computed. */
export interface MaskedLmArchitecture<C extends MaskedLmConfig = MaskedLmConfig> {
  /** The class of Python's transformers that opens what is saved here. */
  readonly transformersClass: string;
  /**
   * What stands before the names of the encoder's tensors, without the dot (Transformers'
   * `base_model_prefix`). A checkpoint of the bare encoder lacks it.
   */
  readonly baseModelPrefix: string;
  /**
   * Reads the parsed content of a `config.json`.
   *
   * @param file The file's name, for messages.
   * @throws {InputError} If a field's value cannot be used.
   */
  parseConfig(json: Record<string, unknown>, file?: string): C;
  /** The content of a `config.json` from which Python's transformers makes the model. */
  configToJson(config: C): Record<string, unknown>;
  /**
   * The `config.json`'s name of each number of the configuration, by which the sizes of a fresh model
   * are chosen.
   * @default {a fresh model has the sizes that the family has where nothing is said}
   */
  readonly fields?: Readonly<Record<string, string>>;
  /**
   * The `config.json`'s names of the tokens before and behind a text, whose ids Transformers takes for
   * those of the family's first vocabulary where nothing is said.
   * @default none
   */
  readonly tokenFields?: Readonly<Record<string, "clsTokenId" | "sepTokenId">>;
  /**
   * Adds the encoder: from token ids to one vector a token.
   *
   * @returns `[batch · sequence, hidden]`.
   * @throws {RangeError} If the sequence is longer than the model's positions.
   */
  encoder(layers: Layers, config: C, inputs: EncoderInputs): Value;
  /**
   * Adds the head: from vectors to one score for each word of the vocabulary. It comes after the
   * encoder, with the same `layers`. Give it the vectors of the masked positions alone: at 15 %
   * masking, the whole batch costs almost seven times as much. It computes each vector's scores of that
   * vector alone, without a mean over vectors or the like: among them may be some whose scores nobody
   * reads.
   *
   * @param hidden `[n, hidden]`.
   * @returns Logits `[n, vocabulary]`.
   */
  head(layers: Layers, config: C, hidden: Value): Value;
  /**
   * The same model with a decoder whose weights are its own, or undefined where they are already. It
   * is asked for where a checkpoint has both weights and they differ.
   * @default a decoder cannot be untied
   */
  untied?(config: C): C | undefined;
  /**
   * Today's name of a tensor of an older checkpoint; other names come back as they are.
   * @default {names never changed}
   */
  currentName?(name: string): string;
}

/** An architecture by its name, which is Hugging Face's `model_type`. */
export interface ArchitectureDefinition<C extends MaskedLmConfig = MaskedLmConfig>
  extends Definition, MaskedLmArchitecture<C> {
  /** That it is an architecture. */
  readonly kind: "architecture";
}

const CONFIG = hasMembers({
  modelType: aText,
  vocabSize: aCount,
  hiddenSize: aCount,
  numHiddenLayers: aCount,
  maxPositionEmbeddings: aCount,
  padTokenId: aCount,
  initializerRange: aFiniteNumber,
});

const VALUE = must("a value of the program", isValue);

/** What an architecture must be. */
export const ARCHITECTURE_FORM: Contract = formOf("architecture", {
  transformersClass: aText,
  baseModelPrefix: aText,
  parseConfig: calls(CONFIG),
  configToJson: calls(anObject),
  fields: optional(anObject),
  tokenFields: optional(anObject),
  encoder: calls(VALUE, { isGivenValues: true }),
  head: calls(VALUE, { isGivenValues: true }),
  untied: optional(calls(optional(CONFIG))),
  currentName: optional(calls(aText)),
});

/**
 * Defines an architecture.
 *
 * @throws {TypeError} If the name is none that a definition can have, or something is missing.
 */
export function defineArchitecture<C extends MaskedLmConfig>(
  given: Omit<ArchitectureDefinition<C>, "kind">,
): ArchitectureDefinition<C> {
  const definition = spreadable(given);
  checkDefinitionName("architecture", definition.name);
  for (const part of ["parseConfig", "configToJson", "encoder", "head"] as const) {
    if (typeof definition[part] === "function") continue;
    throw new TypeError(`The architecture ${definition.name} has no function ${part}.`);
  }
  return { ...definition, kind: "architecture" };
}
