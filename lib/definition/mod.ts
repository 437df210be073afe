/**
 * What the library is opened by: definitions (a name, a sentence, parameters, code), the registries
 * that find them by name, and the rules that values must keep.
 *
 * @module
 */
export * from "./choice.ts";
export * from "./registry.ts";
export * from "./rule.ts";
