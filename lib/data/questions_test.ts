import assert from "node:assert/strict";
import { textQuestions } from "./questions.ts";

Deno.test("textQuestions() leaves out blanks around words and sets, and sets of nothing", () => {
  assert.deepEqual(textQuestions(" went| go |goes|gone ; ;to|in the|at|on;", " B, a;C D\t"), {
    options: [["went", "go", "goes", "gone"], ["to", "in the", "at", "on"]],
    answers: ["B", "a", "C", "D"],
  });
  // A word of a set may be nothing, which is refused where the blanks are filled.
  assert.deepEqual(textQuestions("a||c", ""), { options: [["a", "", "c"]], answers: [] });
  assert.deepEqual(textQuestions(" ", " "), { options: [], answers: [] });
});
