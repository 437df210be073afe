/** How many runs of an experiment are made at once, and with how many threads each. */

/** What there is to compute with. */
export interface Machine {
  cores: number;
  /** Bytes. */
  memory: number;
}

/** What there is to compute. */
export interface Work {
  /** Bytes of the model's weights, as float32. */
  weights: number;
  /** Whether a run leaves the processor's other cores idle: what computes has one thread. */
  singleThreaded: boolean;
  /** Whether runs would share a GPU, which one alone keeps busy. */
  gpu: boolean;
}

/** How runs share the machine. */
export interface Sharing {
  /** Processes. */
  jobs: number;
  /** Threads of each; undefined where TensorFlow's default, one a core, is meant. */
  threads: number | undefined;
}

/** More threads or processes than this for each core only get in each other's way. */
const MOST_PER_CORE = 16;

/** How many threads of a run, or runs at once, can be asked for on this machine. */
export function mostAtOnce(cores: number = navigator.hardwareConcurrency): number {
  return MOST_PER_CORE * cores;
}

/**
 * Why a number of threads or jobs cannot be asked for on this machine, after its name; undefined where
 * it can.
 */
export function refusedCount(
  count: number,
  cores: number = navigator.hardwareConcurrency,
): string | undefined {
  const most = mostAtOnce(cores);
  if (count >= 1 && count <= most) return undefined;
  const all = cores === 1 ? "its one core" : `each of this machine's ${cores} cores`;
  return `must be from 1 to ${most}, ${MOST_PER_CORE} for ${all}: got ${count}.`;
}

/**
 * Has TensorFlow compute with so many threads, once it is loaded. What is asked for here goes before
 * the user's variables.
 */
export function useThreads(threads: number | undefined): void {
  if (threads === undefined) return;
  for (const name of ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"]) {
    Deno.env.set(name, String(threads));
  }
}

/** Runs of the usual grid: more are not made at once unless asked for. */
const USUAL_RUNS = 9;

/**
 * A run holds weights, gradients, two moments and activations, TensorFlow, and while it saves copies
 * of weights and moments: measured 3.3 GiB at 0.4 GiB of weights, 0.9 at 0.02.
 */
export function bytesOf({ weights }: Pick<Work, "weights">): number {
  return 2 ** 30 + 8 * weights;
}

/**
 * How much longer the usual grid takes than one run on one thread, if `jobs` runs are made at once
 * with some threads each. Two threads make a step 1.78 times as fast as one (the embedded model on
 * two cores: 310 ms and 551), so k threads are taken for k^0.83.
 */
function duration(jobs: number, threads: number, cores: number): number {
  let runs = USUAL_RUNS, time = 0;
  while (runs > 0) {
    const beside = Math.min(jobs, runs);
    time += Math.max(1, beside * threads / cores);
    runs -= beside;
  }
  return time / threads ** 0.83;
}

/** More processes must save this share of the time, or fewer are better. */
const WORTHWHILE = 0.05;

/** The fastest way to make the usual grid with at most so many processes. */
function fastest(most: number, cores: number): { jobs: number; threads: number } {
  let best = { jobs: 1, threads: cores };
  for (let jobs = 2; jobs <= most; jobs++) {
    const threads = Math.max(1, Math.floor(cores / jobs));
    const gain = 1 - duration(jobs, threads, cores) / duration(best.jobs, best.threads, cores);
    if (gain > WORTHWHILE) best = { jobs, threads };
  }
  return best;
}

/**
 * Shares a machine among the runs. The threads of a run decide its last bits, so they depend on the
 * machine and the model alone, whatever number of jobs is asked for.
 *
 * Several runs on one thread each are faster than one on all, if none is left over at the end: on
 * two cores the nine runs of the preset quick took 163 s one after the other, 151 s by two processes
 * of one thread, and 142 s by three.
 */
export function shareMachine(
  work: Work,
  { cores, memory }: Machine,
  asked: Partial<Sharing> = {},
): Sharing {
  const fitting = Math.max(1, Math.floor(0.8 * memory / bytesOf(work)));
  const most = Math.min(USUAL_RUNS, fitting);
  if (work.gpu) return { jobs: asked.jobs ?? 1, threads: asked.threads };
  if (work.singleThreaded) {
    return { jobs: asked.jobs ?? Math.min(most, cores), threads: asked.threads };
  }
  const { jobs, threads } = fastest(most, cores);
  if (asked.threads === undefined) return { jobs: asked.jobs ?? jobs, threads };
  const beside = Math.max(1, Math.min(most, Math.floor(cores / asked.threads)));
  return { jobs: asked.jobs ?? beside, threads: asked.threads };
}
