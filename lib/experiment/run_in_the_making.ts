/** One run of an experiment: trained, logged, saved on the way, and taken up again. */

import { join } from "node:path";
import { printable } from "../io/mod.ts";
import {
  evaluationInterval,
  type LogRecord,
  type MethodMemory,
  NonFiniteError,
} from "../training/mod.ts";
import { isDue } from "./checkpoints.ts";
import { CheckpointWriter } from "./checkpoint_writer.ts";
import type { Definitions } from "./definitions.ts";
import type { RecordEvent } from "./events.ts";
import { type PlannedRun, resultOf, type RunResult } from "./planned_run.ts";
import type { OpenRun, PreparedTraining } from "./prepared.ts";
import { isAtRest, resumePoint } from "./resume_point.ts";
import { factorsOf, type RunFolder } from "./run_folder.ts";
import type { RunStore } from "./run_store.ts";
import type { ExperimentSettings } from "./settings/table.ts";
import type { Span } from "./spans.ts";
import { RunSinks } from "./sinks/sinks.ts";

/** What the runs of an experiment are made with. */
export interface Workshop {
  store: RunStore;
  training: PreparedTraining;
  definitions: Definitions;
}

/** A run that is being made. */
export class RunInTheMaking {
  readonly run: PlannedRun;
  /** Optimiser steps of all of it. */
  readonly steps: number;
  readonly #settings: ExperimentSettings;
  readonly #folder: RunFolder;
  readonly #needed: RunFolder | undefined;
  readonly #open: OpenRun;
  readonly #definitions: Definitions;
  /** Steps between two evaluations. */
  readonly #every: number;
  readonly #records: LogRecord[] = [];
  readonly #memory: MethodMemory = { kept: null };
  #secondsBefore = 0;
  #spansBefore: readonly Span[] | undefined = [];
  #started = 0;
  #startedAt = 0;
  #savedStep = 0;
  /** Of them so many are in the latest checkpoint: an evaluation may come to its step later. */
  #savedRecords = 0;

  private constructor(
    { store, training, definitions }: Workshop,
    run: PlannedRun,
    needed: PlannedRun | undefined,
    open: OpenRun,
  ) {
    this.run = run;
    this.steps = training.steps(run);
    this.#settings = store.settings;
    this.#folder = store.folder(run);
    this.#needed = needed && store.folder(needed);
    this.#open = open;
    this.#definitions = definitions;
    const trainChunks = { length: run.settings.trainChunks };
    this.#every = evaluationInterval({ ...run.settings, trainChunks });
  }

  /**
   * Makes a run ready.
   *
   * @param needed The run that it reads, which is finished.
   */
  static async open(
    workshop: Workshop,
    run: PlannedRun,
    needed: PlannedRun | undefined,
  ): Promise<RunInTheMaking> {
    return new RunInTheMaking(workshop, run, needed, await workshop.training.open(run));
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
    const { checkpoints } = this.#open;
    const found = checkpoints && await this.#folder.restore(checkpoints);
    if (found === undefined) return [];
    const { log_history, seconds, global_step, kept, spans } = found.state;
    this.#records.push(...log_history);
    this.#secondsBefore = seconds;
    this.#spansBefore = spans;
    this.#savedStep = global_step;
    this.#savedRecords = log_history.length;
    this.#memory.kept = kept ?? null;
    return found.warnings;
  }

  /** Makes the rest of the run; undefined where it was interrupted, its state saved. */
  async *make(
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RecordEvent, RunResult | undefined> {
    if (signal?.aborted) return undefined;
    const { run } = this;
    const resume = resumePoint(this.#records, this.#every);
    this.#started = performance.now();
    this.#startedAt = Date.now();
    let diverged: string | null = null;
    await this.#folder.start(this.#records.length === 0);
    await using sinks = await RunSinks.open(this.#settings.reportTo, this.#definitions.sinks, {
      out: this.#settings.out,
      run,
      folder: this.#folder.path,
      records: [...this.#records],
    });
    await using writer = await this.#writer();
    try {
      const factors = await this.#factors();
      const training = this.#open.train({
        memory: this.#memory,
        ...(signal === undefined ? {} : { signal }),
        ...(resume === undefined ? {} : { resume }),
        ...(factors === undefined ? {} : { factors }),
      });
      for await (const record of training) {
        await writer.check();
        await sinks.write(record);
        this.#records.push(record);
        yield { type: "record", run, record };
        const isLast = record.step === this.steps;
        if (signal?.aborted && !(isLast && record.type === "evaluation")) {
          // An evaluation that is due is made when the run goes on.
          await this.#save(sinks, writer);
          return undefined;
        }
        const isWhole = !isLast && isAtRest(record, this.#every);
        if (isWhole && isDue(record, this.#settings)) await this.#save(sinks, writer);
      }
    } catch (error) {
      // Thrown between two steps, where training can go on.
      if (signal?.aborted && error === signal.reason) {
        await this.#save(sinks, writer);
        return undefined;
      }
      // That a method makes the training diverge is a result as well; the other runs go on.
      if (!(error instanceof NonFiniteError || error instanceof NothingToRead)) {
        await writer.settle();
        throw error;
      }
      diverged = printable(error.message);
    } finally {
      await writer.end();
    }
    diverged ??= this.#endsInNaN();
    if (diverged !== null && this.#savedStep > 0) {
      diverged += ` checkpoint-${this.#savedStep} is kept.`;
    }
    await sinks.flush();
    await sinks.close();
    const seconds = this.#seconds(), spans = this.#spans();
    const bestStep = await this.#loadBest();
    const records = this.#records;
    // Without a record training has not begun: the model has the weights of the run before.
    const weights = records.length > 0 ? await this.#open.weightsSha256?.() : undefined;
    if (this.#settings.saveModels && records.length > 0) {
      await this.#folder.refuseLost();
      await this.#open.save(join(this.#folder.path, "model"));
    }
    const bits = await this.#folder.finish({
      records: records.length,
      seconds,
      diverged,
      best_global_step: bestStep,
      ...spans,
      ...(weights === undefined ? {} : { weights_sha256: weights }),
    });
    const sha256 = weights === undefined ? {} : { weightsSha256: weights };
    return resultOf(run, { seconds, diverged, bestStep, ...sha256, ...bits, records });
  }

  async #writer(): Promise<CheckpointWriter> {
    const saves = this.#settings.saveStrategy !== "no";
    return await CheckpointWriter.open(saves ? this.#open.checkpoints?.bytes : 0);
  }

  /** What the run reads of the one that it needs. */
  async #factors(): Promise<(number | null)[] | undefined> {
    if (this.#needed === undefined) return undefined;
    const result = await this.#needed.result();
    if (result.diverged === null) return factorsOf(result);
    throw new NothingToRead(
      `The run ${this.#needed.run.name}, whose rates it reads, ended early.`,
    );
  }

  /** Why the run counts as diverged where its last step left weights that are no numbers. */
  #endsInNaN(): string | null {
    const last = this.#records.at(-1);
    return last?.type === "evaluation" && Number.isNaN(last.eval_loss)
      ? `The evaluation after step ${last.step} has no loss: the step's weights are not finite.`
      : null;
  }

  /** Sets the model to its best state, where that is asked for; gives that state's step. */
  async #loadBest(): Promise<number | null> {
    const { checkpoints } = this.#open;
    if (checkpoints === undefined || !this.#settings.loadBestModelAtEnd) return null;
    return await this.#folder.restoreBest(checkpoints, this.#records);
  }

  #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#started) / 1000;
  }

  /** When the run was made; nothing where it was begun by a version that does not say. */
  #spans(): { spans?: Span[] } {
    if (this.#spansBefore === undefined) return {};
    return { spans: [...this.#spansBefore, [this.#startedAt, Date.now()]] };
  }

  /** Saves the model as it is; it may be trained on meanwhile. */
  async #save(sinks: RunSinks, writer: CheckpointWriter): Promise<void> {
    await writer.end();
    const { checkpoints } = this.#open;
    const step = this.stepsDone;
    const { length } = this.#records;
    if (checkpoints === undefined || step === 0 || length === this.#savedRecords) return;
    await sinks.flush();
    const folder = this.#folder;
    await folder.refuseLost();
    const save = folder.checkpoint(checkpoints.snapshot(), {
      global_step: step,
      log_history: this.#records,
      seconds: this.#seconds(),
      ...this.#spans(),
      kept: this.#memory.kept,
    }, this.#settings.saveTotalLimit);
    await writer.begin(save, async (write) => {
      await folder.write(write);
      [this.#savedStep, this.#savedRecords] = [step, length];
    });
  }
}

/** The run that this one reads ended early: a result of this one as well. */
class NothingToRead extends Error {}
