import assert from "node:assert/strict";
import { unscoredTokens } from "./unscored_tokens.ts";

Deno.test("tokens without scores are counted among those that are words", () => {
  const told = (...known: number[]) =>
    unscoredTokens({ known: Uint8Array.from(known) }, { specialTokenIds: [0] }, "Γ");
  assert.equal(told(0, 1, 1), undefined);
  assert.equal(told(0, 1, 0), "1 of 2 tokens has no scores and stays out of Γ.");
  assert.equal(told(0, 0, 1, 0), "2 of 3 tokens have no scores and stay out of Γ.");
  const many = told(0, ...Array<number>(2000).fill(0));
  assert.equal(many, "2,000 of 2,000 tokens have no scores and stay out of Γ.");
});
