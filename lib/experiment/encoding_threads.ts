/** Threads in which passages become tokens, each with a tokenizer of its own. */
import type { EncodingOptions, Passage, Piece, Threads } from "../data/mod.ts";
import type { SameTokenizer, Tokenizer } from "../tokens/mod.ts";
import { mayRun } from "./thread_program.ts";

/** What they run. */
const PROGRAM = new URL("./encoding_thread.ts", import.meta.url);

/** More would wait for the one that reads. */
const MOST = 4;

/** As many as there are cores: what reads and writes needs little of one. */
export function usualThreads(cores: number = navigator.hardwareConcurrency): number {
  return Math.min(cores, MOST);
}

/** What a thread is sent: first its tokenizer, then lists of passages. */
export type Sent = { tokenizer: SameTokenizer } | {
  passages: readonly Passage[];
  options: EncodingOptions;
};

/** What it answers: that it is ready, the pieces of a list, and that this was the last one. */
export type Answer = { piece: Piece } | "ready" | "end";

/** One thread, and who waits for what it answers. */
class Thread implements Disposable {
  readonly #worker: Worker;
  readonly #answers: Answer[] = [];
  #error: Error | undefined;
  #wake = () => {};

  constructor(tokenizer: SameTokenizer) {
    this.#worker = new Worker(PROGRAM, { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      this.#answers.push(data);
      this.#wake();
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#error = new Error(`A thread that makes tokens failed: ${event.message}`);
      this.#wake();
    };
    this.send({ tokenizer });
  }

  send(message: Sent): void {
    this.#worker.postMessage(message);
  }

  /** Its next answer. */
  async answer(): Promise<Answer> {
    for (;;) {
      const answer = this.#answers.shift();
      if (answer !== undefined) return answer;
      if (this.#error !== undefined) throw this.#error;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

/** See {@linkcode Threads}; disposing of them ends them, and gives their memory back. */
export class EncodingThreads implements Threads, Disposable {
  readonly #threads: readonly Thread[];
  #begun = 0;

  private constructor(threads: readonly Thread[]) {
    this.#threads = threads;
  }

  /**
   * Some threads with the same tokenizer.
   *
   * @returns Undefined where there is none of these: its tokenizer cannot be made again, or this
   * process may not read the program that they run.
   */
  static async start(tokenizer: Tokenizer, count: number): Promise<EncodingThreads | undefined> {
    const { same } = tokenizer;
    if (same === undefined || count < 1 || !await mayRun(PROGRAM)) return undefined;
    using started = new DisposableStack();
    const threads = Array.from({ length: count }, () => started.use(new Thread(same)));
    for (const thread of threads) await thread.answer();
    started.move();
    return new EncodingThreads(threads);
  }

  /** While a thread encodes one list, the next one is there already. */
  get atOnce(): number {
    return 2 * this.#threads.length;
  }

  encode(passages: readonly Passage[], options: EncodingOptions): AsyncIterable<Piece> {
    // By turns: so it is known whose pieces come next.
    const thread = this.#threads[this.#begun++ % this.#threads.length]!;
    const unnamed = passages.map(({ text, blanks }) => ({ source: "", text, blanks }));
    thread.send({ passages: unnamed, options });
    return (async function* () {
      for (;;) {
        const answer = await thread.answer();
        if (typeof answer === "string") return;
        yield answer.piece;
      }
    })();
  }

  [Symbol.dispose](): void {
    for (const thread of this.#threads) thread[Symbol.dispose]();
  }
}
