/** Objectives in a step's program, held to PyTorch's on any executor. */
import assert from "node:assert/strict";
import { crossEntropy, gradients, mean } from "../lib/program/mod.ts";
import { chooseGamma, GAMMA_VARIABLES } from "../lib/semantics/mod.ts";
import { objectiveShares } from "../lib/training/objective_values.ts";
import { chooseObjective } from "../lib/training/objectives.ts";
import { StepPlaceholders } from "../lib/training/step_interface.ts";
import { withExecutor } from "./_executors/helpers.ts";
import type { Runner } from "./_operations/mod.ts";
import { floats, ints } from "./_tensors.ts";
import fixture from "./fixtures/objectives.json" with { type: "json" };

const { profile, known, cases } = fixture;
const WORDS = known.length;
/** Profiles of three axes, as the fixture's. */
const { parts } = chooseGamma("paper:profile=bipolar:distance=euclidean");

function assertClose(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((x, i) => {
    const far = Math.abs(actual[i]! - x);
    assert.ok(far <= 2e-6 * Math.max(1, Math.abs(x)), `${what}, ${i}: ${actual[i]} is not ${x}`);
  });
}

/** Makes a test of each objective. */
export function testObjectives(runner: Runner): void {
  for (const text of Object.keys(cases[0]!.objectives) as (keyof typeof cases[0]["objectives"])[]) {
    Deno.test(`an objective and its gradient are PyTorch's: ${text} (${runner.name})`, async () => {
      for (const each of cases) {
        await withExecutor(runner, (builder) => {
          const feeds = new StepPlaceholders(builder, { sequenceLength: 8, vocabSize: WORDS });
          const logits = builder.placeholder("logits", [-1, WORDS]);
          const losses = crossEntropy(logits, feeds.get("labels"));
          const predictions = builder.placeholder("predictions", [-1], "int32");
          const pass = { logits, losses, predictions };
          const objective = mean(objectiveShares(chooseObjective(text), feeds, parts, pass));
          builder.output("objective", objective);
          builder.output("gradient", gradients(objective, [logits])[0]!);
          // What there is to be set and fed, whatever the objective reads of it.
          builder.variable(GAMMA_VARIABLES.profile, [WORDS, 3]);
          builder.variable(GAMMA_VARIABLES.known, [WORDS, 1]);
          feeds.get("token_order");
          feeds.get("word_order");
        }, async (executor) => {
          await executor.setVariables(
            new Map([
              [GAMMA_VARIABLES.profile, floats(profile, [WORDS, 3])],
              [GAMMA_VARIABLES.known, floats(known, [WORDS, 1])],
            ]),
          );
          const rows = each.labels.map((_, i) => each.logits.slice(i * WORDS, (i + 1) * WORDS));
          const [objective, gradient] = await executor.run({
            logits: floats(each.logits, [rows.length, WORDS]),
            labels: ints(each.labels),
            predictions: ints(rows.map((row) => row.indexOf(Math.max(...row)))),
            token_order: ints(each.token_order),
            word_order: ints(each.word_order),
          }, ["objective", "gradient"]);
          const { value, gradient: expected } = each.objectives[text];
          assertClose(objective!.data, [value], each.name);
          assertClose(gradient!.data, expected, `the gradient of ${each.name}`);
        });
      }
    });
  }
}
