/** Changes that were written or drawn over all rooms to find what no test noticed. */
import type { Mutant } from "../mutant.ts";
import { BOUNDS } from "./bounds.ts";
import { CASES } from "./cases.ts";
import { DATA } from "./data.ts";
import { DRAWN } from "./drawn.ts";
import { EXPERIMENT } from "./experiment.ts";
import { EXPORT } from "./export.ts";
import { GUESSED } from "./guessed.ts";
import { IO } from "./io.ts";
import { MODEL } from "./model.ts";
import { ONE_MODEL } from "./one_model.ts";
import { PINNED } from "./pinned.ts";
import { PLAY } from "./play.ts";
import { PROGRAM } from "./program.ts";
import { RANDOM } from "./random.ts";
import { REPORT } from "./report.ts";
import { SCHEDULE } from "./schedule.ts";
import { SEMANTICS } from "./semantics.ts";
import { STUDY } from "./study.ts";
import { TASKS } from "./tasks.ts";
import { TOKENS } from "./tokens.ts";
import { TRAINING } from "./training.ts";
import { WRITTEN_OUT } from "./written_out.ts";

/** All of them. */
export const HUNTED: readonly Mutant[] = [
  ...RANDOM,
  ...DATA,
  ...TOKENS,
  ...PROGRAM,
  ...MODEL,
  ...SEMANTICS,
  ...SCHEDULE,
  ...TRAINING,
  ...STUDY,
  ...EXPERIMENT,
  ...REPORT,
  ...IO,
  ...TASKS,
  ...PLAY,
  ...PINNED,
  ...DRAWN,
  ...GUESSED,
  ...BOUNDS,
  ...WRITTEN_OUT,
  ...CASES,
  ...ONE_MODEL,
  ...EXPORT,
];
