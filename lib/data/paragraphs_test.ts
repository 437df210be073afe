/** What parts a text's passages: at the bounds of what is taken for broken lines, verses and lists. */
import assert from "node:assert/strict";
import { TextShape } from "./paragraphs.ts";

function partingOf(...paragraphs: string[][]): string {
  const shape = new TextShape();
  shape.push(paragraphs.map((lines) => lines.join("\n")).join("\n\n"));
  return shape.end().parting;
}
const below = (lines: string[]) => partingOf(["Title"], lines);

/** A line that ends no sentence: so many characters, the first word's among them. */
const line = (length: number, first = 5) =>
  `${"x".repeat(first)} ${"y".repeat(length - first - 1)}`;
const times = (count: number, text: string): string[] => Array(count).fill(text);

Deno.test("lines are broken where the next one's first word would have been too long for the widest", () => {
  // The widest has 80 characters: behind 74 and a space five more fit, and six do not.
  assert.equal(below([line(80), ...times(10, line(74, 5))]), "whole lines");
  assert.equal(below([line(80), ...times(10, line(74, 6))]), "paragraphs");
  // Nine of ten may be an accident of the last, eight are none.
  assert.equal(below([line(80), ...times(9, line(74, 6)), line(74, 5)]), "paragraphs");
  assert.equal(
    below([line(80), ...times(8, line(74, 6)), ...times(2, line(74, 5))]),
    "whole lines",
  );
});

Deno.test("lines of 60 characters on the average are verses, longer ones are none", () => {
  assert.equal(below([line(100), ...times(10, line(56))]), "paragraphs");
  assert.equal(below([line(100), line(57), ...times(9, line(56))]), "whole lines");
});

Deno.test("text is broken at no more than 120 characters", () => {
  assert.equal(below([line(120), ...times(10, line(110, 12))]), "paragraphs");
  assert.equal(below([line(121), ...times(10, line(110, 12))]), "whole lines");
  // On the average, however few they are.
  assert.equal(below(times(2, line(120))), "paragraphs");
  assert.equal(below([line(120), line(121)]), "whole lines");
  assert.equal(partingOf([line(121)], ["Title"]), "paragraphs", "one line is no list");
});

Deno.test("nine of ten short lines that end sentences are a list, eight are none", () => {
  assert.equal(below([...times(9, "One."), "one"]), "whole lines");
  assert.equal(below([...times(8, "One."), "one", "two"]), "paragraphs");
  assert.equal(below(times(4, "“One.”)")), "whole lines", "marks behind the full stop");
  assert.equal(below(times(4, `${"x".repeat(2000)}.`)), "whole lines");
  assert.equal(below(times(4, "One. two")), "paragraphs");
});

Deno.test("several empty lines part nothing where nine of ten lines are one paragraph", () => {
  assert.equal(partingOf(["A"], ["B"], times(18, "One.")), "whole lines");
  assert.equal(partingOf(["A"], ["B", "C"], times(17, "One.")), "paragraphs");
});

Deno.test("passages are counted as they are parted", () => {
  const counted = (text: string) => {
    const shape = new TextShape();
    shape.push(text);
    return shape.end();
  };
  assert.deepEqual(counted("One\ntwo\n\n"), { parting: "lines", passages: 2 });
  assert.deepEqual(counted("\n \n"), { parting: "lines", passages: 0 });
  assert.deepEqual(counted("One\ntwo\n\n \nthree"), { parting: "paragraphs", passages: 2 });
  assert.deepEqual(counted("A\n\nOne.\nTwo.\nThree.\nFour."), {
    parting: "whole lines",
    passages: 5,
  });
});

Deno.test("a very long line says nothing of those behind it", () => {
  const shape = new TextShape();
  shape.push("x".repeat(2 ** 20 + 1));
  shape.push(`\n\n${times(5, line(40)).join("\n")}`);
  assert.deepEqual(shape.end(), { parting: "paragraphs", passages: 2 });
});

Deno.test("what is left out of very long lines while they are looked at counts", () => {
  const shape = new TextShape();
  shape.push("Title\n\n");
  for (const end of ["\n", ""]) {
    shape.push("x".repeat(2 ** 20 + 1));
    shape.push(end);
  }
  assert.deepEqual(shape.end(), { parting: "whole lines", passages: 3 });
});
