/** The paper's SD2. */
import { defineMethod } from "../define_method.ts";

/** A″ = A′ · root of Γ. */
export const SD2 = defineMethod({
  name: "SD2",
  description: "the scheduled rate times the root of Γ",
  power: 1,
});
