import assert from "node:assert/strict";
import { encodePieces, type EncodingOptions, type Piece } from "./encode.ts";
import { packed } from "./passage_spans.ts";
import { WINDOWS } from "./texts.ts";

/** A token a letter; 0 stands for none that can be masked. */
const tokenizer = {
  specialTokenIds: [0],
  encode: (text: string) => [...text].map((letter) => letter === "?" ? 0 : letter.charCodeAt(0)),
};

const passagesOf = (texts: readonly string[]) =>
  texts.map((text) => ({ source: "", text, blanks: [] }));

/** All that pieces hold. */
function together(pieces: Iterable<Piece>) {
  const all = [...pieces];
  return {
    ids: all.flatMap(({ ids }) => [...ids]),
    lines: all.flatMap(({ lines }) => lines),
    passages: all.flatMap(({ passages }) => passages),
    cut: all.reduce((sum, { cut }) => sum + cut, 0),
    without: all.reduce((sum, { without }) => sum + without, 0),
  };
}

const ways: EncodingOptions[] = [
  { construction: "passages" },
  { construction: "passages", lineByLine: true, length: 3 },
  { construction: "windows", taken: [WINDOWS.none] },
];

Deno.test("passages give the same whichever come together", () => {
  const texts = ["abc", "", "defg", "??", "x".repeat(50_000), "HARBOUR"];
  for (const options of ways) {
    const one = together(encodePieces(passagesOf(texts), tokenizer, options));
    const each = passagesOf(texts).flatMap((passage) => [
      ...encodePieces([passage], tokenizer, options),
    ]);
    assert.deepEqual(together(each), one);
    assert.equal(one.passages.length, texts.length);
  }
});

Deno.test("of passages that are not taken there are no ids, but they are counted", () => {
  const options = { construction: "windows", taken: [WINDOWS.none] } as const;
  const { ids, passages } = together(encodePieces(passagesOf(["abc", "ABC"]), tokenizer, options));
  assert.deepEqual(ids, tokenizer.encode("abc"));
  assert.deepEqual(passages, [packed(3, WINDOWS.none), packed(3, WINDOWS.capitals)]);
});

Deno.test("lines are cut, and those without a word of the vocabulary are counted", () => {
  const options = { construction: "passages", lineByLine: true, length: 2 } as const;
  const made = together(encodePieces(passagesOf(["abc", "??", "a"]), tokenizer, options));
  assert.deepEqual(made, {
    ids: [...tokenizer.encode("ab"), ...tokenizer.encode("a")],
    lines: [2, 1],
    passages: [1, 0, 1].map((units) => packed(units, WINDOWS.none)),
    ...{ cut: 1, without: 1 },
  });
});

Deno.test("a piece has 16,384 ids or hardly more, so that others have their turn", () => {
  const texts = Array.from({ length: 100 }, () => "x".repeat(1000));
  const options = { construction: "passages" } as const;
  const sizes = [...encodePieces(passagesOf(texts), tokenizer, options)].map(({ ids }) =>
    ids.length
  );
  assert.deepEqual(sizes, [17_000, 17_000, 17_000, 17_000, 17_000, 15_000]);
});
