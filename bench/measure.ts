/** The usual way to measure: settings are tried, then each subject alone, then in blocks. */
import {
  askInARow,
  attempt,
  BLOCK,
  type Blocks,
  groupsOf,
  measureBlocks,
  withSubject,
} from "./blocks.ts";
import { output } from "../lib/backend/commands.ts";
import type { BenchOptions } from "./options.ts";
import { type Row, spread } from "./rows.ts";
import type { Answer, Measurable, SubjectSpec } from "./subject.ts";
import { type Trial, withBestSettings } from "./trial.ts";

/** What a bench takes from its options to measure. */
type Told = Pick<BenchOptions, "wanted" | "trials" | "say" | "fail">;

/** What is measured. */
export interface Measurement extends Omit<Blocks, "say" | "fail"> {
  bench: string;
  case: string;
  /** The subject whose median the ratios are to. */
  reference: string;
  /** Before the first step all evaluate the same batch, and agree as well as on this device. */
  sameLoss?: BenchOptions["device"];
  /** Whether all must answer with the same count, being given the same work. @default false */
  sameCount?: boolean;
  /** Whether each is asked for the rate of its matrix products. @default false */
  matmul?: boolean;
  /** Each answer is that of a process of its own: blocks measure it alone. @default false */
  fresh?: boolean;
  /** How settings are tried, if not by what is measured. */
  trial?: Pick<Trial, "warmup" | "count"> & { what: string };
  /** What the median is given as, of an answer. @default Its time */
  rate?: { unit: string; of(answer: Answer): number };
}

/** How far two evaluations of the same weights on the same batch may be apart. */
const TOLERANCE = { cpu: 5e-3, gpu: 5e-2 };

/**
 * Refuses to compare programs whose models, still as they were loaded, do not compute the same.
 *
 * @param losses By subject; undefined of one that did not name its loss.
 */
export function checkLosses(
  losses: ReadonlyMap<string, number | undefined>,
  device: BenchOptions["device"],
): void {
  const values = [...losses.values()].map((loss) => loss ?? NaN);
  if (Math.max(...values) - Math.min(...values) <= TOLERANCE[device]) return;
  const list = [...losses].map(([name, loss]) => `  ${name}: ${loss ?? "no loss"}`).join("\n");
  throw new Error(
    `The subjects' losses before training differ, so their times mean nothing:\n${list}`,
  );
}

/** Refuses to compare programs that did not do the same. */
function checkCounts(figures: readonly Figures[]): void {
  if (new Set(figures.map(({ count }) => count)).size <= 1) return;
  const counts = figures.map(({ about, count }) => `  ${about.subject}: ${count}`);
  throw new Error(
    `The subjects' counts differ, so their times mean nothing:\n${counts.join("\n")}`,
  );
}

/** What a row says of a subject beside its figures. */
type SubjectAbout = Pick<Row, "subject" | "peak_rss_mib" | "gpu_mib" | "note" | "settings">;

async function aboutSubject(subject: Measurable, onGpu: boolean): Promise<SubjectAbout> {
  const { name, note } = subject.spec;
  const peak = await subject.peakRssMib();
  const gpu = onGpu ? await gpuMemoryMib() : undefined;
  return {
    subject: name,
    ...(peak === undefined ? {} : { peak_rss_mib: peak }),
    ...(gpu === undefined ? {} : { gpu_mib: gpu }),
    ...(note === undefined ? {} : { note }),
  };
}

/** What is taken of the first GPU's memory; undefined where `nvidia-smi` does not tell. */
async function gpuMemoryMib(): Promise<number | undefined> {
  const args = ["--query-gpu=memory.used", "--format=csv,noheader,nounits"];
  const used = Number.parseInt(await output("nvidia-smi", args) ?? "", 10);
  return Number.isNaN(used) ? undefined : used;
}

/** What one subject gave. */
interface Figures {
  about: SubjectAbout;
  /** Those that count, alone. */
  alone: Answer[];
  /** Those that count, in blocks. */
  blocks: Answer[];
  /** In blocks: its median time ÷ the reference's in the same group. */
  ratio?: number;
  /** Of what it was given to do. */
  count: number | undefined;
  gflops: number;
}

function medianMs(answers: readonly Answer[]): number {
  return spread(answers.map(({ ms }) => ms)).median;
}

/** As many answers alone as in half of the blocks, and at least those of one. */
function countAlone({ rounds, block = BLOCK }: Measurement, { slow }: SubjectSpec): number {
  return Math.max(1, (block - 1) * (slow ? 1 : Math.ceil(rounds / 2)));
}

/** Measures a subject while no other is resident. */
async function measureAlone(
  spec: SubjectSpec,
  measurement: Measurement,
  losses: Map<string, number | undefined>,
): Promise<Figures> {
  const { what, warmup, sameLoss, matmul, fresh } = measurement;
  return await withSubject(spec, measurement, async (subject) => {
    if (sameLoss !== undefined) {
      losses.set(spec.name, (await subject.ask("loss")).loss);
      checkLosses(losses, sameLoss);
    }
    const count = countAlone(measurement, spec);
    const alone = fresh ? [] : await askInARow(subject, what, { warmup, count });
    // Memory first: the matrices below would count.
    const about = await aboutSubject(subject, sameLoss === "gpu");
    const { gflops = 0 } = matmul ? await subject.ask("matmul") : {};
    return { about, alone, blocks: [], count: alone[0]?.count, gflops };
  });
}

/** Adds what groups gave in blocks; the reference is in each of them. */
async function addBlocks(
  figures: Map<string, Figures>,
  specs: readonly SubjectSpec[],
  measurement: Measurement & Pick<Blocks, "say" | "fail">,
): Promise<void> {
  const { reference } = measurement;
  for (const group of groupsOf(specs, reference)) {
    const answers = await measureBlocks(group, measurement);
    const base = answers.get(reference);
    for (const [name, given] of answers) {
      const subject = figures.get(name)!;
      subject.blocks.push(...given);
      if (base !== undefined) subject.ratio = medianMs(given) / medianMs(base);
      subject.count ??= given[0]?.count;
      const peaks = given.flatMap(({ peak_rss_mib }) => peak_rss_mib ?? []);
      if (peaks.length > 0) subject.about.peak_rss_mib = Math.max(...peaks);
    }
  }
}

function rowOf(figures: Figures, measurement: Measurement, base: Figures | undefined): Row {
  const { bench, case: name, rate, fresh } = measurement;
  const { about, alone, blocks, ratio } = figures;
  const value = (answer: Answer) => rate === undefined ? answer.ms : rate.of(answer);
  const { median, ...others } = spread((blocks.length > 0 ? blocks : alone).map(value));
  // A fresh process is alone in its blocks too.
  const lonely = fresh ? blocks : alone;
  const ratioAlone = fresh ? ratio : base && medianMs(alone) / medianMs(base.alone);
  return {
    bench,
    case: name,
    ...about,
    ...(rate === undefined ? { median_ms: median } : { median_rate: median, unit: rate.unit }),
    ...others,
    ...(ratio === undefined ? {} : { ratio }),
    median_alone: spread(lonely.map(value)).median,
    ...(ratioAlone === undefined ? {} : { ratio_alone: ratioAlone }),
  };
}

/**
 * Measures subjects: the settings of those that leave a choice are tried, then each is measured
 * alone, then a few at a time beside the reference in blocks.
 *
 * @returns The rows of those that could be measured (one that fails is told of), and the best rate
 * of matrix products that any reached, in GFLOP/s.
 */
export async function measure(
  all: readonly SubjectSpec[],
  measurement: Measurement,
  { wanted, trials, say, fail }: Told,
): Promise<{ rows: Row[]; gflops: number }> {
  const { bench, case: name, reference, start, trial = { what: measurement.what } } = measurement;
  const specs: SubjectSpec[] = [];
  const figures = new Map<string, Figures>();
  const losses = new Map<string, number | undefined>();
  say(`${name}:`);
  for (const plain of all) {
    if (!wanted({ bench, case: name, subject: plain.name })) continue;
    const how = { ...trial, case: name, trials, say, ...(start === undefined ? {} : { start }) };
    const tried = await withBestSettings(plain, how);
    say(`alone: ${plain.name}`);
    const given = await attempt(() => measureAlone(tried.spec, measurement, losses), fail);
    if (given === undefined) continue;
    if (tried.settings !== undefined) given.about.settings = tried.settings;
    specs.push(tried.spec);
    figures.set(plain.name, given);
  }
  if (measurement.fresh || (specs.length > 1 && figures.has(reference))) {
    await addBlocks(figures, specs, { ...measurement, say, fail });
  }
  // A fresh one has been told of if it failed.
  const measured = [...figures.values()].filter(({ alone, blocks }) =>
    alone.length + blocks.length > 0
  );
  if (measurement.sameCount) checkCounts(measured);
  return {
    rows: measured.map((each) => rowOf(each, measurement, figures.get(reference))),
    gflops: Math.max(0, ...measured.map(({ gflops }) => gflops)),
  };
}
