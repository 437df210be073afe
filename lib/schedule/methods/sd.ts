/** The paper's SD. */
import { defineMethod } from "../define_method.ts";

/** A″ = A′ ÷ root of Γ. */
export const SD = defineMethod({
  name: "SD",
  description: "the scheduled rate divided by the root of Γ",
  power: -1,
});
