/** The settings of a run that are axes of its experiment. */
import { whole } from "../../definition/mod.ts";
import { choiceOf, type Setting, setting } from "./setting.ts";

/** What tells the runs of one experiment apart: its axes at the experiment's scope are lists. */
export const RUN_COORDINATES = {
  /** A′: a schedule such as `linear` or `cosine_with_min_lr:minLrRate=0.1`. */
  schedule: setting({
    scope: "run",
    onResume: "same",
    rule: choiceOf("schedule"),
    chooses: "schedule",
    help: "A′",
  }) as Setting<string>,
  /** A″: a method such as `SD` or `scaled:factor=0.8`. */
  method: setting({
    scope: "run",
    onResume: "same",
    rule: choiceOf("method"),
    chooses: "method",
    help: "A″",
  }) as Setting<string>,
  /** Decides order, masks and dropout. */
  seed: setting({
    scope: "run",
    onResume: "same",
    rule: whole(0),
    help: "Decides order, masks and dropout",
  }) as Setting<number>,
};
