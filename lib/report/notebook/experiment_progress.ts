/** How far an experiment is, as HTML and as text. */
import {
  type ExperimentEvent,
  type FinishedRun,
  Pace,
  type PlannedRun,
  type RunSummary,
} from "../../experiment/mod.ts";
import { escapeHtml } from "../page/escape.ts";
import { duration } from "../page/words.ts";
import { scheduleTitle } from "../plots/grouping.ts";

/** A run as far as it is. */
interface RunState {
  run: PlannedRun;
  steps: number;
  /** Steps of the whole run. */
  total: number;
  /** The loss of the latest step. */
  stepLoss: number | undefined;
  evalLoss: number | undefined;
  /** How it ended; undefined while it has not. */
  end: "finished" | "ended early" | undefined;
}

/** Takes an experiment's events and says how far it is. */
export class ExperimentProgress {
  #line = "";
  #runs: RunState[] = [];
  #finishedBefore = 0;
  /** Those among them that have no row. */
  #unlisted = 0;
  #stopped = false;
  readonly #pace: Pace;

  /**
   * An empty table.
   *
   * @param clock Milliseconds. @default performance.now
   */
  constructor(clock?: () => number) {
    this.#pace = new Pace(clock);
  }

  /** Takes note of an event. */
  take(event: ExperimentEvent): void {
    this.#pace.take(event);
    switch (event.type) {
      case "setup": {
        const { message, progress } = event;
        this.#line = progress ? `${message} (${progress.done} of ${progress.total})` : message;
        break;
      }
      case "ready":
        this.#finishedBefore = event.finished;
        this.#unlisted = event.finished - (event.before ?? []).length;
        this.#line = this.#before();
        this.#runs = [
          ...(event.before ?? []).map(finishedBefore),
          ...event.runs.map((run, i) => ({
            run,
            total: event.steps[i]!,
            steps: 0,
            stepLoss: undefined,
            evalLoss: undefined,
            end: undefined,
          })),
        ];
        break;
      case "run-start":
        this.#of(event.run).steps = event.stepsDone;
        break;
      case "record": {
        // Of whichever process makes the run.
        const state = this.#of(event.run);
        const { record } = event;
        state.steps = record.step;
        if (record.type === "step") state.stepLoss = record.loss;
        else if (record.type === "evaluation") state.evalLoss = record.eval_loss;
        break;
      }
      case "run-end":
        this.#of(event.run).end = endOf(event.summary);
        break;
      case "interrupted":
        this.stop();
        break;
      case "done":
        // Asked to stop in its last step, it is done all the same.
        this.#line = this.#before();
        if (this.#runs.length > 0) break;
        this.#line = `Nothing is left to do: ${event.results.length} finished.`;
    }
  }

  #before(): string {
    const count = this.#finishedBefore;
    return count === 0 ? "" : `${runCount(count)} ${count === 1 ? "was" : "were"} finished before.`;
  }

  /** Takes note that it has ended without being done. */
  stop(): void {
    this.#stopped = true;
    this.#line = `${this.#stoppedAt()} Run this cell again to go on.`;
  }

  /** Runs of which not all is there. */
  get #left(): RunState[] {
    return this.#runs.filter(({ end }) => end === undefined);
  }

  /** Where it was stopped, as a sentence or two. */
  #stoppedAt(): string {
    const under = this.#left.filter(({ steps }) => steps > 0).map(({ run, steps, total }) =>
      `step ${steps} of ${total} of ${run.name}`
    );
    const at = under.length > 0
      ? `Stopped after ${under.join(" and ")}, saved.`
      : this.#finished === 0
      ? "Stopped before the first step."
      : "Stopped before the next run.";
    const all = this.#unlisted + this.#runs.length;
    return all === 0 ? at : `${at} ${this.#finished || "None"} of ${runCount(all)} finished.`;
  }

  get #finished(): number {
    return this.#unlisted + this.#runs.length - this.#left.length;
  }

  /** What a stopped experiment lacks, for who waited for it; "" where it was not stopped. */
  missing(): string {
    if (!this.#stopped) return "";
    const names = this.#left.map(({ run }) => run.name).join(", ");
    const missing = names === "" ? "" : ` What follows shows no others; missing: ${names}.`;
    return `${this.#stoppedAt()}${missing} To go on, run the cell again that starts the experiment.`;
  }

  #of(run: PlannedRun): RunState {
    return this.#runs.find((state) => state.run.name === run.name)!;
  }

  /** A row a run with its bar and its latest losses. */
  html(): string {
    const rows = this.#runs.map((state) => {
      const { run, steps, total, stepLoss, evalLoss, end } = state;
      const mark = end === undefined ? "" : end === "finished" ? " ✓" : ` ${end}`;
      return `<tr><td>${escapeHtml(scheduleTitle(run.schedule))}</td>` +
        `<td>${escapeHtml(run.label)}</td><td align="right">${run.seed}</td>` +
        `<td><progress max="${total}" value="${steps}"></progress></td>` +
        `<td align="right">${steps}/${total}${mark}</td>` +
        `<td align="right">${digits(stepLoss)}</td><td align="right">${digits(evalLoss)}</td></tr>`;
    });
    const methods = this.#runs.every(({ run }) => run.label === run.method);
    const head = [
      "schedule",
      methods ? "method" : "condition",
      "seed",
      "",
      "step",
      "loss of the last step",
      "evaluation loss",
    ].map((heading) => `<th>${heading}</th>`).join("");
    const line = this.#line === "" ? "" : `<p>${escapeHtml(this.#line)}</p>`;
    return rows.length === 0 ? line : `${line}<table><thead><tr>${head}</tr></thead>` +
      `<tbody>${rows.join("")}</tbody></table>${this.#time()}`;
  }

  /** How long it has taken, and how long the rest will take if it goes on so. */
  #time(): string {
    const { elapsed, left } = this.#pace;
    if (elapsed === undefined) return "";
    const rest = left === undefined ? "" : `, about ${duration(left)} left`;
    return `<p>${duration(elapsed)} elapsed${rest}</p>`;
  }

  /** The same in a line. */
  text(): string {
    if (this.#runs.length === 0 || this.#stopped) return this.#line;
    const finished = this.#runs.filter((state) => state.end !== undefined).length;
    return `${finished} of ${runCount(this.#runs.length)} finished`;
  }
}

function runCount(count: number): string {
  return `${count} ${count === 1 ? "run" : "runs"}`;
}

function endOf({ diverged }: RunSummary): "finished" | "ended early" {
  return diverged === null ? "finished" : "ended early";
}

/** The row of a run that an earlier call made. */
function finishedBefore({ run, summary, stepLoss }: FinishedRun): RunState {
  const { steps, final_eval_loss } = summary;
  return {
    run,
    total: steps,
    steps,
    stepLoss: stepLoss ?? undefined,
    evalLoss: final_eval_loss ?? undefined,
    end: endOf(summary),
  };
}

function digits(loss: number | undefined): string {
  return loss === undefined ? "" : loss.toFixed(4);
}
