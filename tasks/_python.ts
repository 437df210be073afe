/** Virtual environments of Python inside the cache, made once and anew when their list changes. */
import * as path from "node:path";
import { inBrackets, InputError } from "../lib/io/errors.ts";

/** What an environment holds. */
export interface PythonEnvironment {
  /** Where it lies. */
  folder: string;
  /** What pip installs, each pinned to a version. */
  requirements: readonly string[];
  /** What it is for, as in "JupyterLab". */
  purpose: string;
  /** How long the installation takes, as in "about a minute". */
  duration: string;
  /** Told what is being done. */
  onProgress: (line: string) => void;
}

/** What a program came to. */
export interface Outcome {
  success: boolean;
  /** The last line of what it wrote to standard error. */
  reason: string;
}

/** Runs a program that prints nothing of interest. */
export async function runQuietly(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  try {
    const { success, stderr } = await new Deno.Command(command, {
      args: [...args],
      env: { ...env },
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

function stampOf({ folder, requirements }: PythonEnvironment): string {
  return JSON.stringify({ folder, requirements });
}

async function isCurrent(environment: PythonEnvironment): Promise<boolean> {
  try {
    const made = await Deno.readTextFile(path.join(environment.folder, STAMP));
    return made === stampOf(environment);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function make(environment: PythonEnvironment, python: string): Promise<void> {
  const { folder, requirements, purpose, duration, onProgress } = environment;
  // A virtual environment cannot be moved, so it is made in place; its stamp comes last.
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  onProgress(`Making a Python environment for ${purpose} …`);
  const made = await runQuietly("python3", ["-m", "venv", folder]);
  if (!made.success) {
    throw new InputError(`python3 could not make a virtual environment${inBrackets(made.reason)}`, {
      file: folder,
      mend: folder.includes(path.delimiter)
        ? `Set SDTRAINER_CACHE to a folder without ${path.delimiter} in its path`
        : "Install Python's venv (Debian: apt-get install python3-venv)",
    });
  }
  onProgress(`Installing ${requirements[0]} with pip (${duration}, once) …`);
  const installed = await runQuietly(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...requirements],
  );
  if (!installed.success) {
    throw new InputError(`pip could not install ${purpose}${inBrackets(installed.reason)}`, {
      mend: "Check the network and pip's index, then run it again",
    });
  }
  await Deno.writeTextFile(path.join(folder, STAMP), stampOf(environment));
}

/**
 * Makes sure that an environment is there. Does only what is missing, and can be interrupted.
 *
 * @returns The path of its Python.
 * @throws {InputError} If Python or pip lacks something.
 */
export async function ensurePython(environment: PythonEnvironment): Promise<string> {
  const python = path.join(environment.folder, "bin", "python");
  if (!await isCurrent(environment)) await make(environment, python);
  return python;
}
