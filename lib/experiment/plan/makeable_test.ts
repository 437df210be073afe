/** What cannot be made is told before anything is loaded, with the run's name. */
import assert from "node:assert/strict";
import { InputError } from "../../io/mod.ts";
import { defineMethod } from "../../schedule/mod.ts";
import { BUILT_IN } from "../definitions.ts";
import { resolveSettings } from "../settings/presets.ts";
import type { ExperimentSettings } from "../settings/table.ts";
import { checkBaseline } from "./baseline.ts";
import { checkMakeable, stepsOf, warmupOf } from "./makeable.ts";
import { withNeeds } from "./needs.ts";
import { plannedRuns } from "./planned_runs.ts";

function planned(overrides: Partial<ExperimentSettings>) {
  const settings = resolveSettings({ overrides: { schedules: ["linear"], ...overrides } });
  return withNeeds(plannedRuns(settings), BUILT_IN.methods);
}

Deno.test("a run's steps are its epochs' batches, by those that are put together", () => {
  const steps = (overrides: Partial<ExperimentSettings>) => stepsOf(planned(overrides)[0]!);
  // 10 chunks in batches of 4 are three batches; of two batches a step, two steps.
  const settings = { epochs: 5, trainChunks: 10, batchSize: 4 };
  assert.equal(steps(settings), 15);
  assert.equal(steps({ ...settings, gradientAccumulationSteps: 2 }), 10);
});

Deno.test("what a run cannot have is told with its name, unless none of them can have it", () => {
  const check = (overrides: Partial<ExperimentSettings>) => () => {
    const runs = planned(overrides);
    checkMakeable(runs, runs, BUILT_IN);
  };
  check({})();
  check({ methods: ["SD", "replay:of=SD"] })();
  const late = "warmup_stable_decay:decaySteps=9", twice = "polynomial:power=1:power=2";
  const [lateName, twiceName] = ["warmup_stable_decay+decaySteps=9", "polynomial+power=1+power=2"];
  const sweep = { gradientAccumulationSteps: [1, 2] };
  type Some = Partial<ExperimentSettings>;
  const cases: [name: string, rest: string, one: Some, some: Some][] = [
    [
      `${lateName}-none-seed0: `,
      'the schedule warmup_stable_decay has no parameter "decaySteps"',
      { schedules: [late] },
      { schedules: ["linear", late] },
    ],
    [
      `${twiceName}-none-seed0, ${twice}: `,
      "the parameter power is",
      { schedules: [twice] },
      { schedules: ["linear", twice] },
    ],
    [
      "linear-none-gradientAccumulationSteps=2-seed0: ",
      "the objective sd_token compares all masked tokens of a step",
      { objective: "sd_token", gradientAccumulationSteps: 2 },
      { objective: "sd_token", sweep },
    ],
  ];
  for (const [name, rest, one, some] of cases) {
    const begins = (overrides: Some, text: string) =>
      assert.throws(check({ methods: ["none"], ...overrides }), (error) => {
        assert.ok(error instanceof InputError);
        return error.message.startsWith(text);
      }, text);
    begins(some, `${name}${rest}`);
    begins(one, name.includes(twice) ? `${twice}: ${rest}` : rest);
  }
  // What the setting is called is left to who tells it, with a name or without.
  for (const methods of [["SD"], ["none", "SD"]]) {
    assert.throws(check({ methods, gammaReference: 1e-300 }), (error) => {
      const told = (error as InputError).told((name) => `<${name}>`);
      return told.startsWith(`${methods.length > 1 ? "linear-SD-seed0: " : ""}<gammaReference> 1e`);
    });
  }
});

Deno.test("what is compared with must be there, unless it is the usual one", () => {
  const check = (baseline: string, overrides: Partial<ExperimentSettings>) => () =>
    checkBaseline(baseline, planned(overrides));
  check("none", { methods: ["SD"] })();
  check("SD", { methods: ["none", "SD"] })();
  assert.throws(check("SD2", { methods: ["none", "SD"], seeds: [0, 1] }), {
    name: "InputError",
    message: 'no run of this experiment is what baseline "SD2" names. ' +
      "Those to compare with are none, SD.",
  });
  assert.throws(
    check("SD2", { methods: ["SD"], conditions: [{ name: "slow", epochs: 9 }] }),
    /Those to compare with are SD, slow\./,
  );
});

/** Checks what is planned of some settings. */
function checked(overrides: Partial<ExperimentSettings>): void {
  const runs = planned({ schedules: ["constant"], ...overrides });
  checkMakeable(runs, runs, BUILT_IN);
}

Deno.test("a reference that makes nothing or infinity of the rate is refused before a run", () => {
  for (const [method, gammaReference] of [["SD", 1e-300], ["SD2", 1e300]] as const) {
    assert.throws(
      () => checked({ methods: ["none", method], gammaReference }),
      /constant-SD2?-seed0: gammaReference 1e[+-]300 makes 0 of the learning rate 0\.0006/,
    );
  }
  for (const [method, gammaReference] of [["SD", 1e300], ["SD2", 1e-300]] as const) {
    assert.throws(() => checked({ methods: [method], gammaReference }), /makes Infinity of/);
  }
  // None does not read it.
  checked({ methods: ["none"], gammaReference: 1e-300 });
  checked({ methods: ["SD", "SD2"], gammaReference: 1.04 });
});

Deno.test("a run that may end early is not read by another", () => {
  const both = { methods: ["SD", "mean:of=SD"], earlyStoppingPatience: 2 };
  assert.throws(() => checked(both), {
    message:
      "constant-mean+of=SD-seed0: it reads the rates of each step of the run constant-SD-seed0, " +
      "which earlyStoppingPatience may end before the last one. Leave earlyStoppingPatience out, or " +
      "the method that reads.",
  });
  checked({ ...both, earlyStoppingPatience: null });
  checked({ ...both, methods: ["SD"] });
});

Deno.test("a share of the steps in which A′ climbs is rounded up", () => {
  const settings = { epochs: 1, batchSize: 1, gradientAccumulationSteps: 1, trainChunks: 10 };
  const warmup = (warmupRatio: number, warmupSteps = 0) => {
    const overrides = { schedules: ["constant"], ...settings, warmupRatio, warmupSteps };
    const [run] = plannedRuns(resolveSettings({ overrides }));
    return warmupOf(run!);
  };
  assert.deepEqual([0, 0.01, 0.1, 0.11, 1].map((ratio) => warmup(ratio)), [0, 1, 1, 2, 10]);
  assert.equal(warmup(0, 4), 4);
});

Deno.test("what asks for the same in two ways is refused, of several runs with the name of one", () => {
  const both = (one: string, other: string) => ({
    name: "InputError",
    message: `${one} and ${other} are both set. Set one of them.`,
  });
  const base = { methods: ["none"] };
  assert.throws(
    () => checked({ ...base, evalData: "a.txt", evalFraction: 0.5 }),
    both("evalData", "evalFraction"),
  );
  assert.throws(
    () => checked({ ...base, warmupSteps: 1, warmupRatio: 0.5 }),
    both("warmupSteps", "warmupRatio"),
  );
  assert.throws(() => checked({ ...base, warmupSteps: 1, sweep: { warmupRatio: [0, 0.5] } }), {
    message: "constant-none-warmupRatio=0.5-seed0: warmupSteps and warmupRatio are both set. " +
      "Set one of them.",
  });
  for (const one of [{ evalData: "a.txt" }, { evalFraction: 0.5 }, { warmupRatio: 0.5 }]) {
    checked({ ...base, ...one });
  }
});

Deno.test("a method is made once for each run, with what it is told of that run", () => {
  const told: unknown[] = [];
  const method = (name: string, needs?: string) =>
    defineMethod({
      name,
      description: "what it is told",
      ...(needs === undefined ? {} : { needs: () => ({ of: needs, from: "same" as const }) }),
      create: (context) => {
        told.push(context);
        return { power: 1 };
      },
    });
  const methods = BUILT_IN.methods.with([method("one"), method("other", "one")]);
  const overrides = { schedules: ["linear"], methods: ["one", "other"], seeds: [7], epochs: 1 };
  const settings = resolveSettings({ overrides: { ...overrides, trainChunks: 6, batchSize: 2 } });
  const runs = withNeeds(plannedRuns(settings), methods);
  checkMakeable(runs, runs, { ...BUILT_IN, methods });
  // Who reads another run is given as many factors as that one has steps; the others none.
  const common = { steps: 3, seed: 7, parameters: {} };
  assert.deepEqual(told, [common, { ...common, factors: [1, 1, 1] }]);
});
