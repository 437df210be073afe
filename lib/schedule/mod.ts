/**
 * Learning rates: the scheduled rate A′ and what a method makes of it, A″.
 *
 * @module
 */
export * from "./create_method.ts";
export * from "./create_schedule.ts";
export * from "./define_method.ts";
export * from "./define_schedule.ts";
export { rateFactor } from "./factors.ts";
export { METHODS } from "./methods.ts";
export * from "./rate_method.ts";
export { SCHEDULES } from "./schedules.ts";
export { constant } from "./schedules/constant.ts";
export { cosine } from "./schedules/cosine.ts";
export { linear } from "./schedules/linear.ts";
export type { DecayOptions, WarmupOptions } from "./warmed.ts";
