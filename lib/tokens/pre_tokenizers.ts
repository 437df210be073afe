/** The second step of tokenizing: where a text is cut into words. */
import { GPT2_WORDS, toByteLetters } from "./byte_level.ts";
import { listOf, UnknownStep } from "./normalizers.ts";
import { type JsonObject, textOf } from "./json.ts";
import { PUNCTUATION, SPACE, WORD } from "./unicode.ts";

/** The words of a text, in order, none of them empty. */
export type PreTokenize = (text: string) => string[];

/** What becomes of a separator: the words of Hugging Face's native library. */
type Behavior = "Removed" | "Isolated" | "Contiguous" | "MergedWithPrevious" | "MergedWithNext";

const matching = (pattern: RegExp): PreTokenize => (text) => text.match(pattern) ?? [];

const BERT_WORDS = new RegExp(`[^${SPACE}${PUNCTUATION}]+|${PUNCTUATION}`, "gv");
const WORDS = new RegExp(`${WORD}+|[^${WORD}${SPACE}]+`, "gv");
const UNSPACED = new RegExp(`[^${SPACE}]+`, "gv");

/** Cuts at separators, each of which is one match of a pattern. */
function separating(pattern: RegExp, behavior: Behavior, invert = false): PreTokenize {
  return (text) => {
    const parts: { text: string; separates: boolean }[] = [];
    let end = 0;
    const add = (from: number, to: number, matched: boolean) => {
      if (from < to) parts.push({ text: text.slice(from, to), separates: matched !== invert });
    };
    for (const { index, 0: { length } } of text.matchAll(pattern)) {
      add(end, index, false);
      add(index, index + length, true);
      end = index + length;
    }
    add(end, text.length, false);
    return joined(parts, behavior);
  };
}

function joined(parts: { text: string; separates: boolean }[], behavior: Behavior): string[] {
  if (behavior === "Removed") {
    return parts.filter(({ separates }) => !separates).map(({ text }) => text);
  }
  const words: string[] = [];
  let before: boolean | undefined;
  for (const { text, separates } of parts) {
    const joins = before !== undefined && (
      behavior === "Contiguous" && separates === before ||
      behavior === "MergedWithPrevious" && separates && !before ||
      behavior === "MergedWithNext" && !separates && before
    );
    if (joins) words.push(words.pop()! + text);
    else words.push(text);
    before = separates;
  }
  return words;
}

const BEHAVIORS: readonly Behavior[] = [
  "Removed",
  "Isolated",
  "Contiguous",
  "MergedWithPrevious",
  "MergedWithNext",
];

function behaviorOf(step: JsonObject): Behavior {
  const named = step["behavior"] === undefined ? "Isolated" : textOf(step, "behavior");
  const known = BEHAVIORS.find((behavior) => behavior === named);
  if (known !== undefined) return known;
  throw new TypeError(`there is no behavior ${named}`);
}

/** What stands for a space in SentencePiece's vocabularies. */
export const SPACE_MARK = "▁";

const whole: PreTokenize = (text) => text === "" ? [] : [text];

const literally = (text: string) => new RegExp(RegExp.escape(text), "gu");

/**
 * A pre-tokenizer of a `tokenizer.json`, as Hugging Face's native library computes it.
 *
 * @param step The parsed field; null leaves a text whole.
 * @throws {UnknownStep} If it is of a type that is not written here.
 */
export function makePreTokenizer(step: JsonObject | null): PreTokenize {
  if (step === null) return whole;
  switch (step["type"]) {
    case "BertPreTokenizer":
      return matching(BERT_WORDS);
    case "Whitespace":
      return matching(WORDS);
    case "WhitespaceSplit":
      return matching(UNSPACED);
    case "Punctuation":
      return separating(new RegExp(PUNCTUATION, "gv"), behaviorOf(step));
    case "Digits":
      return separating(/\p{N}/gu, step["individual_digits"] ? "Isolated" : "Contiguous");
    case "CharDelimiterSplit":
      return separating(literally(textOf(step, "delimiter")), "Removed");
    case "Split": {
      const wanted = (step["pattern"] as JsonObject | undefined)?.["String"];
      // Regular expressions are Oniguruma's there, which JavaScript's are not.
      if (typeof wanted !== "string" || wanted === "") break;
      return separating(literally(wanted), behaviorOf(step), step["invert"] === true);
    }
    case "ByteLevel": {
      const cut = step["use_regex"] === false ? whole : matching(GPT2_WORDS);
      return (text) => {
        const prefix = step["add_prefix_space"] === true && !text.startsWith(" ") ? " " : "";
        return text === "" ? [] : cut(prefix + text).map(toByteLetters);
      };
    }
    case "Metaspace": {
      const mark = step["replacement"] === undefined ? SPACE_MARK : textOf(step, "replacement");
      const scheme = step["prepend_scheme"] ??
        (step["add_prefix_space"] === false ? "never" : "always");
      // With "first" it depends on where in the text a word stands.
      if (scheme !== "always" && scheme !== "never") break;
      const cut = step["split"] === false ? whole : separating(literally(mark), "MergedWithNext");
      return (text) => {
        const marked = text.replaceAll(" ", () => mark);
        const prefix = scheme === "always" && !marked.startsWith(mark) ? mark : "";
        return text === "" ? [] : cut(prefix + marked);
      };
    }
    case "Sequence": {
      const parts = listOf(step["pretokenizers"]).map(makePreTokenizer);
      return (text) => parts.reduce((words, cut) => words.flatMap(cut), whole(text));
    }
  }
  throw new UnknownStep("pre_tokenizer", step["type"]);
}
