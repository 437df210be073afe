/**
 * What the library is opened by: definitions (a name, a sentence, parameters, code), the registries
 * that find them by name, and the rules that values must keep.
 *
 * @module
 */
export {
  addressOf,
  blame,
  errorFrom,
  fault,
  faultIn,
  firstLine,
  type Giver,
  giverWords,
  isPromise,
  type Spot,
} from "./blame.ts";
export * from "./choice.ts";
export * from "./contract.ts";
export { copied, spreadable } from "./copied.ts";
export { formOf } from "./form.ts";
export { frozen } from "./frozen.ts";
export { checkDefinitionName, isPlainName, type Kind, KINDS } from "./kinds.ts";
export * from "./registry.ts";
export * from "./rule.ts";
