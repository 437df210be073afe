/**
 * Starts a task with the permissions that its command line calls for: `launch.ts TASK ARGUMENTS`.
 * Before that it has TensorFlow set up where the task computes with it. It opens nothing itself but
 * the file of settings, writes nothing and connects to nothing.
 */
import "./_version.ts";
import { fileURLToPath } from "node:url";
import type { DeviceName } from "../lib/backend/device.ts";
import { ensureNative, type SetupResult, tensorflowKind } from "../lib/backend/native_setup.ts";
import { probeGpus } from "../lib/backend/probe_gpu.ts";
import { decidingVariables, processor } from "../lib/backend/rounding.ts";
import { NativeUnavailable } from "../lib/backend/unavailable.ts";
import { machineLanguage } from "../lib/io/language.ts";
import {
  InputError,
  isRefusal,
  MEMORY_FLAGS,
  memoryVariables,
  passCache,
  temporaryFolder,
} from "../lib/io/mod.ts";
import { type Child, runChildren } from "./_children.ts";
import { refusedBySystem, told } from "./_cli.ts";
import { deathLine } from "./_deaths.ts";
import { shareMachine } from "./_jobs.ts";
import { permissionFlags } from "./_permissions.ts";
import type { Plan } from "./_needs.ts";
import { without } from "./_options.ts";
import "./_place.ts";
import { planOf, spoolPlan, TASKS } from "./_plans.ts";
import { tell } from "./_print.ts";

/**
 * Modules come from the disk only: Deno loads them without asking for a permission. All that a task
 * imports was installed when this launcher was started.
 */
const MODULES = ["--cached-only", "--no-remote", "--frozen"];

/** What follows `deno` to start a task. */
export function denoArguments(
  { file, permissions }: Pick<Plan, "file" | "permissions">,
  args: readonly string[],
): string[] {
  return [
    "run",
    ...MODULES,
    MEMORY_FLAGS,
    ...permissionFlags(permissions),
    fileURLToPath(new URL(file, import.meta.url)),
    ...args,
  ];
}

/** Starts the task of that name and waits for its exit code. */
async function start(name: string, given: readonly string[]): Promise<number> {
  passCache();
  // A task may not look for itself.
  Deno.env.set("SDTRAINER_LANGUAGE", machineLanguage());
  const asked = await planOf(name, given), [asking] = asked.standardInput;
  const args = asking === undefined ? given : [
    ...without(given, { [asking]: {} }),
    `--${asking}=${await spooled(name, asked.standardInput)}`,
  ];
  const plan = asking === undefined ? asked : await planOf(name, args);
  const env: Record<string, string> = {};
  if (plan.tensorflow !== "no" || name === "setup") {
    // The set-up and the task may not look for themselves.
    Deno.env.set("SDTRAINER_GPUS", JSON.stringify(await probeGpus()));
    Deno.env.set("SDTRAINER_PROCESSOR", await processor());
    Deno.env.set("SDTRAINER_VARIABLES", decidingVariables() ?? "");
  }
  let gpu = false;
  if (plan.tensorflow !== "no") {
    const ready = await setUpNative(plan.device, plan.offline);
    if (ready === undefined && plan.tensorflow === "needed") return 1;
    gpu = ready?.gpu ?? false;
    if (ready === undefined) env.SDTRAINER_SETUP = "failed";
    env.TMPDIR = env.TEMP = temporaryFolder();
    Object.assign(env, memoryVariables());
  }
  const children = processes(plan, args, env, gpu);
  const memory = Deno.systemMemoryInfo().total;
  const work = plan.shared && { work: plan.shared.work };
  const [code] = await runChildren(children, (signal, index) => {
    const death = { signal, leads: index === 0, jobs: children.length, memory, ...work };
    tell(deathLine(death));
  });
  return code!;
}

/**
 * One process, or where a task is shared the one that leads it and those that help it.
 *
 * @param gpu Whether it computes on a GPU.
 */
export function processes(
  plan: Plan,
  args: readonly string[],
  env: Record<string, string>,
  gpu: boolean,
): Child[] {
  const leader = { args: denoArguments(plan, args), env };
  if (plan.shared === undefined) return [leader];
  const { work, asked } = plan.shared;
  const machine = {
    cores: navigator.hardwareConcurrency,
    memory: Deno.systemMemoryInfo().total,
  };
  const { jobs, threads } = shareMachine({ ...work, gpu }, machine, asked);
  if (threads !== undefined) {
    env.TF_NUM_INTRAOP_THREADS = env.TF_NUM_INTEROP_THREADS = String(threads);
  }
  if (jobs === 1) return [leader];
  const session = crypto.randomUUID();
  const help = { ...env, SDTRAINER_SESSION: session, SDTRAINER_HELPS: "true" };
  const helpers = Array.from({ length: jobs - 1 }, () => ({ ...leader, env: help, quiet: true }));
  return [{ ...leader, env: { ...env, SDTRAINER_SESSION: session } }, ...helpers];
}

/** Has standard input kept in a file, once for all processes of a task; gives its path. */
async function spooled(name: string, options: readonly string[]): Promise<string> {
  let file = "";
  const args = denoArguments(spoolPlan(), [name, ...options]);
  const [code] = await runChildren([{ args, onOutput: (text) => file = text.trimEnd() }]);
  if (code !== 0) Deno.exit(code);
  return file;
}

/** TensorFlow as it is set up for a device; undefined where it is not. */
async function findNative(device: DeviceName): Promise<SetupResult | undefined> {
  try {
    return await ensureNative({ device });
  } catch (error) {
    if (error instanceof NativeUnavailable) return undefined;
    throw error;
  }
}

/** Has TensorFlow set up by a process that may, which also says why it cannot be. */
async function setUpNative(
  device: DeviceName,
  offline: boolean,
): Promise<SetupResult | undefined> {
  const before = await findNative(device);
  if (before !== undefined) return before;
  const named = device === "auto" || Deno.env.get("SDTRAINER_TENSORFLOW");
  const build = named ? [] : ["--kind", device === "cpu" ? "cpu" : "cuda"];
  const args = [...build, ...(offline ? ["--offline"] : [])];
  const setup = denoArguments(await planOf("setup", args), args);
  // What a task prints may be read by a program.
  const [code] = await runChildren([{ args: setup, quiet: true }]);
  // Ended by a signal, as from Ctrl-C: then the task is not wanted either.
  if (code! > 128) Deno.exit(code);
  const after = await findNative(device);
  if (after !== undefined) return after;
  // Where a GPU need not be used, the task then takes the processor.
  const optional = device === "auto" && await tensorflowKind() === "cuda";
  return optional ? await setUpNative("cpu", offline) : undefined;
}

if (import.meta.main) {
  const [name = "", ...args] = Deno.args;
  if (!Object.hasOwn(TASKS, name)) {
    tell(`There is no task "${name}" to launch; there are ${Object.keys(TASKS)}.`);
    Deno.exit(2);
  }
  try {
    Deno.exit(await start(name, args));
  } catch (error) {
    if (error instanceof InputError) tell(told(error));
    else if (error instanceof Error && isRefusal(error)) tell(refusedBySystem(error));
    else throw error;
    Deno.exit(1);
  }
}
