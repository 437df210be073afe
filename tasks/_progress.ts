/** Shows how far an experiment is: a bar on a terminal, a line an epoch in a log. */

// @ts-types="@types/cli-progress"
import { MultiBar, Presets, type SingleBar } from "cli-progress";
import type {
  EvaluationRecord,
  ExperimentEvent,
  LogRecord,
  RunEndEvent,
  RunSummary,
  SkippedRecord,
  StepRecord,
} from "../lib/mod.ts";

/** Shows an experiment's events as they come. Nothing is left drawn once it is disposed. */
export interface ExperimentDisplay extends Disposable {
  show(event: ExperimentEvent): void;
}

/** What is shown of an experiment that is known before it begins. */
export interface DisplayOptions {
  /** Epochs of each run. */
  epochs: number;
}

/** How long one who reads a log waits for the next line of a long piece of work: 10 s. */
const LINE_MS = 10_000;

/** The display for standard error: a bar where that is a terminal, else lines. */
export function experimentDisplay(options: DisplayOptions): ExperimentDisplay {
  return Deno.stderr.isTerminal() ? new BarDisplay(options) : new LineDisplay(options);
}

function figures(evaluation: EvaluationRecord, step: StepRecord | undefined, epochs: number) {
  const { epoch, train_loss, eval_loss, eval_accuracy } = evaluation;
  return [
    `epoch ${epoch}/${epochs}`,
    ...(train_loss === null ? [] : [`loss ${train_loss.toFixed(4)}`]),
    `eval_loss ${eval_loss.toFixed(4)}`,
    ...(eval_accuracy == null ? [] : [`accuracy ${eval_accuracy.toFixed(4)}`]),
    ...(step === undefined ? [] : rates(step)),
  ].join("  ");
}

function rates({ gamma_root, learning_rate }: StepRecord): string[] {
  const root = gamma_root === null ? [] : [`Γ root ${gamma_root.toFixed(3)}`];
  return [...root, `A″ ${learning_rate.toExponential(2)}`];
}

/** Shown for the first skipped step of a run: its summary counts them, its log has them all. */
function skipLine({ step, reason }: SkippedRecord): string {
  return `step ${step} is skipped: ${reason}`;
}

/** What a run came to. */
function outcome(
  { epochs, final_train_loss, final_eval_loss, final_eval_accuracy, diverged }: RunSummary,
): string {
  const figure = (name: string, value: number | null) =>
    value === null ? [] : [`${name} ${value.toFixed(4)}`];
  return diverged ?? [
    `${epochs} ${epochs === 1 ? "epoch" : "epochs"}`,
    ...figure("loss", final_train_loss),
    ...figure("eval_loss", final_eval_loss),
    ...figure("accuracy", final_eval_accuracy),
  ].join("  ");
}

/** One line for each message and each epoch. */
export class LineDisplay implements ExperimentDisplay {
  readonly #epochs: number;
  readonly #write: (line: string) => void;
  #run = "";
  #place = "";
  #step: StepRecord | undefined;
  #skipped = false;
  #told = { message: "", at: 0 };

  /** @param write @default console.error */
  constructor({ epochs }: DisplayOptions, write: (line: string) => void = console.error) {
    this.#epochs = epochs;
    this.#write = write;
  }

  show(event: ExperimentEvent): void {
    switch (event.type) {
      case "setup":
        return this.#setup(event.message, event.progress);
      case "ready":
        return this.#write(readyLine(event.runs.length, event.finished, event.stepsPerRun));
      case "run-start":
        this.#run = event.run.name;
        this.#place = `[${event.index + 1}/${event.total}] ${event.run.name}`;
        this.#step = undefined;
        this.#skipped = false;
        return;
      case "record":
        return this.#record(event.record);
      case "run-end":
        return this.#runEnd(event);
    }
  }

  #runEnd({ run, summary }: RunEndEvent): void {
    const made = this.#run === run.name ? this.#place : `${run.name}, made by another process`;
    this.#run = "";
    if (summary.diverged !== null) this.#write(`${made}  ended: ${summary.diverged}`);
    else if (made !== this.#place) this.#write(`${made}  ${outcome(summary)}`);
  }

  #record(record: LogRecord): void {
    if (record.type === "step") this.#step = record;
    else if (record.type === "evaluation") {
      this.#write(`${this.#place}  ${figures(record, this.#step, this.#epochs)}`);
    } else if (!this.#skipped) {
      this.#skipped = true;
      this.#write(`${this.#place}  ${skipLine(record)}`);
    }
  }

  #setup(message: string, progress?: { done: number; total: number }): void {
    const now = performance.now();
    if (progress !== undefined && message === this.#told.message && now - this.#told.at < LINE_MS) {
      return;
    }
    this.#told = { message, at: now };
    this.#write(
      progress === undefined ? message : `${message}: ${progress.done}/${progress.total}`,
    );
  }

  [Symbol.dispose](): void {}
}

function readyLine(runs: number, finished: number, steps: number): string {
  const kept = finished === 0 ? "" : ` (${finished} ${finished === 1 ? "is" : "are"} finished)`;
  return `${runs} ${runs === 1 ? "run" : "runs"} of ${steps} steps to make${kept}.`;
}

/** One bar for the whole experiment, with a line above it for each run that is finished. */
class BarDisplay implements ExperimentDisplay {
  readonly #epochs: number;
  readonly #bars = new MultiBar({
    // Ctrl-C is ours: a bar that handled it would end the process before the run is put away.
    gracefulExit: false,
    hideCursor: false,
    clearOnComplete: true,
    format: "{label} {bar} {percentage}% {eta_formatted} left  {figures}",
    etaBuffer: 50,
    barsize: 20,
  }, Presets.shades_classic);
  #bar: SingleBar | undefined;
  #ended = 0;
  #before = 0;
  #stepsPerRun = 0;
  #evaluation: EvaluationRecord | undefined;
  #skipped = false;
  #label = "";

  constructor({ epochs }: DisplayOptions) {
    this.#epochs = epochs;
    // A second Ctrl-C exits at once, and the bar has switched the terminal's line wrap off.
    globalThis.addEventListener("unload", () => this[Symbol.dispose]());
  }

  show(event: ExperimentEvent): void {
    switch (event.type) {
      case "setup":
        return this.#setup(event.message, event.progress);
      case "ready":
        this.#log(readyLine(event.runs.length, event.finished, event.stepsPerRun));
        this.#stepsPerRun = event.stepsPerRun;
        return this.#start(event.runs.length * event.stepsPerRun, "");
      case "run-start":
        this.#before = this.#ended * this.#stepsPerRun;
        this.#label = `[${event.index + 1}/${event.total}] ${event.run.name}`;
        this.#evaluation = undefined;
        this.#skipped = false;
        return this.#update(this.#before, "");
      case "record":
        return this.#record(event.record);
      case "run-end":
        this.#ended++;
        return this.#log(
          `${event.run.name}  ${outcome(event.summary)}  ${event.summary.seconds.toFixed(1)} s`,
        );
      default:
        return this[Symbol.dispose]();
    }
  }

  #setup(message: string, progress?: { done: number; total: number }): void {
    if (progress === undefined) return this.#log(message);
    if (this.#bar === undefined || this.#label !== message) {
      this.#label = message;
      this.#start(progress.total, `${progress.done}/${progress.total}`);
    }
    this.#update(progress.done, `${progress.done}/${progress.total}`);
  }

  #record(record: LogRecord): void {
    if (record.type === "evaluation") {
      this.#evaluation = record;
      return;
    }
    if (record.type === "skipped") {
      if (!this.#skipped) this.#log(`${this.#label}  ${skipLine(record)}`);
      this.#skipped = true;
      return this.#update(this.#before + record.step, "");
    }
    const evaluated = this.#evaluation === undefined
      ? []
      : [`eval_loss ${this.#evaluation.eval_loss.toFixed(4)}`];
    const shown = [`loss ${record.loss.toFixed(4)}`, ...evaluated, ...rates(record)];
    this.#update(this.#before + record.step, shown.join("  "));
  }

  #start(total: number, figures: string): void {
    if (this.#bar !== undefined) this.#bars.remove(this.#bar);
    this.#bar = this.#bars.create(total, 0, { label: this.#label, figures });
  }

  #update(value: number, figures: string): void {
    this.#bar?.update(value, { label: this.#label, figures });
  }

  #log(line: string): void {
    if (this.#bar === undefined) console.error(line);
    else this.#bars.log(`${line}\n`);
  }

  [Symbol.dispose](): void {
    this.#bars.stop();
    this.#bar = undefined;
  }
}
