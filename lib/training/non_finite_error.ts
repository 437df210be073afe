/** What ends a training that diverges. */
import { NumberError } from "../io/mod.ts";

/** A loss, a gradient, Γ or a rate was infinite or not a number. The step was not made. */
export class NonFiniteError extends NumberError {
  /** Its name. */
  override readonly name = "NonFiniteError";
}
