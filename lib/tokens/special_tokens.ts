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

/** What a file calls a token: a string, or an object with its `content`. */
function contentOf(named: unknown): string | undefined {
  const content = named !== null && typeof named === "object" && "content" in named
    ? named.content
    : named;
  return typeof content === "string" ? content : undefined;
}

/** The spellings that a `tokenizer_config.json` names, the usual ones where it is silent. */
export function specialTokensOf(
  config: Readonly<Record<string, unknown>>,
): Record<SpecialTokenRole, string> {
  const result = { ...DEFAULT_SPECIAL_TOKENS };
  for (const role of SPECIAL_TOKEN_ROLES) {
    result[role] = contentOf(config[`${role}_token`]) ?? result[role];
  }
  return result;
}

/** A special token that a `tokenizer_config.json` names: its spelling, and how the file puts it. */
export interface NamedSpecialToken {
  content: string;
  value: unknown;
}

/**
 * All special tokens that a `tokenizer_config.json` names: those with a role, those without one, and
 * further ones (`additional_special_tokens`, which newer files call `extra_special_tokens`).
 */
export function namedSpecialTokens(
  config: Readonly<Record<string, unknown>>,
): NamedSpecialToken[] {
  const roles = [...SPECIAL_TOKEN_ROLES, "bos", "eos"].map((role) => config[`${role}_token`]);
  const further = [config["additional_special_tokens"], config["extra_special_tokens"]]
    .flatMap((value) => typeof value === "object" && value !== null ? Object.values(value) : []);
  return [...roles, ...further].flatMap((value) => {
    const content = contentOf(value);
    return content === undefined || content === "" ? [] : [{ content, value }];
  });
}
