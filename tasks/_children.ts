/** Processes that a launcher starts, and stops when it is told to stop. */
import { ECHO_MS, STOP_SIGNALS } from "./_cli.ts";
import { tell } from "./_print.ts";

/** How long one that was told to stop twice has to end by itself. */
const LAST_MS = 2000;
/** After how long of silence the person is told how to end it. */
const REMIND_MS = 10_000;

/** A Deno process to start. */
export interface Child {
  /** What follows `deno`. */
  args: readonly string[];
  /** Environment variables besides this process's own. */
  env?: Readonly<Record<string, string>>;
  /** Whether its standard output, not its errors, is thrown away. */
  quiet?: boolean;
  /** Takes what stands on its standard output instead. */
  onOutput?: (text: string) => void;
}

/**
 * Runs Deno processes beside one another until the last has ended. They share this process's
 * terminal, and every signal that asks it to stop is passed on to all of them: they decide. The
 * first one leads: when it has ended, the others are asked to stop. One that does not end when it is
 * told to for the second time, as in an endless loop of a plugin, is killed.
 *
 * @param onDeath Told of one that a signal ended which nobody here passed on, by its place.
 * @returns Their exit codes.
 */
export async function runChildren(
  children: readonly Child[],
  onDeath: (signal: Deno.Signal, index: number) => void = () => {},
): Promise<number[]> {
  const running = new Set<Deno.ChildProcess>();
  let told = false, ended = false, first = 0;
  /** The exit code of those that had to be killed. */
  let forced: number | undefined;
  const timers: ReturnType<typeof setTimeout>[] = [];
  const send = (process: Deno.ChildProcess, signal: Deno.Signal) => {
    try {
      process.kill(signal);
    } catch {
      // It has just ended.
    }
  };
  const killAll = (code: number) => {
    if (running.size === 0 || forced !== undefined) return;
    forced = code;
    tell(
      "The task did not end when it was told to twice, so it was killed. What it had saved stays; " +
        "the same command goes on there.",
    );
    running.forEach((process) => send(process, "SIGKILL"));
  };
  const escalate = (code: number) => {
    const now = performance.now();
    if (first === 0) {
      first = now;
      timers.push(setTimeout(() => {
        tell("The task has not ended yet: it saves, or is stuck. Ctrl-C once more ends it.");
      }, REMIND_MS));
    } else if (now - first > ECHO_MS) timers.push(setTimeout(() => killAll(code), LAST_MS));
  };
  const listeners = Object.entries(STOP_SIGNALS).map(([name, code]) => {
    const signal = name as Deno.Signal;
    const listener = () => {
      told = true;
      running.forEach((process) => send(process, signal));
      escalate(code);
    };
    Deno.addSignalListener(signal, listener);
    return [signal, listener] as const;
  });
  try {
    return await Promise.all(children.map(async ({ args, env, quiet, onOutput }, index) => {
      const process = new Deno.Command(Deno.execPath(), {
        args: [...args],
        // By this they notice that their launcher was killed.
        env: { ...env, SDTRAINER_LAUNCHER: String(Deno.pid) },
        stdin: "inherit",
        stdout: onOutput ? "piped" : quiet ? "null" : "inherit",
        stderr: "inherit",
      }).spawn();
      running.add(process);
      onOutput?.(await new Response(process.stdout).text());
      const { code, signal } = await process.status;
      running.delete(process);
      if (signal !== null && !told && !ended) onDeath(signal, index);
      if (index === 0) ended = true;
      // Not told twice: that means to stop at once, without saving.
      if (index === 0 && !told) running.forEach((helper) => send(helper, "SIGTERM"));
      return forced !== undefined && signal === "SIGKILL" ? forced : code;
    }));
  } finally {
    timers.forEach(clearTimeout);
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  }
}
