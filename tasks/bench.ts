/** `deno task bench`: measures this trainer beside what one would use instead. */
import { ensureNative, progressOnTerminal, UsageError } from "../lib/mod.ts";
import { type Bench, BENCHES } from "../bench/mod.ts";
import { peerPython } from "../bench/environment.ts";
import { type Row, tableOf } from "../bench/rows.ts";
import { runCommand } from "./_cli.ts";

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
    rounds: {
      type: "integer",
      description: "Measurements of each subject",
      defaultText: "each bench's own",
    },
    threads: {
      type: "integer",
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
  ],
} as const;

async function writeRows(file: string, rows: readonly Row[]): Promise<void> {
  await Deno.writeTextFile(file, `${JSON.stringify(rows, null, 2)}\n`);
}

await runCommand(command, async ({ options }) => {
  for (const name of ["rounds", "threads"] as const) {
    if (options[name] !== undefined && options[name] < 1) {
      throw new UsageError(`--${name} must be at least 1: got ${options[name]}.`);
    }
  }
  const { device } = options;
  if (device === "gpu" && options.only?.join() !== "step") {
    throw new UsageError("--device gpu measures the step: give --only step with it.");
  }
  // The peers shall not find a GPU either.
  if (device === "cpu") Deno.env.set("CUDA_VISIBLE_DEVICES", "-1");
  await ensureNative({ device, onProgress: progressOnTerminal(), onMessage: console.error });
  const say = (line: string) => console.error(line);
  const python = options.peer === "none" ? undefined : await peerPython(say);
  const rows: Row[] = [];
  let failed = 0;
  for (const name of options.only ?? (Object.keys(BENCHES) as Bench[])) {
    say(`\n${name}: ${BENCHES[name].description}`);
    try {
      const { threads, rounds, tiny } = options;
      for await (const row of BENCHES[name].run({ python, threads, rounds, device, tiny, say })) {
        rows.push(row);
        // At once: what has been measured is not lost with what comes later.
        if (options.json !== undefined) await writeRows(options.json, rows);
      }
    } catch (error) {
      // What the other benches measure takes long, and is worth having all the same.
      console.error(error);
      failed++;
    }
  }
  console.log(tableOf(rows));
  return failed === 0 ? 0 : 1;
});
