/** The profiles there are. A further one is a file in `profiles/` and a line here. */
import { frozen } from "../definition/mod.ts";
import type { ProfileDefinition } from "./profile.ts";
import { BIPOLAR } from "./profiles/bipolar.ts";
import { CHANCE } from "./profiles/chance.ts";
import { COSINES } from "./profiles/cosines.ts";
import { ONE } from "./profiles/one.ts";
import { OSGOOD } from "./profiles/osgood.ts";
import { PLACEMENT } from "./profiles/placement.ts";
import { RANDOM } from "./profiles/random.ts";
import { STANDARDISED } from "./profiles/standardised.ts";

/** The profiles that every definition of Γ can be given. */
export const PROFILES: readonly ProfileDefinition[] = frozen([
  COSINES,
  PLACEMENT,
  STANDARDISED,
  BIPOLAR,
  OSGOOD,
  RANDOM,
  CHANCE,
  ONE,
]);
