/** `deno task test`: all tests, in the two ways they are meant to be run. */
import { setTimeout as delay } from "node:timers/promises";
import {
  ensureNative,
  NativeUnavailable,
  progressOnTerminal,
  PROJECT_FOLDER,
} from "../lib/backend/mod.ts";
import { runCommand, told } from "./_cli.ts";
import { TESTS_ALONE, TESTS_BESIDE, testsAtOnce } from "./_test_groups.ts";

const command = {
  name: "test",
  description: "Runs all tests: those beside the code in lib/, which get no permissions, and " +
    "those in tests/, which use files, native code and other programs.",
  options: {
    filter: {
      placeholder: "TEXT",
      description: "Only tests with this in their name (or matching /this/)",
    },
  },
} as const;

/** What a line begins with that says what this machine cannot test, and why. */
export const NOT_TESTED = "NOT TESTED: ";

/** Counts of a run of `deno test`. */
interface Counts {
  passed: number;
  failed: number;
}

/** What came of a run of `deno test`, and all that it printed. */
interface Tested extends Counts {
  printed: string;
}

/**
 * The counts in what `deno test` printed, or undefined where it printed none: the tests then did
 * not even compile.
 *
 * @param printed With or without colours.
 */
export function parseSummary(printed: string): Counts | undefined {
  const lines = plain(printed).matchAll(/^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/gm);
  // The last one: a test may itself print what another run of tests said.
  const [, passed, failed] = [...lines].at(-1) ?? [];
  return passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed) };
}

/** Without colours. */
function plain(printed: string): string {
  // deno-lint-ignore no-control-regex
  return printed.replaceAll(/\x1b\[[\d;]*m/g, "");
}

/**
 * What `deno test` printed of the tests that failed: their errors, then their names. Empty where none
 * did, or where it ended before it could say.
 */
export function failures(printed: string): string {
  const text = plain(printed), begin = text.lastIndexOf("\n ERRORS \n");
  return begin < 0 ? "" : text.slice(begin, text.lastIndexOf("\nFAILED | ")).trim();
}

/** The lines of what `deno test` printed that say what was not tested. */
export function untested(printed: string): string[] {
  return [...new Set(printed.split("\n").filter((line) => line.startsWith(NOT_TESTED)))];
}

/** What is said to be run. */
const titleOf = (args: readonly string[]) => `deno test ${args.join(" ")}`;

/** How long is waited for what a process that has ended wrote to standard error last. */
const LAST_WORDS_MS = 1000;

/** Writes all of it: a pipe may take less at a time. */
async function writeOut(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

/**
 * Runs `deno test` and counts.
 *
 * @param heard Told of each piece of what it prints as it comes. With standard error, which is
 * otherwise shown at once, where `all` is set.
 */
async function denoTest(
  args: readonly string[],
  heard: (piece: Uint8Array) => Promise<void> | void,
  { all = false } = {},
): Promise<Tested> {
  const child = new Deno.Command(Deno.execPath(), {
    // Types were checked before, of all files at once.
    args: ["test", "--no-check", ...args],
    cwd: PROJECT_FOLDER,
    // Tests expect what is said in English, whatever the machine speaks.
    env: { SDTRAINER_LANGUAGE: "en" },
    stdin: "null",
    stdout: "piped",
    stderr: all ? "piped" : "inherit",
  }).spawn();
  const decoder = new TextDecoder();
  let printed = "";
  const complaints = (async () => {
    if (all) { for await (const bytes of child.stderr) await heard(bytes); }
  })();
  for await (const bytes of child.stdout) {
    await heard(bytes);
    printed += decoder.decode(bytes, { stream: true });
  }
  const { success } = await child.status;
  // A program that a test started and left may hold standard error open for long.
  await Promise.race([complaints, delay(LAST_WORDS_MS)]);
  const { passed, failed } = parseSummary(printed) ?? { passed: 0, failed: 0 };
  return { passed, failed: success || failed > 0 ? failed : 1, printed };
}

/** The same for one of several that run at a time: what it printed is shown whole, once it has ended. */
async function denoTestBeside(
  args: readonly string[],
  show: (title: string, pieces: readonly Uint8Array[]) => Promise<void>,
): Promise<Tested> {
  const pieces: Uint8Array[] = [];
  const counted = await denoTest(args, (piece) => void pieces.push(piece), { all: true });
  await show(titleOf(args), pieces);
  return counted;
}

/** Whether all types are right. `deno task check` asks the same, and what is known is not checked again. */
async function typesAreRight(): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet"],
    cwd: PROJECT_FOLDER,
    stdin: "null",
  }).spawn().status;
  return success;
}

/** Makes TensorFlow ready for all tests. Where it cannot be, those that need it will fail and say so. */
async function setUpTensorFlow(): Promise<void> {
  try {
    await ensureNative({ onProgress: progressOnTerminal(), onMessage: console.error });
  } catch (error) {
    if (!(error instanceof NativeUnavailable)) throw error;
    console.error(told(error));
  }
}

/** Shows what tests printed, those of one process after those of another. */
function shower() {
  let before: Promise<void> = Promise.resolve();
  return (title: string, pieces: readonly Uint8Array[]): Promise<void> =>
    before = before.then(async () => {
      console.log(`\n${title}`);
      for (const piece of pieces) await writeOut(piece);
    });
}

if (import.meta.main) {
  await runCommand(command, async ({ options }) => {
    const filter = options.filter === undefined ? [] : ["--filter", options.filter];
    const total: Counts = { passed: 0, failed: 0 };
    const left = new Set<string>(), faults: string[] = [];
    const count = (args: readonly string[], { passed, failed, printed }: Tested) => {
      total.passed += passed;
      total.failed += failed;
      for (const line of untested(printed)) left.add(line);
      if (failed > 0) faults.push(`${titleOf(args)}\n${failures(printed) || "It broke down."}`);
    };
    if (!await typesAreRight()) {
      total.failed++;
      faults.push("Some types are wrong: deno task check");
    }
    const show = shower(), groups = TESTS_BESIDE.values(), setUp = setUpTensorFlow();
    const lane = async () => {
      for (const group of groups) {
        // Those without permissions could not use it, and begin at once.
        if (group.includes("-A")) await setUp;
        const args = [...filter, ...group];
        count(args, await denoTestBeside(args, show));
      }
    };
    const atOnce = testsAtOnce(navigator.hardwareConcurrency, Deno.systemMemoryInfo().total);
    await Promise.all([setUp, ...Array.from({ length: atOnce }, lane)]);
    const alone = [...filter, ...TESTS_ALONE];
    console.log(`\n${titleOf(alone)}`);
    count(alone, await denoTest(alone, writeOut));
    // Again, as nobody sees them among a thousand tests.
    for (const fault of faults) console.log(`\n${fault}\n`);
    for (const line of left) console.log(line);
    console.log(`Tests: ${total.passed} of ${total.passed + total.failed} passed.`);
    return total.failed === 0 ? 0 : 1;
  });
}
