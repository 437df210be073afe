import assert from "node:assert/strict";
import { wordSettings } from "../io/mod.ts";
import { createTokenizer } from "../tokens/mod.ts";
import { TokenCensus } from "./token_census.ts";

const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "play", "##ing", "."];
const tokenizer = createTokenizer({ vocabulary });

/** What is said of a text. */
function said(text: string): string[] {
  const notes: string[] = [];
  const census = new TokenCensus(tokenizer, "a.txt");
  assert.deepEqual(census.encode(text), tokenizer.encode(text));
  census.check((note) => notes.push(wordSettings(note, (name) => `--${name}`)));
  return notes;
}

Deno.test("a text whose words the vocabulary has is taken without a word", () => {
  assert.deepEqual(said("playing . ".repeat(3) + "x"), []);
  assert.deepEqual(said(""), []);
});

Deno.test("a text with many words that the vocabulary lacks is told of", () => {
  // One of four; [CLS] and [SEP] do not count.
  assert.deepEqual(said("playing . x"), [
    "a.txt: 25 % of its tokens are [UNK], as the model's vocabulary lacks the words or the script " +
    "of this text. Choose a model for the language of the text with --model, or make a " +
    "vocabulary of it (deno task train-vocabulary) for a new model",
  ]);
});

Deno.test("a text that is mostly unknown is refused, with its share and what to do", () => {
  assert.throws(() => said("日 本 語 ."), {
    name: "InputError",
    message: "a.txt: 75 % of its tokens are [UNK], as the model's vocabulary lacks the words or " +
      "the script of this text. Choose a model for the language of the text with model, or make " +
      "a vocabulary of it (deno task train-vocabulary) for a new model.",
  });
  assert.equal(said("x .").length, 1, "half is not most");
});

Deno.test("a tenth of a text may be unknown without a word, and half of it is not too much", () => {
  const text = (unknown: number) => `${"x ".repeat(unknown)}${". ".repeat(100 - unknown)}`;
  assert.deepEqual(said(text(10)), []);
  assert.match(said(text(11))[0]!, /^a\.txt: 11 % of its tokens are \[UNK\]/);
  assert.match(said(text(50))[0]!, /^a\.txt: 50 % /);
  assert.throws(() => said(text(51)), /^InputError: a\.txt: 51 % /);
});

Deno.test("a tenth may be unknown without a word, and half without a refusal", () => {
  assert.deepEqual(said("playing . playing . playing . x"), [], "one of ten");
  assert.match(said("playing . . playing . . x").join(), /^a\.txt: 11 % of /, "one of nine");
  assert.match(said("playing x x").join(), /^a\.txt: 50 % of /);
  assert.throws(() => said("playing x x x"), /a\.txt: 60 % of its tokens are \[UNK\]/);
});
