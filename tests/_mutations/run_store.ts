/** A run store with one finished run. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { resolveSettings } from "../../lib/experiment/settings/presets.ts";

/** The run's name. */
export const RUN = "linear-SD-seed3";

/** The store's settings. */
export const SETTINGS = resolveSettings({
  overrides: { schedules: ["linear"], methods: ["SD"], seeds: [3], out: "results/quick" },
});

const STEP = {
  type: "step",
  loss: 4.25,
  grad_norm: 1.5,
  scheduled_learning_rate: 1e-3,
  learning_rate: 5e-4,
  gamma: 8,
  gamma_root: 2,
  gamma_pairs: 3,
  seconds: 0.25,
};

const EVALUATION = {
  type: "evaluation",
  eval_loss: 4,
  eval_perplexity: Math.exp(4),
  eval_accuracy: 0.5,
  eval_masked_tokens: 10,
};

/** Its log: two epochs of two steps. */
export const RECORDS = [
  { ...EVALUATION, step: 0, epoch: 0, train_loss: null },
  { ...STEP, step: 1, epoch: 0.5 },
  { ...STEP, step: 2, epoch: 1, gamma: null, gamma_root: null, gamma_pairs: 0 },
  { ...EVALUATION, step: 2, epoch: 1, train_loss: 4.25 },
  { ...STEP, step: 3, epoch: 1.5 },
  { ...STEP, step: 4, epoch: 2, grad_norm: null },
  { ...EVALUATION, step: 4, epoch: 2, train_loss: 4.25 },
];

/** Writes the store into a folder. */
export async function writeRunStore(folder: string): Promise<void> {
  const run = join(folder, "runs", RUN);
  await mkdir(run, { recursive: true });
  const environment = { backend: "cpu", model_sha256: "a", chunks_sha256: "b", scores_sha256: "c" };
  await writeFile(join(folder, "config.json"), JSON.stringify({ settings: SETTINGS, environment }));
  const lines = RECORDS.map((record) => JSON.stringify(record) + "\n").join("");
  await writeFile(join(run, "metrics.jsonl"), lines);
  const mark = { records: RECORDS.length, seconds: 1.5, diverged: null };
  await writeFile(join(run, "done.json"), JSON.stringify(mark));
}
