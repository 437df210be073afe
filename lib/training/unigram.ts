/** The loss of a model that knows only how frequent each word is: the least a model must beat. */
import { setImmediate } from "node:timers/promises";
import type { Chunks } from "../data/mod.ts";

/** What is measured of such a model, in nats. */
export interface UnigramLoss {
  /** A token's, in the mean. */
  loss: number;
  /** Of that mean, as far as the draw of the tokens decides it; NaN of a single one. */
  standardError: number;
}

/**
 * Mean −ln p(label), p being each token's share of the training chunks with one occurrence more for
 * every entry of the vocabulary (Laplace's rule), so that no label is impossible.
 *
 * @param labels Tokens to predict, some at once, such as those of the evaluation's masks.
 */
export async function unigramLoss(
  trainChunks: Iterable<Int32Array> & Pick<Chunks, "inAnyOrder">,
  labels: Iterable<ArrayLike<number>> | AsyncIterable<ArrayLike<number>>,
  vocabSize: number,
): Promise<UnigramLoss> {
  const counts = new Float64Array(vocabSize).fill(1);
  let total = vocabSize;
  let chunks = 0;
  for (const chunk of trainChunks.inAnyOrder?.() ?? trainChunks) {
    // There may be millions, and others are to have their turn, such as the one that answers Ctrl-C.
    if (++chunks % 10_000 === 0) await setImmediate();
    for (const id of chunk) counts[id]!++;
    total += chunk.length;
  }
  let sum = 0, squares = 0, count = 0;
  for await (const some of labels) {
    for (const label of Array.from(some)) {
      const loss = -Math.log(counts[label]! / total);
      sum += loss;
      squares += loss ** 2;
    }
    count += some.length;
  }
  const loss = sum / count, spread = Math.max(0, squares / count - loss ** 2);
  return { loss, standardError: Math.sqrt(spread / (count - 1)) };
}
