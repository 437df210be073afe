/** The schedules there are. A further one is a file beside these and a line here. */
import { Registry } from "../definition/mod.ts";
import { SCHEDULE_FORM, type ScheduleDefinition } from "./define_schedule.ts";
import { CONSTANT } from "./schedules/constant.ts";
import { COSINE } from "./schedules/cosine.ts";
import { COSINE_WITH_MIN_LR } from "./schedules/cosine_with_min_lr.ts";
import { INVERSE_SQRT } from "./schedules/inverse_sqrt.ts";
import { LINEAR } from "./schedules/linear.ts";
import { POLYNOMIAL } from "./schedules/polynomial.ts";
import { WARMUP_STABLE_DECAY } from "./schedules/warmup_stable_decay.ts";

/**
 * The schedules by name, equal to those of Hugging Face's `get_scheduler`
 * (`transformers/optimization.py`); the paper's three come first.
 */
export const SCHEDULES: Registry<ScheduleDefinition> = new Registry("schedule", [
  CONSTANT,
  LINEAR,
  COSINE,
  COSINE_WITH_MIN_LR,
  POLYNOMIAL,
  INVERSE_SQRT,
  WARMUP_STABLE_DECAY,
], SCHEDULE_FORM);
