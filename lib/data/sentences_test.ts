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

Deno.test("sentences of a long text, cut window by window, are those of the whole", () => {
  const some = [
    "The harbour was quiet (it rained 3.50 mm).",
    "“Did it?” he asked.",
    "See No. 7 of the U.S. Army!",
    "1. 2. 3. 4.",
    "。。。",
    "12 345 ... 678",
    "清晨的港口很安静。",
    "x\ny",
  ];
  const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
  let seed = 1;
  const next = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
  for (let round = 0; round < 3; round++) {
    const parts = Array.from({ length: 12_000 }, () => some[next(some.length)]!);
    if (round === 1) parts.splice(50, 0, "word ".repeat(40_000), "3 ".repeat(90_000));
    const text = parts.join(" ");
    // Where nothing is taken back, sentences begin where the segmenter says so.
    const starts = new Set(
      [...segmenter.segment(text)].map(({ segment, index }) =>
        index + segment.length - segment.trimStart().length
      ),
    );
    const spans = sentenceSpans(text);
    assert(spans.length > 5000);
    assert(spans.every(({ start }) => starts.has(start)));
    const halves = [text.slice(0, spans[100]!.start), text.slice(spans[100]!.start)];
    assert.deepEqual(
      splitSentences(text),
      halves.flatMap((half) => splitSentences(half)),
      "whatever stands before a sentence",
    );
  }
});

Deno.test("an abbreviation counts that stands in the last 100 characters before a sentence", () => {
  const sentences = (spaces: number) => splitSentences(`Mr.${" ".repeat(spaces)}Smith left.`);
  assert.equal(sentences(97).length, 1);
  assert.equal(sentences(98).length, 2);
});
