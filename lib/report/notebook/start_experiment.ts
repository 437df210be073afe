/**
 * Experiments in notebooks, which the stop button stops. They train in a process of their own, so
 * the kernel answers meanwhile, and what happens to it (Jupyter ends it with all processes of its
 * group) leaves training the time to save.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type ExperimentEvent,
  type ExperimentSettings,
  fineTune,
  type FineTuneOptions,
  type FineTuneSettings,
  readRuns,
  runExperimentApart,
  type RunExperimentOptions,
  runFolderOf,
  type RunResult,
  runStoppable,
  type RunSummary,
  summarise,
} from "../../experiment/mod.ts";
import { inLanguage, InputError } from "../../io/mod.ts";
import { escapeHtml } from "../page/escape.ts";
import { displayHtml, followExperiment, type ProgressDisplay, progressDisplay } from "./display.ts";
import { ExperimentProgress } from "./experiment_progress.ts";

/** What an experiment has come to when it has ended or was stopped. */
export interface EndedExperiment {
  /** Its finished runs. */
  results: RunResult[];
  /** What each of them came to. */
  summaries: RunSummary[];
  /** Whether all runs are finished. */
  complete: boolean;
}

/** An experiment that goes on while other cells run. */
export interface StartedExperiment {
  /**
   * What has come of it, once it has ended or was stopped; a cell that waits for it then says what
   * is missing. Rejects with an InputError if something that the settings name cannot be used.
   */
  readonly finished: Promise<EndedExperiment>;
  /** Stops it after the step under way and waits until its state is saved. */
  stop(): Promise<void>;
}

/** Those that are going on in this kernel, by their folders. */
const going = new Map<string, Training>();

let heedsButton = false;

/**
 * Jupyter's stop button interrupts the kernel by this signal, which would end it. (Where a kernel is
 * installed with `interrupt_mode: message`, Deno ends whatever it runs and answers no more; the
 * kernel that `deno task lab` installs is not.)
 */
function heedButton(): void {
  if (heedsButton) return;
  heedsButton = true;
  Deno.addSignalListener("SIGINT", () => going.forEach((training) => training.abort()));
}

/**
 * Starts an experiment that is followed below this cell, in place, while other cells may run. The
 * notebook's stop button stops it, as do `stop()` in a later cell, a file named `STOP` in its folder
 * and the end of the kernel: after the step under way, its state saved. Started again without
 * `restart`, it goes on after that step; while it is going on, it is only followed anew.
 *
 * @param options With plugins that are no files, or `prepare`, it trains in the kernel itself.
 * @throws {TypeError} Outside a notebook.
 * @throws {InputError} If this notebook makes another experiment in the folder.
 *
 * @example
 * ```ts ignore
 * const training = await startExperiment(resolveSettings());
 * // Waits for its end, or until the stop button is pressed:
 * const { results } = await training.finished;
 * ```
 */
export async function startExperiment(
  settings: ExperimentSettings,
  options: Omit<RunExperimentOptions, "signal"> = {},
): Promise<StartedExperiment> {
  const inKernel = (["plugins", "prepare", "session"] as const)
    .some((name) => options[name] !== undefined);
  const run = inKernel ? runStoppable : runExperimentApart;
  return await started(settings, options.restart ?? false, {
    folder: settings.out,
    run: (signal) => run(settings, { ...options, signal }),
  });
}

/**
 * Trains one model on one's own text, followed and stopped as {@linkcode startExperiment} is, but in the
 * kernel itself: where that is restarted, the steps since the last checkpoint are lost.
 *
 * @throws {TypeError} Outside a notebook.
 * @throws {InputError} If this notebook trains another model in the folder.
 *
 * @example
 * ```ts ignore
 * const settings = fineTuneSettings({ data: "mine.csv", textColumn: "review", out: "my-model" });
 * const training = await startFineTune(settings);
 * const { results } = await training.finished;
 * ```
 */
export async function startFineTune(
  settings: FineTuneSettings,
  options: Omit<FineTuneOptions, "signal"> = {},
): Promise<StartedExperiment> {
  return await started(settings, options.restart ?? false, {
    folder: runFolderOf(settings.out),
    run: (signal) => stoppable(fineTune(settings, { ...options, signal }), signal),
  });
}

/** What happens until the end; one that is stopped while it is made ready ends without a word. */
async function* stoppable(
  events: AsyncIterable<ExperimentEvent>,
  signal: AbortSignal,
): AsyncGenerator<ExperimentEvent> {
  try {
    yield* events;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
  }
}

/** How a training is made, and where its runs are. */
interface Making {
  folder: string;
  run(signal: AbortSignal): AsyncIterable<ExperimentEvent>;
}

async function started(
  settings: FineTuneSettings,
  restart: boolean,
  making: Making,
): Promise<StartedExperiment> {
  const place = progressDisplay();
  const folder = resolve(settings.out);
  const before = going.get(folder);
  if (before !== undefined) {
    await before.follow(settings, restart, place);
    return before;
  }
  const training = new Training(settings, making, place);
  await training.show();
  heedButton();
  going.set(folder, training);
  training.start(() => going.delete(folder));
  return training;
}

/** An experiment that is going on, and where it is shown. */
class Training implements StartedExperiment {
  readonly #settings: FineTuneSettings;
  readonly #making: Making;
  readonly #controller = new AbortController();
  readonly #progress = new ExperimentProgress();
  #place: ProgressDisplay;
  #ended: Promise<EndedExperiment> | undefined;

  constructor(settings: FineTuneSettings, making: Making, place: ProgressDisplay) {
    this.#settings = settings;
    this.#making = making;
    this.#place = place;
    this.#progress.take({ type: "setup", message: "The experiment starts." });
  }

  /** Shows how far it is, at once. */
  async show(): Promise<void> {
    await this.#place.finish(this.#progress.html(), this.#progress.text());
  }

  start(onEnd: () => void): void {
    // Wherever it is shown by then.
    const place: ProgressDisplay = {
      update: (html, text) => this.#place.update(html, text),
      finish: (html, text) => this.#place.finish(html, text),
    };
    this.#ended = followExperiment(
      this.#making.run(this.#controller.signal),
      place,
      this.#progress,
    )
      .then((done) => done ? { ...done, complete: true } : this.#whatIsThere())
      .finally(onEnd);
    // Who waits for the end is told; where nobody does yet, the kernel must not fail for it.
    this.#ended.catch(() => {});
  }

  /** What is finished of a stopped experiment. */
  async #whatIsThere(): Promise<EndedExperiment> {
    const { folder } = this.#making;
    const results = existsSync(join(folder, "config.json")) ? await readRuns(folder) : [];
    return { results, summaries: results.map(summarise), complete: false };
  }

  get finished(): Promise<EndedExperiment> {
    const finished = this.#ended!.then(async (ended) => {
      if (!ended.complete) {
        const text = inLanguage(this.#progress.missing());
        await displayHtml(`<p>${escapeHtml(text)}</p>`, text);
      }
      return ended;
    });
    finished.catch(() => {});
    return finished;
  }

  /** Stops it, as {@linkcode stop}, without a wait. */
  abort(): void {
    if (this.#controller.signal.aborted) return;
    this.#controller.abort();
    this.#progress.take({
      type: "setup",
      message: "Stopping: the step or evaluation under way is finished, and saved.",
    });
    void this.show();
  }

  async stop(): Promise<void> {
    this.abort();
    await this.#ended!.catch(() => {});
  }

  /** Shows it below another cell. */
  async follow(
    settings: FineTuneSettings,
    restart: boolean,
    place: ProgressDisplay,
  ): Promise<void> {
    if (restart || JSON.stringify(settings) !== JSON.stringify(this.#settings)) {
      throw new InputError("this notebook is training other runs into this folder", {
        file: settings.out,
        mend: "Stop that first, with the notebook's stop button",
      });
    }
    const moved = "Followed below a later cell.";
    await this.#place.finish(`<p>${moved}</p>`, moved);
    this.#place = place;
    await this.show();
  }
}
