import assert from "node:assert/strict";
import { madeUpStudy } from "./_made_up.ts";
import type { StudyConfig } from "./complete.ts";
import { filedFaults, studyFaults } from "./faults.ts";
import type { StudyRun } from "./runs.ts";
import type { Study } from "./study.ts";

const study = madeUpStudy([0, 1, 2, 3, 4, 5, 6, 7]);

Deno.test("a study as it was planned has no faults", () => {
  assert.deepEqual(studyFaults(study), []);
});

/** Row and place in `runs.csv` of a run of the main experiment with seed 3. */
function rowOf(name: string): { row: number; at: number } {
  const at = study.runs.findIndex(({ stage, condition, seed, schedule }) =>
    stage === "main" && condition === name && seed === 3 && schedule === "constant"
  );
  return { at, row: at + 2 };
}

/** What is found but for differences, which take long to compute. */
function found(changed: Partial<Study>): string[] {
  return filedFaults({ ...study, ...changed });
}

Deno.test("a row that contradicts the plan or itself is named with what is wrong", () => {
  const { at, row } = rowOf("none");
  const cases: [Partial<StudyRun>, string][] = [
    [{ steps: 47 }, "has the steps 47 and was planned with 48"],
    [{ gamma: "paper" }, "has the gamma paper and was planned with osgood"],
    [{ method: "SD" }, "has the method SD and was planned with none"],
    [{ objective: "sd_loss" }, "has the objective sd_loss and was planned with cross_entropy"],
    [{ gamma_reference: "2" }, "has the gamma_reference 2 and was planned with none"],
    [{ mean_learning_rate: 6.1e-4 }, "has a mean_learning_rate that is not its constant rate"],
    [{ eval_perplexity: 90 }, "has an eval_perplexity that is not e to the power of its eval_loss"],
    [{ eval_loss_best: 9 }, "has an eval_loss_best above its eval_loss"],
    [{ train_loss: null }, "did not diverge, and has no train_loss"],
    [{ diverged: "NaN" }, "diverged, and has the figure train_loss"],
    [{ weights_sha256: "0".repeat(63) }, "has a weights_sha256 that is no SHA-256"],
    [{ seed: 99 }, "is not planned"],
  ];
  for (const [change, what] of cases) {
    const runs = study.runs.map((run, i) => i === at ? { ...run, ...change } : run);
    const seed = change.seed ?? 3;
    assert.deepEqual(found({ runs }), [
      `runs.csv, row ${row}: main constant none of 128 chunks with seed ${seed} ${what}.`,
    ]);
  }
});

Deno.test("a diverged run has no figures and the steps that it made", () => {
  const { at } = rowOf("none_x4");
  const none = Object.fromEntries(
    Object.entries(study.runs[at]!).map(([name, value]) =>
      /^(eval_|train_loss|train_eval)/.test(name) ? [name, null] : [name, value]
    ),
  ) as unknown as StudyRun;
  const lost = { ...none, steps: 7, diverged: "its loss is not finite" };
  assert.deepEqual(found({ runs: study.runs.map((run, i) => i === at ? lost : run) }), []);
});

Deno.test("a run that stands there twice is named", () => {
  const { at } = rowOf("SD2");
  assert.deepEqual(found({ runs: [...study.runs, study.runs[at]!] }), [
    `runs.csv, row ${study.runs.length + 2}: main constant SD2 of 128 chunks with seed 3 stands ` +
    "there twice.",
  ]);
});

Deno.test("settings are those of the plan, and levels those that the runs tell", () => {
  const { main } = study.config;
  const settings = { ...main.settings, trainEval: "no" as const };
  assert.deepEqual(found({ config: { ...study.config, main: { ...main, settings } } }), [
    "config.json: trainEval of main is not what the plan makes of main's settings.",
  ]);
  const runs = study.runs.map((run) =>
    run.condition === "level_loss" ? { ...run, mean_gamma_root: 1.8 } : run
  );
  assert.deepEqual(found({ runs }), [
    "config.json: conditions of main is not what the plan makes of main's settings.",
  ]);
});

Deno.test("Γ of steps belongs to the runs of which it is kept, whole", () => {
  const whole = "gamma.csv: SD with seed 0 does not have the steps 1 to 48 once each, in order.";
  assert.deepEqual(found({ gamma: study.gamma.slice(1) }), [whole]);
  assert.deepEqual(found({ gamma: [study.gamma[0]!, ...study.gamma] }), [whole]);
  const other = study.gamma.map((of, i) => i === 0 ? { ...of, gamma_root: 1.3 } : of);
  assert.deepEqual(found({ gamma: other }), [
    "gamma.csv: SD with seed 0 has roots whose mean is not the mean_gamma_root of runs.csv.",
  ]);
  assert.deepEqual(found({ gamma: [...study.gamma, { ...study.gamma[0]!, condition: "SD2" }] }), [
    "gamma.csv: SD2 with seed 0 is no run whose Γ is kept.",
  ]);
});

Deno.test("a difference that does not follow is named with what follows", () => {
  const [first, ...others] = study.differences;
  const differences = [{ ...first!, n: 7 }, ...others];
  assert.deepEqual(studyFaults({ ...study, differences }), [
    "differences.csv, row 2: n of SD - same_mean_SD, eval_loss is 7; the runs say 8.",
  ]);
  assert.deepEqual(
    studyFaults({ ...study, differences: [...study.differences, first!] }),
    [`differences.csv, row ${
      study.differences.length + 2
    }: SD - same_mean_SD, eval_loss stands there twice.`],
  );
  assert.deepEqual(studyFaults({ ...study, differences: others }), [
    "differences.csv lacks SD - same_mean_SD, eval_loss.",
  ]);
  const [second, ...rest] = others;
  assert.deepEqual(studyFaults({ ...study, differences: [second!, first!, ...rest] }), [
    "differences.csv, row 2: SD - shuffled_SD, eval_loss stands where SD - same_mean_SD, eval_loss " +
    "is to be.",
  ]);
  assert.deepEqual(
    studyFaults({ ...study, differences: [{ ...first!, contrast: "SD - x" }, ...others] }),
    [
      "differences.csv, row 2: SD - x, eval_loss is no difference of the study.",
      "differences.csv lacks SD - same_mean_SD, eval_loss.",
    ],
  );
});

/** A study with one row of a run otherwise. */
function foundWith(name: string, change: Partial<StudyRun>): string[] {
  const { at, row } = rowOf(name);
  const start = `runs.csv, row ${row}: main constant ${name} of 128 chunks with seed 3 `;
  return found({ runs: study.runs.map((run, i) => i === at ? { ...run, ...change } : run) })
    .map((fault) => fault.startsWith(start) ? fault.slice(start.length) : fault);
}

Deno.test("numbers that are computed in two ways may differ by a millionth", () => {
  const perplexity = Math.exp(study.runs[rowOf("none").at]!.eval_loss!);
  const wrong = "has an eval_perplexity that is not e to the power of its eval_loss.";
  for (const [off, faults] of [[-1.05e-6, 1], [-0.95e-6, 0], [0.95e-6, 0], [1.05e-6, 1]] as const) {
    assert.deepEqual(
      foundWith("none", { eval_perplexity: perplexity * (1 + off) }),
      new Array(faults).fill(wrong),
      `${off}`,
    );
  }
});

Deno.test("all that is wrong with a row is said, and what may be is not", () => {
  assert.deepEqual(
    foundWith("none", { learning_rate: 0.001, steps: 47, eval_loss_best: 9, weights_sha256: "F" }),
    [
      "has the learning_rate 0.001 and was planned with 0.0006.",
      "has the steps 47 and was planned with 48.",
      "has an eval_loss_best above its eval_loss.",
      "has a mean_learning_rate that is not its constant rate.",
      "has a weights_sha256 that is no SHA-256.",
    ],
  );
  assert.deepEqual(foundWith("none", { weights_sha256: null, eval_cloze_accuracy: 0.5 }), []);
  assert.deepEqual(foundWith("none", { mean_learning_rate: null }), [
    "has a mean_learning_rate that is not its constant rate.",
  ]);
  for (const sha of ["a".repeat(65), "A".repeat(64), `${"a".repeat(63)}g`]) {
    assert.deepEqual(foundWith("none", { weights_sha256: sha }).length, 1, sha);
  }
  // A method's rate is not constant, and a schedule's neither.
  assert.deepEqual(foundWith("SD", { mean_learning_rate: 1 }), []);
  const linear = study.runs.findIndex((run) => run.schedule === "linear" && run.method === "none");
  const runs = study.runs.map((run, i) => i === linear ? { ...run, mean_learning_rate: 1 } : run);
  assert.deepEqual(found({ runs }), []);
});

Deno.test("each final figure is there where a run did not diverge, and is not where it did", () => {
  const names = [
    ...["train_loss", "eval_loss", "eval_loss_best", "eval_perplexity", "eval_accuracy"],
    ...["eval_mrr", "eval_ece", "eval_semantic_error", "eval_semantic_error_wrong"],
    "train_eval_loss",
  ];
  const none = Object.fromEntries(names.map((name) => [name, null]));
  for (const name of names) {
    assert.deepEqual(foundWith("none", { [name]: null }), [
      `did not diverge, and has no ${name}.`,
    ]);
    assert.deepEqual(foundWith("none", { ...none, diverged: "it did", [name]: 1 }), [
      `diverged, and has the figure ${name}.`,
    ]);
  }
  assert.deepEqual(foundWith("none", none), ["did not diverge, and has no train_loss."]);
});

Deno.test("settings are compared in whatever order they stand, but for lists of numbers", () => {
  const change = (stage: "rates" | "main" | "sizes", more: object): StudyConfig => ({
    ...study.config,
    [stage]: {
      ...study.config[stage],
      settings: { ...study.config[stage].settings, ...more },
    },
  });
  const { conditions } = study.config.rates.settings;
  const turned = conditions.toReversed().map((of) =>
    Object.fromEntries(Object.entries(of).toReversed())
  );
  assert.deepEqual(
    found({ config: change("rates", { conditions: turned, out: "elsewhere" }) }),
    [],
  );
  const said = (stage: string, name: string) =>
    `config.json: ${name} of ${stage} is not what the plan makes of main's settings.`;
  assert.deepEqual(found({ config: change("rates", { seeds: [102, 101, 100] }) }), [
    said("rates", "seeds"),
  ]);
  assert.deepEqual(found({ config: change("sizes", { trainEval: "no" }) }), [
    said("sizes", "trainEval"),
  ]);
  const [first, ...others] = conditions;
  const config = change("rates", { conditions: [{ ...first!, learningRate: 1 }, ...others] });
  assert.deepEqual(found({ config })[0], said("rates", "conditions"));
});

Deno.test("steps of Γ are whole, in order, and agree with the run's mean", () => {
  const [first, second, ...rest] = study.gamma;
  const whole = "gamma.csv: SD with seed 0 does not have the steps 1 to 48 once each, in order.";
  assert.deepEqual(found({ gamma: [second!, first!, ...rest] }), [whole]);
  const own = (of: { condition: string; seed: number }) => of.condition === "SD" && of.seed === 0;
  assert.deepEqual(found({ gamma: study.gamma.filter((of) => !own(of)) }), [whole]);
  const without = study.gamma.map((of) => own(of) ? { ...of, gamma_root: null } : of);
  assert.deepEqual(found({ gamma: without }), []);
  const runs = study.runs.map((run) =>
    own(run) && run.stage === "main" && run.schedule === "constant"
      ? { ...run, mean_gamma_root: null }
      : run
  );
  const mean = "gamma.csv: SD with seed 0 has roots whose mean is not the mean_gamma_root of " +
    "runs.csv.";
  assert.deepEqual(found({ runs }), [mean]);
  assert.deepEqual(found({ gamma: without, runs }), []);
  // What is the matter with a run comes before what is too many.
  const stray = { ...first!, condition: "x" };
  assert.deepEqual(found({ gamma: [stray, second!, ...rest] }), [
    whole,
    "gamma.csv: x with seed 0 is no run whose Γ is kept.",
  ]);
});

Deno.test("differences are not computed of wrong runs", () => {
  const { at } = rowOf("none");
  const runs = study.runs.map((run, i) => i === at ? { ...run, steps: 47 } : run);
  assert.equal(studyFaults({ ...study, runs, differences: [] }).length, 1);
});
