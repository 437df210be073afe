/** The list of changes that tests must notice, and a few of them tried; `deno task test:source-mutants` tries all. */
import assert from "node:assert/strict";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { mutated, StaleMutant } from "./_source_mutants/mutant.ts";
import { MUTANTS } from "./_source_mutants/mutants.ts";
import { runMutants, sample, staleMutants } from "./_source_mutants/run.ts";

Deno.test("each change fits the source, and has tests that could notice it", async () => {
  assert.ok(MUTANTS.length >= 500, `${MUTANTS.length} mutants`);
  const names = MUTANTS.map(({ file, name }) => `${file}: ${name}`);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) < i), [], "each has its name");
  assert.equal((await staleMutants(MUTANTS, PROJECT_FOLDER)).join("\n\n"), "");
  for (const path of new Set(MUTANTS.flatMap(({ tests }) => tests))) {
    assert.ok(await Deno.stat(path), path);
  }
});

Deno.test("an entry that does not fit any more says so", () => {
  const mutant = {
    ...{ name: "a sign", file: "a.ts", tests: ["lib/a_test.ts"] },
    ...{ text: "a + b", replacement: "a - b" },
  };
  assert.equal(mutated("return a + b;", mutant), "return a - b;");
  const stale = (problem: RegExp) => (error: Error) => {
    assert.ok(error instanceof StaleMutant);
    assert.match(error.message, problem);
    return true;
  };
  assert.throws(
    () => mutated("return b + a;", mutant),
    stale(/^a\.ts has no more the text that the mutant "a sign" replaces:\na \+ b\nGive it/),
  );
  assert.throws(() => mutated("a + b; a + b", mutant), stale(/^a\.ts has 2 times the text/));
  assert.throws(
    () => mutated("a + b", { ...mutant, replacement: "a + b" }),
    stale(/^a\.ts is not changed by the text/),
  );
});

Deno.test("a few changes, drawn anew each time, are noticed", async () => {
  // Only such whose tests need nothing but the source, and little time.
  const quick = MUTANTS.filter(({ tests }) =>
    tests.length === 1 && /^lib\/.*_test\.ts$/.test(tests[0]!)
  );
  const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
  const outcomes = await runMutants(sample(quick, 3, seed), { project: PROJECT_FOLDER });
  assert.equal(outcomes.length, 3);
  const survivors = outcomes.filter(({ verdict }) => verdict === "passed")
    .map(({ mutant, verdict }) => `${mutant.file}: ${mutant.name}: ${verdict}`);
  assert.deepEqual(survivors, [], `drawn by the seed ${seed}`);
});

Deno.test("a change that nobody notices survives, and tests that fail anyway are refused", async () => {
  const mutant = {
    name: "a comment",
    file: "lib/training/unigram.ts",
    text: "/** The loss of a model",
    replacement: "/** A loss of a model",
    tests: ["lib/training/unigram_test.ts"],
  };
  const [outcome] = await runMutants([mutant], { project: PROJECT_FOLDER });
  assert.equal(outcome!.verdict, "passed");
  await assert.rejects(
    runMutants([{ ...mutant, tests: ["lib/no_such_test.ts"] }], { project: PROJECT_FOLDER }),
    /The tests that should notice mutants do not pass without them: lib\/no_such_test\.ts\./,
  );
});
