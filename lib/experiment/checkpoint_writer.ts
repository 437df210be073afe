/** Who writes a run's checkpoints: a thread while the next steps are made, or nobody else. */
import { InputError, type InputErrorOptions } from "../io/mod.ts";
import { type Save, saveCheckpoint } from "./checkpoints.ts";
import { mayRun } from "./thread_program.ts";

/** How checkpoints are written in a thread. It is an object so that tests can have it otherwise. */
export const checkpointThread: { program: URL; bytes: number } = {
  /** What it runs. */
  program: new URL("./checkpoint_thread.ts", import.meta.url),
  /** From so many on: what is smaller is written, flushed and hashed before a thread has begun. */
  bytes: 100e6,
};

/** What a thread is sent: a checkpoint, and then that it is to be written, again where that failed. */
export type SentSave = { save: Save } | "write";

/** What it answers when it has written, or not. */
export type Written = "written" | { refused: { problem: string } & InputErrorOptions } | {
  failed: Error;
};

/** What the tensors of a checkpoint lie in; several may lie in one. */
export function memoryOf({ snapshot }: Save): Set<ArrayBuffer> {
  const tensors = Object.values(snapshot.tensors).flatMap((named) => [...named.values()]);
  return new Set(tensors.map(({ data }) => data.buffer as ArrayBuffer));
}

/** A thread that writes one checkpoint at a time. */
class Thread implements Disposable {
  readonly #worker = new Worker(checkpointThread.program, { type: "module" });
  #answered = Promise.withResolvers<Written>();
  /** Why it is no more. */
  #failure: Error | undefined;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Written>) => this.#answered.resolve(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#failure = new Error(`The thread that writes checkpoints failed: ${event.message}`);
      this.#answered.resolve({ failed: this.#failure });
    };
  }

  /** Takes a checkpoint's memory away from this thread. */
  take(save: Save): void {
    this.#send({ save }, [...memoryOf(save)]);
  }

  async write(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#answered = Promise.withResolvers();
    this.#send("write", []);
    const answer = await this.#answered.promise;
    if (answer === "written") return;
    if ("failed" in answer) throw answer.failed;
    throw new InputError(answer.refused.problem, answer.refused);
  }

  #send(message: SentSave, transfer: Transferable[]): void {
    this.#worker.postMessage(message, transfer);
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

/** Writes a run's checkpoints, one at a time. */
export class CheckpointWriter implements AsyncDisposable {
  readonly #thread: Thread | undefined;
  #writing: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  private constructor(thread: Thread | undefined) {
    this.#thread = thread;
  }

  /** @param bytes How large a checkpoint is, about. */
  static async open(bytes = 0): Promise<CheckpointWriter> {
    const { bytes: least, program } = checkpointThread;
    // It begins with the run: its program is then of the same version.
    return new CheckpointWriter(bytes >= least && await mayRun(program) ? new Thread() : undefined);
  }

  /**
   * Takes a checkpoint as it is now, the one before being written. Its tensors are of no more use then.
   *
   * @returns What writes it, again where that failed.
   */
  take(save: Save): () => Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return () => saveCheckpoint(save);
    thread.take(save);
    return () => thread.write();
  }

  /** Writes a checkpoint. Where a thread does, it is not waited for: see {@linkcode end}. */
  async begin(write: () => Promise<void>): Promise<void> {
    if (this.#thread === undefined) return await write();
    this.#writing = write().catch((error) => void (this.#failure = { error }));
  }

  /** Throws why the latest checkpoint could not be written, if it could not. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Waits for the checkpoint that is being written, and throws as {@linkcode check} does. */
  async end(): Promise<void> {
    await this.#writing;
    this.check();
  }

  /** Waits for it where something worse is thrown. */
  async settle(): Promise<void> {
    await this.#writing;
    this.#failure = undefined;
  }

  /** Ends the thread. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
    this.#thread?.[Symbol.dispose]();
  }
}
