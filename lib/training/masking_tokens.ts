/** What training needs to know of a tokenizer. */

/** What masking needs to know of a tokenizer; lib/tokens' `Tokenizer` has it all. */
export interface MaskingTokens {
  /** How many tokens there are: random ones are drawn among them. */
  readonly vocabSize: number;
  /** What stands in a masked token's place. */
  readonly maskTokenId: number;
  /** Tokens that are never masked. */
  readonly specialTokenIds: readonly number[];
  /** Whether a token goes on with the word of the token before it: needed to mask whole words. */
  continuesWord?(id: number): boolean;
  /** Turns ids into text, for messages. */
  decode?(ids: readonly number[]): string;
}
