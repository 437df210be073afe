/** No place at all: every word has the same. */
import type { ProfileDefinition } from "../profile.ts";

/**
 * 1 for each word, whatever β says of it. Compared with itself at its probability q, a word's
 * cross-entropy is then −1 · ln(q · 1): its loss.
 */
export const ONE: ProfileDefinition = {
  name: "one",
  description: "1, whatever the word",
  scale: "none",
  values: "shares",
  axes: ["one"],
  of: () => [1],
};
