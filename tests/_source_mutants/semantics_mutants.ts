/** Changes of lib/semantics and lib/schedule: Γ, A′ and A″. */
import { type Mutant, mutantsBeside, mutantsOf } from "./mutant.ts";

/** All of them. */
export const SEMANTICS_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    "lib/semantics/gamma_graph.ts",
    ["lib/semantics/gamma_graph_test.ts"],
    [
      ["words that do not count do", "both : multiply(both, positions)", "both : both"],
      ["a mean of pairs is a sum", "divide(total, maximum(pairs, builder.constant(1)))", "total"],
      [
        "only the right word must be known",
        "known: gather(table.known, predictions),",
        "known: gather(table.known, labels),",
      ],
    ],
  ),
  ...mutantsBeside("lib/semantics/reference_gamma.ts", [
    ["an unknown answer is compared", "table.known[label] !== 1 ||", ""],
    ["the softmax of an expectation is not normed", "sum / mass)", "sum)"],
  ]),
  ...mutantsBeside("lib/semantics/distances/cross_entropy.ts", [
    [
      "the two words are exchanged",
      "right[i]! * Math.log(predicted[i]!)",
      "predicted[i]! * Math.log(right[i]!)",
    ],
  ]),
  ...mutantsBeside("lib/semantics/word_pairs.ts", [
    [
      "words without a partner are paired",
      "Math.min(predictions.length",
      "Math.max(predictions.length",
    ],
  ]),
  ...mutantsBeside("lib/semantics/standard_scale.ts", [
    ["deviations are variances", "Math.sqrt(squares / count)", "squares / count"],
  ]),
  ...mutantsBeside("lib/schedule/schedules/linear.ts", [
    [
      "a line ends a step late",
      "context.trainingSteps - step)",
      "context.trainingSteps + 1 - step)",
    ],
  ]),
  ...mutantsBeside("lib/schedule/schedules/cosine.ts", [
    ["a wave begins below", "(1 + Math.cos(Math.PI", "(1 - Math.cos(Math.PI"],
    ["the wave forgets the warm-up", "(step - warmupSteps) / decaySteps", "step / decaySteps"],
  ]),
  ...mutantsBeside("lib/schedule/schedules/inverse_sqrt.ts", [
    ["the root forgets the warm-up", "(step + shift) / timescale", "step / timescale"],
  ]),
  ...mutantsBeside("lib/schedule/schedules/polynomial.ts", [
    [
      "the last rate is 0",
      "if (step > trainingSteps) return lrEnd / learningRate;",
      "if (step > trainingSteps) return 0;",
    ],
  ]),
];
