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
  .map((line) => line.split("|")[1]!.trim());

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
  for (const verdict of [...Object.keys(contrasts), ...Object.keys(overall)]) {
    assert.ok(FIRST_CELLS.includes(verdict), verdict);
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
