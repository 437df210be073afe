import assert from "node:assert/strict";
import { cutPassages } from "./cut.ts";
import { parseText } from "./text.ts";
import { assertGrowsEvenly } from "../../tests/_growth.ts";

const passage = (text: string) => ({ source: "a", text, blanks: [] });
const lengthsOf = (text: string) => cutPassages([passage(text)]).map(({ text }) => text.length);

const SENTENCE = "The harbour was quiet in the early morning, and nobody came. ";

Deno.test("cutPassages() cuts behind sentences", () => {
  const pieces = cutPassages([passage(SENTENCE.repeat(200).trim())]);
  assert.equal(pieces.length, 20);
  assert.equal(pieces[0]!.source, "a, part 1");
  for (const { text } of pieces) assert.match(text, /^The harbour .* came\.$/);
  assert.equal(pieces.map(({ text }) => text).join(" "), SENTENCE.repeat(200).trim());
  assert(
    lengthsOf(SENTENCE.repeat(10).trim()).slice(0, -1).every((length) =>
      length >= 200 && length < 300
    ),
  );
});

Deno.test("cutPassages() cuts a text without sentences behind words, one without words anywhere", () => {
  const words = "word another ".repeat(3000).trim();
  const pieces = cutPassages([passage(words)]).map(({ text }) => text);
  assert(pieces.every((text) => /^(?:word|another)\b.*\b(?:word|another)$/.test(text)));
  assert.equal(pieces.join(" "), words);
  for (const text of ["清晨的港口很安静渔民们正在修补渔网".repeat(1000), "ACGT".repeat(5000)]) {
    const pieces = cutPassages([passage(text)]).map(({ text }) => text);
    assert.equal(pieces.join(""), text);
    assert(pieces.length > 15 && pieces.every(({ length }) => length <= 1100));
  }
});

Deno.test("cutPassages() leaves short passages alone, and those with blanks", () => {
  assert.deepEqual(cutPassages([passage("One. Two.")]), [passage("One. Two.")]);
  const blanks = [{ start: 4, end: 11, answer: "harbour", options: ["a", "b", "c", "harbour"] }];
  const asked = { ...passage(SENTENCE.repeat(100).trim()), blanks };
  assert.deepEqual(cutPassages([asked]), [asked]);
});

Deno.test("a text of one long line has passages for each split", () => {
  const line = SENTENCE.repeat(100).trim();
  const of = (split: "train" | "valid" | "test") => parseText(line, "a.txt", { split });
  const all = [...of("train"), ...of("valid"), ...of("test")];
  assert.equal(all.map(({ text }) => text).join(" "), line);
  assert(of("train").length > 10 && of("valid").length > 0 && of("test").length > 0);
  assert.equal(parseText(line, "a.txt").length, 1, "whole where nothing is divided");
  assert.deepEqual(parseText("One.\nTwo.", "a.txt", { split: "train" }).length, 1);
});

Deno.test("cutPassages() takes time as a text is long, whatever is in it", () => {
  for (const piece of ["Mr. ", "a. ", "x", "A.", "。", "! "]) {
    const cut = (times: number) => cutPassages([passage(piece.repeat(times).trim())]);
    assertGrowsEvenly(cut, 100_000, piece);
  }
});

Deno.test("what has no words is cut into pieces of a twentieth, of 200 characters at least and 1000 at most", () => {
  const lengths = (count: number) => lengthsOf("x".repeat(count));
  assert.deepEqual(lengths(1000), Array(5).fill(200));
  const short = passage("x".repeat(200));
  assert.deepEqual(cutPassages([short]), [short], "as long as that it stays whole");
  assert.deepEqual(lengths(201), [200, 1]);
  // A twentieth of 10,001 is 500.05, so that 20 pieces do.
  assert.deepEqual(lengths(10_001), [...Array(19).fill(501), 482]);
  assert.deepEqual(lengths(22_000), Array(22).fill(1000));
});

Deno.test("a long sentence behind a short one is cut behind its words, too", () => {
  const [first, long] = ["It rained. ", "Word another ".repeat(60).trim()];
  const [piece, ...others] = cutPassages([passage(first + long)]).map(({ text }) => text);
  assert.equal([piece, ...others].join(" "), first + long);
  // Of 200 characters "It rained." takes 11 with its space, then words of 5 and 8 in turn: after 14
  // of each 193, after a further "Word" 197, and "another" ends at 205.
  assert.equal(piece, `${first}${"Word another ".repeat(14)}Word another`);
  assert(others.every((text) => /^(?:Word|another)\b.*\b(?:Word|another)$/.test(text)));
});
