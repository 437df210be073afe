import assert from "node:assert/strict";
import { constants } from "node:buffer";
import { MORE_FILES } from "./disk.ts";
import { InputError } from "./errors.ts";
import { LONGEST_TEXT, parseJson, unreadable, utf8Text } from "./read_file.ts";

Deno.test("bytes that are no UTF-8 are refused, not replaced", () => {
  assert.equal(utf8Text(Uint8Array.of(0xef, 0xbb, 0xbf, 0xc3, 0xa9), "a"), "é");
  // Cut off, a surrogate, an overlong form and what is never a byte of UTF-8.
  for (const bytes of [[0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0x61, 0xff]]) {
    assert.throws(
      () => utf8Text(Uint8Array.from(bytes), "a"),
      (error) =>
        error instanceof InputError &&
        /^a: the file is not UTF-8 text\. Save it/.test(error.message),
    );
  }
});

Deno.test("what is no JSON is named with its place", () => {
  const place = (text: string) => {
    try {
      return parseJson(text, "a", "Mend it");
    } catch (error) {
      assert.ok(error instanceof InputError);
      return error.place;
    }
  };
  assert.deepEqual(place('{"a": 1}'), { a: 1 });
  assert.equal(place('{"a": 1,\n "b": 1 2}'), "line 2, column 9");
  assert.equal(place("[1,"), "the end");
  // V8 says no place of a short text.
  assert.equal(place("[nope]"), undefined);
});

Deno.test("a file that cannot be read is told with the reason, and with what mends it", () => {
  const told = (code?: unknown) => unreadable({ code }, "a", "Mend it").message;
  const [mended, cannot] = ["Mend it.", "a: the file cannot be read"];
  assert.equal(told("ENOENT"), `a: there is no such file. ${mended}`);
  assert.equal(told("EACCES"), `${cannot} (EACCES). ${mended}`);
  assert.equal(told(5), `${cannot}. ${mended}`);
  assert.equal(unreadable(undefined, "a", "Mend it").message, `${cannot}. ${mended}`);
  for (const code of ["EMFILE", "ENFILE"]) {
    assert.equal(told(code), `${cannot} (${code}). ${MORE_FILES}.`);
  }
});

Deno.test("a file that is longer than any text is refused by its size, before it is read", () => {
  // V8's longest text has a character more; bytes that are no ASCII make fewer characters.
  assert.equal(LONGEST_TEXT, constants.MAX_STRING_LENGTH - 1);
  const ofLength = (length: number) =>
    Object.defineProperty(new Uint8Array(0), "length", { value: length });
  assert.equal(utf8Text(ofLength(LONGEST_TEXT), "a"), "");
  assert.throws(() => utf8Text(ofLength(LONGEST_TEXT + 1), "a"), {
    message: "a: the file has 536870888 bytes, more than a text can have. Divide it into several " +
      "files.",
  });
});
