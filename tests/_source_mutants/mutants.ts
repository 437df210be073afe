/** All changes of the source that the tests must notice. */
import { DATA_MUTANTS } from "./data_mutants.ts";
import { EXPERIMENT_MUTANTS } from "./experiment_mutants.ts";
import { HUNTED } from "./hunted/mod.ts";
import { LAUNCH_MUTANTS } from "./launch_mutants.ts";
import type { Mutant } from "./mutant.ts";
import { OBJECTIVE_MUTANTS } from "./objective_mutants.ts";
import { PROGRAM_MUTANTS } from "./program_mutants.ts";
import { SEMANTICS_MUTANTS } from "./semantics_mutants.ts";
import { TRAINING_MUTANTS } from "./training_mutants.ts";

/** The list. An entry whose text is no longer in its file is an error: see `mutated`. */
export const MUTANTS: readonly Mutant[] = [
  ...TRAINING_MUTANTS,
  ...OBJECTIVE_MUTANTS,
  ...DATA_MUTANTS,
  ...PROGRAM_MUTANTS,
  ...SEMANTICS_MUTANTS,
  ...EXPERIMENT_MUTANTS,
  ...LAUNCH_MUTANTS,
  ...HUNTED,
];
