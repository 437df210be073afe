/** A model's scores as shares, and words by their numbers. */

/** The softmax of scores. */
export function sharesOf(logits: Float32Array): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b));
  const exponentials = Float64Array.from(logits, (x) => Math.exp(x - largest));
  const total = exponentials.reduce((a, b) => a + b);
  return exponentials.map((x) => x / total);
}

/**
 * The words of a vocabulary, likeliest first; of equal ones the first. A model may have more shares
 * than there are words.
 */
export function likeliest(shares: Float64Array, tokens: readonly string[]): number[] {
  return tokens.flatMap((token, id) => token === "" ? [] : [id])
    .sort((a, b) => shares[b]! - shares[a]! || a - b);
}

/**
 * The number of a word as it is typed. Tokens of some vocabularies have the blank before them, and
 * some vocabularies have no capitals.
 */
export function numberOf(word: string, tokens: readonly string[]): number | undefined {
  if (word === "") return undefined;
  const forms = [` ${word}`, word, ` ${word.toLowerCase()}`, word.toLowerCase()];
  return forms.map((form) => tokens.indexOf(form)).find((id) => id >= 0);
}
