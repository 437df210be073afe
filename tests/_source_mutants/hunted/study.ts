import { mutantsBeside, mutantsOf } from "../mutant.ts";

const WHOLE = ["lib/study/conclusions_whole_test.ts"];
const CONDITIONS = ["lib/study/conditions_test.ts"];
const TABLE = ["tests/study_table_test.ts"];

/** Changes of lib/study. */
export const STUDY = [
  ...mutantsOf("lib/study/compare.ts", ["lib/study/summarise_test.ts"], [
    ["an interval takes three pairs", "hasInterval = n >= 2", "hasInterval = n >= 3"],
    ["the interval of equivalence is the mean's", "1 - 2 * SIGNIFICANCE", "1 - SIGNIFICANCE"],
  ]),
  ...mutantsBeside("lib/study/complete.ts", [
    ["five are too many to name", "missing.length > NAMED ?", "missing.length >= NAMED ?"],
  ]),
  ...mutantsOf("lib/study/conclusions.ts", WHOLE, [
    [
      "one that differs is the other",
      "apart.length === 1\n        ? `only",
      "apart.length > 1\n        ? `only",
    ],
    ["the rules are left unsaid", "&& groups.length === 1", "|| groups.length === 1"],
    [
      "Japanese has the numbers of English",
      "別の軸との差が ${random[1]}",
      "別の軸との差が ${random[0]}",
    ],
  ]),
  ...mutantsOf("lib/study/conditions.ts", CONDITIONS, [
    ["all have a role", "of.role === role)", "of.role !== role)"],
    ["an objective is its own control", "&& name !== objective", ""],
  ]),
  ...mutantsOf("lib/study/plan.ts", CONDITIONS, [
    ["the constant schedule is an axis", "SCHEDULES.slice(1)", "SCHEDULES"],
  ]),
  ...mutantsBeside("lib/study/faults.ts", [
    ["numbers may differ by more", "LAST_DIGITS = 1e-6", "LAST_DIGITS = 1.1e-6"],
    ["where no root is the mean is none", "roots.length === 0 ||", ""],
    ["seeds may stand in any order", 'typeof item === "object")', 'typeof item !== "symbol")'],
    ["the folder is compared", 'name !== "out" && ', ""],
  ]),
  ...mutantsBeside("lib/study/levels.ts", [
    ["what diverged tells a level", " && run.diverged === null", ""],
    ["levels have five digits", "toPrecision(6)", "toPrecision(5)"],
  ]),
  ...mutantsBeside("lib/study/measure_gammas.ts", [
    [
      "all tokens have the first one's logits",
      "logits.subarray(i * width, (i + 1) * width)",
      "logits.subarray(0, width)",
    ],
    ["one draw is enough", "first[i] !== null && second[i] !== null", "first[i] !== null"],
  ]),
  ...mutantsBeside("lib/study/outcomes.ts", [
    ["the last of equal rates is best", "next.mean < least.mean", "next.mean <= least.mean"],
    ["the end of the margin is outside", "loss > greatest + margin", "loss >= greatest + margin"],
    ["sizes come as they are", "a.train_chunks - b.train_chunks || ", ""],
  ]),
  ...mutantsBeside("lib/study/stages.ts", [
    ["all chunks come twice", "chunks > base.trainChunks", "chunks >= base.trainChunks"],
    ["other lengths are as many", "CHUNKING.every(", "CHUNKING.some("],
  ]),
  ...mutantsBeside("lib/study/study.ts", [
    ["what diverged has figures", "diverged === null ? value ?? null : null", "value ?? null"],
  ]),
  ...mutantsOf("lib/study/statistics/tests.ts", ["lib/study/statistics/statistics_test.ts"], [
    ["the most pairs are too many", "n > MOST_PAIRS", "n >= MOST_PAIRS"],
  ]),
  ...mutantsOf("lib/study/table.ts", TABLE, [
    ["a number may end in a point", "(\\.\\d+)?(e[+-]", "(\\.\\d*)?(e[+-]"],
    ["the header is a row", "place: `row ${i + 2}`", "place: `row ${i + 1}`"],
  ]),
  ...mutantsBeside("lib/study/validity.ts", [
    ["the worst random axis is told", "each.auc > most.auc", "each.auc < most.auc"],
    ["groups have ranks", "areGroups ? null : spearman", "!areGroups ? null : spearman"],
  ]),
  ...mutantsBeside("lib/study/verdict.ts", [
    ["an interval that ends at 0 is nearer", "t_high < 0 ? -1", "t_high <= 0 ? -1"],
  ]),
];
