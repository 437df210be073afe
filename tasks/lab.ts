/** `deno task lab`: opens the notebooks in JupyterLab, which it sets up first. */
import * as path from "node:path";
import {
  ensureNative,
  NativeUnavailable,
  progressOnTerminal,
  PROJECT_FOLDER,
} from "../lib/backend/mod.ts";
import { runCommand, told } from "./_cli.ts";
import { ensureLab } from "./_lab.ts";
import { print, tell } from "./_print.ts";

const command = {
  name: "lab",
  description: "Sets JupyterLab up with the Deno kernel (and TensorFlow, where that is missing) " +
    "and opens the notebooks.",
  options: {
    setupOnly: { type: "boolean", description: "Set up, but do not start JupyterLab" },
    noBrowser: { type: "boolean", description: "Print the address instead of opening a browser" },
    port: { type: "integer", placeholder: "PORT", description: "The port JupyterLab listens on" },
  },
  positionals: {
    name: "ARGUMENT",
    description: "Passed on to `jupyter lab`, after --",
    min: 0,
    max: Infinity,
  },
  examples: ["deno task lab", "deno task lab --no-browser --port 8890", "deno task lab -- --debug"],
} as const;

await runCommand(command, async ({ options, positionals }) => {
  const lab = await ensureLab(tell);
  try {
    await ensureNative({ onProgress: progressOnTerminal(), onMessage: tell });
  } catch (error) {
    // The notebooks then compute with WebAssembly, and say so.
    if (!(error instanceof NativeUnavailable)) throw error;
    tell(`TensorFlow is not set up: ${told(error)}`);
  }
  if (options.setupOnly) {
    print("JupyterLab and the Deno kernel are ready.");
    return;
  }
  const jupyter = new Deno.Command(lab.python, {
    args: [
      ...["-m", "jupyterlab", `--ServerApp.root_dir=${PROJECT_FOLDER}`],
      // Opens at the notebooks, from where one gets to the results as well.
      `--ServerApp.preferred_dir=${path.join(PROJECT_FOLDER, "notebooks")}`,
      ...(options.noBrowser ? ["--no-browser"] : []),
      ...(options.port === undefined ? [] : ["--port", String(options.port)]),
      ...(Deno.uid() === 0 ? ["--allow-root"] : []),
      ...positionals,
    ],
    env: lab.env,
  }).spawn();
  // Jupyter gets Ctrl-C from the terminal too, asks, and stops at the second; this process waits.
  Deno.addSignalListener("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => jupyter.kill(signal));
  }
  const { code } = await jupyter.status;
  return code;
});
