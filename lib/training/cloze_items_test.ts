import assert from "node:assert/strict";
import { createTokenizer } from "../tokens/mod.ts";
import { clozeItems } from "./cloze_items.ts";

const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const WORDS = ["we", "read", "sat", "##s", "and", ",", "ate", "the"];
const tokenizer = createTokenizer({ vocabulary: [...SPECIAL, ...WORDS] });
const id = (word: string) => SPECIAL.length + WORDS.indexOf(word);

function passage(text: string, answer: string, options: string[], at = text.indexOf(answer)) {
  const blank = { start: at, end: at + answer.length, options, answer };
  return { source: "", text, blanks: [blank] };
}

Deno.test("each option stands in its text, and its pieces are known", () => {
  const items = clozeItems(
    [passage("we read, and we ate", "read", ["sats", "read", "we"])],
    { tokenizer, sequenceLength: 16 },
  );
  assert.equal(items.length, 1);
  const { options, answer } = items[0]!;
  assert.equal(answer, 1);
  const rest = [",", "and", "we", "ate"].map(id);
  assert.deepEqual(options, [
    { ids: [2, id("we"), id("sat"), id("##s"), ...rest, 3], first: 2, pieces: 2 },
    { ids: [2, id("we"), id("read"), ...rest, 3], first: 2, pieces: 1 },
    { ids: [2, id("we"), id("we"), ...rest, 3], first: 2, pieces: 1 },
  ]);
});

Deno.test("a long text is cut around the blank, the same for all options", () => {
  const text = `${"we ate and ".repeat(5)}read the ${"the sat ".repeat(5)}`.trim();
  const [item] = clozeItems(
    [passage(text, "read", ["read", "reads"])],
    { tokenizer, sequenceLength: 9 },
  );
  // Nine tokens less two special ones and the longest option's two: five, two before and three after.
  const [before, after] = [["ate", "and"].map(id), ["the", "the", "sat"].map(id)];
  assert.deepEqual(item!.options, [
    { ids: [2, ...before, id("read"), ...after, 3], first: 3, pieces: 1 },
    { ids: [2, ...before, id("read"), id("##s"), ...after, 3], first: 3, pieces: 2 },
  ]);
  const [first] = clozeItems(
    [passage(text, "we", ["we", "the"])],
    { tokenizer, sequenceLength: 9 },
  );
  // Nothing stands before it, so all six others stand after it.
  assert.equal(first!.options[0]!.first, 1);
  assert.equal(first!.options[0]!.ids.length, 9);
  const last = text.lastIndexOf("sat");
  const [end] = clozeItems(
    [passage(text, "sat", ["sat", "the"], last)],
    { tokenizer, sequenceLength: 9 },
  );
  assert.equal(end!.options[1]!.first, 7);
  assert.equal(end!.options[1]!.ids[7], id("the"));
});

Deno.test("options that repeat the words around them are found all the same", () => {
  const [item] = clozeItems(
    [passage("we we we", "we", ["we", "the", "we we"], 3)],
    { tokenizer, sequenceLength: 16 },
  );
  assert.deepEqual(item!.options.map(({ first, pieces }) => [first, pieces]), [
    [2, 1],
    [2, 1],
    [2, 2],
  ]);
});

Deno.test("a blank whose options do not fit or leave no token is left out", () => {
  const long = passage("we read", "read", ["read", "the the the the the the"]);
  assert.deepEqual(clozeItems([long], { tokenizer, sequenceLength: 7 }), []);
  const empty = passage("we read", "read", ["read", "\u200b"]);
  assert.deepEqual(clozeItems([empty], { tokenizer, sequenceLength: 7 }), []);
  const other = passage("we read", "read", ["sat", "ate"]);
  assert.deepEqual(clozeItems([other], { tokenizer, sequenceLength: 7 }), []);
});

Deno.test("a blank is asked about where its longest option just fits, and not where a token is missing", () => {
  const of = (sequenceLength: number) =>
    clozeItems([passage("we read and", "read", ["sats", "read"])], { tokenizer, sequenceLength });
  // [CLS], the two pieces of the longest option, [SEP]: nothing around it.
  assert.deepEqual(of(4)[0]!.options, [
    { ids: [2, id("sat"), id("##s"), 3], first: 1, pieces: 2 },
    { ids: [2, id("read"), 3], first: 1, pieces: 1 },
  ]);
  assert.deepEqual(of(3), []);
});

Deno.test("where the space before a word is a part of it, it is the option's", () => {
  // A token a character: of "we read" the option has the last five.
  const ids = (text: string) => [...text].map((character) => character.codePointAt(0)!);
  const characters = { clsTokenId: 1, sepTokenId: 2, encode: ids };
  const [item] = clozeItems(
    [passage("we read", "read", ["read", "sat"])],
    { tokenizer: characters, sequenceLength: 16 },
  );
  assert.deepEqual(item!.options, [
    { ids: [1, ...ids("we read"), 2], first: 3, pieces: 5 },
    { ids: [1, ...ids("we sat"), 2], first: 3, pieces: 4 },
  ]);
});

/** Each character is a token, but for b with a following x. */
const merging = {
  ...{ clsTokenId: 1, sepTokenId: 2 },
  encode: (text: string) =>
    (text.match(/bx|./g) ?? []).map((piece) => 10 + "abcxy bx".indexOf(piece)),
};

Deno.test("an option that takes a piece of the text before it bounds what all take", () => {
  const [a, b, c, y, bx] = [10, 11, 12, 14, 16];
  const read = (sequenceLength: number) =>
    clozeItems([passage("aabycc", "y", ["x", "y"])], { tokenizer: merging, sequenceLength });
  const whole = read(20)[0]!;
  // Of x two pieces are before it, "a" and "a"; of y as many are taken.
  assert.deepEqual(whole, {
    answer: 1,
    options: [
      { ids: [1, a, a, bx, c, c, 2], first: 3, pieces: 1 },
      { ids: [1, a, b, y, c, c, 2], first: 3, pieces: 1 },
    ],
  });
  // Room for three: half of it, rounded down, before.
  assert.deepEqual(read(6)[0]!.options[0], { ids: [1, a, bx, c, c, 2], first: 2, pieces: 1 });
  assert.deepEqual(read(3)[0]!.options[1], { ids: [1, y, 2], first: 1, pieces: 1 });
  assert.deepEqual(read(2), []);
});
