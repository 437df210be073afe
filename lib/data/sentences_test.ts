import assert from "node:assert/strict";
import { sentenceSpans, splitSentences } from "./sentences.ts";

Deno.test("splitSentences() ends sentences at full stops, question and exclamation marks", () => {
  assert.deepEqual(splitSentences("It rained. Did it? It did! We stayed."), [
    "It rained.",
    "Did it?",
    "It did!",
    "We stayed.",
  ]);
});

Deno.test("splitSentences() knows titles, initials, acronyms and other abbreviations", () => {
  for (
    const sentence of [
      "Mr. Smith and Mrs. Jones met Dr. Brown of St. Louis.",
      "He met J. F. Kennedy and George W. Bush.",
      "The U.S. Army came at 5 p.m. on Monday.",
      "See No. 7 and Vol. 3 for more.",
      "Smith & Co. Limited and Brown Inc. Chicago paid it.",
      "Some of them, e.g. Peter, i.e. Simon, stayed.",
      "It costs 3.50 dollars.",
    ]
  ) assert.deepEqual(splitSentences(`${sentence} Then we left.`), [sentence, "Then we left."]);
});

Deno.test("splitSentences() ends a sentence at an acronym when a new one plainly begins", () => {
  assert.deepEqual(splitSentences("He lives in the U.S. The house is big."), [
    "He lives in the U.S.",
    "The house is big.",
  ]);
  assert.deepEqual(splitSentences("She said no. It was late."), ["She said no.", "It was late."]);
  // A capital letter before a name is an initial, but not the word I.
  assert.deepEqual(splitSentences("Not she but I. Peter laughed."), [
    "Not she but I.",
    "Peter laughed.",
  ]);
  assert.deepEqual(splitSentences("Not she but J. Peter laughed."), [
    "Not she but J. Peter laughed.",
  ]);
});

Deno.test("splitSentences() keeps what goes on in lower case after a quotation", () => {
  assert.deepEqual(splitSentences('"Stop!" he cried. "Why?" she asked.'), [
    '"Stop!" he cried.',
    '"Why?" she asked.',
  ]);
});

Deno.test("splitSentences() of no text is empty", () => {
  assert.deepEqual(splitSentences(""), []);
  assert.deepEqual(splitSentences(" \n "), []);
});

Deno.test("sentenceSpans() leave out nothing but white space", () => {
  const text = "  One thing.  Two\nthings, Mr. X! \u{1F600} Three? four.  ";
  const spans = sentenceSpans(text);
  let position = 0;
  for (const { start, end } of spans) {
    assert.equal(text.slice(position, start).trim(), "");
    assert.equal(text.slice(start, end), text.slice(start, end).trim());
    position = end;
  }
  assert.equal(text.slice(position).trim(), "");
});
