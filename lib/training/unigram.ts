/** The loss of a model that knows only how frequent each word is: the least a model must beat. */

/**
 * Mean −ln p(label), p being each token's share of the training chunks with one occurrence more for
 * every entry of the vocabulary (Laplace's rule), so that no label is impossible.
 *
 * @param labels Tokens to predict, such as those of the evaluation's masks.
 * @returns Nats a token.
 */
export function unigramLoss(
  trainChunks: Iterable<Int32Array>,
  labels: Iterable<number>,
  vocabSize: number,
): number {
  const counts = new Float64Array(vocabSize).fill(1);
  let total = vocabSize;
  for (const chunk of trainChunks) {
    for (const id of chunk) counts[id]!++;
    total += chunk.length;
  }
  let loss = 0, count = 0;
  for (const label of labels) {
    loss -= Math.log(counts[label]! / total);
    count++;
  }
  return loss / count;
}
