/** How long a hub is waited for. */

/** So many milliseconds. */
export const PATIENCE_MS = 60_000;

/** Ends a transfer when it is aborted, or when nothing has come for too long. */
export class Patience implements Disposable {
  readonly #controller = new AbortController();
  readonly #abort = () => this.#controller.abort(this.given?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether it ended since nothing came. */
  isOver = false;

  /**
   * Begins to wait.
   *
   * @param ms So long, in milliseconds.
   * @param given Ends it, too.
   */
  constructor(readonly ms: number, readonly given: AbortSignal | undefined) {
    given?.addEventListener("abort", this.#abort);
    if (given?.aborted) this.#abort();
    this.renew();
  }

  /** Ends the transfer. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something came: the wait begins anew. */
  renew(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isOver = true;
      this.#controller.abort();
    }, this.ms);
  }

  /** Waits no more. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.given?.removeEventListener("abort", this.#abort);
  }
}
