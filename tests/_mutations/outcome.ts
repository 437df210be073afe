/** What a reader made of a damaged file. */
import { InputError } from "../../lib/io/errors.ts";
import type { Mutant } from "./bytes.ts";

/** A kind of file and how it is read. */
export interface Target {
  name: string;
  /** The file that is damaged, in the folder that {@linkcode Target.make} fills. */
  file: string;
  /** Writes sound files into an empty folder. */
  make(folder: string): Promise<void>;
  /** Reads them as the program does. */
  read(folder: string): Promise<unknown>;
  /**
   * Throws unless the result is what the damaged bytes say, found out without the program's readers.
   */
  check(result: unknown, bytes: Uint8Array, sound: unknown): void;
  /** Damages the file's bytes with regard to what they mean. */
  mutate(bytes: Uint8Array, random: import("../../lib/random/random.ts").Random): Mutant;
}

/** How reading ended. */
export const OUTCOMES = [
  "right result",
  "refused",
  "wrong result",
  "unclear refusal",
  "other exception",
  "hang",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What became of one mutant. */
export interface Verdict {
  outcome: Outcome;
  /** What is wrong, where something is; else how it was refused. */
  detail: string;
  /** Whether a refusal names a place in the file. */
  hasPlace: boolean;
  milliseconds: number;
}

/** Readers must be done in this time. */
export const HANG_MS = 2000;

/** The longest message: a sentence for a person, not the file's contents. */
const LONGEST_MESSAGE = 1000;

function flawOf(error: InputError, folder: string): string | undefined {
  const { message, file, mend } = error;
  if (file === undefined || !file.startsWith(folder)) return "names no file";
  if (mend.trim() === "") return "names no mend";
  if (message.length > LONGEST_MESSAGE) return `is ${message.length} characters long`;
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f-\x9f\u2028\u2029]/.test(message)) return "holds control characters";
  return undefined;
}

/** Reads a damaged file and judges what comes of it. */
export async function judge(
  target: Target,
  folder: string,
  mutant: Mutant,
  sound: unknown,
): Promise<Verdict> {
  const start = performance.now();
  const verdict = (outcome: Outcome, detail: string, hasPlace = false): Verdict => ({
    outcome,
    detail,
    hasPlace,
    milliseconds: performance.now() - start,
  });
  let result: unknown;
  try {
    result = await target.read(folder);
  } catch (error) {
    if (!(error instanceof InputError)) return verdict("other exception", String(error));
    if (mutant.harmless) return verdict("wrong result", `sound, but refused: ${error.message}`);
    const flaw = flawOf(error, folder);
    if (flaw !== undefined) {
      return verdict("unclear refusal", `${flaw}: ${error.message.slice(0, 300)}`);
    }
    return verdict("refused", error.message, error.place !== undefined);
  }
  const read = verdict("right result", "");
  try {
    target.check(result, mutant.bytes, sound);
  } catch (error) {
    return { ...read, outcome: "wrong result", detail: String(error).slice(0, 500) };
  }
  return read;
}
