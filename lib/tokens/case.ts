/** Whether a text is lower-cased before it is tokenized, and how sure that is. */
import { shown } from "../io/mod.ts";
import type { JsonObject } from "./json.ts";

/** Fewer entries with letters say nothing of a vocabulary's case. */
const ENOUGH = 20;

/** Entries of a vocabulary that text can become, without what stands in brackets. */
function isWord(token: string): boolean {
  return !/^[[<].*[\]>]$/s.test(token);
}

/**
 * What a vocabulary says against the case that its text is read in.
 *
 * @param vocabulary Its tokens, without added ones.
 * @param lowercase Whether text is lower-cased.
 * @returns A clause, or undefined where the two agree.
 */
export function contradiction(
  vocabulary: readonly string[],
  lowercase: boolean,
): string | undefined {
  const words = vocabulary.filter(isWord);
  const capitals = words.filter((token) => token !== token.toLowerCase());
  if (lowercase && capitals.length > 0) {
    const such = capitals.find((token) => /^\p{Lu}\p{Ll}/u.test(token)) ?? capitals[0]!;
    return `${capitals.length} of the vocabulary's ${vocabulary.length} entries have capitals, ` +
      `such as ${shown(such)}, and are never used`;
  }
  const small = words.filter((token) => /\p{Ll}/u.test(token)).length;
  if (lowercase || capitals.length > 0 || small < ENOUGH) return undefined;
  return "no entry of the vocabulary has a capital: words with one come out in pieces or unknown";
}

/** Where a tokenizer's case is from. */
export interface CaseSource {
  /** What whoever loads it asked for. */
  asked?: boolean | undefined;
  /** The `tokenizer_config.json`. */
  config: Readonly<JsonObject>;
  /** Whether a `tokenizer.json` says it. */
  hasJson: boolean;
}

/**
 * What there is to tell about the case that text is read in: that it was assumed, or that the
 * vocabulary contradicts it.
 *
 * @param folder For the beginning of the sentence.
 * @returns Undefined where there is nothing to tell.
 */
export function caseMessage(
  vocabulary: readonly string[],
  lowercase: boolean,
  { asked, config, hasJson }: CaseSource,
  folder: string,
): string | undefined {
  const isSaid = asked !== undefined || config["do_lower_case"] !== undefined || hasJson;
  const against = asked === undefined ? contradiction(vocabulary, lowercase) : undefined;
  if (isSaid && against === undefined) return undefined;
  const how = lowercase ? "lower-cased" : "kept cased";
  const because = isSaid
    ? "as the tokenizer's files say"
    : "as Transformers does where no file says otherwise";
  return `${folder}: text is ${how}, ${because}${against === undefined ? "" : `, but ${against}`}.`;
}
