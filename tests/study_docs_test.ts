/** What docs/study.md says beforehand is what the code compares and concludes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { conditionSettings } from "../lib/study/conditions.ts";
import { NO_LEVELS } from "../lib/study/levels.ts";
import { METRIC_NAMES, STUDY_METRICS } from "../lib/study/metrics.ts";
import { EQUIVALENCE_BOUND, RATE_TOLERANCE } from "../lib/study/plan.ts";
import type { ContrastVerdict, MeaningVerdict } from "../lib/study/verdict.ts";

const TEXT = readFileSync(new URL("../docs/study.md", import.meta.url), "utf8");
/** The rows of all tables, by their first cells' text. */
const FIRST_CELLS = TEXT.split("\n").filter((line) => line.startsWith("| "))
  .map(firstCell);

function firstCell(row: string): string {
  return row.split("|")[1]!.trim();
}

/** The first cells of the table that comes next after some words, without its head. */
function firstCellsBelow(words: string): string[] {
  assert.equal(TEXT.split(words).length, 2, words);
  const lines = TEXT.slice(TEXT.indexOf(words)).split("\n");
  const rows = lines.slice(lines.findIndex((line) => line.startsWith("| ")));
  return rows.slice(2, rows.findIndex((line) => !line.startsWith("| "))).map(firstCell);
}

Deno.test("docs/study.md has every condition that is made", () => {
  const named = FIRST_CELLS.flatMap((cell) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name)
  );
  for (const { name } of conditionSettings(NO_LEVELS)) assert.ok(named.includes(name), name);
});

Deno.test("docs/study.md has every verdict, and the tolerances by which they are reached", () => {
  const contrasts: Record<ContrastVerdict, true> = {
    "no difference that matters": true,
    "a difference too small to matter": true,
    "may matter": true,
    "not decided": true,
    "rate not matched": true,
    incomplete: true,
  };
  const overall: Record<MeaningVerdict["overall"], true> = {
    "meaning adds nothing": true,
    "meaning acts by the rate": true,
    "a control disagrees: look": true,
    "not decided": true,
  };
  // A verdict may be in both tables.
  for (
    const [words, verdicts] of [
      ["**What is concluded of a contrast**", contrasts],
      ["**H2**, overall:", overall],
    ] as const
  ) {
    assert.deepEqual(firstCellsBelow(words).sort(), Object.keys(verdicts).sort(), words);
  }
  for (const number of [EQUIVALENCE_BOUND, RATE_TOLERANCE]) {
    assert.ok(TEXT.includes(`±${String(number).slice(1)}`), String(number));
  }
});

Deno.test("docs/study.md names the metrics that no column of runs.csv is", () => {
  const derived = METRIC_NAMES.filter((name) =>
    STUDY_METRICS[name].title !== undefined && name !== "eval_loss_best"
  );
  for (const name of derived) assert.ok(TEXT.includes(`\`${name}\``), name);
});
