/** JupyterLab with the Deno kernel, in a virtual environment of its own inside the cache. */
import * as path from "node:path";
import { cacheFolder } from "../lib/backend/mod.ts";
import { ensurePython, runQuietly } from "./_python.ts";

/** What pip installs, pinned so that the notebooks look the same everywhere. */
const REQUIREMENTS = ["jupyterlab==4.6.6", "nbclient==0.11.0", "nbformat==5.11.1"];

/** Where the parts of the environment lie. */
export interface Lab {
  /** The environment's Python. */
  python: string;
  /** Environment variables under which Jupyter finds the kernel of this project first. */
  env: Record<string, string>;
}

/** Installs the kernel of the Deno that runs now, which may have moved since the last time. */
async function installKernel(folder: string): Promise<void> {
  const data = path.join(folder, "share");
  const { success, reason } = await runQuietly(
    Deno.execPath(),
    ["jupyter", "--install", "--force"],
    { XDG_DATA_HOME: data, HOME: folder },
  );
  if (!success) throw new Error(`deno jupyter --install failed: ${reason}`);
  const file = path.join(data, "jupyter", "kernels", "deno", "kernel.json");
  const kernel = JSON.parse(await Deno.readTextFile(file));
  kernel.argv[0] = Deno.execPath();
  // Interrupted by a message, Deno (2.9.6) ends whatever script it runs: where a cell waits, the
  // kernel never answers again. By a signal it dies, unless it ignores that or listens to it, as
  // `startExperiment` does. What a shell ignores, the program that it becomes ignores at first.
  kernel.interrupt_mode = "signal";
  if (Deno.build.os !== "windows") {
    kernel.argv = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", ...kernel.argv];
  }
  await Deno.writeTextFile(file, `${JSON.stringify(kernel, null, 2)}\n`);
}

/**
 * Makes sure that JupyterLab and the Deno kernel are there. Does only what is missing, and can be
 * interrupted.
 *
 * @throws {InputError} If Python or pip lacks something.
 */
export async function ensureLab(onProgress: (line: string) => void): Promise<Lab> {
  const folder = path.join(cacheFolder(), "lab");
  const python = await ensurePython({
    folder,
    requirements: REQUIREMENTS,
    purpose: "JupyterLab",
    duration: "about a minute",
    onProgress,
  });
  await installKernel(folder);
  return {
    python,
    env: { JUPYTER_PATH: path.join(folder, "share", "jupyter") },
  };
}
