/** `deno task test`: all tests, in the two ways they are meant to be run. */
import {
  ensureNative,
  NativeUnavailable,
  progressOnTerminal,
  PROJECT_FOLDER,
} from "../lib/backend/mod.ts";
import { runCommand, told } from "./_cli.ts";

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

/**
 * The counts in what `deno test` printed, or undefined where it printed none: the tests then did
 * not even compile.
 *
 * @param printed With or without colours.
 */
export function parseSummary(printed: string): Counts | undefined {
  // deno-lint-ignore no-control-regex
  const text = printed.replaceAll(/\x1b\[[\d;]*m/g, "");
  const lines = text.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/gm);
  // The last one: a test may itself print what another run of tests said.
  const [, passed, failed] = [...lines].at(-1) ?? [];
  return passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed) };
}

/** The lines of what `deno test` printed that say what was not tested. */
export function untested(printed: string): string[] {
  return [...new Set(printed.split("\n").filter((line) => line.startsWith(NOT_TESTED)))];
}

/** Runs `deno test`, shows what it prints, and counts. */
async function denoTest(args: readonly string[]): Promise<Counts & { printed: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", ...args],
    cwd: PROJECT_FOLDER,
    // Tests expect what is said in English, whatever the machine speaks.
    env: { SDTRAINER_LANGUAGE: "en" },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const decoder = new TextDecoder();
  let printed = "";
  for await (const bytes of child.stdout) {
    await Deno.stdout.write(bytes);
    printed += decoder.decode(bytes, { stream: true });
  }
  const { success } = await child.status;
  const { passed, failed } = parseSummary(printed) ?? { passed: 0, failed: 0 };
  return { passed, failed: success || failed > 0 ? failed : 1, printed };
}

if (import.meta.main) {
  await runCommand(command, async ({ options }) => {
    await ensureNative({ onProgress: progressOnTerminal(), onMessage: console.error }).catch(
      (error) => {
        // The tests that need TensorFlow will fail and say so.
        if (!(error instanceof NativeUnavailable)) throw error;
        console.error(told(error));
      },
    );
    const filter = options.filter === undefined ? [] : ["--filter", options.filter];
    const total: Counts = { passed: 0, failed: 0 };
    const left: string[] = [];
    for (const args of [["lib"], ["-A", "tests"]]) {
      console.log(`\ndeno test ${args.join(" ")}`);
      const { passed, failed, printed } = await denoTest([...filter, ...args]);
      total.passed += passed;
      total.failed += failed;
      left.push(...untested(printed));
    }
    // Again, as nobody sees them among a thousand tests.
    for (const line of left) console.log(line);
    console.log(`Tests: ${total.passed} of ${total.passed + total.failed} passed.`);
    return total.failed === 0 ? 0 : 1;
  });
}
