/** Counter-based random numbers: pure functions of a seed and a place. */
export * from "./random.ts";
