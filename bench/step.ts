/** `--only step`: one optimiser step, this trainer's beside those of the peers. */
import {
  BASE,
  caseFiles,
  GPU_BASE,
  MINI,
  readBatches,
  type StepCase,
  stepFlop,
  TINY,
} from "./cases.ts";
import { askOrLeaveOut, interleave, startAll } from "./interleave.ts";
import { checkLosses, timedSubjects } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { type Row, timeRows } from "./rows.ts";
import { denoSubject, type TorchArithmetic, torchSubject, trainerSubject } from "./specs.ts";
import type { Measurable, SubjectSpec } from "./subject.ts";

/** Whom the others are compared with. */
export const HUGGING_FACE = "Hugging Face, PyTorch eager";
/** The same on a GPU. */
const HUGGING_FACE_TF32 = `${HUGGING_FACE}, TF32`;
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
    trainerSubject("SDTrainer, graph, bfloat16", files, threads, "graph-bfloat16"),
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
    torchSubject(
      "PyTorch compiled, masked head, bfloat16",
      files,
      { python, threads },
      "compiled",
      {
        device: "cpu",
        precision: "bfloat16",
      },
    ),
  ];
  return [...ours, ...peers, ...small];
}

/** Both in full float32 and as each is fast: with TF32, and PyTorch with bfloat16. */
async function gpuSubjects(step: StepCase, options: BenchOptions): Promise<SubjectSpec[]> {
  const { threads, python } = options;
  const files = await caseFiles(step);
  const ours = (name: string, env: Record<string, string>) =>
    trainerSubject(`SDTrainer, ${name}`, files, threads, "graph", { device: "gpu", env });
  const ourSubjects = [
    ours("float32", { NVIDIA_TF32_OVERRIDE: "0" }),
    ours("TF32", { NVIDIA_TF32_OVERRIDE: "1" }),
    trainerSubject("SDTrainer, bfloat16", files, threads, "graph-bfloat16", { device: "gpu" }),
    ours("TF32, not deterministic", { NVIDIA_TF32_OVERRIDE: "1", TF_DETERMINISTIC_OPS: "0" }),
  ];
  if (python === undefined) return ourSubjects;
  const torch = (
    name: string,
    how: "usual" | "masked" | "compiled",
    precision: TorchArithmetic["precision"],
  ) => torchSubject(name, files, { python, threads }, how, { device: "cuda", precision });
  return [
    ...ourSubjects,
    torch(`${HUGGING_FACE}, float32`, "usual", "float32"),
    torch(HUGGING_FACE_TF32, "usual", "tf32"),
    torch("PyTorch compiled, masked head, TF32", "compiled", "tf32"),
    torch(`${HUGGING_FACE}, bfloat16`, "usual", "bfloat16"),
    torch("PyTorch compiled, masked head, bfloat16", "compiled", "bfloat16"),
  ];
}

/** The best rate that any subject's library reaches on a large matrix product, in GFLOP/s. */
async function machineRate(
  subjects: readonly Measurable[],
  say: (line: string) => void,
): Promise<number> {
  let best = 0;
  for (const subject of subjects) {
    const answer = await askOrLeaveOut(subject, "matmul", say);
    best = Math.max(best, answer?.gflops ?? 0);
  }
  return best;
}

async function measureCase(step: StepCase, options: BenchOptions): Promise<Row[]> {
  const { say } = options;
  say(`${step.name}:`);
  const specs = await (options.device === "gpu" ? gpuSubjects : subjectsOf)(step, options);
  const subjects = await startAll(specs, say);
  try {
    const able = await checkLosses(subjects, options);
    const { warmup } = step;
    const rounds = options.rounds ?? step.rounds;
    const measured = await interleave(able, { what: "step", warmup, rounds, say });
    // Memory first: the matrices below would count.
    const timed = await timedSubjects(measured);
    const rate = await machineRate(measured.map(({ subject }) => subject), say);
    say(`matrix products of this machine: ${Math.round(rate)} GFLOP/s`);
    return await rowsOf(step, timed, rate);
  } finally {
    for (const subject of subjects) await subject.stop();
  }
}

async function rowsOf(
  step: StepCase,
  subjects: Awaited<ReturnType<typeof timedSubjects>>,
  gflops: number,
): Promise<Row[]> {
  const batches = await readBatches((await caseFiles(step)).batches);
  const masked = batches.reduce((sum, { labels }) => sum + labels.length, 0) / batches.length;
  const gflop = stepFlop(step, masked) / 1e9;
  const reference = step === GPU_BASE ? HUGGING_FACE_TF32 : HUGGING_FACE;
  return timeRows({ bench: "step", case: step.name }, subjects, reference)
    .map((row) => ({ ...row, matmul_share: gflop / (row.median_ms! / 1000) / gflops }));
}

/** Measures the steps of both sizes; on a GPU the larger one, with a batch for it. */
export async function* benchStep(options: BenchOptions): AsyncGenerator<Row> {
  const steps = options.device === "gpu" ? [GPU_BASE] : [MINI, BASE];
  for (const step of options.tiny ? [TINY] : steps) {
    yield* await measureCase(step, options);
  }
}
