import assert from "node:assert/strict";
import { wordForm } from "./classifier.ts";

Deno.test("an uncased classifier sees neither capitals nor accents", () => {
  assert.equal(wordForm("Été", true), "ete");
  assert.equal(wordForm("Été", false), "Été");
  // Composed and decomposed spellings are one form.
  assert.equal(wordForm("cafe\u0301", true), wordForm("caf\u00e9", true));
});
