/** A′ as it is: what other methods are compared with. */
import { defineMethod } from "../define_method.ts";

/** A″ = A′. */
export const NONE = defineMethod({
  name: "none",
  description: "the scheduled rate as it is",
  power: 0,
});
