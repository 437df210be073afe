import assert from "node:assert/strict";
import { oneOf, Registry, text } from "../../definition/mod.ts";
import { defineMethod } from "../../schedule/mod.ts";
import type { PlannedRun } from "../planned_run.ts";
import { resolveSettings } from "../settings/presets.ts";
import type { ExperimentSettings } from "../settings/table.ts";
import { closure, withNeeds } from "./needs.ts";
import { plannedRuns } from "./planned_runs.ts";
import { relative } from "./relative.ts";

const planned = (overrides: Partial<ExperimentSettings>) =>
  plannedRuns(resolveSettings({ overrides: { schedules: ["linear", "cosine"], ...overrides } }));

/** Methods, among them one that reads the run which it names. */
const METHODS = new Registry("method", [
  ...["none", "SD", "greedy"].map((name) => defineMethod({ name, power: 0 })),
  defineMethod({
    name: "copy",
    description: "what another run did",
    parameters: {
      of: { description: "which", rule: text, required: true },
      from: { description: "which seed", rule: oneOf(["same", "next"]), default: "same" },
    },
    needs: ({ of, from }) => ({ of, from }),
    create: () => ({ power: 0 }),
  }),
]);

function nameOf(
  runs: readonly PlannedRun[],
  name: string,
  of: string,
  from: "same" | "next" = "same",
) {
  const run = runs.find((run) => run.name === name);
  assert.ok(run !== undefined, name);
  return relative(run, of, from, runs)?.name;
}

Deno.test("relative() finds the run that differs in method alone", () => {
  const runs = planned({ methods: ["none", "SD"], seeds: [3, 1, 8] });
  assert.equal(nameOf(runs, "cosine-SD-seed1", "none"), "cosine-none-seed1");
  assert.equal(nameOf(runs, "cosine-none-seed1", "none"), "cosine-none-seed1", "itself");
  assert.equal(nameOf(runs, "cosine-SD-seed1", "none", "next"), "cosine-none-seed3");
  assert.equal(nameOf(runs, "cosine-SD-seed8", "none", "next"), "cosine-none-seed1");
  assert.equal(nameOf(runs, "cosine-SD-seed8", "SD2"), undefined);
  const few = runs.filter(({ name }) => name !== "cosine-none-seed1");
  assert.equal(nameOf(few, "cosine-SD-seed1", "none"), undefined, "never one of another schedule");
});

Deno.test("relative() finds conditions, and methods by text, folder's name or bare name", () => {
  const runs = planned({
    methods: ["none", "greedy:patience=2"],
    sweep: { epochs: [2, 4] },
    conditions: [{ name: "slow", method: "none", learningRate: 1e-5 }, {
      name: "cold",
      warmupSteps: 3,
    }],
  });
  const run = "linear-greedy+patience=2-epochs=4-seed0";
  assert.equal(nameOf(runs, run, "slow"), "linear-epochs=4-slow-seed0");
  assert.equal(nameOf(runs, "linear-epochs=4-slow-seed0", "greedy:patience=2"), run);
  assert.equal(nameOf(runs, "linear-epochs=4-slow-seed0", "greedy+patience=2"), run);
  assert.equal(nameOf(runs, "linear-epochs=4-slow-seed0", "greedy"), run);
  const cold = "linear-greedy+patience=2-epochs=4-cold-seed0";
  assert.equal(nameOf(runs, cold, "none"), "linear-none-epochs=4-cold-seed0", "of its condition");
  assert.equal(nameOf(runs, cold, "slow"), "linear-epochs=4-slow-seed0");
  assert.equal(nameOf(runs, run, "cold"), undefined, "it could be either method's");
  const none = "linear-none-epochs=4-seed0";
  assert.equal(nameOf(runs, "linear-epochs=4-slow-seed0", "none"), none, "not itself");
});

Deno.test("runs know what they need, across axes and seeds", () => {
  const runs = withNeeds(
    planned({ methods: ["SD", "copy:of=SD"], seeds: [0, 1] }),
    METHODS,
  );
  assert.deepEqual(
    runs.filter(({ needs }) => needs !== undefined).map(({ name, needs }) => [name, needs]),
    [
      ["linear-copy+of=SD-seed0", "linear-SD-seed0"],
      ["cosine-copy+of=SD-seed0", "cosine-SD-seed0"],
      ["linear-copy+of=SD-seed1", "linear-SD-seed1"],
      ["cosine-copy+of=SD-seed1", "cosine-SD-seed1"],
    ],
  );
  const next = withNeeds(
    planned({
      methods: ["SD"],
      seeds: [0, 1],
      conditions: [{ name: "other", method: "copy:of=SD:from=next" }],
    }),
    METHODS,
  );
  assert.equal(next.find(({ name }) => name === "linear-other-seed1")!.needs, "linear-SD-seed0");
  const [first] = next.filter(({ condition }) => condition === "other");
  assert.deepEqual(closure([first!], next).map(({ name }) => name), [
    ...["linear-SD-seed1", "linear-other-seed0"],
  ]);
});

Deno.test("a run that needs one which is not there, or itself, is refused", () => {
  const refused = (overrides: Partial<ExperimentSettings>, message: RegExp) =>
    assert.throws(() => withNeeds(planned(overrides), METHODS), { name: "InputError", message });
  refused(
    { methods: ["copy:of=SD"] },
    /the run linear-copy\+of=SD-seed0 needs one by SD, and the experiment has none\. Add SD to /,
  );
  refused({ methods: ["SD", "copy:of=SD:from=next"] }, /needs one of another seed by SD/);
  refused({ methods: ["copy:of=copy"] }, /these runs need each other: (\S+) → \1\./);
  refused(
    {
      methods: ["none"],
      conditions: [{ name: "a", method: "copy:of=b" }, { name: "b", method: "copy:of=a" }],
    },
    /these runs need each other: linear-a-seed0 → linear-b-seed0 → linear-a-seed0\./,
  );
  refused(
    {
      methods: ["none", "SD", "copy:of=c"],
      conditions: [{ name: "c", warmupSteps: 3 }],
    },
    /needs one by c, which could be linear-none-c-seed0 or linear-SD-c-seed0/,
  );
});

Deno.test("what is missing is asked for: a method, and a seed where another one is read", () => {
  const refused = (overrides: Partial<ExperimentSettings>, mend: string) =>
    assert.throws(
      () => withNeeds(planned({ schedules: ["linear"], ...overrides }), METHODS),
      (error: Error) => error.message.endsWith(mend),
    );
  refused({ methods: ["copy:of=SD"] }, "has none. Add SD to the methods or conditions.");
  refused(
    { methods: ["SD", "copy:of=SD:from=next"] },
    "needs one of another seed by SD, and the experiment has none. " +
      "Add SD to the methods or conditions, and a seed.",
  );
  // A run of a plugin that is not here is left as it is.
  const [other] = withNeeds(planned({ schedules: ["linear"], methods: ["later"] }), METHODS);
  assert.ok(!("needs" in other!));
});
