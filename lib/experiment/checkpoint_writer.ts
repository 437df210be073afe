/** Who writes a run's checkpoints: a thread while the next steps are made, or nobody else. */
import { Worker } from "node:worker_threads";
import { InputError, type InputErrorOptions } from "../io/mod.ts";
import { type ReadSnapshot, readWhole } from "../training/mod.ts";
import { type Save, saveCheckpoint } from "./checkpoints.ts";
import { mayRun } from "./thread_program.ts";

/** How checkpoints are written in a thread. It is an object so that tests can have it otherwise. */
export const checkpointThread: { program: URL; bytes: number } = {
  /** What it runs. */
  program: new URL("./checkpoint_thread.ts", import.meta.url),
  /** From so many on: what is smaller is written, flushed and hashed before a thread has begun. */
  bytes: 100e6,
};

/** A checkpoint of plain values, which a thread can be sent. */
export type ReadSave = Save & { snapshot: ReadSnapshot };

/** What a thread is sent: a checkpoint that it is to write, or to write the last one again. */
export type SentSave = { save: ReadSave } | "again";

/** What it says once it listens. */
export const LISTENS = "listens";

/** What it answers when it has written, or not. */
export type Written = "written" | { refused: { problem: string } & InputErrorOptions } | {
  failed: Error;
};

/** What the tensors of a checkpoint lie in; several may lie in one. */
export function memoryOf({ snapshot }: ReadSave): Set<ArrayBuffer> {
  const tensors = Object.values(snapshot.tensors).flatMap((named) => [...named.values()]);
  return new Set(tensors.map(({ data }) => data.buffer as ArrayBuffer));
}

/** A thread that writes one checkpoint at a time. */
class Thread implements AsyncDisposable {
  /** 1 once it has answered, which can be seen before the answer is heard. */
  readonly #flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  // Node's kind, which tells of its end, and need not keep the process.
  readonly #worker = new Worker(checkpointThread.program, { workerData: this.#flag });
  readonly #listens = Promise.withResolvers<void>();
  #answer = Promise.withResolvers<Written>();
  /** What it was sent last. */
  #sent: ReadSave | undefined;
  /** Why it is no more. */
  #failure: Error | undefined;

  constructor() {
    const fail = (why: unknown) => {
      const reason = why instanceof Error ? why.message : why;
      this.#failure ??= new Error(`The thread that writes checkpoints failed: ${reason}`);
      this.#listens.resolve();
      this.#answer.resolve({ failed: this.#failure });
    };
    this.#worker.on("message", (said: typeof LISTENS | Written) => {
      if (said === LISTENS) this.#listens.resolve();
      else this.#answer.resolve(said);
    })
      .on("error", fail)
      .on("messageerror", fail)
      .on("exit", () => fail("it ended."));
    this.#worker.unref();
  }

  /** Whether it has answered, though that may not be heard yet. */
  get hasAnswered(): boolean {
    return Atomics.load(this.#flag, 0) === 1;
  }

  /** Waits until it listens: Deno loses what it is sent before. */
  async listens(): Promise<void> {
    this.#worker.ref();
    await this.#listens.promise;
    this.#worker.unref();
  }

  /** Has a checkpoint written, which is sent before this function first waits; its memory goes along. */
  async write(save: ReadSave): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#answer = Promise.withResolvers();
    Atomics.store(this.#flag, 0, 0);
    if (save === this.#sent) this.#send("again", []);
    else this.#send({ save }, [...memoryOf(save)]);
    this.#sent = save;
    // Who leaves a run amid it leaves no process that never ends, nor half a checkpoint.
    this.#worker.ref();
    const answer = await this.#answer.promise;
    this.#worker.unref();
    if (answer === "written") return;
    if ("failed" in answer) throw answer.failed;
    throw new InputError(answer.refused.problem, answer.refused);
  }

  #send(message: SentSave, transfer: ArrayBuffer[]): void {
    this.#worker.postMessage(message, transfer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
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
   * Writes a checkpoint of a model that stands still until this returns. With a thread only the model's
   * tensors are read by then, and the thread has begun: {@linkcode end} waits for the rest.
   *
   * @param insist Calls what it is given at once, and again where that failed and may not the next time.
   */
  async begin(
    save: Save,
    insist: (write: () => Promise<void>) => Promise<void> = (write) => write(),
  ): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return await insist(() => saveCheckpoint(save));
    const whole = { ...save, snapshot: await readWhole(save.snapshot) };
    await thread.listens();
    this.#writing = insist(() => thread.write(whole))
      .catch((error) => void (this.#failure = { error }));
  }

  /** Throws why the latest checkpoint could not be written, once the thread has found that. */
  async check(): Promise<void> {
    // Steps that never wait let an answer be heard late, as may be what is then done about it.
    if (this.#thread?.hasAnswered) await this.#writing;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Waits for the checkpoint that is being written, and throws as {@linkcode check} does. */
  async end(): Promise<void> {
    await this.#writing;
    await this.check();
  }

  /** Waits for it where something worse is thrown. */
  async settle(): Promise<void> {
    await this.#writing;
    this.#failure = undefined;
  }

  /** Ends the thread, whose checkpoint {@linkcode end} has waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.[Symbol.asyncDispose]();
  }
}
