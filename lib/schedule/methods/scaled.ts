/** The same factor at every step. */
import { real } from "../../definition/mod.ts";
import { defineMethod } from "../define_method.ts";

/** A″ = A′ · factor. */
export const SCALED = defineMethod({
  name: "scaled",
  description: "the scheduled rate times a constant",
  parameters: {
    factor: {
      description: "the constant",
      rule: real("a number above 0", (value) => value > 0),
      required: true,
    },
  },
  create: ({ parameters: { factor } }) => ({
    rate: ({ scheduledRate }) => scheduledRate * factor,
  }),
});
