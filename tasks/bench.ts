/** `deno task bench`: measures this trainer beside what one would use instead. */
import {
  ensureNative,
  InputError,
  progressOnTerminal,
  renderPng,
  renderSvg,
  UsageError,
} from "../lib/mod.ts";
import { type Bench, BENCHES } from "../bench/mod.ts";
import { type Row, tableOf } from "../bench/rows.ts";
import { readRows, writeRows } from "../bench/rows_file.ts";
import { scalePlot } from "../bench/scale_plot.ts";
import { type OptionValues, runCommand } from "./_cli.ts";
import { peerPython } from "./_peer_python.ts";
import { printLines, tell, tellLines } from "./_print.ts";

const command = {
  name: "bench",
  description: "Measures this trainer beside what one would use instead, in turns, on the same " +
    "inputs and weights, and prints a table. The machine should have nothing else to do. The first " +
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
    plot: { placeholder: "FILE", description: "Draw what scale measured, as .svg or .png" },
    rounds: {
      type: "integer",
      least: 1,
      description: "Measurements of each subject",
      defaultText: "each bench's own",
    },
    threads: {
      type: "integer",
      least: 1,
      default: navigator.hardwareConcurrency,
      description: "Threads that each subject may use",
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
    "deno task bench --only step --device gpu",
    "deno task bench --from bench.json --plot scale.svg",
  ],
} as const;

type Options = OptionValues<typeof command.options>;

function checkOptions({ only, device, from, json, plot }: Options): void {
  if (from !== undefined && json !== undefined) {
    throw new UsageError("--from measures nothing, so there is nothing for --json to write.");
  }
  if (device === "gpu" && only?.join() !== "step") {
    throw new UsageError("--device gpu measures the step: give --only step with it.");
  }
  if (plot === undefined) return;
  if (!/\.(svg|png)$/.test(plot)) {
    throw new UsageError(`--plot takes a file that ends in .svg or .png: got "${plot}".`);
  }
  if (only !== undefined && !only.includes("scale")) {
    throw new UsageError("--plot draws what scale measured, which --only leaves out.");
  }
}

/** The rows of all that could be measured, and how many benches failed. */
async function measureAll({ only, device, peer, json, rounds, threads, tiny }: Options) {
  // The peers shall not find a GPU either.
  if (device === "cpu") Deno.env.set("CUDA_VISIBLE_DEVICES", "-1");
  await ensureNative({ device, onProgress: progressOnTerminal(), onMessage: tell });
  const say = (line: string) => tell(line);
  const python = peer === "none" ? undefined : await peerPython(say);
  const rows: Row[] = [];
  let failed = 0;
  for (const name of only ?? (Object.keys(BENCHES) as Bench[])) {
    say(`\n${name}: ${BENCHES[name].description}`);
    try {
      for await (const row of BENCHES[name].run({ python, threads, rounds, device, tiny, say })) {
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
  const { only, from, plot } = options;
  const { rows, failed } = from === undefined
    ? await measureAll(options)
    : { rows: await readRows(from, only), failed: 0 };
  printLines(tableOf(rows));
  if (plot !== undefined && rows.some(({ bench }) => bench === "scale")) await drawRows(plot, rows);
  else if (plot !== undefined && from !== undefined) {
    throw new InputError("no row is of the bench scale", {
      file: from,
      mend: "Measure it: deno task bench --only scale --json FILE",
    });
  }
  return failed === 0 ? 0 : 1;
});
