import assert from "node:assert/strict";
import { LANGUAGES, say, type Word } from "./words.ts";

Deno.test("each language says everything, with room for the same", () => {
  const blanks = (text: string) => text.split("{}").length;
  for (const word of Object.keys(LANGUAGES.en) as Word[]) {
    assert.ok(LANGUAGES.ja[word].trim() !== "", word);
    assert.equal(blanks(LANGUAGES.ja[word]), blanks(LANGUAGES.en[word]), word);
  }
});

Deno.test("what varies is put in as it is", () => {
  assert.equal(say("en", "notPlaced", "$&{}"), "β has no profile for “$&{}”.");
});
