/** A copy of the project in which sources can be changed while its tests run. */
import { dirname, join } from "node:path";
import { type Mutant, mutated } from "./mutant.ts";

/** What is copied, as far as it is there. */
const COPIED = [
  "lib",
  "tests",
  "tasks",
  "bench",
  "data",
  "docs",
  "README.md",
  "deno.json",
  "deno.lock",
];
/** What is only linked to: it is large, and no test changes it. */
const LINKED = ["node_modules", ".sdtrainer"];

/** How long the tests of one mutant may take: many times what they need on a busy machine. */
const LONGEST_MS = 20 * 60_000;

/** What the tests said of a source. */
export type Verdict = "passed" | "failed" | "hung";

/** A copy of the project in a temporary folder. */
export class ProjectCopy implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param project The project's folder. */
  static async make(project: string): Promise<ProjectCopy> {
    const folder = await Deno.makeTempDir({ prefix: "sdtrainer-source-mutants-" });
    for (const name of COPIED) await copy(join(project, name), join(folder, name));
    for (const name of LINKED) {
      const path = join(project, name);
      await Deno.symlink(await Deno.realPath(path), join(folder, name)).catch(ignoreMissing);
    }
    return new ProjectCopy(folder);
  }

  /**
   * Runs tests, those in lib/ without permissions and those in tests/ with all.
   *
   * @param tests Files or folders from the project's folder.
   */
  async test(tests: readonly string[]): Promise<Verdict> {
    const isInLib = (path: string) => path.startsWith("lib/");
    const groups = [
      tests.filter(isInLib),
      ["-A", ...tests.filter((path) => !isInLib(path))],
    ].filter((group) => group.some((path) => path !== "-A"));
    for (const group of groups) {
      const verdict = await this.#denoTest(group);
      if (verdict !== "passed") return verdict;
    }
    return "passed";
  }

  async #denoTest(args: readonly string[]): Promise<Verdict> {
    const signal = AbortSignal.timeout(LONGEST_MS);
    const { success } = await new Deno.Command(Deno.execPath(), {
      // Types are not looked at: it is the tests that must notice.
      args: ["test", "--no-check", "--fail-fast", ...args],
      cwd: this.folder,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      signal,
    }).output();
    if (signal.aborted) return "hung";
    return success ? "passed" : "failed";
  }

  /**
   * Runs the tests of a mutant with its change, and takes the change back.
   *
   * @throws {StaleMutant} If it does not fit the source.
   */
  async try(mutant: Mutant): Promise<Verdict> {
    const path = join(this.folder, mutant.file);
    const source = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, mutated(source, mutant));
    try {
      return await this.test(mutant.tests);
    } finally {
      await Deno.writeTextFile(path, source);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

async function copy(from: string, to: string): Promise<void> {
  const info = await Deno.lstat(from).catch(ignoreMissing);
  if (info === undefined) return;
  if (info.isFile) {
    await Deno.mkdir(dirname(to), { recursive: true });
    return await Deno.copyFile(from, to);
  }
  // Links lead to what is outside, as those of the tests' folders do.
  if (!info.isDirectory) return;
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) await copy(join(from, name), join(to, name));
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
