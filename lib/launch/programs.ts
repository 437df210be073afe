/** Starting a cluster's programs, and what is said where they refuse. */
import { InputError, isRefusal, printable } from "../io/mod.ts";

/**
 * What a program prints.
 *
 * @throws {InputError} If it is not here, or ends with an error: in its own words.
 */
export async function printed(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await started(program, args);
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  const words = decoder.decode(stderr).trim().split("\n").filter((line) => line !== "");
  throw new InputError(
    `${program} refuses: ${printable(words.join(" / ")) || "it does not say why"}`,
    {
      mend: "Change what it refuses; what was submitted before is not submitted again",
    },
  );
}

async function started(program: string, args: readonly string[]): Promise<Deno.CommandOutput> {
  try {
    return await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound ||
      // The permission for a program that is not here cannot be given.
      cause instanceof Deno.errors.NotCapable || cause instanceof Error && isRefusal(cause);
    if (!isMissing) throw cause;
    throw new InputError(`there is no ${program} on the PATH`, {
      mend: "Give the command on a machine of the cluster from which jobs are submitted",
      cause,
    });
  }
}
