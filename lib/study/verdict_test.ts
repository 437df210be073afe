import assert from "node:assert/strict";
import { large, quiet, withRows } from "./_judged.ts";
import type { Difference } from "./differences.ts";
import { ERROR_METRIC, RATE_METRIC } from "./metrics.ts";
import { FROM_NONE, PRIMARY, RATE_TOLERANCE } from "./plan.ts";
import { studyVerdict } from "./verdict.ts";

const [FIRST] = PRIMARY.map(({ name }) => name) as [string];
const only = (contrast: string) => (name: string) => name === contrast;
const primaryOf = (method: string) => (name: string) =>
  PRIMARY.some((of) => of.name === name && of.left.condition === method);

/** The overall answer, and what the first contrast shows. */
function meaning(differences: readonly Difference[]) {
  const { overall, contrasts, methods } = studyVerdict(differences, 10).meaning;
  return [overall, contrasts[0]!.verdict, ...methods];
}

/** SD apart from all three of its controls, and from the one without meaning. */
function acting(mean: number, without = mean): Difference[] {
  return withRows(
    withRows(quiet(), primaryOf("SD"), large(mean)),
    only("SD - chance_SD"),
    large(without),
  );
}

Deno.test("where all six are equivalent, meaning adds nothing", () => {
  assert.deepEqual(meaning(quiet()), ["meaning adds nothing", "no difference that matters"]);
  // Different from 0, and too little to matter.
  assert.deepEqual(meaning(withRows(quiet(), only(FIRST), { p_holm: 0.05 })), [
    ...["meaning adds nothing", "a difference too small to matter"],
  ]);
});

Deno.test("one that is neither equivalent nor significant is not decided, and so is all", () => {
  const open = withRows(quiet(), only(FIRST), { equivalent: false });
  assert.deepEqual(meaning(open), ["not decided", "not decided"]);
  assert.deepEqual(meaning(withRows(open, only(FIRST), { p_holm: 0.0501 }))[1], "not decided");
});

Deno.test("meaning acts where all controls of a method and the one without meaning say so", () => {
  const acts = ["meaning acts by the rate", "may matter", "SD"];
  assert.deepEqual(meaning(acting(0.01)), acts);
  assert.deepEqual(meaning(acting(-0.01)), acts);
  const both = withRows(
    withRows(acting(0.01), primaryOf("SD2"), large(-0.01)),
    only("SD2 - chance_SD2"),
    large(-0.01),
  );
  assert.deepEqual(meaning(both), [...acts, "SD2"]);
});

Deno.test("what one control says, or the one without meaning does not, is looked into", () => {
  const look = ["a control disagrees: look", "may matter"];
  assert.deepEqual(meaning(withRows(quiet(), only(FIRST), large(0.01))), look, "one control");
  assert.deepEqual(
    meaning(withRows(acting(0.01), only("SD - random_SD"), large(-0.01))),
    look,
    "signs",
  );
  assert.deepEqual(
    meaning(withRows(acting(0.01), only("SD - random_SD"), { equivalent: true })),
    look,
    "two of three",
  );
  assert.deepEqual(meaning(acting(0.01, -0.01)), look, "without meaning, on the other side");
  assert.deepEqual(meaning(acting(0.01, 0.0001)), look, "without meaning, an interval with 0");
  const missing = acting(0.01).filter(({ contrast }) => contrast !== "SD - chance_SD");
  assert.deepEqual(meaning(missing), look, "without meaning, missing");
  const unmatched = withRows(acting(0.01), only("SD - chance_SD"), { mean: 0.006 }, RATE_METRIC);
  assert.deepEqual(meaning(unmatched), look, "without meaning, at another rate");
});

Deno.test("at another mean rate, or with a pair missing, nothing is concluded", () => {
  const at = (mean: number) => meaning(withRows(quiet(), only(FIRST), { mean }, RATE_METRIC));
  assert.deepEqual(at(RATE_TOLERANCE), ["meaning adds nothing", "no difference that matters"]);
  assert.deepEqual(at(-0.0051), ["not decided", "rate not matched"]);
  const incomplete = ["not decided", "incomplete"];
  assert.deepEqual(meaning(withRows(quiet(), only(FIRST), { n: 9 })), incomplete);
  assert.deepEqual(meaning(withRows(quiet(), only(FIRST), { n: 9 }, RATE_METRIC)), incomplete);
  assert.deepEqual(meaning(quiet().filter(({ contrast }) => contrast !== FIRST)), incomplete);
  // One seed has no interval, whatever was planned.
  const one = quiet().map((of) => ({ ...of, n: 1 }));
  assert.equal(studyVerdict(one, 1).meaning.contrasts[0]!.verdict, "incomplete");
  assert.equal(
    studyVerdict(one, 1).objectives.every(({ verdict }) => verdict === "incomplete"),
    true,
  );
});

Deno.test("H1: whether SD and SD2 differ from none, and whether their rate explains it", () => {
  const rate = (differences: readonly Difference[]) => studyVerdict(differences, 10).rate;
  assert.deepEqual(rate(quiet()), {
    differs: [{ method: "SD", differs: true }, { method: "SD2", differs: true }],
    explained: "explained",
  });
  const [sd] = FROM_NONE.map(({ name }) => name) as [string];
  assert.equal(rate(withRows(quiet(), only(sd), { p_holm: 0.06 })).differs[0]!.differs, false);
  assert.equal(rate(withRows(quiet(), only(sd), { n: 9 })).differs[0]!.differs, null);
  const curve = only("SD2 - curve of none");
  assert.equal(rate(withRows(quiet(), curve, { equivalent: false })).explained, "not shown");
  assert.equal(rate(withRows(quiet(), curve, { n: 9 })).explained, "incomplete");
});

Deno.test("H3: nearer than none at equal loss and than both controls, with whole intervals", () => {
  const of = (differences: readonly Difference[]) =>
    studyVerdict(differences, 10).objectives.find(({ objective }) => objective === "sd_loss")!
      .verdict;
  assert.equal(of(quiet()), "not shown");
  const near = withRows(
    quiet(),
    (name) => name.startsWith("sd_loss - "),
    { mean: -0.1, t_low: -0.11, t_high: -0.09 },
    ERROR_METRIC,
  );
  assert.equal(of(near), "nearer");
  const far = { mean: 0.1, t_low: 0.09, t_high: 0.11 };
  assert.equal(
    of(withRows(near, (name) => name.startsWith("sd_loss - "), far, ERROR_METRIC)),
    "farther",
  );
  const change = (contrast: string, more: Partial<Difference>) =>
    of(withRows(near, only(contrast), more, ERROR_METRIC));
  for (const other of ["curve of none", "sd_loss_shuffled", "sd_loss_random"]) {
    assert.equal(change(`sd_loss - ${other}`, { t_high: 0 }), "not shown", other);
    assert.equal(change(`sd_loss - ${other}`, { n: 9 }), "incomplete", other);
    assert.equal(change(`sd_loss - ${other}`, { t_low: 0.1, t_high: 0.2 }), "not shown", other);
  }
});

Deno.test("an interval that ends at 0 lies on no side, and one that is not there neither", () => {
  const objective = (figures: Partial<Difference>) =>
    studyVerdict(
      withRows(quiet(), (name) => name.startsWith("sd_token - "), figures, ERROR_METRIC),
      10,
    ).objectives.find((of) => of.objective === "sd_token")!.verdict;
  const cases = [[-2, -1, "nearer"], [-2, 0, "not shown"], [0, 2, "not shown"], [1, 2, "farther"]];
  for (const [t_low, t_high, verdict] of cases as [number, number, string][]) {
    assert.equal(objective({ t_low, t_high }), verdict, `${t_low} to ${t_high}`);
  }
  assert.equal(objective({ t_low: null, t_high: -1 }), "not shown");
  assert.equal(objective({ t_low: 1, t_high: null }), "not shown");
});

Deno.test("more pairs than seeds are as good, and no mean, mean of 0 or p is no effect", () => {
  const open = withRows(quiet(), only(FIRST), { equivalent: false, p_holm: null });
  assert.deepEqual(meaning(open), ["not decided", "not decided"]);
  assert.deepEqual(studyVerdict(quiet(), 9), studyVerdict(quiet(), 10));
  const two = quiet().map((of) => ({ ...of, n: 2 }));
  assert.deepEqual(studyVerdict(two, 1), studyVerdict(quiet(), 10));
  const look = ["a control disagrees: look", "may matter"];
  for (const mean of [0, null]) {
    assert.deepEqual(meaning(withRows(acting(0.01), only(FIRST), { mean })), look, `${mean}`);
  }
  const unknown = withRows(acting(0.01), only("SD - chance_SD"), { mean: null }, RATE_METRIC);
  assert.deepEqual(meaning(unknown), look);
  // Without meaning it is enough that its interval lies on that side, however small.
  const small = withRows(acting(0.01), only("SD - chance_SD"), { equivalent: true, p_holm: null });
  assert.deepEqual(meaning(small), ["meaning acts by the rate", "may matter", "SD"]);
});

Deno.test("the rules are named for each contrast, in the order of the plan", () => {
  const judged = studyVerdict(
    withRows(
      withRows(quiet(), only("SD - random_SD"), { p_holm: 0.05 }),
      only("SD2 - shuffled_SD2"),
      { equivalent: null },
    ),
    10,
  );
  assert.deepEqual(judged.meaning, {
    contrasts: [
      ...["SD - same_mean_SD", "SD - shuffled_SD"],
      ...["SD - random_SD", "SD2 - same_mean_SD2", "SD2 - shuffled_SD2", "SD2 - random_SD2"],
    ].map((contrast) => ({
      contrast,
      verdict: contrast === "SD - random_SD"
        ? "a difference too small to matter"
        : contrast === "SD2 - shuffled_SD2"
        ? "not decided"
        : "no difference that matters",
    })),
    overall: "not decided",
    methods: [],
  });
  assert.deepEqual(judged.objectives.map(({ objective }) => objective), ["sd_token", "sd_loss"]);
  assert.equal(
    studyVerdict(withRows(quiet(), only("SD - none"), { p_holm: 0.05 }), 10).rate.differs[0]!
      .differs,
    true,
  );
});
