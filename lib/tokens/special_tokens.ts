/** The tokens with a meaning of their own. */

/** What BERT's five special tokens are for, in the order in which a new vocabulary begins. */
export const SPECIAL_TOKEN_ROLES = ["pad", "unk", "cls", "sep", "mask"] as const;

/** One of the five: padding, unknown, start of a text, its end, the mask. */
export type SpecialTokenRole = typeof SPECIAL_TOKEN_ROLES[number];

/** The tokens' usual spellings, by role. */
export const DEFAULT_SPECIAL_TOKENS: Readonly<Record<SpecialTokenRole, string>> = {
  pad: "[PAD]",
  unk: "[UNK]",
  cls: "[CLS]",
  sep: "[SEP]",
  mask: "[MASK]",
};

/** The usual spellings in the order in which a new vocabulary begins, so that `[PAD]` is 0. */
export const SPECIAL_TOKENS: readonly string[] = SPECIAL_TOKEN_ROLES.map((role) =>
  DEFAULT_SPECIAL_TOKENS[role]
);

/**
 * The spellings that a `tokenizer_config.json` names, the usual ones where it is silent. Each is a
 * string there, or an object with its `content`.
 */
export function specialTokensOf(
  config: Readonly<Record<string, unknown>>,
): Record<SpecialTokenRole, string> {
  const result = { ...DEFAULT_SPECIAL_TOKENS };
  for (const role of SPECIAL_TOKEN_ROLES) {
    const named = config[`${role}_token`];
    const content = named !== null && typeof named === "object" && "content" in named
      ? named.content
      : named;
    if (typeof content === "string") result[role] = content;
  }
  return result;
}
