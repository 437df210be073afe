/** What ends a training that diverges. */

/** A loss, a gradient, Γ or a rate was infinite or not a number. The step was not made. */
export class NonFiniteError extends Error {
  /** Its name. */
  override readonly name = "NonFiniteError";
}
