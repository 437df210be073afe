/** `--only scale`: how time and memory of a step grow with what it is made of. */
import type { BertConfig } from "../lib/mod.ts";
import { caseFiles, MINI, type StepCase, TINY } from "./cases.ts";
import { SubjectGroup } from "./group.ts";
import { measure } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import type { Row } from "./rows.ts";
import { torchSubject, trainerSubject } from "./specs.ts";
import { GRAPH, HUGGING_FACE } from "./step.ts";

const WARMUP = 2;
const ROUNDS = 2;

/** What one curve varies, everything else being as in the mini model. */
export interface Sweep {
  /** As it stands in a row's `case`: `batch` in `batch 32`. */
  name: string;
  /** As it stands under the axis of a plot. */
  title: string;
  values: readonly number[];
  /** The values where the bench is only tried. */
  tiny: readonly number[];
  /** The point at a value, made of the model that all curves meet in. */
  at(value: number, base: Point): Point;
}

/** A step that is measured, and how many processes make it at once. */
interface Point {
  step: StepCase;
  runs: number;
}

function withStep(base: Point, change: Partial<StepCase>): Point {
  return { ...base, step: { ...base.step, ...change } };
}

function withConfig(base: Point, change: Partial<BertConfig>): Point {
  return withStep(base, { config: { ...base.step.config, ...change } });
}

/** Heads stay as wide as they are, and the feed-forward layers as many times the hidden size. */
function withHiddenSize(base: Point, hiddenSize: number): Point {
  const { config } = base.step;
  const times = hiddenSize / config.hiddenSize;
  return withConfig(base, {
    hiddenSize,
    numAttentionHeads: times * config.numAttentionHeads,
    intermediateSize: times * config.intermediateSize,
  });
}

/** The curves, in the order of their plots. */
export const SWEEPS: readonly Sweep[] = [
  {
    name: "batch",
    title: "Chunks in a batch",
    values: [2, 4, 8, 16, 32, 64],
    tiny: [2, 4],
    at: (batchSize, base) => withStep(base, { batchSize }),
  },
  {
    name: "length",
    title: "Tokens in a chunk",
    values: [32, 64, 128, 256, 512],
    tiny: [8, 16],
    at: (sequenceLength, base) => withStep(base, { sequenceLength }),
  },
  {
    name: "layers",
    title: "Layers",
    values: [1, 2, 4, 8, 12],
    tiny: [1, 2],
    at: (numHiddenLayers, base) => withConfig(base, { numHiddenLayers }),
  },
  {
    name: "hidden",
    title: "Hidden size",
    values: [128, 256, 512, 768],
    tiny: [32, 64],
    at: (value, base) => withHiddenSize(base, value),
  },
  {
    name: "vocabulary",
    title: "Words in the vocabulary",
    values: [2000, 8000, 29000, 60000],
    tiny: [100, 200],
    at: (vocabSize, base) => withConfig(base, { vocabSize }),
  },
  {
    name: "runs",
    title: "Runs at once",
    values: [1, 2, 3],
    tiny: [1, 2],
    at: (runs, base) => ({ ...base, runs }),
  },
];

/** The point with a name that tells it from all others: its files bear it. */
function named({ step, runs }: Point): Point {
  const { batchSize, sequenceLength, config } = step;
  const { numHiddenLayers, hiddenSize, vocabSize } = config;
  const size = `${numHiddenLayers}×${hiddenSize}×${vocabSize}`;
  return { step: { ...step, name: `scale ${size}, ${batchSize}×${sequenceLength}` }, runs };
}

/** Measures a step; its rows still lack the curve they belong to. */
async function measurePoint({ step, runs }: Point, options: BenchOptions): Promise<Row[]> {
  const { python } = options;
  const threads = Math.max(1, Math.floor(options.threads / runs));
  const files = await caseFiles(step);
  const note =
    `${runs} processes, threads of each: ${threads}; memory that they share counts for each`;
  const specs = [
    trainerSubject(GRAPH, files, threads, "graph"),
    ...(python === undefined
      ? []
      : [torchSubject(HUGGING_FACE, files, { python, threads }, "usual")]),
  ].map((spec) => {
    // Bound to the same processors, several processes would only be in each other's way.
    const { tries: _, ...plain } = spec;
    return runs === 1 ? spec : { ...plain, note };
  });
  const { rows } = await measure(specs, {
    ...{ bench: "scale", case: step.name, what: "step", sameLoss: "cpu", warmup: WARMUP },
    start: (spec) => SubjectGroup.start(spec, runs),
    rounds: options.rounds ?? ROUNDS,
    reference: HUGGING_FACE,
  }, options);
  return rows;
}

/** Measures all curves, a point after the other, so that memory holds one point's processes only. */
export async function* benchScale(options: BenchOptions): AsyncGenerator<Row> {
  const { tiny, say } = options;
  const base: Point = { step: tiny ? TINY : MINI, runs: 1 };
  // The base lies on every curve, and is measured once.
  const measured = new Map<string, Row[]>();
  for (const sweep of SWEEPS) {
    for (const value of tiny ? sweep.tiny : sweep.values) {
      const point = named(sweep.at(value, base));
      const key = `${point.step.name}, ${point.runs}`;
      const name = `${sweep.name} ${value}`;
      say(`${name}:`);
      if (!measured.has(key)) measured.set(key, await measurePoint(point, options));
      yield* measured.get(key)!.map((row) => ({ ...row, case: name }));
    }
  }
}
