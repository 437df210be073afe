/** The loss of a model that knows only how frequent each word is: the least a model must beat. */
import { setImmediate } from "node:timers/promises";
import type { Chunks } from "../data/mod.ts";

/**
 * Mean −ln p(label), p being each token's share of the training chunks with one occurrence more for
 * every entry of the vocabulary (Laplace's rule), so that no label is impossible.
 *
 * @param labels Tokens to predict, some at once, such as those of the evaluation's masks.
 * @returns Nats a token.
 */
export async function unigramLoss(
  trainChunks: Iterable<Int32Array> & Pick<Chunks, "inAnyOrder">,
  labels: Iterable<ArrayLike<number>> | AsyncIterable<ArrayLike<number>>,
  vocabSize: number,
): Promise<number> {
  const counts = new Float64Array(vocabSize).fill(1);
  let total = vocabSize;
  let chunks = 0;
  for (const chunk of trainChunks.inAnyOrder?.() ?? trainChunks) {
    // There may be millions, and others are to have their turn, such as the one that answers Ctrl-C.
    if (++chunks % 10_000 === 0) await setImmediate();
    for (const id of chunk) counts[id]!++;
    total += chunk.length;
  }
  let loss = 0, count = 0;
  for await (const some of labels) {
    for (const label of Array.from(some)) loss -= Math.log(counts[label]! / total);
    count += some.length;
  }
  return loss / count;
}
