import assert from "node:assert/strict";
import { parseCloth } from "./cloth.ts";
import { blankWindows } from "./windows.ts";

const four = (word: string) => [word, "b", "c", "d"];

// The construction worked out by hand: one window a blank; the first sentence alone, every other
// one with the sentence before it; all blanks filled, also those of other questions.
Deno.test("blankWindows() gives the original's windows", () => {
  const passage = parseCloth({
    article: "Mr. Lee _ home.\nHis dog, a big one, _ him and _ loudly! Nobody else was there. " +
      "Was he _ ?",
    options: [four("walked"), four("saw"), four("barked"), four("happy")],
    answers: ["A", "A", "A", "A"],
  }, "a.json");
  const first = "Mr . Lee walked home .";
  const second = "His dog , a big one , saw him and barked loudly !";
  const third = "Nobody else was there .";
  const fourth = "Was he happy ?";
  assert.deepEqual(blankWindows(passage), [
    first,
    `${first} ${second}`,
    `${first} ${second}`,
    `${third} ${fourth}`,
  ]);
});

Deno.test("blankWindows() keeps contractions and numbers whole", () => {
  const passage = parseCloth({
    article: "It didn't _ 3.50 dollars.",
    options: [four("cost")],
    answers: ["A"],
  }, "a.json");
  assert.deepEqual(blankWindows(passage), ["It didn't cost 3.50 dollars ."]);
});

Deno.test("blankWindows() finds the sentence of a blank that begins or ends it", () => {
  const passage = parseCloth({
    article: "One came. _ went on . We saw _.",
    options: [four("Two"), four("it")],
    answers: ["A", "A"],
  }, "a.json");
  assert.deepEqual(blankWindows(passage), [
    "One came . Two went on .",
    "Two went on . We saw it .",
  ]);
});

Deno.test("blankWindows() of a passage without blanks are none", () => {
  assert.deepEqual(blankWindows({ source: "", text: "One. Two.", blanks: [] }), []);
});

Deno.test("blankWindows() takes a blank right behind a sentence for the next one's", () => {
  const passage = parseCloth({
    article: "One came!_ went.",
    options: [four("Two")],
    answers: ["A"],
  }, "a.json");
  assert.deepEqual(blankWindows(passage), ["One came ! Two went ."]);
});
