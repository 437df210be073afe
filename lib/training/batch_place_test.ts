import assert from "node:assert/strict";
import type { MaskedBatch } from "../data/mod.ts";
import { batchPlace } from "./batch_place.ts";

const WORDS = ["the", "cat", 'sat"\n', "on", "mat", "good", "day"];
const tokenizer = { vocabSize: 7, maskTokenId: 0, specialTokenIds: [] };
const decoding = { ...tokenizer, decode: ([id]: readonly number[]) => WORDS[id!]! };
const batch = (...labels: number[]) => ({ labels: Int32Array.from(labels) }) as MaskedBatch;

Deno.test("batchPlace() names passages once and the first masked words, in one line", () => {
  const chunkSources = [["a.json"], ["a.json", "b.json"], ["c\u001b.json"], ["d.json"]];
  assert.equal(
    batchPlace({ chunkSources, tokenizer: decoding }, [1, 0], [batch(1, 2)]),
    'Its passages are "a.json", "b.json"; its first masked words are "cat", "sat\\"\\n".',
  );
  assert.equal(
    batchPlace({ chunkSources, tokenizer: decoding }, [0, 1, 2, 3], [batch(1, 0, 3), batch(4, 5)]),
    'Its passages are "a.json", "b.json", "c\\u001b.json" and 1 more; ' +
      'its first masked words are "cat", "the", "on", "mat", "good".',
  );
});

Deno.test("batchPlace() says what is known", () => {
  assert.equal(batchPlace({ tokenizer }, [0], [batch(1)]), "");
  assert.equal(
    batchPlace({ tokenizer: decoding }, [0], [batch(1)]),
    'Its first masked words are "cat".',
  );
  assert.equal(
    batchPlace({ chunkSources: [["x"]], tokenizer }, [0], [batch(1)]),
    'Its passages are "x".',
  );
});

Deno.test("no more words are named than five, and of all passages three, of either as many as there are", () => {
  const chunkSources = [["a"], ["b"], ["c"]];
  assert.equal(
    batchPlace({ chunkSources, tokenizer: decoding }, [0, 1, 2], [batch(0, 1, 3), batch(4, 5, 6)]),
    'Its passages are "a", "b", "c"; its first masked words are "the", "cat", "on", "mat", "good".',
  );
  const five = [["a"], ["b"], ["c", "d"], ["e"]];
  assert.equal(
    batchPlace({ chunkSources: five, tokenizer }, [0, 1, 2, 3], []),
    'Its passages are "a", "b", "c" and 2 more.',
  );
});
