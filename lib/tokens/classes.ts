/** Which tokenizers a folder may be of, by the names of Transformers' classes. */
import { InputError, shown } from "../io/mod.ts";
import type { JsonObject } from "./json.ts";

/** Classes that tokenize as `BertTokenizer` does, each also with `Fast` at its end. */
const LIKE_BERT = [
  ...["BertTokenizer", "ConvBertTokenizer", "DPRContextEncoderTokenizer"],
  ...["DPRQuestionEncoderTokenizer", "DPRReaderTokenizer", "DistilBertTokenizer"],
  ...["ElectraTokenizer", "LayoutLMTokenizer", "LxmertTokenizer", "MobileBertTokenizer"],
  ...["RealmTokenizer", "RetriBertTokenizer", "SqueezeBertTokenizer"],
];

/** Classes that Transformers computes in Python, whatever a `tokenizer.json` beside them says. */
const IN_PYTHON = ["BertJapaneseTokenizer", "BertweetTokenizer", "RoFormerTokenizer"];

/** Classes that take a `tokenizer.json` as it is. */
const GENERIC = ["PreTrainedTokenizer", "PreTrainedTokenizerFast", "TokenizersBackend"];

/**
 * Classes whose vocabularies are of another kind than BERT's, with the special tokens that they have
 * where no file names them.
 */
const OTHERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  RobertaTokenizer: {
    ...{ pad_token: "<pad>", unk_token: "<unk>", mask_token: "<mask>" },
    ...{ cls_token: "<s>", sep_token: "</s>" },
  },
  AlbertTokenizer: {
    ...{ pad_token: "<pad>", unk_token: "<unk>", mask_token: "[MASK]" },
    ...{ cls_token: "[CLS]", sep_token: "[SEP]" },
  },
};

/** The classes of models whose files need not name any, by `model_type`; of others it is BERT's. */
const CLASS_OF_MODEL: Readonly<Record<string, string>> = {
  roberta: "RobertaTokenizer",
  albert: "AlbertTokenizer",
};

/** Whether a class's vocabulary may be `vocab.json` with `merges.txt`. */
export function isByteLevel(name: unknown): boolean {
  return plain(name) === "RobertaTokenizer";
}

/** The class for Japanese. */
export const JAPANESE = "BertJapaneseTokenizer";

/** Whether Transformers' class of a name takes BERT's steps for granted. */
export function isLikeBert(name: unknown): boolean {
  return typeof name === "string" && LIKE_BERT.includes(plain(name));
}

/** A class's name without the end that says how it is computed. */
function plain(name: unknown): string {
  return String(name).replace(/Fast$/, "");
}

/** A `tokenizer_config.json` with what its class takes for granted. */
export function withUsualTokens(
  config: Readonly<JsonObject>,
  name: unknown = config["tokenizer_class"],
): JsonObject {
  const others = OTHERS[plain(name)];
  return others === undefined ? config : { tokenizer_class: name, ...others, ...config };
}

/**
 * The class that a tokenizer's configuration names, or else its model's, as in older checkpoints, or
 * else that of models of its type.
 *
 * @returns Undefined where nothing names one: it is BERT's then.
 */
export function tokenizerClass(
  config: Readonly<JsonObject>,
  model: Readonly<JsonObject>,
): string | undefined {
  const named = [config["tokenizer_class"], model["tokenizer_class"]];
  const found = named.find((name): name is string => typeof name === "string" && name !== "");
  return found ?? CLASS_OF_MODEL[String(model["model_type"])];
}

/**
 * Makes sure that a class's tokenizer can be made here: never another one instead.
 *
 * @param hasJson Whether a `tokenizer.json` says how it works: Transformers takes that for classes
 * that it does not know.
 * @throws {InputError} If it cannot, with the class's name.
 */
export function checkClass(name: string | undefined, hasJson: boolean, file: string): void {
  if (name === undefined || name === JAPANESE || isLikeBert(name)) return;
  if (hasJson && !IN_PYTHON.includes(name)) return;
  throw new InputError(`the tokenizer is a ${shown(name)}, which is not known here`, {
    file,
    place: "tokenizer_class",
    mend: hasJson
      ? "Give a model with another tokenizer"
      : "Give a model with a tokenizer.json, or with BERT's own tokenizer",
  });
}

/**
 * What there is to tell about a `tokenizer.json` whose class would tokenize otherwise, or is not
 * known: it is taken as it stands.
 *
 * @param hasBertSteps Whether its steps are BERT's.
 * @returns Undefined where there is nothing to tell.
 */
export function classMessage(
  name: string | undefined,
  hasBertSteps: boolean,
  folder: string,
): string | undefined {
  if (name === undefined || GENERIC.includes(name) || plain(name) in OTHERS) return undefined;
  if (!isLikeBert(name)) {
    return `${folder}: ${shown(name)} is not known here: its tokenizer.json is taken as it stands.`;
  }
  return hasBertSteps ? undefined : `${folder}: the steps in tokenizer.json are not those of a ` +
    `${name}: they are taken as they stand.`;
}
