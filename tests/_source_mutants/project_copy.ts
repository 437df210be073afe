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
const LINKED = [".sdtrainer"];

/** What is linked to file by file, as tasks may read only what lies in the project. */
const PACKAGES = "node_modules";

/** What tests said of a source: `hung` is as good as `failed`, as no task would pass them, either. */
export type Verdict = "passed" | "failed" | "hung";

/** How long a file or folder of tests may take: longer than any needs on a busy machine. */
export const LONGEST_MS = 20 * 60_000;

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
    linkFiles(join(project, PACKAGES), join(folder, PACKAGES));
    return new ProjectCopy(folder);
  }

  /**
   * Runs a file or folder of tests, without permissions if it is in lib/, else with all.
   *
   * @param path From the project's folder.
   * @param longest Milliseconds after which they are ended.
   */
  async test(path: string, longest: number = LONGEST_MS): Promise<Verdict> {
    const signal = AbortSignal.timeout(longest);
    const permissions = path.startsWith("lib/") ? [] : ["-A"];
    const { success } = await new Deno.Command(Deno.execPath(), {
      // Types are not looked at: it is the tests that must notice.
      args: ["test", "--no-check", "--fail-fast", ...permissions, path],
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
   * Makes a mutant's change, runs its tests until some do not pass, and takes the change back.
   *
   * @param longest Milliseconds that each of its tests may take.
   * @throws {StaleMutant} If it does not fit the source.
   */
  async try(mutant: Mutant, longest: (path: string) => number): Promise<Verdict> {
    const path = join(this.folder, mutant.file);
    const source = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, mutated(source, mutant));
    try {
      for (const path of mutant.tests) {
        const verdict = await this.test(path, longest(path));
        if (verdict !== "passed") return verdict;
      }
      return "passed";
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

/** A folder with the same files, each under a second name, or copied from another disk. */
function linkFiles(from: string, to: string): void {
  Deno.mkdirSync(to);
  for (const { name, isDirectory, isSymlink } of Deno.readDirSync(from)) {
    // Deno's own lock comes and goes while other tests start it there.
    if (name.startsWith(".deno.lock")) continue;
    const [path, target] = [join(from, name), join(to, name)];
    if (isDirectory) linkFiles(path, target);
    else if (isSymlink) Deno.symlinkSync(Deno.readLinkSync(path), target);
    else {
      try {
        Deno.linkSync(path, target);
      } catch {
        Deno.copyFileSync(path, target);
      }
    }
  }
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
