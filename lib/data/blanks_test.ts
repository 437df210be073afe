import assert from "node:assert/strict";
import { makeBlanks } from "./blanks.ts";
import { parseCloth, toCloth } from "./cloth.ts";
import type { Passage } from "./passage.ts";
import { sentenceSpans } from "./sentences.ts";

const TEXT =
  "We went along the river until evening. There some friends were waiting for us. They " +
  "asked about our journey; nobody answered. Suddenly the weather changed, and rain fell. Soon " +
  "everything around was silent again.";
const passage = (text = TEXT): Passage => ({ source: "diary", text, blanks: [] });

Deno.test("makeBlanks() takes words of different sentences, in order", () => {
  for (let seed = 0; seed < 200; seed++) {
    const { text, blanks } = makeBlanks(passage(), seed);
    assert(blanks.length >= 1 && blanks.length <= 4);
    const sentences = blanks.map(({ start }) =>
      sentenceSpans(text).findIndex((sentence) => start < sentence.end)
    );
    assert.deepEqual(sentences, [...new Set(sentences)].sort((a, b) => a - b));
    for (const { start, end, answer } of blanks) {
      assert.equal(text.slice(start, end), answer);
      assert.match(answer, /^\p{Ll}{4,}$/u);
      assert.match(text.slice(start - 1, end + 1), /^ \S+[ ,.;:!?]$/);
    }
  }
});

Deno.test("makeBlanks() needs four words to choose from, and no more", () => {
  // went, home, took and half are in lower case and of four letters.
  const { blanks } = makeBlanks(passage("I went home. It took half."), 1);
  assert(blanks.length > 0);
  assert.deepEqual(blanks[0]!.options.toSorted(), ["half", "home", "took", "went"]);
  assert.equal(makeBlanks(passage("I went home. It took all."), 1).blanks.length, 0);
});

Deno.test("makeBlanks() gives four different options, the answer among them", () => {
  for (let seed = 0; seed < 200; seed++) {
    for (const { options, answer } of makeBlanks(passage(), seed).blanks) {
      assert.equal(new Set(options).size, 4);
      assert(options.includes(answer));
      assert(options.every((word) => TEXT.includes(word)));
    }
  }
});

Deno.test("makeBlanks() makes each number of blanks and puts the answer at each letter", () => {
  // 400 seeds, four outcomes each: the chance that one never occurs is 4 · 0.75^400 < 1e-49.
  const counts = new Set<number>(), letters = new Set<string>();
  for (let seed = 0; seed < 400; seed++) {
    const made = makeBlanks(passage(), seed);
    counts.add(made.blanks.length);
    for (const letter of toCloth(made).answers) letters.add(letter);
  }
  assert.deepEqual([...counts].sort(), [1, 2, 3, 4]);
  assert.deepEqual([...letters].sort(), ["A", "B", "C", "D"]);
});

Deno.test("makeBlanks() depends on the text and the seed alone", () => {
  assert.deepEqual(makeBlanks(passage(), 5), makeBlanks(passage(), 5));
  assert.notDeepEqual(makeBlanks(passage(), 5), makeBlanks(passage(), 6));
});

Deno.test("makeBlanks() survives CLOTH's form", () => {
  const made = makeBlanks(passage(), 3);
  assert.deepEqual(parseCloth(toCloth(made), "a.json"), made);
});

Deno.test("makeBlanks() leaves passages alone that have blanks or too few words", () => {
  const made = makeBlanks(passage(), 3);
  assert.equal(makeBlanks(made, 4), made);
  assert.deepEqual(makeBlanks(passage("Too few words here."), 1).blanks, []);
});
