/** `--only step`: one optimiser step, this trainer's beside those of the peers. */
import { BASE, caseFiles, MINI, readBatches, type StepCase, stepFlop, TINY } from "./cases.ts";
import { interleave, type Measured, startAll } from "./interleave.ts";
import { aboutSubject, checkLosses, type SubjectAbout } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { type Row, timeRows } from "./rows.ts";
import { denoSubject, torchSubject, trainerSubject } from "./specs.ts";
import type { Measurable, SubjectSpec } from "./subject.ts";

/** Whom the others are compared with. */
export const HUGGING_FACE = "Hugging Face, PyTorch eager";
/** This trainer as it trains. */
export const GRAPH = "SDTrainer, graph";

/** XLA compiles the parts of the graph that it can. */
const XLA = { TF_XLA_FLAGS: "--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit=true" };

async function subjectsOf(step: StepCase, options: BenchOptions): Promise<SubjectSpec[]> {
  const { threads, python } = options;
  const files = await caseFiles(step);
  const ours = [
    trainerSubject(GRAPH, files, threads, "graph"),
    trainerSubject("SDTrainer, operation by operation", files, threads, "interpreter"),
  ];
  const small = step === BASE ? [] : [
    trainerSubject("SDTrainer, graph with XLA", files, threads, "graph", {
      env: XLA,
      note: "compiles anew for each number of masked tokens that it has not met",
    }),
    denoSubject("plain tfjs", "plain_tfjs.ts", [files.model, files.batches, String(threads)], {
      note: "head on the masked positions only, automatic gradients",
    }),
    trainerSubject("SDTrainer, wasm", files, threads, "wasm", {
      every: 5,
      note: "one thread; every fifth round",
    }),
  ];
  const peers = python === undefined ? [] : [
    torchSubject(HUGGING_FACE, files, { python, threads }, "usual"),
    torchSubject("PyTorch eager, masked head", files, { python, threads }, "masked"),
    torchSubject("PyTorch compiled, masked head", files, { python, threads }, "compiled"),
  ];
  return [...ours, ...peers, ...small];
}

/** The best rate that any subject's library reaches on a large matrix product, in GFLOP/s. */
async function machineRate(subjects: readonly Measurable[]): Promise<number> {
  const rates: number[] = [];
  for (const subject of subjects) rates.push((await subject.ask("matmul")).gflops ?? 0);
  return Math.max(...rates);
}

async function measureCase(step: StepCase, options: BenchOptions): Promise<Row[]> {
  const { say } = options;
  say(`${step.name}:`);
  const subjects = await startAll(await subjectsOf(step, options), say);
  try {
    await checkLosses(subjects);
    const { warmup } = step;
    const rounds = options.rounds ?? step.rounds;
    const measured = await interleave(subjects, { what: "step", warmup, rounds, say });
    // Memory first: the matrices below would count.
    const about = new Map<Measurable, SubjectAbout>();
    for (const { subject } of measured) about.set(subject, await aboutSubject(subject));
    const rate = await machineRate(measured.map(({ subject }) => subject));
    say(`matrix products of this machine: ${Math.round(rate)} GFLOP/s`);
    return await rowsOf(step, measured, about, rate);
  } finally {
    for (const subject of subjects) await subject.stop();
  }
}

async function rowsOf(
  step: StepCase,
  measured: readonly Measured[],
  about: ReadonlyMap<Measurable, SubjectAbout>,
  gflops: number,
): Promise<Row[]> {
  const batches = await readBatches((await caseFiles(step)).batches);
  const masked = batches.reduce((sum, { labels }) => sum + labels.length, 0) / batches.length;
  const gflop = stepFlop(step, masked) / 1e9;
  const subjects = measured.map(({ subject, answers }) => ({
    ...about.get(subject)!,
    times: answers.map(({ ms }) => ms),
  }));
  return timeRows({ bench: "step", case: step.name }, subjects, HUGGING_FACE)
    .map((row) => ({ ...row, matmul_share: gflop / (row.median_ms! / 1000) / gflops }));
}

/** Measures the steps of both sizes. */
export async function* benchStep(options: BenchOptions): AsyncGenerator<Row> {
  for (const step of options.tiny ? [TINY] : [MINI, BASE]) {
    yield* await measureCase(step, options);
  }
}
