import assert from "node:assert/strict";
import type { RunResult } from "./planned_run.ts";
import { factorsOf } from "./run_folder.ts";

Deno.test("a run's factors are A″ ÷ A′ step by step, and none where there was no step or no rate", () => {
  const step = (scheduled_learning_rate: number, learning_rate: number) => ({
    ...{ type: "step", scheduled_learning_rate, learning_rate },
  });
  const records = [
    { type: "evaluation" },
    step(4, 2),
    { type: "skipped", scheduled_learning_rate: 4 },
    step(4, 0),
    step(0, 0),
    { type: "evaluation" },
    step(1, 3),
  ];
  assert.deepEqual(factorsOf({ records } as unknown as RunResult), [0.5, null, 0, null, 3]);
});
