/** BERT for masked language modelling: configuration, parameters and weights on disk. */

export * from "./config.ts";
export * from "./parameters.ts";
