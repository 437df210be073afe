/** The parameter of objectives that have a control: the same numbers at other words. */
import { oneOf } from "../../definition/mod.ts";

/**
 * `same`, or `shuffled`: what the objective has of meaning is dealt out anew, so that it is as large
 * and as various as before, but says nothing of the words.
 *
 * @param what Is dealt out, a phrase.
 */
export function orderParameter(what: string) {
  return {
    description: `${what}: each word's own (same), or another's by chance (shuffled)`,
    rule: oneOf(["same", "shuffled"]),
    default: "same" as const,
  };
}
