/** One run of an experiment: trained, logged, saved on the way, and taken up again. */

import { join } from "node:path";
import { type LogRecord, NonFiniteError } from "../training/mod.ts";
import { isDue } from "./checkpoints.ts";
import type { MetricsWriter } from "./metrics.ts";
import type { RecordEvent } from "./events.ts";
import { type PlannedRun, resultOf, type RunResult } from "./planned_run.ts";
import type { PreparedTraining, ResumePoint } from "./prepared.ts";
import type { RunStore } from "./run_store.ts";

/** A run that is being made. */
export class RunInTheMaking {
  readonly run: PlannedRun;
  readonly #store: RunStore;
  readonly #training: PreparedTraining;
  readonly #stepsPerEpoch: number;
  readonly #records: LogRecord[] = [];
  #secondsBefore = 0;
  #started = 0;
  #savedStep = 0;

  constructor(store: RunStore, training: PreparedTraining, run: PlannedRun) {
    this.run = run;
    this.#store = store;
    this.#training = training;
    this.#stepsPerEpoch = training.stepsPerRun / store.settings.epochs;
  }

  /** Optimiser steps done. */
  get stepsDone(): number {
    return this.#records.at(-1)?.step ?? 0;
  }

  /**
   * Goes back to the latest sound checkpoint, if there is one.
   *
   * @returns What is wrong with later ones.
   */
  async restore(): Promise<string[]> {
    const { checkpoints } = this.#training;
    const found = checkpoints && await this.#store.restore(this.run, checkpoints);
    if (found === undefined) return [];
    this.#records.push(...found.state.log_history);
    this.#secondsBefore = found.state.seconds;
    this.#savedStep = found.state.global_step;
    return found.warnings;
  }

  /** Makes the rest of the run; undefined where it was interrupted, its state saved. */
  async *make(
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RecordEvent, RunResult | undefined> {
    if (signal?.aborted) return undefined;
    const { run } = this;
    const resume = this.#resumePoint();
    this.#started = performance.now();
    let diverged: string | null = null;
    using metrics = await this.#store.start(this.run, this.#records);
    try {
      for await (const record of this.#training.train(this.run, signal, resume)) {
        metrics.write(record);
        this.#records.push(record);
        yield { type: "record", run: this.run, record };
        if (!this.#isAtRest(record)) continue;
        if (signal?.aborted || isDue(record, this.#store.settings)) await this.#save(metrics);
        if (signal?.aborted) return undefined;
      }
    } catch (error) {
      // Thrown between two steps, where training can go on.
      if (signal?.aborted && error === signal.reason) {
        await this.#save(metrics);
        return undefined;
      }
      // That a method makes the training diverge is a result as well; the other runs go on.
      if (!(error instanceof NonFiniteError)) throw error;
      const kept = this.#savedStep === 0 ? "" : ` checkpoint-${this.#savedStep} is kept.`;
      diverged = error.message + kept;
    }
    metrics.flush();
    const seconds = this.#seconds();
    const bestStep = await this.#loadBest();
    const folder = join(this.#store.folder(this.run), "model");
    if (this.#store.settings.saveModels) await this.#training.save(folder);
    const records = this.#records;
    const mark = { records: records.length, seconds, diverged, best_global_step: bestStep };
    await this.#store.finish(this.run, mark);
    return resultOf(run, { seconds, diverged, bestStep, records });
  }

  /** Sets the model to its best state, where that is asked for; gives that state's step. */
  async #loadBest(): Promise<number | null> {
    const { checkpoints } = this.#training;
    if (checkpoints === undefined || !this.#store.settings.loadBestModelAtEnd) return null;
    return await this.#store.restoreBest(this.run, checkpoints, this.#records);
  }

  #resumePoint(): ResumePoint | undefined {
    const stepsDone = this.stepsDone;
    if (stepsDone === 0) return undefined;
    const inEpoch = stepsDone % this.#stepsPerEpoch;
    const steps = this.#records.filter((record) => record.type !== "evaluation");
    const losses = steps.map((record) => record.type === "skipped" ? null : record.loss);
    return {
      stepsDone,
      stepsSkipped: losses.filter((loss) => loss === null).length,
      epochLosses: inEpoch === 0 ? [] : losses.slice(-inEpoch),
    };
  }

  /** Whether training can go on from here: an epoch's last step still needs its evaluation. */
  #isAtRest(record: LogRecord): boolean {
    if (record.step === this.#training.stepsPerRun) return false;
    return record.type === "evaluation" || record.step % this.#stepsPerEpoch !== 0;
  }

  #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#started) / 1000;
  }

  async #save(metrics: MetricsWriter): Promise<void> {
    const { checkpoints } = this.#training;
    const step = this.stepsDone;
    if (checkpoints === undefined || step === this.#savedStep) return;
    metrics.flush();
    await this.#store.checkpoint(this.run, checkpoints, {
      global_step: step,
      log_history: this.#records,
      seconds: this.#seconds(),
    });
    this.#savedStep = step;
  }
}
