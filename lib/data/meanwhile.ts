/** What goes on while data are read: others have their turn, and it is told how far it is. */

/** What is told of long reading, and what ends it. */
export interface MeanwhileOptions {
  /** Aborted, reading ends with the signal's reason. */
  signal?: AbortSignal;
  /** Told what is done and how far it is, in bytes or things, where it lasts longer than a moment. */
  onProgress?: (message: string, progress: { done: number; total: number }) => void;
}

/** So long nobody else has a turn: 30 ms. */
const TURN_MS = 30;

/** What is done within a second needs no word; then there is one each quarter of a second. */
const TELL_MS = { first: 1000, then: 250 };

/** Passed to whatever reads for long. */
export class Meanwhile {
  readonly #options: MeanwhileOptions;
  #message = "";
  #done = 0;
  #total = 0;
  #paused = performance.now();
  #tell = Infinity;

  /**
   * Nothing is told yet.
   *
   * @param options Who is told, and what ends the reading.
   */
  constructor(options: MeanwhileOptions = {}) {
    this.#options = options;
  }

  /**
   * Something begins that may take long.
   *
   * @param message What it is.
   * @param total The bytes that it reads; 0 where others know better, or nobody.
   */
  begin(message: string, total: number): void {
    [this.#message, this.#done, this.#total] = [message, 0, total];
    this.#tell = performance.now() + TELL_MS.first;
  }

  /** What is read is no file: so many things will be, each of which counts as a byte. */
  expect(things: number): void {
    if (this.#total === 0) this.#total = things;
  }

  /** So many bytes are read besides, such as where a file is looked at before it is read. */
  more(bytes: number): void {
    if (this.#total > 0) this.#total += bytes;
  }

  /** Bytes were read. */
  read(bytes: number): void {
    this.#done += bytes;
  }

  /** Whether it is time to {@linkcode pause}: asked often, as it costs little. */
  get isDue(): boolean {
    return performance.now() - this.#paused > TURN_MS;
  }

  /**
   * Lets others have their turn, such as the one that answers Ctrl-C, and tells how far it is.
   *
   * @throws The signal's reason, where it is aborted.
   */
  async pause(): Promise<void> {
    const { signal, onProgress } = this.#options;
    await new Promise<void>((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    const now = this.#paused = performance.now();
    if (now < this.#tell || this.#total === 0) return;
    this.#tell = now + TELL_MS.then;
    const done = Math.min(this.#done, this.#total);
    onProgress?.(this.#message, { done, total: this.#total });
  }
}
