/** JupyterLab with the Deno kernel, in a virtual environment of its own inside the cache. */
import * as path from "node:path";
import { cacheFolder } from "../lib/backend/mod.ts";
import { InputError } from "../lib/errors.ts";

/** What pip installs, pinned so that the notebooks look the same everywhere. */
const REQUIREMENTS = ["jupyterlab==4.6.6", "nbclient==0.11.0", "nbformat==5.11.1"];

/** Where the parts of the environment lie. */
export interface Lab {
  /** The environment's Python. */
  python: string;
  /** Environment variables under which Jupyter finds the kernel of this project first. */
  env: Record<string, string>;
}

async function output(command: string, args: string[], env: Record<string, string> = {}) {
  try {
    const { success, stderr } = await new Deno.Command(command, {
      args,
      env,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    return { success, reason: new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "" };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, reason: `${command} is not installed` };
  }
}

/** What the environment was made from; anything else means that it must be made anew. */
const STAMP = "sdtrainer.json";

async function isCurrent(folder: string): Promise<boolean> {
  try {
    const made = await Deno.readTextFile(path.join(folder, STAMP));
    return made === JSON.stringify({ folder, requirements: REQUIREMENTS });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function makeEnvironment(folder: string, onProgress: (line: string) => void): Promise<void> {
  // A virtual environment cannot be moved, so it is made in place; its stamp comes last.
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  onProgress("Making a Python environment for JupyterLab …");
  const made = await output("python3", ["-m", "venv", folder]);
  if (!made.success) {
    throw new InputError(`python3 could not make a virtual environment (${made.reason})`, {
      file: folder,
      mend: "Install Python's venv (Debian: apt-get install python3-venv)",
    });
  }
  onProgress(`Installing ${REQUIREMENTS[0]} with pip (about a minute, once) …`);
  const installed = await output(
    path.join(folder, "bin", "python"),
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...REQUIREMENTS],
  );
  if (!installed.success) {
    throw new InputError(`pip could not install JupyterLab (${installed.reason})`, {
      mend: "Check the network and pip's index, then run it again",
    });
  }
  await Deno.writeTextFile(
    path.join(folder, STAMP),
    JSON.stringify({ folder, requirements: REQUIREMENTS }),
  );
}

/** Installs the kernel of the Deno that runs now, which may have moved since the last time. */
async function installKernel(folder: string): Promise<void> {
  const data = path.join(folder, "share");
  const { success, reason } = await output(
    Deno.execPath(),
    ["jupyter", "--install", "--force"],
    { XDG_DATA_HOME: data, HOME: folder },
  );
  if (!success) throw new Error(`deno jupyter --install failed: ${reason}`);
  const file = path.join(data, "jupyter", "kernels", "deno", "kernel.json");
  const kernel = JSON.parse(await Deno.readTextFile(file));
  kernel.argv[0] = Deno.execPath();
  // By default Jupyter interrupts with a signal, which would kill the kernel.
  kernel.interrupt_mode = "message";
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
  if (!await isCurrent(folder)) await makeEnvironment(folder, onProgress);
  await installKernel(folder);
  return {
    python: path.join(folder, "bin", "python"),
    env: { JUPYTER_PATH: path.join(folder, "share", "jupyter") },
  };
}
