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
import { measure } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import type { Row } from "./rows.ts";
import {
  denoSubject,
  type TorchArithmetic,
  torchSubject,
  type TrainerExecutor,
  trainerSubject,
} from "./specs.ts";
import type { SubjectSpec } from "./subject.ts";

/** Whom the others are compared with. */
export const HUGGING_FACE = "Hugging Face, PyTorch eager";
/** The same on a GPU. */
const HUGGING_FACE_TF32 = `${HUGGING_FACE}, TF32`;
/** This trainer as it trains. */
export const GRAPH = "SDTrainer, graph";

/** The strongest PyTorch that we can write. */
export const MASKED_HEAD = "PyTorch eager, masked head";
/** The same, compiled. */
export const COMPILED = "PyTorch compiled, masked head";
/** What tfjs brings by itself. */
export const PLAIN_TFJS = "plain tfjs";

async function subjectsOf(step: StepCase, options: BenchOptions): Promise<SubjectSpec[]> {
  const { threads, python } = options;
  const files = await caseFiles(step);
  const ours = [
    trainerSubject(GRAPH, files, threads, "graph"),
    trainerSubject("SDTrainer, operation by operation", files, threads, "interpreter"),
    trainerSubject("SDTrainer, graph, bfloat16", files, threads, "graph-bfloat16"),
    trainerSubject("SDTrainer, graph with XLA", files, threads, "graph-xla"),
  ];
  const small = step === BASE ? [] : [
    denoSubject(PLAIN_TFJS, "plain_tfjs.ts", [files.model, files.batches, String(threads)], {
      note: "head on the masked positions only, automatic gradients",
    }),
    trainerSubject("SDTrainer, wasm", files, threads, "wasm", {
      slow: true,
      note: "one thread; one block",
    }),
  ];
  const peers = python === undefined ? [] : [
    torchSubject(HUGGING_FACE, files, { python, threads }, "usual"),
    torchSubject(MASKED_HEAD, files, { python, threads }, "masked"),
    torchSubject(COMPILED, files, { python, threads }, "compiled"),
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
  // Neighbours are resident together: the quoted ones first.
  const [graph, ...slower] = ours;
  const [usual, masked, ...compiled] = peers;
  return [
    graph!,
    ...(usual === undefined ? [] : [masked!, usual]),
    ...compiled,
    ...slower,
    ...small,
  ];
}

/** Both in full float32 and as each is fast: with TF32, and PyTorch with bfloat16. */
async function gpuSubjects(step: StepCase, options: BenchOptions): Promise<SubjectSpec[]> {
  const { threads, python } = options;
  const files = await caseFiles(step);
  const ours = (name: string, env: Record<string, string>, how: TrainerExecutor = "graph") =>
    trainerSubject(`SDTrainer, ${name}`, files, threads, how, { device: "gpu", env });
  const tf32 = { NVIDIA_TF32_OVERRIDE: "1" }, free = { TF_DETERMINISTIC_OPS: "0" };
  const ourSubjects = [
    ours("float32", { NVIDIA_TF32_OVERRIDE: "0" }),
    ours("TF32", tf32),
    ours("TF32, XLA", tf32, "graph-xla"),
    ours("bfloat16", {}, "graph-bfloat16"),
    ours("bfloat16, XLA", {}, "graph-bfloat16-xla"),
    ours("TF32, not deterministic", { ...tf32, ...free }),
    ours("bfloat16, not deterministic", free, "graph-bfloat16"),
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

async function measureCase(step: StepCase, options: BenchOptions): Promise<Row[]> {
  const { device } = options;
  const specs = await (device === "gpu" ? gpuSubjects : subjectsOf)(step, options);
  const { rows, gflops } = await measure(specs, {
    ...{ bench: "step", case: step.name, what: "step", sameLoss: device, matmul: true },
    reference: step === GPU_BASE ? HUGGING_FACE_TF32 : HUGGING_FACE,
    warmup: step.warmup,
    rounds: options.rounds ?? step.rounds,
  }, options);
  options.say(`matrix products of this machine: ${Math.round(gflops)} GFLOP/s`);
  const batches = await readBatches((await caseFiles(step)).batches);
  const masked = batches.reduce((sum, { labels }) => sum + labels.length, 0) / batches.length;
  const gflop = stepFlop(step, masked) / 1e9;
  return rows.map((row) => {
    // The longer of both times: the share shall not flatter either.
    const seconds = Math.max(row.median_ms!, row.median_alone!) / 1000;
    return { ...row, matmul_share: gflop / seconds / gflops };
  });
}

/** Measures the steps of both sizes; on a GPU the larger one, with a batch for it. */
export async function* benchStep(options: BenchOptions): AsyncGenerator<Row> {
  const steps = options.device === "gpu" ? [GPU_BASE] : [MINI, BASE];
  for (const step of options.tiny ? [TINY] : steps) {
    yield* await measureCase(step, options);
  }
}
