/** Running a program whose output matters only where it fails. */
import * as path from "node:path";
import { InputError } from "../lib/io/errors.ts";

/** @throws {InputError} If it fails, with the last line that it printed. */
export async function runProgram(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args], cwd })
    .output();
  if (success) return;
  const decoder = new TextDecoder();
  const said = (decoder.decode(stdout) + decoder.decode(stderr)).trim().split("\n").at(-1)!;
  throw new InputError(`${path.basename(program)} ${args[0]} failed`, { file: cwd, mend: said });
}
