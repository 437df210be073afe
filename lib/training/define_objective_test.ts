/** What an objective of one's own may give, and what is said of what it may not. */
import assert from "node:assert/strict";
import {
  add,
  argMax,
  crossEntropy,
  mean,
  ProgramBuilder,
  stopGradient,
  sum,
  toFloat,
  type Value,
} from "../program/mod.ts";
import { defineObjective, type ObjectiveScope } from "./define_objective.ts";
import { OBJECTIVES } from "./objectives.ts";

const builder = new ProgramBuilder(), other = new ProgramBuilder();
const logits = builder.placeholder("logits", [3, 5]);
const labels = builder.placeholder("labels", [3], "int32");
const losses = crossEntropy(logits, labels);

/** What is said of a value that an objective gives. */
function said(given: unknown): string {
  const own = defineObjective({
    ...{ name: "mine", description: "mine" },
    build: () => given as Value,
  });
  const { build } = OBJECTIVES.with([own]).get("mine");
  try {
    const value = build({ logits, labels, losses, parameters: {} } as unknown as ObjectiveScope);
    return value === given ? "as it is" : "another";
  } catch (error) {
    return (error as Error).message;
  }
}

Deno.test("an objective gives one float32 for each masked token, of this program", () => {
  for (const good of [losses, add(losses, losses), sum(logits, [1])]) {
    assert.equal(said(good), "as it is");
  }
  const wrong: unknown[] = [
    ...[mean(losses), logits, labels, other.placeholder("losses", [3])],
    ...[builder.placeholder("four", [4]), undefined, 1, {}],
  ];
  for (const value of wrong) {
    assert.match(
      said(value),
      /mine.* build\(\) gave .*must give a value of the program, with one float32 for each masked t/,
    );
  }
});

Deno.test("what the logits cannot change is no objective", () => {
  const constants = [
    ...[stopGradient(losses), toFloat(argMax(logits)), builder.placeholder("weights", [3])],
  ];
  for (const value of constants) {
    assert.match(
      said(value),
      /what build\(\) gave cannot be differentiated by the logits: .*[^.]\. Make it of the losses or /,
    );
  }
  assert.equal(said(add(losses, stopGradient(losses))), "as it is");
});
