/** Changes of lib/training: what a step makes smaller, and the metric of its meaning. */
import { type Mutant, mutantsOf } from "./mutant.ts";

const OBJECTIVES = ["lib/training/objectives_test.ts"];
const METRICS = ["lib/training/metrics_test.ts"];

/** All of them. */
export const OBJECTIVE_MUTANTS: readonly Mutant[] = [
  ...mutantsOf("lib/training/objectives/sd_token.ts", OBJECTIVES, [
    [
      "negative distances make weights",
      "multiply(maximum(signed, zero), counted)",
      "multiply(signed, counted)",
    ],
    [
      "words without a distance have the weight 0",
      "subtract(one, counted))",
      "subtract(counted, counted))",
    ],
    ["weights have another mean", "divide(sum(own), maximum(sum(counted), one))", "sum(own)"],
    ["without distances no word has a weight", "select(isSome, weighed, one)", "weighed"],
    ["a shuffled order is none", 'parameters.order === "same"', 'parameters.order !== "any"'],
    ["a divided step is taken", "wholeStep: true,", ""],
  ]),
  ...mutantsOf("lib/training/objectives/sd_loss.ts", OBJECTIVES, [
    ["λ is another by default", "default: 0.1,", "default: 0.2,"],
    ["a shuffled order is none", "gather(own, wordOrder())", "own"],
    ["right words are not shuffled", "gather(profile, labels)", "gather(own, labels)"],
    ["words without a profile have a term", "gather(known, labels), isSome)", "isSome, isSome)"],
    [
      "expectations are not of words with a profile",
      "divide(matMul(probabilities, profile, exact), divisor)",
      "matMul(probabilities, profile, exact)",
    ],
  ]),
  ...mutantsOf("lib/training/objectives/sd_loss.ts", ["tests/semantics_test.ts"], [
    [
      "expectations are rounded",
      "matMul(probabilities, profile, exact)",
      "matMul(probabilities, profile)",
    ],
  ]),
  ...mutantsOf("lib/training/objective_values.ts", OBJECTIVES, [
    [
      "profiles are read unsaid",
      'allow("profiles");\n      return profileColumns',
      "return profileColumns",
    ],
  ]),
  ...mutantsOf("lib/training/objectives.ts", OBJECTIVES, [
    ["two batches are whole", "gradientAccumulationSteps > 1", "gradientAccumulationSteps > 2"],
    ["any Γ has distances", "!hasGraph(gamma.parts)", "false"],
  ]),
  ...mutantsOf("lib/training/word_order.ts", OBJECTIVES, [
    [
      "words without a profile change places",
      "this.#known[word] === 1)",
      "this.#known[word]! >= 0)",
    ],
    [
      "all seeds have one order of words",
      'new Random(seed, "word-order")',
      'new Random(0, "word-order")',
    ],
  ]),
  ...mutantsOf("lib/training/step_interface.ts", OBJECTIVES, [
    ["all steps have one order of tokens", '"token-order", deal.step)', '"token-order", 0)'],
  ]),
  ...mutantsOf("lib/training/step_program.ts", OBJECTIVES, [
    [
      "the loss is made smaller whatever the objective",
      "gradients(objective, values)",
      "gradients(loss, values)",
    ],
    ["an infinite objective makes a step", "checked = add(checkedLoss, checkedObjective);", ""],
  ]),
  ...mutantsOf("lib/training/metrics/semantic_error_wrong.ts", METRICS, [
    [
      "right predictions count",
      "label === predicted ? undefined : osgood",
      "label === -1 ? undefined : osgood",
    ],
    [
      "it is the run's Γ that measures",
      "create({ osgoodDistance })",
      "create({ wordDistance: osgoodDistance })",
    ],
  ]),
];
