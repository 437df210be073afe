/** What training needs to know of a tokenizer. */

/** What masking needs to know of a tokenizer; lib/tokens' `Tokenizer` has it all. */
export interface MaskingTokens {
  readonly vocabSize: number;
  readonly maskTokenId: number;
  readonly specialTokenIds: readonly number[];
  /** Turns ids into text, for messages. */
  decode?(ids: readonly number[]): string;
}
