/** The semantic differential: poles, β, placements and Γ. */
export * from "./classifier.ts";
export * from "./poles.ts";
export * from "./placement.ts";
export * from "./gamma.ts";
