/** The methods there are. A further one is a file beside these and a line here. */
import { Registry } from "../definition/mod.ts";
import { METHOD_FORM, type MethodDefinition } from "./define_method.ts";
import { GREEDY } from "./methods/greedy.ts";
import { MEAN } from "./methods/mean.ts";
import { NONE } from "./methods/none.ts";
import { REPLAY } from "./methods/replay.ts";
import { SCALED } from "./methods/scaled.ts";
import { SD } from "./methods/sd.ts";
import { SD2 } from "./methods/sd2.ts";

/** The methods by name; the paper's three come first. */
export const METHODS: Registry<MethodDefinition> = new Registry("method", [
  NONE,
  SD,
  SD2,
  GREEDY,
  REPLAY,
  MEAN,
  SCALED,
], METHOD_FORM);
