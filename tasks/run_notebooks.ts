/** `deno task notebooks`: executes notebooks without a browser and checks what they show. */
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNative, NativeUnavailable, progressOnTerminal } from "../lib/backend/mod.ts";
import { runCommand } from "./_cli.ts";
import { ensureLab, type Lab } from "./_lab.ts";
import { codeCells, fault, hasPlot, notebookFiles } from "./_notebooks.ts";
import { inProject } from "./_place.ts";
import { print, tell } from "./_print.ts";
import { testsAtOnce } from "./_test_groups.ts";
import { writeTranslations } from "./_translation.ts";

const command = {
  name: "notebooks",
  description:
    "Executes the notebooks in place, and checks that no cell fails and that the plots " +
    "are there; then makes their translations of what they show. With SDTRAINER_NOTEBOOK_FAST=1 they train as little as shows that they work.",
  options: {
    out: { placeholder: "FOLDER", description: "Write them there instead of in place" },
    "translate": {
      type: "boolean",
      description: "Execute nothing: only make the translations of what is there",
    },
  },
  positionals: {
    name: "NOTEBOOK",
    description: "The notebooks to execute; all, if none is named",
    min: 0,
    max: Infinity,
  },
} as const;

/** Those whose purpose is to plot, by the start of their name. */
const WITH_PLOTS = /^(03|04|05)/;

/** The runner's own line, or the last one of what else was printed. */
function reason(stderr: string): string {
  const lines = stderr.trim().split("\n");
  const start = lines.findIndex((line) => line.startsWith("code cell"));
  return lines.slice(start).join("\n");
}

/** Executes one notebook and returns what went wrong, or undefined. */
async function execute(lab: Lab, file: string, target: string): Promise<string | undefined> {
  const runner = fileURLToPath(new URL("run_notebooks.py", import.meta.url));
  const executed = `${target}.${crypto.randomUUID()}`;
  try {
    const { success, stderr } = await new Deno.Command(lab.python, {
      args: [runner, file, executed, path.dirname(file)],
      env: lab.env,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    if (!success) return reason(new TextDecoder().decode(stderr));
    const name = path.basename(file);
    const problem = fault(await codeCells(file), await codeCells(executed), WITH_PLOTS.test(name));
    if (problem === undefined) await Deno.rename(executed, target);
    return problem;
  } finally {
    await Deno.remove(executed).catch(() => {});
  }
}

await runCommand(command, async ({ options, positionals }) => {
  const files = positionals.length > 0
    ? positionals.map((file) => path.resolve(file))
    : await notebookFiles();
  for (const file of files) await codeCells(file);
  if (options.translate) {
    for (const file of files) await writeTranslations(file);
    return 0;
  }
  const lab = await ensureLab(tell);
  await ensureNative({ onProgress: progressOnTerminal(), onMessage: tell }).catch(
    (error) => {
      if (!(error instanceof NativeUnavailable)) throw error;
    },
  );
  if (options.out !== undefined) await Deno.mkdir(options.out, { recursive: true });
  // What is finished there would be shown and not made. A person's notebook goes on with it.
  const isFast = Deno.env.get("SDTRAINER_NOTEBOOK_FAST") === "1";
  if (isFast) {
    await Deno.remove(inProject("results/notebook-fast"), { recursive: true }).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
  let failed = 0;
  const one = async (file: string): Promise<string> => {
    const name = path.basename(file);
    const target = options.out === undefined ? file : path.join(path.resolve(options.out), name);
    const started = performance.now();
    const problem = await execute(lab, file, target);
    const seconds = Math.round((performance.now() - started) / 1000);
    if (problem !== undefined) {
      failed++;
      return `${name}: FAILED after ${seconds} s: ${problem}`;
    }
    if (options.out === undefined) await writeTranslations(target);
    const plots = (await codeCells(target)).filter(hasPlot).length;
    return `${name}: ok (${seconds} s, ${plots} ${plots === 1 ? "plot" : "plots"})`;
  };
  const left = files.values();
  const lane = async () => {
    for (const file of left) print(await one(file));
  };
  // Where they are to be shown, each has the machine for itself: they tell how long things take.
  const { total } = Deno.systemMemoryInfo();
  const atOnce = isFast ? testsAtOnce(navigator.hardwareConcurrency, total) : 1;
  await Promise.all(Array.from({ length: atOnce }, lane));
  print(`Notebooks: ${files.length - failed} of ${files.length} passed.`);
  return failed === 0 ? 0 : 1;
});
