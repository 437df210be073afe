/**
 * Starts a task with the permissions that its command line calls for: `launch.ts TASK ARGUMENTS`.
 * Before that it has TensorFlow set up where the task computes with it. It opens nothing itself but
 * the file of settings, writes nothing and connects to nothing.
 */
import { fileURLToPath } from "node:url";
import { ensureNative, type SetupResult } from "../lib/backend/native_setup.ts";
import { NativeUnavailable } from "../lib/backend/unavailable.ts";
import { InputError } from "../lib/errors.ts";
import { runChildren } from "./_children.ts";
import { permissionFlags } from "./_permissions.ts";
import { type Plan, planOf, TASKS, temporaryFolder } from "./_plans.ts";

/**
 * Modules come from the disk only: Deno loads them without asking for a permission. All that a task
 * imports was installed when this launcher was started.
 */
const MODULES = ["--cached-only", "--no-remote", "--frozen"];

/** What follows `deno` to start a task. */
export function denoArguments({ file, permissions }: Plan, args: readonly string[]): string[] {
  return [
    "run",
    ...MODULES,
    ...permissionFlags(permissions),
    fileURLToPath(new URL(file, import.meta.url)),
    ...args,
  ];
}

/** Starts the task of that name and waits for its exit code. */
async function start(name: string, args: readonly string[]): Promise<number> {
  const plan = await planOf(name, args);
  const env: Record<string, string> = {};
  if (plan.tensorflow !== "no") {
    const native = await readyNative() ?? await setUpNative(plan.offline);
    if (native === undefined && plan.tensorflow === "needed") return 1;
    // The task may not start the program that finds a GPU.
    if (native?.kind !== undefined) env.SDTRAINER_TENSORFLOW = native.kind;
    env.TMPDIR = env.TEMP = temporaryFolder();
  }
  const [code] = await runChildren([{ args: denoArguments(plan, args), env }]);
  return code!;
}

/** The TensorFlow that is set up; undefined where there is something left to do. */
async function readyNative(): Promise<SetupResult | undefined> {
  try {
    return await ensureNative();
  } catch (error) {
    if (error instanceof NativeUnavailable) return undefined;
    throw error;
  }
}

/** Has TensorFlow set up by a process that may, which also says why it cannot be. */
async function setUpNative(offline: boolean): Promise<SetupResult | undefined> {
  const args = offline ? ["--offline"] : [];
  // What a task prints may be read by a program.
  await runChildren([{ args: denoArguments(await planOf("setup", args), args), quiet: true }]);
  return await readyNative();
}

if (import.meta.main) {
  const [name = "", ...args] = Deno.args;
  if (!Object.hasOwn(TASKS, name)) {
    console.error(`There is no task "${name}" to launch; there are ${Object.keys(TASKS)}.`);
    Deno.exit(2);
  }
  try {
    Deno.exit(await start(name, args));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
