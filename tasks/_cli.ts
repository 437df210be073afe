/**
 * What every task shares: options from one table (parsing, checking and `--help`), errors shown as
 * one line, Ctrl-C that lets a long command stop where it can go on later.
 *
 * Exit codes: 0 done, 1 a file or setting cannot be used (InputError, or a permission that the task
 * was not given), training diverged or standard output could not be written, 2 the command line cannot be
 * understood (UsageError), 70 a defect of ours (with its stack trace), 130 stopped by Ctrl-C, 143
 * stopped by SIGTERM.
 */
import "./_version.ts";
import process from "node:process";
import { ALLOW_NETWORK, InputError, isRefusal, NumberError, UsageError } from "../lib/io/mod.ts";
import {
  type Command,
  helpText,
  optionName,
  type Options,
  type OptionValues,
  parseCommandLine,
  STOPPING,
} from "./_options.ts";
import config from "../deno.json" with { type: "json" };
import { outputLost, print, printLines, tell, tellLines } from "./_print.ts";
import { leave, suspicion } from "./_strays.ts";

export { CASE_OPTIONS, casedOf, DEVICE_OPTION, JOB_OPTIONS, OFFLINE_OPTION } from "./_options.ts";
export type { Command, Option, Options, OptionValues } from "./_options.ts";

/** What a command's main function is given. */
export interface Invocation<T extends Options> {
  options: OptionValues<T>;
  positionals: string[];
  /** Aborted by the first Ctrl-C, where the command is declared with `stopsAfter`. */
  signal: AbortSignal;
}

/**
 * Does the command's work. A number is the exit code of one that is done, also where it was to stop
 * meanwhile; without one it is that of the signal which stopped it, or 0.
 */
export type Main<T extends Options> = (
  invocation: Invocation<T>,
) => Promise<number | void> | number | void;

/**
 * One Ctrl-C reaches a task several times within a few ms: from the terminal and again from
 * `deno task` and npx, which pass it on. Only one this much later is the person's second.
 */
export const ECHO_MS = 400;

/** The signals that ask a command to stop, with the exit codes that shells give them. */
export const STOP_SIGNALS = Deno.build.os === "windows"
  ? { SIGINT: 130 } as const
  : { SIGINT: 130, SIGTERM: 143 } as const;

/** How often a task looks whether the launcher that started it is still there. */
const LAUNCHER_MS = 1000;

/** Calls `stop` once the launcher is gone, which then cannot pass a signal on. */
function watchLauncher(stop: () => void): Disposable {
  const launcher = Deno.env.get("SDTRAINER_LAUNCHER");
  if (launcher === undefined) return { [Symbol.dispose]() {} };
  const timer = setInterval(() => {
    if (String(Deno.ppid) === launcher) return;
    clearInterval(timer);
    stop();
  }, LAUNCHER_MS);
  Deno.unrefTimer(timer);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Listens for signals until disposed: the first one aborts `signal`, the second exits. */
function interruptible(
  stopsAfter: keyof typeof STOPPING | undefined,
): { signal: AbortSignal; exitCode: () => number } & Disposable {
  const controller = new AbortController();
  const { signal } = controller;
  let exitCode = 130, first = 0;
  const listeners = Object.entries(stopsAfter ? STOP_SIGNALS : {}).map(([name, code]) => {
    const listener = () => {
      if (!signal.aborted) {
        first = performance.now();
        exitCode = code;
        if (!helps()) {
          console.error();
          tell(STOPPING[stopsAfter!]);
        }
        controller.abort();
      } else if (performance.now() - first > ECHO_MS) leave(code);
    };
    Deno.addSignalListener(name as Deno.Signal, listener);
    return [name as Deno.Signal, listener] as const;
  });
  const watch = watchLauncher(() => {
    if (!stopsAfter) leave(143);
    exitCode = 143;
    controller.abort();
  });
  return {
    signal,
    exitCode: () => exitCode,
    [Symbol.dispose]() {
      watch[Symbol.dispose]();
      for (const [name, listener] of listeners) Deno.removeSignalListener(name, listener);
    },
  };
}

// Then a file that would be larger than the system allows (`ulimit -f`) is an error that can be told.
if (Deno.build.os !== "windows") Deno.addSignalListener("SIGXFSZ", () => {});

// What npm packages should no longer do is nothing that the person at the keyboard can mend.
Object.assign(process, { noDeprecation: true });

/** A permission that was refused, as a sentence. */
function refusal(error: Error): string {
  const what = /^Requires (.*?),? run again/.exec(error.message)?.[1] ?? error.message;
  return `This task was not given the permission for ${what}. What each task may do, and why, is ` +
    'in the README under "Permissions".';
}

/** What the operating system refused, as a sentence. */
export function refusedBySystem(error: Error): string {
  return `The operating system refused something to this user: ${error.message}.`;
}

/** A setting as one types it: `trainChunks` → `--train-chunks`. */
export function option(setting: string): string {
  return `--${optionName(setting)}`;
}

/**
 * An error as a command shows it: settings are called by their options.
 *
 * @param instead What to do instead of `--offline`, where that was given.
 * @param word What a setting is called.
 */
export function told(
  error: InputError,
  instead: string = ALLOW_NETWORK,
  word: (setting: string) => string = option,
): string {
  return error.told(word).replace(ALLOW_NETWORK, instead);
}

/** Whether another process leads, which says what there is to say: it meets the same mistakes. */
function helps(): boolean {
  return Deno.env.get("SDTRAINER_HELPS") !== undefined;
}

/** Runs a command and gives its exit code; errors are printed, never thrown. */
export async function execute<const T extends Options>(
  command: Command<T>,
  main: Main<T>,
  args: readonly string[],
): Promise<number> {
  const named = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  if (named.includes("--help") || named.includes("-h")) {
    printLines(helpText(command));
    return 0;
  }
  if (named.includes("--version")) {
    print(`SDTrainer ${config.version} (Deno ${Deno.version.deno})`);
    return 0;
  }
  using interrupt = interruptible(command.stopsAfter);
  const { signal } = interrupt;
  let offline = false;
  try {
    const given = parseCommandLine(command, args);
    offline = (given.options as { offline?: boolean }).offline ?? false;
    if (offline) {
      await Deno.permissions.revoke({ name: "net" });
    }
    return await main({ ...given, signal }) ?? (signal.aborted ? interrupt.exitCode() : 0);
  } catch (error) {
    if (error instanceof InputError) {
      if (helps()) return 1;
      const instead = command.insteadOfOffline ?? "Leave --offline out";
      tell(told(error, offline ? instead : undefined, command.word));
      return 1;
    }
    if (error instanceof UsageError) {
      if (helps()) return 2;
      tell(error.message);
      tell(`See: deno task ${command.name} --help`);
      return 2;
    }
    if (error instanceof NumberError) {
      if (!helps()) tell(error.message);
      return 1;
    }
    if (error instanceof Deno.errors.NotCapable) {
      if (!helps()) tell(refusal(error));
      return 1;
    }
    if (error instanceof Error && isRefusal(error)) {
      if (!helps()) tell(refusedBySystem(error));
      return 1;
    }
    if (signal.aborted && error instanceof DOMException && error.name === "AbortError") {
      return interrupt.exitCode();
    }
    tell("This should not have happened; it is a defect in SDTrainer:");
    tellLines(Deno.inspect(error));
    const elsewhere = suspicion();
    if (elsewhere !== undefined) tell(elsewhere);
    return 70;
  }
}

/**
 * Runs a command on the process's arguments and exits with its code.
 *
 * @example
 * ```ts ignore
 * const greet = {
 *   name: "greet",
 *   description: "Greets somebody.",
 *   options: { times: { type: "integer", default: 1, description: "How often" } },
 * } as const;
 * if (import.meta.main) {
 *   await runCommand(greet, ({ options }) => console.log("Hello! ".repeat(options.times)));
 * }
 * ```
 */
export async function runCommand<const T extends Options>(
  command: Command<T>,
  main: Main<T>,
): Promise<never> {
  const code = await execute(command, main, Deno.args);
  leave(code === 0 && outputLost() ? 1 : code);
}
