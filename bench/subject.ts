/**
 * A program under measurement, in a process of its own: its memory is its own, and what one does to
 * a library's state does not reach another.
 *
 * The bench writes a line, the name of what is to be done (`step`, say). The subject does that once
 * and answers with one line of JSON: `{"ms": 512.3, "loss": 9.01}`. It measures its own time, so that
 * neither the pipe nor the other process counts. `peak` asks for the peak of its resident memory.
 * Before all that it says `{"ready": true}`.
 */
import { TextLineStream } from "./lines.ts";

/** A way to start a program: what it is told beside its usual. */
export interface Setting {
  /** As a row names it. */
  name: string;
  env?: Readonly<Record<string, string>>;
  /** After its other arguments. */
  args?: readonly string[];
}

/** Settings of which one holds, or none. */
export interface Choice {
  /** Under which what was found is remembered: programs that share it are tried once. */
  key: string;
  settings: readonly Setting[];
}

/** How a subject is started. */
export interface SubjectSpec {
  /** As it stands in the table. */
  name: string;
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** It takes part in the first round of blocks only. @default false */
  slow?: boolean;
  /** What is chosen by short trials, one choice after the other, before it is measured. */
  tries?: readonly Choice[];
  /** For the table. */
  note?: string;
}

/** What a subject answers. */
export interface Answer {
  /** How long it took. */
  ms: number;
  /** Of the batch that was learnt from or looked at. */
  loss?: number;
  /** Floating-point operations a second, in units of 10⁹. */
  gflops?: number;
  /** How many of something were made, in units that the bench knows. */
  count?: number;
  /** The most memory that was held, where it is not asked for by itself. */
  peak_rss_mib?: number;
}

/** How much of what a subject wrote to standard error is kept, to be shown if it fails. */
const KEPT_LINES = 15;

/** A subject that failed, in its own words. Others go on without it; the bench has failed then. */
export class SubjectError extends Error {
  override readonly name = "SubjectError";
}

/** A running subject. */
export class Subject {
  readonly spec: SubjectSpec;
  readonly #child: Deno.ChildProcess;
  readonly #answers: ReadableStreamDefaultReader<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #errors: string[] = [];
  readonly #errorsRead: Promise<void>;

  private constructor(spec: SubjectSpec, child: Deno.ChildProcess) {
    this.spec = spec;
    this.#child = child;
    this.#answers = child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
    this.#input = child.stdin.getWriter();
    this.#errorsRead = this.#keepErrors();
  }

  /** Starts a subject and waits until it is ready. */
  static async start(spec: SubjectSpec): Promise<Subject> {
    const child = new Deno.Command(spec.command, {
      args: [...spec.args],
      env: { ...spec.env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const subject = new Subject(spec, child);
    await subject.#answer();
    return subject;
  }

  async #keepErrors(): Promise<void> {
    const lines = this.#child.stderr.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const line of lines) {
      this.#errors.push(line);
      if (this.#errors.length > KEPT_LINES) this.#errors.shift();
    }
  }

  async #answer(): Promise<unknown> {
    while (true) {
      const { value, done } = await this.#answers.read();
      if (done) {
        await this.#errorsRead;
        throw new SubjectError(`${this.spec.name} ended:\n  ${this.#errors.join("\n  ")}`);
      }
      // Libraries may print something of their own.
      if (value.startsWith("{")) return JSON.parse(value);
    }
  }

  async #tell(line: string): Promise<unknown> {
    try {
      await this.#input.write(new TextEncoder().encode(`${line}\n`));
    } catch {
      // It has ended: reading its answer says why.
    }
    return await this.#answer();
  }

  /** Has it do something once. */
  async ask(what: string): Promise<Answer> {
    return await this.#tell(what) as Answer;
  }

  /** The most memory it has held so far; undefined where the system does not tell. */
  async peakRssMib(): Promise<number | undefined> {
    const { peak_rss_mib } = await this.#tell("peak") as { peak_rss_mib: number | null };
    return peak_rss_mib ?? undefined;
  }

  /** Stops it where it stands, or has it go on: threads that wait by spinning take no time from others. */
  hold(held: boolean): void {
    if (Deno.build.os === "windows") return;
    try {
      this.#child.kill(held ? "SIGSTOP" : "SIGCONT");
    } catch {
      // It has ended: reading its answer says why.
    }
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.hold(false);
    await this.#input.close().catch(() => {});
    await this.#answers.cancel().catch(() => {});
    await this.#child.status;
    await this.#errorsRead;
  }
}

/** What is measured: a subject, or several that work at once. */
export type Measurable = Pick<Subject, "spec" | "ask" | "peakRssMib" | "hold" | "stop">;
