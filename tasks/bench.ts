/** `deno task bench`: measures this trainer beside what one would use instead. */
import {
  ensureNative,
  InputError,
  progressOnTerminal,
  PROJECT_FOLDER,
  renderPng,
  renderSvg,
  UsageError,
} from "../lib/mod.ts";
import { type Bench, BENCHES } from "../bench/mod.ts";
import type { BenchOptions } from "../bench/options.ts";
import { isQuoted, QUOTES, writeDocs } from "../bench/quotes.ts";
import { type Row, tableOf } from "../bench/rows.ts";
import { readRows, writeRows } from "../bench/rows_file.ts";
import { scalePlot } from "../bench/scale_plot.ts";
import { type OptionValues, runCommand } from "./_cli.ts";
import { peerPython } from "./_peer_python.ts";
import { printLines, tell, tellLines } from "./_print.ts";

const command = {
  name: "bench",
  description:
    "Measures this trainer beside what one would use instead, each alone and in blocks " +
    "beside another, on the same inputs and weights, and prints a table. The machine should have nothing else to do. The first " +
    "time it makes a Python environment for the peers (6 GB); SDTRAINER_BENCH_PYTHON names another.",
  options: {
    only: {
      choices: Object.keys(BENCHES) as Bench[],
      list: true,
      description: "Measure only these",
      defaultText: "all",
    },
    peer: {
      choices: ["python", "none"],
      default: "python",
      description: "none leaves out what needs Python",
    },
    json: { placeholder: "FILE", description: "Write the rows as JSON too" },
    from: { placeholder: "FILE", description: "Measure nothing: take the rows of such a JSON" },
    docs: {
      type: "boolean",
      description: "With --from: write README.md's and docs/performance.md's figures from the rows",
    },
    quoted: {
      type: "boolean",
      description: "Measure only what these quote, in two rounds, and nine runs of two epochs",
    },
    plot: { placeholder: "FILE", description: "Draw what scale measured, as .svg or .png" },
    rounds: {
      type: "integer",
      least: 1,
      description: "Rounds of blocks; in each every subject makes six steps in a row",
      defaultText: "each bench's own",
    },
    threads: {
      type: "integer",
      least: 1,
      default: navigator.hardwareConcurrency,
      description: "Threads that each subject may use",
    },
    megabytes: {
      type: "integer",
      least: 1,
      description: "data reads a text of so many MB, too: the embedded one, repeated",
      defaultText: "small texts alone",
    },
    device: {
      choices: ["cpu", "gpu"],
      default: "cpu",
      description: "What computes; gpu, an NVIDIA GPU, is for --only step",
    },
    tiny: { type: "boolean", description: "Tiny models: tries the bench, measures nothing" },
  },
  examples: [
    "deno task bench",
    "deno task bench --only step --json bench.json",
    "deno task bench --only step,sd --peer none",
    "deno task bench --only data --megabytes 100",
    "deno task bench --only step --device gpu",
    "deno task bench --from bench.json --plot scale.svg",
    "deno task bench --quoted --only step,nine --json step.json",
    "deno task bench --from rows.json --docs",
  ],
} as const;

type Options = OptionValues<typeof command.options>;

function checkOptions(
  { only, device, from, json, plot, docs, quoted, megabytes }: Options,
): void {
  if (docs && from === undefined) {
    throw new UsageError("--docs writes what was measured before: name its rows with --from.");
  }
  if (quoted && device === "gpu") {
    throw new UsageError("--quoted is what a processor is quoted with: leave out --device gpu.");
  }
  if (from !== undefined && json !== undefined) {
    throw new UsageError("--from measures nothing, so there is nothing for --json to write.");
  }
  if (device === "gpu" && only?.join() !== "step") {
    throw new UsageError("--device gpu measures the step: give --only step with it.");
  }
  if (megabytes !== undefined && (from !== undefined || !(only ?? ["data"]).includes("data"))) {
    throw new UsageError("--megabytes is of the text that data reads: give --only data with it.");
  }
  if (plot === undefined) return;
  if (!/\.(svg|png)$/.test(plot)) {
    throw new UsageError(`--plot takes a file that ends in .svg or .png: got "${plot}".`);
  }
  if (only !== undefined && !only.includes("scale")) {
    throw new UsageError("--plot draws what scale measured, which --only leaves out.");
  }
}

/** Rounds of blocks where only what is quoted is measured: the order turns round once. */
const QUOTED_ROUNDS = 2;

/** The benches that measure what is quoted, in the order of the quotes. */
const QUOTED = [...new Set(Object.values(QUOTES).map(({ bench }) => bench))];

/** The rows of all that could be measured, and how many benches or subjects failed. */
async function measureAll(given: Options) {
  const { only, device, peer, json, rounds, threads, tiny, quoted, megabytes } = given;
  // The peers shall not find a GPU either.
  if (device === "cpu") Deno.env.set("CUDA_VISIBLE_DEVICES", "-1");
  await ensureNative({ device, onProgress: progressOnTerminal(), onMessage: tell });
  const say = (line: string) => tell(line);
  const python = peer === "none" ? undefined : await peerPython(say);
  const rows: Row[] = [];
  let failed = 0;
  const fail = (message: string) => {
    say(`FAILED: ${message}`);
    failed++;
  };
  const options: BenchOptions = {
    ...{ python, threads, device, tiny, say, fail, megabytes, trials: new Map() },
    rounds: rounds ?? (quoted ? QUOTED_ROUNDS : undefined),
    ...{ short: quoted, wanted: quoted && !tiny ? isQuoted : () => true },
  };
  for (const name of only ?? (quoted ? QUOTED : Object.keys(BENCHES) as Bench[])) {
    say(`\n${name}: ${BENCHES[name].description}`);
    try {
      for await (const row of BENCHES[name].run(options)) {
        rows.push(row);
        // At once: what has been measured is not lost with what comes later.
        if (json !== undefined) await writeRows(json, rows);
      }
    } catch (error) {
      // What the other benches measure takes long, and is worth having all the same.
      tellLines(Deno.inspect(error));
      failed++;
    }
  }
  return { rows, failed };
}

async function drawRows(file: string, rows: readonly Row[]): Promise<void> {
  const plot = scalePlot(rows);
  if (file.endsWith(".png")) await Deno.writeFile(file, await renderPng(plot));
  else await Deno.writeTextFile(file, await renderSvg(plot));
}

await runCommand(command, async ({ options }) => {
  checkOptions(options);
  const { only, from, plot, docs } = options;
  const { rows, failed } = from === undefined
    ? await measureAll(options)
    : { rows: await readRows(from, only), failed: 0 };
  printLines(tableOf(rows));
  if (docs) await writeDocs(PROJECT_FOLDER, rows, from!, tableOf(rows));
  if (plot !== undefined && rows.some(({ bench }) => bench === "scale")) await drawRows(plot, rows);
  else if (plot !== undefined && from !== undefined) {
    throw new InputError("no row is of the bench scale", {
      file: from,
      mend: "Measure it: deno task bench --only scale --json FILE",
    });
  }
  return failed === 0 ? 0 : 1;
});
