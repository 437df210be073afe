/** Running other programs of the machine. */

/** What a command prints; undefined where it is not here, or fails. */
export async function output(
  command: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(command, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch (error) {
    // PermissionDenied: something of that name is there that cannot be run.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return undefined;
    }
    throw error;
  }
}

/** Whether a command is here and answers to these arguments. */
export async function answers(command: string, args: readonly string[]): Promise<boolean> {
  return await output(command, args) !== undefined;
}
