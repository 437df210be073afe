/** What is thrown where there is no Γ. */
import { NumberError } from "../io/mod.ts";

/** Γ cannot be computed from these words: a logarithm or a root that it needs does not exist. */
export class GammaError extends NumberError {
  /** Its name. */
  override readonly name = "GammaError";
  /** The word pair at fault, counted from 0, where there is one. */
  readonly pair?: number;

  /**
   * An error about a Γ that does not exist.
   *
   * @param pair The word pair at fault, counted from 0, where there is one.
   */
  constructor(message: string, pair?: number, options?: ErrorOptions) {
    super(message, options);
    if (pair !== undefined) this.pair = pair;
  }
}
