/** The first step of tokenizing: what is done to the characters of a text. */
import { isObject, type JsonObject, textOf } from "./json.ts";
import { ACCENT, CHINESE, CONTROL, lowerCase, SPACE } from "./unicode.ts";

/** A text with its characters changed. */
export type Normalize = (text: string) => string;

/** A step of tokenizing of a type that is not written here. */
export class UnknownStep extends Error {
  override readonly name = "UnknownStep";

  /** @param field Where it stands in `tokenizer.json`. */
  constructor(readonly field: "normalizer" | "pre_tokenizer", readonly type: unknown) {
    super(field);
  }
}

const REMOVED = new RegExp(CONTROL, "gv");
const SPACES = new RegExp(SPACE, "gv");
const CHINESE_CHARACTERS = new RegExp(CHINESE, "gv");
const ACCENTS = new RegExp(ACCENT, "gv");
const START = new RegExp(`^${SPACE}+`, "v");
const END = new RegExp(`${SPACE}+$`, "v");

const withoutAccents: Normalize = (text) => text.normalize("NFD").replace(ACCENTS, "");

/** Hugging Face's `BertNormalizer`; accents go where text is lower-cased, if not told otherwise. */
function bertNormalizer(step: JsonObject): Normalize {
  const { clean_text = true, handle_chinese_chars = true, lowercase = true } = step;
  const strip = step["strip_accents"] ?? lowercase;
  return (text) => {
    if (clean_text) text = text.replace(REMOVED, "").replace(SPACES, " ");
    if (handle_chinese_chars) text = text.replace(CHINESE_CHARACTERS, " $& ");
    if (strip) text = withoutAccents(text);
    return lowercase ? lowerCase(text) : text;
  };
}

/**
 * A normalizer of a `tokenizer.json`, as Hugging Face's native library computes it.
 *
 * @param step The parsed field; null leaves a text as it is.
 * @throws {UnknownStep} If it is of a type that is not written here.
 */
export function makeNormalizer(step: JsonObject | null): Normalize {
  if (step === null) return (text) => text;
  switch (step["type"]) {
    case "BertNormalizer":
      return bertNormalizer(step);
    case "NFC":
    case "NFD":
    case "NFKC":
    case "NFKD": {
      const form = step["type"];
      return (text) => text.normalize(form);
    }
    case "Lowercase":
      return lowerCase;
    case "StripAccents":
      return (text) => text.replace(/\p{M}/gu, "");
    case "Strip":
      return (text) => {
        if (step["strip_left"]) text = text.replace(START, "");
        return step["strip_right"] ? text.replace(END, "") : text;
      };
    case "Prepend": {
      const prefix = textOf(step, "prepend");
      return (text) => text === "" ? "" : prefix + text;
    }
    case "Replace": {
      const wanted = (step["pattern"] as JsonObject | undefined)?.["String"];
      if (typeof wanted !== "string") break;
      const content = textOf(step, "content");
      return (text) => text.replaceAll(wanted, () => content);
    }
    case "Sequence": {
      const parts = listOf(step["normalizers"]).map(makeNormalizer);
      return (text) => parts.reduce((changed, normalize) => normalize(changed), text);
    }
  }
  throw new UnknownStep("normalizer", step["type"]);
}

/** A list of steps; anything else is none that a tokenizer can be made of. */
export function listOf(value: unknown): JsonObject[] {
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw new TypeError("a sequence is not a list of steps");
}
