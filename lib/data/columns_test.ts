/** Which column is taken for the text, and what is said where there is none. */
import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { type ColumnWord, textColumnOf } from "./columns.ts";

/** What is to be done about names of which none is the text. */
function mend(names: readonly string[], given?: string, word?: ColumnWord): string {
  try {
    textColumnOf(names, given, { file: "a.csv" }, word);
  } catch (error) {
    assert(error instanceof InputError);
    return error.message.slice("a.csv: there is no ".length);
  }
  throw new Error("it was found");
}

Deno.test("text comes before article, and what is asked for before both", () => {
  const of = (names: string[], given?: string) => textColumnOf(names, given, { file: "a.csv" });
  assert.equal(of(["article", "text"]), "text");
  assert.equal(of(["id", "article"]), "article");
  assert.equal(of(["text", "body"], "body"), "body");
});

Deno.test("the likeliest column is offered: by its whole name, then by a part of it", () => {
  const offered = (names: string[]) => /Set textColumn to (\S+) if/.exec(mend(names))?.[1];
  assert.equal(offered(["title", "Body", "id"]), "Body");
  assert.equal(offered(["id", "my_title", "the_body"]), "the_body");
  assert.equal(offered(["my_content", "Title"]), "Title", "whole names first");
  assert.equal(offered(["TEXT", "content"]), "TEXT");
  assert.equal(offered(["x"]), "x", "the only one");
  assert.equal(offered(["x", "y"]), undefined);
});

Deno.test("what there is is listed, and names that are no words are quoted", () => {
  assert.equal(
    mend(["x", "y"]),
    'column "text" or "article". Name the column of the text with textColumn: there are "x", "y".',
  );
  assert.equal(
    mend(["the text"], undefined, "field"),
    'field "text" or "article". Set textColumn to "the text" if that is the text: there is "the text".',
  );
  assert.equal(mend([], "x"), 'column "x". Give it texts in a column of that name.');
  assert.equal(
    mend(["Body", "x"], "body"),
    'column "body". Perhaps Body is meant. The columns are Body, x.',
  );
});

Deno.test("a name of more than 40 letters is a text, and the table has no header", () => {
  const [name, text] = ["x".repeat(40), "x".repeat(41)];
  const header = /Give the file a first line that names its columns, the one of the texts text\.$/;
  assert.doesNotMatch(mend(["a", name]), header);
  assert.match(mend(["a", text]), header);
  assert.match(mend(["a", text], "b"), header);
  assert.doesNotMatch(mend(["a", text], undefined, "field"), header);
});
