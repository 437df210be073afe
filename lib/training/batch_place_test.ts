import assert from "node:assert/strict";
import type { MaskedBatch } from "../data/mod.ts";
import { batchPlace } from "./batch_place.ts";

const WORDS = ["the", "cat", 'sat"\n', "on", "mat", "good", "day"];
const tokenizer = { vocabSize: 7, maskTokenId: 0, specialTokenIds: [] };
const decoding = { ...tokenizer, decode: ([id]: readonly number[]) => WORDS[id!]! };
const batch = (...labels: number[]) => ({ labels: Int32Array.from(labels) }) as MaskedBatch;

Deno.test("batchPlace() names passages once and the first masked words, in one line", async () => {
  const chunkSources = [["a.json"], ["a.json", "b.json"], ["c\u001b.json"], ["d.json"]];
  assert.equal(
    await batchPlace({ chunkSources, tokenizer: decoding }, [1, 0], [batch(1, 2)]),
    'Its passages are "a.json", "b.json"; its first masked words are "cat", "sat\\"\\n".',
  );
  assert.equal(
    await batchPlace({ chunkSources, tokenizer: decoding }, [0, 1, 2, 3], [
      batch(1, 0, 3),
      batch(4, 5),
    ]),
    'Its passages are "a.json", "b.json", "c\\u001b.json" and 1 more; ' +
      'its first masked words are "cat", "the", "on", "mat", "good".',
  );
});

Deno.test("batchPlace() says what is known", async () => {
  assert.equal(await batchPlace({ tokenizer }, [0], [batch(1)]), "");
  assert.equal(
    await batchPlace({ tokenizer: decoding }, [0], [batch(1)]),
    'Its first masked words are "cat".',
  );
  assert.equal(
    await batchPlace({ chunkSources: [["x"]], tokenizer }, [0], [batch(1)]),
    'Its passages are "x".',
  );
});

Deno.test("who finds passages is asked for those of the step, and where that fails nothing is named", async () => {
  const asked: (readonly number[])[] = [];
  const find = (indices: readonly number[]) => {
    asked.push(indices);
    return indices.includes(9) ? Promise.reject(new Error("gone")) : Promise.resolve(["x", "x"]);
  };
  assert.equal(
    await batchPlace({ chunkSources: find, tokenizer }, [4, 2], []),
    'Its passages are "x".',
  );
  assert.equal(await batchPlace({ chunkSources: find, tokenizer }, [9], []), "");
  assert.deepEqual(asked, [[4, 2], [9]]);
});

Deno.test("no more words are named than five, and of all passages three, of either as many as there are", async () => {
  const chunkSources = [["a"], ["b"], ["c"]];
  assert.equal(
    await batchPlace({ chunkSources, tokenizer: decoding }, [0, 1, 2], [
      batch(0, 1, 3),
      batch(4, 5, 6),
    ]),
    'Its passages are "a", "b", "c"; its first masked words are "the", "cat", "on", "mat", "good".',
  );
  const five = [["a"], ["b"], ["c", "d"], ["e"]];
  assert.equal(
    await batchPlace({ chunkSources: five, tokenizer }, [0, 1, 2, 3], []),
    'Its passages are "a", "b", "c" and 2 more.',
  );
});
