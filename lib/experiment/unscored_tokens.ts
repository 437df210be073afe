/** How many of a vocabulary's tokens β has no scores for. */
import type { VocabularyScores } from "../semantics/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";

/**
 * Says so; undefined where all have scores. Special tokens are no words.
 *
 * @param what Stays without them.
 */
export function unscoredTokens(
  { known }: Pick<VocabularyScores, "known">,
  { specialTokenIds }: Pick<Tokenizer, "specialTokenIds">,
  what: string,
): string | undefined {
  const special = new Set(specialTokenIds);
  const words = [...known].filter((_, id) => !special.has(id));
  const unknown = words.filter((isKnown) => isKnown === 0).length;
  if (unknown === 0) return undefined;
  const [some, all] = [unknown, words.length].map((count) => count.toLocaleString("en"));
  return unknown === 1
    ? `1 of ${all} tokens has no scores and stays out of ${what}.`
    : `${some} of ${all} tokens have no scores and stay out of ${what}.`;
}
