/** Shows how far an experiment is: a bar on a terminal, a line an epoch in a log. */

// @ts-types="@types/cli-progress"
import { MultiBar, Presets, type SingleBar } from "cli-progress";
import {
  type EvaluationRecord,
  type ExperimentEvent,
  finalMetrics,
  formatNumber,
  isPlain,
  type LogRecord,
  measuredBesides,
  type MetricDefinition,
  metricNamed,
  METRICS,
  type ReadyEvent,
  type RunEndEvent,
  type RunSummary,
  shownEpoch,
  type SkippedRecord,
  type StepRecord,
} from "../lib/mod.ts";
import { Pace } from "../lib/experiment/pace.ts";
import { printable } from "../lib/io/printable.ts";
import { duration } from "../lib/report/page/words.ts";
import { tell, toldLine } from "./_print.ts";

/** Shows an experiment's events as they come. Nothing is left drawn once it is disposed. */
export interface ExperimentDisplay extends Disposable {
  show(event: ExperimentEvent): void;
}

/** How long one who reads a log waits for the next line of a long piece of work: 10 s. */
const LINE_MS = 10_000;

/** The metrics there are. */
type Metrics = Iterable<MetricDefinition>;

/**
 * The display for standard error: a bar where that is a terminal, else lines.
 *
 * @param ahead Steps of experiments that come after this one, for the time that is left. @default 0
 */
export function experimentDisplay(metrics: Metrics, ahead = 0): ExperimentDisplay {
  return Deno.stderr.isTerminal()
    ? new BarDisplay(metrics, ahead)
    : new LineDisplay(tell, metrics, ahead);
}

/** A run as it is shown. */
interface ShownRun {
  /** Its place among those to be made, and its name. */
  place: string;
  epochs: number;
  /** Whether it ends after so many steps instead. */
  bySteps: boolean;
  /** Steps of it. */
  steps: number;
  /** Those that were made. */
  made: number;
  /** Its latest records. */
  step: StepRecord | undefined;
  evaluation: EvaluationRecord | undefined;
  /** Whether it has told of a skipped step. */
  skipped: boolean;
  /** Whether this process makes it. */
  ours: boolean;
  /** Whether Γ has no part in any run that is shown. */
  plain: boolean;
}

/** What a run is called that has no others beside it. */
const ALONE = "Training";

/** Whether there is one run in all, which needs no name. */
function isAlone({ runs, finished }: ReadyEvent): boolean {
  return runs.length === 1 && finished === 0;
}

/** The runs that are to be made, by name. */
function shownRuns(event: ReadyEvent): Map<string, ShownRun> {
  const { runs, steps, before = [] } = event;
  const plain = [...runs, ...before.map(({ run }) => run)].every(({ settings }) =>
    isPlain(settings)
  );
  return new Map(runs.map(({ name, settings }, i) => [name, {
    place: isAlone(event) ? ALONE : `[${i + 1}/${runs.length}] ${name}`,
    epochs: settings.epochs,
    bySteps: settings.maxSteps !== null,
    steps: steps[i]!,
    made: 0,
    step: undefined,
    evaluation: undefined,
    skipped: false,
    ours: false,
    plain,
  }]));
}

/** Takes note of a record; whether it is the run's first skipped step. */
function takeRecord(shown: ShownRun, record: LogRecord): boolean {
  shown.made = record.step;
  if (record.type === "step") shown.step = record;
  else if (record.type === "evaluation") shown.evaluation = record;
  else if (!shown.skipped) return shown.skipped = true;
  return false;
}

/** Metrics as their definitions have them; one without a value is left out. */
function metricFigures(
  values: Iterable<readonly [name: string, value: number | null]>,
  metrics: Metrics,
): string[] {
  return [...values].flatMap(([name, value]) => {
    const { title, format } = metricNamed(name, metrics);
    return value === null ? [] : [`${title} ${formatNumber(value, format)}`];
  });
}

function figures(
  evaluation: EvaluationRecord,
  { step, epochs, bySteps, steps, plain }: ShownRun,
  metrics: Metrics,
) {
  const { epoch, train_loss, eval_loss } = evaluation;
  return [
    bySteps ? `step ${evaluation.step}/${steps}` : `epoch ${shownEpoch(epoch)}/${epochs}`,
    ...(train_loss === null ? [] : [`loss ${train_loss.toFixed(4)}`]),
    `eval_loss ${eval_loss.toFixed(4)}`,
    ...metricFigures(measuredBesides(evaluation), metrics),
    ...(step === undefined ? [] : rates(step, plain)),
  ].join("  ");
}

function rates({ gamma_root, learning_rate }: StepRecord, plain: boolean): string[] {
  if (plain) return [`rate ${learning_rate.toExponential(2)}`];
  const root = gamma_root === null ? [] : [`Γ root ${gamma_root.toFixed(3)}`];
  return [...root, `A″ ${learning_rate.toExponential(2)}`];
}

/** Shown for the first skipped step of a run: its summary counts them, its log has them all. */
function skipLine({ step, reason }: SkippedRecord): string {
  return `step ${step} is skipped: ${reason}`;
}

/** What a run came to. */
function outcome(summary: RunSummary, metrics: Metrics): string {
  const { epochs, final_train_loss, final_eval_loss, diverged } = summary;
  const figure = (name: string, value: number | null) =>
    value === null ? [] : [`${name} ${value.toFixed(4)}`];
  return diverged ?? [
    `${shownEpoch(epochs)} ${epochs === 1 ? "epoch" : "epochs"}`,
    ...figure("loss", final_train_loss),
    ...figure("eval_loss", final_eval_loss),
    ...metricFigures(finalMetrics(summary), metrics),
  ].join("  ");
}

/** One line for each message and each epoch, of whichever process. */
export class LineDisplay implements ExperimentDisplay {
  readonly #write: (line: string) => void;
  readonly #metrics: Metrics;
  readonly #pace: Pace;
  #runs = new Map<string, ShownRun>();
  #told = { message: "", at: 0 };
  /** When what is told of was first told of, and how far it was. */
  #begun = { at: 0, done: 0 };

  /**
   * @param write @default standard error
   * @param metrics Those there are.
   * @param ahead Steps of experiments that come after this one.
   */
  constructor(write: (line: string) => void = tell, metrics: Metrics = METRICS, ahead = 0) {
    this.#pace = new Pace(undefined, ahead);
    this.#metrics = metrics;
    this.#write = (line) => write(printable(line));
  }

  show(event: ExperimentEvent): void {
    this.#pace.take(event);
    switch (event.type) {
      case "setup":
        return this.#setup(event.message, event.progress);
      case "ready":
        this.#runs = shownRuns(event);
        for (const line of linesBefore(event, this.#metrics)) this.#write(line);
        return this.#write(readyLine(event));
      case "run-start":
        this.#runs.get(event.run.name)!.ours = true;
        return;
      case "record":
        return this.#record(this.#runs.get(event.run.name)!, event.record);
      case "run-end":
        return this.#runEnd(event);
    }
  }

  #runEnd({ run, summary }: RunEndEvent): void {
    // What else it came to was told at its last evaluation, whichever process made it.
    if (summary.diverged === null) return;
    this.#write(`${this.#runs.get(run.name)!.place}  ended: ${summary.diverged}`);
  }

  #record(shown: ShownRun, record: LogRecord): void {
    const isFirstSkipped = takeRecord(shown, record);
    if (record.type === "evaluation") {
      const time = timeOf(this.#pace);
      this.#write(
        `${shown.place}  ${figures(record, shown, this.#metrics)}${
          time === "" ? "" : `  (${time})`
        }`,
      );
    } else if (isFirstSkipped && record.type === "skipped") {
      this.#write(`${shown.place}  ${skipLine(record)}`);
    }
  }

  #setup(message: string, progress?: { done: number; total: number }): void {
    const now = performance.now();
    if (progress !== undefined && message === this.#told.message && now - this.#told.at < LINE_MS) {
      return;
    }
    const { done, total } = progress ?? { done: 0, total: 0 };
    if (message !== this.#told.message || done < this.#begun.done) this.#begun = { at: now, done };
    this.#told = { message, at: now };
    if (progress === undefined) return this.#write(message);
    const made = done - this.#begun.done, seconds = (now - this.#begun.at) / 1000;
    const left = made > 0 ? `, about ${duration(seconds / made * (total - done))} left` : "";
    this.#write(`${message}: ${shownProgress(progress)}${left}`);
  }

  [Symbol.dispose](): void {}
}

/** A line for each run that was finished before. */
function linesBefore({ before = [] }: ReadyEvent, metrics: Metrics): string[] {
  return before.map(({ run, summary }) =>
    `${run.name}, finished before  ${outcome(summary, metrics)}`
  );
}

/** "1 min 5 s, about 3 min 10 s left"; empty while nothing tells. What has begun took 1 s at least. */
function timeOf({ elapsed, left }: Pace): string {
  if (elapsed === undefined || left === undefined) return "";
  return `${duration(Math.max(1, elapsed))}, about ${duration(left)} left`;
}

function readyLine(event: ReadyEvent): string {
  const { runs, steps, finished, saved = [] } = event;
  const kept = finished === 0 ? "" : ` (${finished} ${finished === 1 ? "is" : "are"} finished)`;
  const [least, most] = [Math.min(...steps), Math.max(...steps)];
  const each = least === most ? String(least) : `${least} to ${most}`;
  const work = most === 1 ? "1 step to make" : `${each} steps to make`;
  const begun = runs.flatMap(({ name }, i) =>
    saved[i] ? [`${isAlone(event) ? "" : `${name} has `}${saved[i]} of ${steps[i]}`] : []
  );
  const amid = begun.length === 0 ? "" : ` Saved before: ${begun.join(", ")}.`;
  return `${runCount(runs.length)} of ${work}${kept}.${amid}`;
}

/** "1 run", "2 runs". */
export function runCount(count: number): string {
  return `${count} ${count === 1 ? "run" : "runs"}`;
}

/** So many are things that people count; more are bytes, of which they want the share. */
const COUNTED = 100_000;

/** "767/1529", "24 %" */
export function shownProgress({ done, total }: { done: number; total: number }): string {
  return total <= COUNTED ? `${done}/${total}` : `${Math.floor(100 * done / total)} %`;
}

/** cli-progress's own time left knows nothing of steps that were made before an interruption. */
const FORMAT = "{label} {bar} {percentage}% {eta_formatted} left  {figures}";

/** One bar for the whole experiment, with a line above it for each run that is finished. */
class BarDisplay implements ExperimentDisplay {
  readonly #bars = new MultiBar({
    // Ctrl-C is ours: a bar that handled it would end the process before the run is put away.
    gracefulExit: false,
    hideCursor: false,
    clearOnComplete: true,
    format: FORMAT,
    etaBuffer: 50,
    barsize: 20,
  }, Presets.shades_classic);
  readonly #pace: Pace;
  #bar: SingleBar | undefined;
  #runs = new Map<string, ShownRun>();
  #label = "";
  readonly #metrics: Metrics;

  constructor(metrics: Metrics, ahead: number) {
    this.#metrics = metrics;
    this.#pace = new Pace(undefined, ahead);
    // A second Ctrl-C exits at once, and the bar has switched the terminal's line wrap off.
    globalThis.addEventListener("unload", () => this[Symbol.dispose]());
  }

  show(event: ExperimentEvent): void {
    this.#pace.take(event);
    switch (event.type) {
      case "setup":
        return this.#setup(event.message, event.progress);
      case "ready":
        this.#runs = shownRuns(event);
        for (const line of linesBefore(event, this.#metrics)) this.#log(line);
        this.#log(readyLine(event));
        return this.#start(event.steps.reduce((sum, steps) => sum + steps, 0), "", {
          format: FORMAT.replace("{eta_formatted} left", "{time}"),
        });
      case "run-start": {
        const shown = this.#runs.get(event.run.name)!;
        Object.assign(shown, { ours: true, made: event.stepsDone });
        this.#label = shown.place;
        return this.#update("");
      }
      case "record":
        return this.#record(this.#runs.get(event.run.name)!, event.record);
      case "run-end": {
        const shown = this.#runs.get(event.run.name)!;
        shown.made = shown.steps;
        return this.#log(
          `${shown.place === ALONE ? ALONE : event.run.name}  ${
            outcome(event.summary, this.#metrics)
          }  ${event.summary.seconds.toFixed(1)} s`,
        );
      }
      default:
        return this[Symbol.dispose]();
    }
  }

  #setup(message: string, progress?: { done: number; total: number }): void {
    if (progress === undefined) return this.#log(message);
    const figures = shownProgress(progress);
    if (this.#bar === undefined || this.#label !== printable(message)) {
      this.#label = printable(message);
      this.#start(progress.total, figures);
    }
    this.#bar?.update(progress.done, { label: this.#label, figures });
  }

  #record(shown: ShownRun, record: LogRecord): void {
    const isFirstSkipped = takeRecord(shown, record);
    if (isFirstSkipped && record.type === "skipped") {
      this.#log(`${shown.place}  ${skipLine(record)}`);
    }
    if (record.type === "evaluation") return;
    // What others make moves the bar, what this process makes is told beside it.
    if (!shown.ours || record.type === "skipped") return this.#update("");
    const evaluated = shown.evaluation === undefined
      ? []
      : [`eval_loss ${shown.evaluation.eval_loss.toFixed(4)}`];
    this.#update(
      [`step loss ${record.loss.toFixed(4)}`, ...evaluated, ...rates(record, shown.plain)].join(
        "  ",
      ),
    );
  }

  #start(total: number, figures: string, options: { format?: string } = {}): void {
    if (this.#bar !== undefined) this.#bars.remove(this.#bar);
    this.#bar = this.#bars.create(total, 0, { label: this.#label, time: "", figures }, options);
  }

  /** Moves the bar to the steps made by all processes. */
  #update(figures: string): void {
    const made = [...this.#runs.values()].reduce((sum, { made }) => sum + made, 0);
    this.#bar?.update(made, {
      label: this.#label,
      time: timeOf(this.#pace),
      ...(figures === "" ? {} : { figures }),
    });
  }

  #log(line: string): void {
    if (this.#bar === undefined) tell(line);
    else this.#bars.log(`${toldLine(line)}\n`);
  }

  [Symbol.dispose](): void {
    this.#bars.stop();
    this.#bar = undefined;
  }
}
