/** Experiments of one run with a trainer that has no model but counts its steps. */
import { join } from "node:path";
import type { ExperimentEvent } from "../lib/experiment/events.ts";
import type { PlannedRun } from "../lib/experiment/planned_run.ts";
import type { OpenRun, Prepare } from "../lib/experiment/prepared.ts";
import { runExperiment, type RunExperimentOptions } from "../lib/experiment/run.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import type { LogRecord } from "../lib/training/records.ts";
import { NonFiniteError } from "../lib/training/mod.ts";

/** Evaluation losses before training and after each of three epochs of two steps. */
const LOSSES = [4, 3, 2, 5];
const STEPS = 6;
const RUN = "constant-SD-seed0";

function evaluation(epoch: number): LogRecord {
  return {
    type: "evaluation",
    step: 2 * epoch,
    epoch,
    eval_loss: LOSSES[epoch]!,
    eval_perplexity: 1,
    eval_accuracy: 0.5,
    eval_masked_tokens: 10,
    train_loss: null,
  };
}

/** Step 2 has no Γ; step `faulty` is not finite. */
function step(number: number, faulty: number | undefined, skip: boolean): LogRecord {
  const place = { step: number, epoch: number / 2, scheduled_learning_rate: 1, seconds: 0.1 };
  const reason = `Step ${number} was not made.`;
  if (number === faulty && skip) return { type: "skipped", ...place, reason };
  if (number === faulty) throw new NonFiniteError(reason);
  const gamma = number === 2 ? null : 8;
  return {
    type: "step",
    ...place,
    loss: number,
    grad_norm: 1,
    learning_rate: 1,
    gamma,
    gamma_root: gamma && 2,
    gamma_pairs: gamma === null ? 0 : 3,
  };
}

/** A trainer whose weight is the number of steps that it made; `faulty` is one it cannot make. */
export function fakeTrainer(faulty?: number) {
  let weight = 0;
  const log = { begun: [] as number[], skipped: [] as number[] };
  const open = ({ settings }: PlannedRun): OpenRun => ({
    async *train({ signal, resume }) {
      let { stepsDone } = resume ?? { stepsDone: 0 };
      log.begun.push(stepsDone);
      if (resume !== undefined) log.skipped.push(resume.stepsSkipped);
      if (stepsDone === 0) weight = 0;
      if (stepsDone === 0) yield evaluation(0);
      // It was stopped before it.
      else if (stepsDone % 2 === 0 && resume!.epochLosses.length > 0) {
        yield evaluation(stepsDone / 2);
      }
      while (stepsDone < STEPS) {
        await Promise.resolve();
        signal?.throwIfAborted();
        const record = step(++stepsDone, faulty, settings.onNonfinite === "skip");
        if (record.type === "step") weight++;
        yield record;
        if (stepsDone % 2 === 0) yield evaluation(stepsDone / 2);
      }
    },
    checkpoints: {
      snapshot: () => ({ tensors: {}, texts: { weight: String(weight) } }),
      async restore(folder) {
        weight = Number(await Deno.readTextFile(join(folder, "weight")));
      },
    },
    async save(folder) {
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeTextFile(join(folder, "weight"), String(weight));
    },
  });
  const prepare: Prepare = () =>
    Promise.resolve({
      environment: { backend: "fake", model_sha256: "", chunks_sha256: "", scores_sha256: "" },
      steps: () => STEPS,
      open: (run) => Promise.resolve(open(run)),
      dispose() {},
    });
  return { log, prepare };
}

/** The same trainer, another of its runs' `train` in place of its own. */
export function training(
  prepare: Prepare,
  train: (run: PlannedRun, open: OpenRun) => OpenRun["train"],
): Prepare {
  return async (...args) => {
    const prepared = await prepare(...args);
    return {
      ...prepared,
      async open(run) {
        const open = await prepared.open(run);
        return { ...open, train: train(run, open) };
      },
    };
  };
}

/** All events of an experiment; `each` is told of every one as it comes. */
export async function collect(
  settings: ExperimentSettings,
  options: RunExperimentOptions,
  each: (event: ExperimentEvent) => void = () => {},
): Promise<ExperimentEvent[]> {
  const events: ExperimentEvent[] = [];
  for await (const event of runExperiment(settings, options)) {
    events.push(event);
    each(event);
  }
  return events;
}

/** Runs a test in a folder of its own, with the settings of one run in it. */
export function inFolder(
  name: string,
  test: (settings: ExperimentSettings) => Promise<void>,
) {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const grid = { schedules: ["constant" as const], methods: ["SD"] };
      // Epochs of two steps, as the trainer makes.
      const length = { trainChunks: 2, batchSize: 1 };
      await test(resolveSettings({ overrides: { ...grid, ...length, out: `${folder}/out` } }));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Ends an experiment after a step of its run, as an interruption does. */
export async function interruptAfter(at: number, settings: ExperimentSettings, prepare: Prepare) {
  const controller = new AbortController();
  await collect(settings, { prepare, signal: controller.signal }, (event) => {
    if (event.type === "record" && event.record.step === at) controller.abort();
  });
}

/** The folder of the run. */
export const runFolder = (settings: ExperimentSettings) => join(settings.out, "runs", RUN);
/** What is in a folder. */
export const namesIn = (folder: string) =>
  [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
