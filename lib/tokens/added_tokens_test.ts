import assert from "node:assert/strict";
import {
  type AddedToken,
  isTokenId,
  joinAddedTokens,
  parseAddedToken,
  parseAddedTokensDecoder,
  parseAddedTokensFile,
} from "./added_tokens.ts";

const plain = { single_word: false, lstrip: false, rstrip: false };

/** A token that the files say nothing of but this. */
const token = (id: number, content: string, special = false): AddedToken => ({
  ...{ id, content, ...plain, normalized: !special, special },
});

Deno.test("a token is a text or an object, and what is left out is what is usual", () => {
  const ordinary = { special: false };
  assert.deepEqual(parseAddedToken("a", 7, ordinary), token(7, "a"));
  assert.deepEqual(parseAddedToken("a", 7, { special: true }), token(7, "a", true));
  assert.deepEqual(parseAddedToken({ content: "a", special: true }, 7, ordinary), {
    ...token(7, "a", true),
  });
  assert.deepEqual(parseAddedToken({ content: "a", special: false }, 7, { special: true }), {
    ...token(7, "a"),
  });
  for (const flag of ["single_word", "lstrip", "rstrip", "normalized", "special"] as const) {
    const parsed = parseAddedToken({ content: "a", [flag]: true }, 7, ordinary);
    const normalized = flag !== "special";
    assert.deepEqual(parsed, { ...token(7, "a"), normalized, [flag]: true }, flag);
    // What is no flag says nothing, but for what says that a token is special.
    assert.deepEqual(parseAddedToken({ content: "a", [flag]: 1 }, 7, ordinary), token(7, "a"));
  }
  assert.equal(
    parseAddedToken({ content: "a", normalized: false }, 7, ordinary)!.normalized,
    false,
  );
  for (const none of [{}, { content: 1 }, 7, null, ["a"]]) {
    assert.equal(parseAddedToken(none, 7, ordinary), undefined);
  }
});

Deno.test("ids are whole numbers up to two millions", () => {
  assert.deepEqual([0, 1, 2_000_000].filter((id) => !isTokenId(id)), []);
  assert.deepEqual([-1, 0.5, 2_000_001, NaN, "1", 1n, undefined].filter(isTokenId), []);
});

Deno.test("added_tokens.json has ids by contents", () => {
  const isSpecial = (content: string) => content === "<s>";
  assert.deepEqual(parseAddedTokensFile({ "<s>": 9, x: 8 }, "a.json", isSpecial), [
    token(9, "<s>", true),
    token(8, "x"),
  ]);
  assert.throws(() => parseAddedTokensFile([], "a.json", isSpecial), {
    message: "a.json, added tokens: the added tokens are not objects with content and an id. " +
      "Fetch the file again.",
  });
  assert.throws(() => parseAddedTokensFile({ x: "8" }, "a.json", isSpecial), {
    message: 'a.json: the id of "x" is "8". Fetch the file again: each token has a whole number.',
  });
});

Deno.test("added_tokens_decoder has tokens by ids, in whose order they are taken", () => {
  const decoder = { "010": { content: "b", special: true }, "07": { content: "a" } };
  assert.deepEqual(parseAddedTokensDecoder(decoder, "a.json"), [
    token(7, "a"),
    token(10, "b", true),
  ]);
  for (const wrong of [[], { a: { content: "a" } }, { "1": {} }, { "-1": { content: "a" } }]) {
    assert.throws(() => parseAddedTokensDecoder(wrong, "a.json"), {
      message: "a.json, added_tokens_decoder: the added tokens are not objects with content and " +
        "an id. Fetch the file again, or remove the field.",
    });
  }
});

const BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "it", "is"];
const VOCABULARY = new Map(BERT.map((word, id) => [word, id]));
const NO_NAMES = Object.fromEntries(
  ["pad", "unk", "cls", "sep", "mask"].map((role) => [`${role}_token`, ""]),
);

/** The tokens that are added, with BERT's own left out. */
function joined(
  { own = [], others = [], config = {}, ids = VOCABULARY }: {
    own?: AddedToken[];
    others?: AddedToken[];
    config?: Record<string, unknown>;
    ids?: Map<string, number>;
  },
): AddedToken[] {
  const all = joinAddedTokens(ids, { own, others }, config, "t.json");
  return all.filter(({ content }) => !BERT.slice(0, 5).includes(content));
}

Deno.test("BERT's own tokens are added where the vocabulary has them, as special ones", () => {
  const all = joinAddedTokens(VOCABULARY, { own: [], others: [] }, {}, "t.json");
  assert.deepEqual(all, BERT.slice(0, 5).map((word, id) => token(id, word, true)));
  const own = [{ ...token(4, "[MASK]", true), lstrip: true }];
  const [first, ...others] = joinAddedTokens(VOCABULARY, { own, others: [] }, {}, "t.json");
  assert.deepEqual(first, own[0], "what a file says of one stays");
  assert.deepEqual(others.map(({ id }) => id), [0, 1, 2, 3]);
});

Deno.test("the tokens of tokenizer.json agree with its vocabulary, or are refused", () => {
  const own = [token(5, "it"), token(20, "new"), token(20, "new", true)];
  assert.deepEqual(joined({ own }), [token(5, "it"), token(20, "new", true)]);
  const mend = "Fetch the tokenizer's files again, or keep only its vocab.txt.";
  for (
    const [wrong, problem] of [
      [[token(6, "it")], 'the id of "it" is 5 in the vocabulary, but 6 here'],
      [[token(9, "it")], 'the id of "it" is 5 in the vocabulary, but 9 here'],
      [[token(6, "new")], '"is" and "new" share the id 6'],
      [[token(9, "x"), token(9, "y")], '"x" and "y" share the id 9'],
      [[token(9, "x"), token(8, "x")], 'the id of "x" is 9 in the vocabulary, but 8 here'],
    ] as const
  ) {
    assert.throws(() => joined({ own: [...wrong] }), {
      message: `t.json, added_tokens: ${problem}. ${mend}`,
    });
  }
});

Deno.test("of other files' tokens the vocabulary's ids count, and one without an id gets the next", () => {
  const others = [token(9, "it", true), token(6, "x"), token(30, "y"), token(5, "z")];
  assert.deepEqual(joined({ others }), [
    token(5, "it", true),
    token(30, "y"),
    token(31, "x"),
    token(32, "z"),
  ]);
  // The next one is above all others, in whatever order these are.
  const ids = new Map([["b", 40], ["a", 3]]);
  assert.deepEqual(joined({ ids, others: [token(3, "x")], config: NO_NAMES }), [token(41, "x")]);
  const named = { ...NO_NAMES, bos_token: "<s>" };
  assert.deepEqual(joined({ ids: new Map(), config: named }), [token(0, "<s>", true)]);
});

Deno.test("special tokens that are named are added once, whatever else is said of them", () => {
  const config = {
    bos_token: { content: "<s>", lstrip: true, special: false },
    eos_token: "it",
    additional_special_tokens: ["x", "y", "z"],
  };
  const own = [token(10, "x")], others = [token(6, "y"), token(11, "z")];
  assert.deepEqual(joined({ own, others, config }), [
    token(10, "x"),
    token(11, "z"),
    token(5, "it", true),
    token(12, "y"),
    { ...token(13, "<s>", true), lstrip: true, normalized: true },
  ]);
});
