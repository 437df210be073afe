/** The definitions of Γ there are. A further one is a file in `gammas/` and a line here. */
import { Registry } from "../definition/mod.ts";
import { GAMMA_FORM, type GammaDefinition } from "./define_gamma.ts";
import { KL_GAMMA } from "./gammas/kl.ts";
import { LOSS_GAMMA } from "./gammas/loss.ts";
import { NOTEBOOK } from "./gammas/notebook.ts";
import { OSGOOD_GAMMA } from "./gammas/osgood.ts";
import { PAPER } from "./gammas/paper.ts";
import { RANDOM_GAMMA } from "./gammas/random.ts";
import { CHANCE_GAMMA } from "./gammas/chance.ts";

/** The definitions of Γ by name. */
export const GAMMAS: Registry<GammaDefinition> = new Registry(
  "gamma",
  [PAPER, NOTEBOOK, OSGOOD_GAMMA, KL_GAMMA, RANDOM_GAMMA, CHANCE_GAMMA, LOSS_GAMMA],
  GAMMA_FORM,
);
