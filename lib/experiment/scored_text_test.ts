import assert from "node:assert/strict";
import { InputError, settingName, wordSettings } from "../io/mod.ts";
import { aboutScores, type AskedText, scoredText } from "./scored_text.ts";

/** Ids 0 and 1 are special, 2 and 3 have scores, 4 to 6 have none. */
const known = Uint8Array.of(0, 0, 1, 1, 0, 0, 0);
const tokenizer = { specialTokenIds: [0, 1] };
const option = (name: string) => `--${name}`;
const SD = { name: "SD", instead: `the method none with ${settingName("methods")}` };
const OBJECTIVE = {
  name: "sd_token",
  instead: `the objective cross_entropy with ${settingName("objective")}`,
};

const asked: AskedText = {
  data: "a.txt",
  readers: [SD],
  isTable: true,
  byWords: false,
  any: true,
};

/** What is said of a text. */
function told(chunks: Int32Array[], more: Partial<AskedText> = {}): string | undefined {
  const line = aboutScores(scoredText(chunks, known, tokenizer), { ...asked, ...more });
  return line && wordSettings(line, option);
}

/** Of this many tokens of 4 one of 2. */
const rare = (length: number) => Int32Array.from({ length }, (_, i) => i === 1 ? 2 : 4);

Deno.test("a text's tokens with scores are counted, without special ones", () => {
  assert.deepEqual(scoredText([Int32Array.of(0, 2, 2, 4, 1), Int32Array.of(5)], known, tokenizer), {
    different: 3,
    known: 1,
    share: 0.5,
    whole: true,
  });
  const nothing = { different: 0, known: 0, share: 0, whole: true };
  assert.deepEqual(scoredText([Int32Array.of(0, 1)], known, tokenizer), nothing);
  // Of a long text those of 256 chunks from its first to its last part.
  const long = Array.from({ length: 1024 }, (_, i) => Int32Array.of(i < 512 ? 2 : i % 4 + 4));
  assert.deepEqual(scoredText(long, known, tokenizer), {
    different: 2,
    known: 1,
    share: 0.5,
    whole: false,
  });
});

Deno.test("a text that β has no scores for cannot be trained on by Γ", () => {
  const refused = (more: Partial<AskedText>) => {
    let message = "";
    assert.throws(() => told([Int32Array.of(4, 5)], more), (error) => {
      assert.ok(error instanceof InputError);
      message = error.told(option);
      return true;
    });
    return message;
  };
  const begin =
    "a.txt: β has scores for none of the 2 different tokens of this text, so that no step would " +
    "have a Γ for SD to go by. Give a sentence encoder for the language of the text with --beta, " +
    "or choose the method none with --methods.";
  assert.equal(refused({}), begin);
  assert.equal(refused({ isTable: false }), begin);
  assert.match(
    refused({ readers: [SD, OBJECTIVE, SD] }),
    /for SD and sd_token to go by\. .* the method none with --methods and the objective cross_entropy with --objective\.$/,
  );
});

Deno.test("where a Γ cannot be ruled out, people are warned", () => {
  const none =
    /^a\.txt: β has scores for none of the 1 different tokens of this text \(0 % of it\): /;
  assert.match(told([Int32Array.of(4)], { byWords: true })!, none);
  // There may be others where nobody looked, if any entry of the vocabulary has scores.
  const long = Array.from({ length: 257 }, () => Int32Array.of(4));
  assert.match(told(long)!, none);
  assert.throws(() => told(long, { any: false }), InputError);
  assert.equal(
    told([rare(11)]),
    "a.txt: β has scores for 1 of the 2 different tokens of this text (9 % of it): there is next " +
      "to no Γ for SD to go by. Give a sentence encoder for the language of the text with --beta, " +
      "or choose the method none with --methods.",
  );
  assert.match(told([rare(1000)])!, /\(less than 1 % of it\)/);
});

Deno.test("else the share is told, and of a table that it is of English words", () => {
  assert.equal(
    told([rare(10)]),
    "β has scores for 10 % of the text's tokens, by the English words that are spelled alike.",
  );
  assert.equal(told([rare(10)], { isTable: false }), "β has scores for 10 % of the text's tokens.");
  assert.match(told([Int32Array.of(2, 3)])!, / 100 % of the text's tokens, by the English words/);
  assert.match(told([Int32Array.of(4, ...Array(999).fill(2))])!, / 99 % /);
  assert.equal(told([Int32Array.of(2, 3)], { isTable: false }), undefined);
  assert.equal(told([Int32Array.of(0, 1)]), undefined);
});
