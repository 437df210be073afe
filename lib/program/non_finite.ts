/** The failure of `checkFinite`, the same from every executor. */

/** A value that `checkFinite` watches was infinite or not a number: the run ended there. */
export class NonFiniteValue extends Error {
  /** Its name. */
  override readonly name = "NonFiniteValue";
  /** What the value is, as `checkFinite` was told. */
  readonly what: string;

  /**
   * An error about a value of a program.
   *
   * @param what What the value is.
   */
  constructor(what: string, options?: ErrorOptions) {
    super(nonFiniteMessage(what), options);
    this.what = what;
  }
}

/** What TensorFlow is to say where the value of that name is not finite. */
export function nonFiniteMessage(what: string): string {
  return `non-finite ${what}`;
}

/**
 * What TensorFlow's CheckNumerics makes of the message: `non-finite loss : Tensor had NaN values`,
 * with words about the node before or after it.
 */
const CHECK_FAILED = new RegExp(`${nonFiniteMessage("(.+?)")} : Tensor had `);

/** An error of TensorFlow's as a {@linkcode NonFiniteValue} where it is one, else as it is. */
export function typedFailure(error: unknown): unknown {
  const what = error instanceof Error ? CHECK_FAILED.exec(error.message)?.[1] : undefined;
  return what === undefined ? error : new NonFiniteValue(what, { cause: error });
}
