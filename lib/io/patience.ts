/** How long a hub is waited for. */

/** So many milliseconds. */
export const PATIENCE_MS = 60_000;

/** Ends a transfer when it is aborted, or when nothing has come for too long. */
export class Patience implements Disposable {
  readonly #controller = new AbortController();
  readonly #abort = () => this.#controller.abort(this.given?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;
  isOver = false;

  constructor(readonly ms: number, readonly given: AbortSignal | undefined) {
    given?.addEventListener("abort", this.#abort);
    if (given?.aborted) this.#abort();
    this.renew();
  }

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

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.given?.removeEventListener("abort", this.#abort);
  }
}
