/** How ModernBERT's first weights are drawn. */
import { filled } from "../filled.ts";
import type { Initialisation } from "../weight.ts";

/** Transformers' `initializer_cutoff_factor`: no draw is so many deviations away from 0. */
const CUTOFF = 2;

/**
 * Draws from a normal distribution that is cut off on both sides, as Transformers draws ModernBERT's
 * matrices and embeddings.
 *
 * @param deviation That of the whole distribution, before it is cut off.
 */
export function cutOffNormal(deviation: number): Initialisation {
  return ({ data }, random) =>
    filled(data, () => {
      let draw = random.normal();
      while (Math.abs(draw) > CUTOFF) draw = random.normal();
      return deviation * draw;
    });
}
