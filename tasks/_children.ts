/** Processes that a launcher starts, and stops when it is told to stop. */
import { STOP_SIGNALS } from "./_cli.ts";

/** A Deno process to start. */
export interface Child {
  /** What follows `deno`. */
  args: readonly string[];
  /** Environment variables besides this process's own. */
  env?: Readonly<Record<string, string>>;
  /** Whether its standard output, not its errors, is thrown away. */
  quiet?: boolean;
}

/**
 * Runs Deno processes beside one another until the last has ended. They share this process's
 * terminal, and every signal that asks it to stop is passed on to all of them: they decide. The
 * first one leads: when it has ended, the others are asked to stop.
 *
 * @param onDeath Told of one that a signal ended which nobody here passed on, by its place.
 * @returns Their exit codes.
 */
export async function runChildren(
  children: readonly Child[],
  onDeath: (signal: Deno.Signal, index: number) => void = () => {},
): Promise<number[]> {
  const running = new Set<Deno.ChildProcess>();
  let told = false, ended = false;
  const listeners = Object.keys(STOP_SIGNALS).map((name) => {
    const signal = name as Deno.Signal;
    const listener = () => {
      told = true;
      running.forEach((process) => process.kill(signal));
    };
    Deno.addSignalListener(signal, listener);
    return [signal, listener] as const;
  });
  try {
    return await Promise.all(children.map(async ({ args, env, quiet }, index) => {
      const process = new Deno.Command(Deno.execPath(), {
        args: [...args],
        // By this they notice that their launcher was killed.
        env: { ...env, SDTRAINER_LAUNCHER: String(Deno.pid) },
        stdin: "inherit",
        stdout: quiet ? "null" : "inherit",
        stderr: "inherit",
      }).spawn();
      running.add(process);
      const { code, signal } = await process.status;
      running.delete(process);
      if (signal !== null && !told && !ended) onDeath(signal, index);
      if (index === 0) ended = true;
      // Not told twice: that means to stop at once, without saving.
      if (index === 0 && !told) running.forEach((helper) => helper.kill());
      return code;
    }));
  } finally {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  }
}
