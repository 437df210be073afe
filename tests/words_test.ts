/** The library names settings. What they are called on a command line is said in tasks/ only. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const LIBRARY = fileURLToPath(new URL("../lib/", import.meta.url));

/**
 * Options of the programs that the library runs or names: pip, a compiler, nvidia-smi, docker, XLA,
 * Slurm's; those of V8.
 */
const FOREIGN = new Set([
  ...["--abi", "--dest", "--hash", "--implementation", "--no-binary", "--no-deps", "--only-binary"],
  ...["--platform", "--python-version", "--require-hashes", "--requirement"],
  ...["--cached-only", "--quiet", "--version"],
  ...["--parsable", "--array", "--comment", "--dependency", "--noheader", "--name", "--job-name"],
  ...["--output", "--open-mode", "--requeue", "--signal"],
  ...[
    "--format",
    "--query-gpu",
    "--gpus",
    "--xla_gpu_enable_triton_gemm",
    "--xla_gpu_enable_command_buffer",
    "--xla_allow_excess_precision",
    "--tf_xla_enable_lazy_compilation",
  ],
  ...["--v8-flags", "--heap-growing-percent", "--max-semi-space-size", "--no-memory-pool"],
  "--expose-gc",
]);

/** Code without its comments. A text that holds what looks like one loses a piece: no harm here. */
function withoutComments(code: string): string {
  const blank = (comment: string) => comment.replace(/[^\n]/g, " ");
  return code.replace(/\/\*[^]*?\*\//g, blank).replace(/(^|\s)\/\/.*/g, blank);
}

/** Words such as `--train-chunks`, with their lines. Those of style sheets are something else. */
function optionsIn(code: string): string[] {
  return withoutComments(code).split("\n").flatMap((line, i) =>
    [...line.replace(/var\(--[\w-]+\)|--[\w-]+:/g, "").matchAll(/(?<![\w-])--[a-z][\w-]*/g)]
      .map(([word]) => word)
      .filter((word) => !FOREIGN.has(word))
      .map((word) => `line ${i + 1}: ${word}`)
  );
}

Deno.test("the check for command-line words sees them in code and not in comments", () => {
  assert.deepEqual(optionsIn('// --out\n/** `--out`\n * --out */\nconst a = "use --out";'), [
    "line 4: --out",
  ]);
  assert.deepEqual(optionsIn("const a = `${b}--out`; // --in\ni--; c(--d);"), [
    "line 1: --out",
    "line 2: --d",
  ]);
  assert.deepEqual(optionsIn('"color: var(--ink); --ink: #111", "pip --quiet"'), []);
});

Deno.test("the library has no command-line words: it names settings", async () => {
  const entries = await readdir(LIBRARY, { recursive: true, withFileTypes: true });
  const files = entries.filter(({ name }) => /\.tsx?$/.test(name) && !/_test\.tsx?$/.test(name))
    .map((entry) => join(entry.parentPath, entry.name));
  assert.ok(files.length > 100);
  const found = await Promise.all(
    files.map(async (file) =>
      optionsIn(await readFile(file, "utf8")).map((word) => `${relative(LIBRARY, file)}, ${word}`)
    ),
  );
  assert.deepEqual(found.flat(), []);
});
