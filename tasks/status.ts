/** `deno task status`: how far the runs of a folder are, wherever they are made. */
import { type RunProgress, runProgress } from "../lib/mod.ts";
import { type OptionValues, runCommand } from "./_cli.ts";
import type { Options } from "./_options.ts";
import { printLines, tell } from "./_print.ts";
import { runCount } from "./_progress.ts";

const OPTIONS = {
  out: {
    placeholder: "FOLDER",
    required: true,
    description: "Where the results are: of reproduce, train or study",
  },
  json: { type: "boolean", description: "Print a JSON list instead, an object for each run" },
} as const satisfies Options;

/** What is worth a column of a run. */
function row({ name, state, step, steps, node, timeLeft, job, reason }: RunProgress): string[] {
  const where = [node, timeLeft === undefined ? undefined : `${timeLeft} left`, reason];
  return [
    name,
    state,
    step === undefined ? "" : steps === undefined ? `${step}` : `${step} of ${steps}`,
    job === undefined ? "" : `job ${job}`,
    where.filter((part) => part !== undefined).join(", "),
  ];
}

/** Rows with columns below each other, and below each what there is to say of it. */
function table(runs: readonly RunProgress[]): string[] {
  const rows = [["run", "state", "steps", "job", "where"], ...runs.map(row)];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((cells) => cells[i]!.length)));
  return rows.flatMap((cells, i) => [
    cells.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd(),
    ...(i === 0 ? [] : detail(runs[i - 1]!).map((line) => `    ${line}`)),
  ]);
}

function detail({ diverged, log }: RunProgress): string[] {
  return [...(diverged === undefined ? [] : [diverged]), ...log ?? []];
}

/** How many are how far, as `18 runs: 9 finished, 9 queued`. */
function counts(runs: readonly RunProgress[]): string {
  const states = [...new Set(runs.map(({ state }) => state))];
  const each = states.map((one) => `${runs.filter(({ state }) => state === one).length} ${one}`);
  return `${runCount(runs.length)}: ${each.join(", ")}.`;
}

async function run({ out, json }: OptionValues<typeof OPTIONS>): Promise<void> {
  const runs = await runProgress(out, tell);
  printLines(json ? JSON.stringify(runs, null, 2) : [...table(runs), counts(runs)].join("\n"));
}

await runCommand({
  name: "status",
  description:
    "Says how far each run of a folder is: finished, diverged, running (where, at which " +
    "step, with how much time left), queued, failed (with the end of its log), or left to make.",
  options: OPTIONS,
  examples: ["deno task status --out results/quick", "deno task status --out results/quick --json"],
}, ({ options }) => run(options));
