/** Runs mutants in a worker, so that one that never ends can be stopped and counted. */
import { HANG_MS, type Outcome } from "./outcome.ts";
import type { WorkerMessage, WorkerOrder } from "./worker.ts";

/** What became of a target's mutants. */
export interface TargetReport {
  target: string;
  counts: Partial<Record<Outcome, number>>;
  /** Refusals that name a place in the file. */
  withPlace: number;
  slowest: number;
  /** By how much resident memory grew at most, in bytes: what other tests left is not its own. */
  memory: number;
  /** What must not be: how, and what came of it. */
  flaws: string[];
}

/** A worker that is silent for so long hangs: its machine may be busy with other things. */
const SILENCE_MS = 20_000;

/**
 * Makes mutants of one target's file and has each read.
 *
 * @param from The first mutant's number; the same number and seed is the same mutant.
 */
export async function runTarget(
  target: string,
  { mutants, seed }: { mutants: number; seed: number },
): Promise<TargetReport> {
  const report: TargetReport = {
    target,
    counts: {},
    withPlace: 0,
    slowest: 0,
    memory: 0,
    flaws: [],
  };
  let next = 0;
  const before = Deno.memoryUsage().rss;
  while (next < mutants) next = await runSome(report, { target, seed, from: next, to: mutants });
  report.memory = Math.max(0, report.memory - before);
  return report;
}

/** Lets a worker go until it is done or hangs. Gives the number of the mutant to go on with. */
function runSome(report: TargetReport, order: WorkerOrder): Promise<number> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let current = order.from, how = "";
  let watch: ReturnType<typeof setTimeout> | undefined;
  const listen = () => {
    clearTimeout(watch);
    watch = setTimeout(() => {
      count(report, "hang", `mutant ${current} (${how}) was not read in ${SILENCE_MS} ms`);
      worker.terminate();
      resolve(current + 1);
    }, SILENCE_MS);
  };
  worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
    listen();
    if (data.type === "start") ({ mutant: current, how } = data);
    else if (data.type === "verdict") {
      const { outcome, detail, hasPlace, milliseconds } = data.verdict;
      const slow = milliseconds > HANG_MS;
      count(report, slow ? "hang" : outcome, `mutant ${current} (${how}): ${detail}`);
      if (hasPlace) report.withPlace++;
      report.slowest = Math.max(report.slowest, milliseconds);
      report.memory = Math.max(report.memory, data.memory);
    } else {
      clearTimeout(watch);
      worker.terminate();
      resolve(order.to);
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    clearTimeout(watch);
    reject(new Error(`${order.target}, mutant ${current} (${how}): ${event.message}`));
  };
  listen();
  worker.postMessage(order);
  return promise;
}

function count(report: TargetReport, outcome: Outcome, what: string): void {
  report.counts[outcome] = (report.counts[outcome] ?? 0) + 1;
  if (outcome !== "right result" && outcome !== "refused") {
    report.flaws.push(`${outcome}: ${what}`);
  }
}
