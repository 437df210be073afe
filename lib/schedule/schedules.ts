/** The schedules there are. A further one is a file beside these and a line here. */
import { Registry } from "../definition/mod.ts";
import type { ScheduleDefinition } from "./define_schedule.ts";
import { CONSTANT } from "./schedules/constant.ts";
import { COSINE } from "./schedules/cosine.ts";
import { LINEAR } from "./schedules/linear.ts";

/**
 * The schedules by name, equal to those of Hugging Face's `get_scheduler`
 * (`transformers/optimization.py`); the paper's three come first.
 */
export const SCHEDULES: Registry<ScheduleDefinition> = new Registry("schedule", [
  CONSTANT,
  LINEAR,
  COSINE,
]);
