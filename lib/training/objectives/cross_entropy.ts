/** The usual objective of masked language models. */
import { defineObjective } from "../define_objective.ts";

/** The mean cross-entropy of the masked words, which is the logged loss. */
export const CROSS_ENTROPY = defineObjective({
  name: "cross_entropy",
  description: "the mean cross-entropy of the masked words",
  build: ({ losses }) => losses,
});
