/** Executing notebooks with the Deno kernel, and judging what came out. */
import assert from "node:assert/strict";
import * as path from "node:path";
import { cacheFolder, PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { InputError } from "../lib/io/errors.ts";
import { type CodeCell, codeCells, fault } from "../tasks/_notebooks.ts";
import { failures, NOT_TESTED, parseSummary, untested } from "../tasks/test.ts";
import { TESTS_ALONE, TESTS_BESIDE, testsAtOnce } from "../tasks/_test_groups.ts";
import { notTested } from "./_not_tested.ts";

const VEGA_LITE = "application/vnd.vegalite.v5+json";

/** A notebook of these code cells, as Jupyter stores it. */
function notebook(sources: string[]) {
  return {
    cells: sources.map((source, i) => ({
      cell_type: "code",
      id: `cell-${i}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source: source.split(/(?<=\n)/),
    })),
    metadata: { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** Runs `deno task notebooks` on notebooks that lie inside the project, out of git's sight. */
async function run(notebooks: Record<string, string[]>) {
  const parent = path.join(cacheFolder(), "tests");
  await Deno.mkdir(parent, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: parent });
  const files = Object.keys(notebooks).map((name) => path.join(folder, name));
  try {
    for (const file of files) {
      const json = notebook(notebooks[path.basename(file)]!);
      await Deno.writeTextFile(file, JSON.stringify(json));
    }
    const before = await Promise.all(files.map((file) => Deno.readTextFile(file)));
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "tasks/run_notebooks.ts", ...files],
      cwd: PROJECT_FOLDER,
      stderr: "inherit",
    }).output();
    return {
      code,
      lines: new TextDecoder().decode(stdout).trim().split("\n"),
      cells: await Promise.all(files.map(codeCells)),
      unchanged: await Promise.all(
        files.map(async (file, i) => await Deno.readTextFile(file) === before[i]),
      ),
      left: (await Array.fromAsync(Deno.readDir(folder))).length - files.length,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("notebooks are executed in place; one that fails is named and left alone", async () => {
  const display = (i: number) =>
    `Deno.jupyter.broadcast("display_data", { data: { "${VEGA_LITE}": { mark: "point" }, ` +
    `"text/plain": "${i}" }, metadata: {}, transient: {} });`;
  const { code, lines, cells, unchanged, left } = await run({
    "a.ipynb": [
      'import { InputError } from "../../../lib/io/errors.ts";\nconst mend: string = "x";\n',
      'console.log(new InputError("a", { mend }).message);',
      // Outputs that are not awaited arrive after the cell is said to be done.
      ...[1, 2, 3].map(display),
    ],
    "b.ipynb": ["const a = 1;", 'throw new RangeError("boom");'],
  });
  assert.equal(code, 1);
  assert.match(lines[0]!, /^a\.ipynb: ok \(\d+ s, 3 plots\)$/);
  assert.match(lines[1]!, /^b\.ipynb: FAILED after \d+ s: code cell 2: RangeError: boom$/);
  assert.equal(lines[2], "Notebooks: 1 of 2 passed.");
  assert.deepEqual(unchanged, [false, true]);
  for (const cell of cells[0]!.slice(2)) {
    assert.deepEqual(cell.outputs.sort(), [VEGA_LITE, "text/plain"]);
  }
  assert.equal(left, 0);
});

Deno.test("a notebook that should plot and does not has failed", async () => {
  const { code, lines } = await run({ "03 without.ipynb": ["console.log(1);"] });
  assert.equal(code, 1);
  assert.match(lines[0]!, /^03 without\.ipynb: FAILED after \d+ s: no cell shows a plot$/);
});

Deno.test("fault: errors and plots that have gone", () => {
  const cell = (...outputs: string[]): CodeCell => ({ source: "", outputs });
  const plot = cell(VEGA_LITE, "image/png");
  assert.equal(fault([], [cell("text/plain"), plot], true), undefined);
  assert.equal(fault([cell(), plot], [cell(), plot], true), undefined);
  assert.equal(fault([], [cell(), cell("error")], false), "code cell 2 shows an error");
  assert.equal(
    fault([cell(), plot], [plot, cell("image/png")], true),
    "code cell 2 no longer shows its plot",
  );
  assert.equal(fault([cell()], [cell("text/html")], true), "no cell shows a plot");
  assert.equal(fault([cell()], [cell("text/html")], false), undefined);
});

Deno.test("codeCells says which file is no notebook", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = path.join(folder, "a.ipynb");
    await assert.rejects(
      codeCells(file),
      (error) => error instanceof InputError && error.message.includes("no such notebook"),
    );
    await Deno.writeTextFile(file, "{");
    await assert.rejects(
      codeCells(file),
      (error) => error instanceof InputError && error.file === file,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("what could not be tested is found in what tests print, once, on one line", () => {
  const { log } = console, printed = ["running 1 test"];
  console.log = (line: string) => void printed.push(line);
  try {
    notTested("Slurm", "no slurmd\n  is here.");
    notTested("Slurm", "no slurmd is here");
  } finally {
    console.log = log;
  }
  printed.push(` ${NOT_TESTED}amid a line`, "ok | 1 passed | 0 failed (1ms)");
  assert.deepEqual(untested(printed.join("\n")), ["NOT TESTED: Slurm (no slurmd is here)"]);
});

Deno.test("parseSummary counts what deno test counted", () => {
  assert.deepEqual(parseSummary("ok | 6 passed | 0 failed (84ms)\n"), { passed: 6, failed: 0 });
  assert.deepEqual(
    parseSummary(
      "a ... ok\n\n\x1b[31mFAILED\x1b[0m | 1 passed (1 step) | 2 failed (1 step) | 1 ignored",
    ),
    { passed: 1, failed: 2 },
  );
  assert.deepEqual(
    parseSummary("ok | 1 passed | 0 failed (1ms)\nFAILED | 2 passed | 1 failed (2ms)\n"),
    { passed: 2, failed: 1 },
  );
  assert.equal(parseSummary("error: Type checking failed."), undefined);
});

Deno.test("failures are shown again: the errors of the last run that a text tells of, then the names", () => {
  const section = "one\nerror: Error: no\n\n FAILURES \n\none => ./a_test.ts:1:6";
  const run =
    `one ... FAILED\n\n\x1b[41m ERRORS \x1b[0m\n\n${section}\n\nFAILED | 1 passed | 1 failed (1ms)\n`;
  assert.equal(failures(run), `ERRORS \n\n${section}`);
  assert.equal(failures(run.replaceAll("one", "another") + run), `ERRORS \n\n${section}`);
  assert.equal(failures("a ... ok\n\nok | 1 passed | 0 failed (1ms)\n"), "");
});

Deno.test("each file of tests is run once, those beside others and all the rest", async () => {
  const files = TESTS_BESIDE.flat().filter((word) => word.startsWith("tests/"));
  assert.deepEqual(files.filter((file, i) => files.indexOf(file) < i), []);
  for (const file of files) assert.ok((await Deno.stat(path.join(PROJECT_FOLDER, file))).isFile);
  // Those in lib/ get no permission.
  assert.deepEqual(TESTS_BESIDE.filter((group) => !group.includes("-A")), [["lib"]]);
  assert.deepEqual(TESTS_ALONE, ["-A", `--ignore=${files.join()}`, "tests"]);
});

Deno.test("two processes test at a time where each has a core, and both have memory", () => {
  const machines = [[1, 64e9], [2, 4e9], [2, 8e9], [16, 64e9]] as const;
  assert.deepEqual(machines.map(([cores, memory]) => testsAtOnce(cores, memory)), [1, 1, 2, 2]);
});
