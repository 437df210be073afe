/**
 * Learning rates: the scheduled rate A′ and what a method makes of it, A″.
 *
 * @module
 */
export * from "./rate_method.ts";
export * from "./schedule.ts";
