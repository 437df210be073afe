/** The definitions of Γ there are. A further one is a file in `gammas/` and a line here. */
import { Registry } from "../definition/mod.ts";
import { GAMMA_FORM, type GammaDefinition } from "./define_gamma.ts";
import { NOTEBOOK } from "./gammas/notebook.ts";
import { PAPER } from "./gammas/paper.ts";

/** The definitions of Γ by name. */
export const GAMMAS: Registry<GammaDefinition> = new Registry(
  "gamma",
  [PAPER, NOTEBOOK],
  GAMMA_FORM,
);
