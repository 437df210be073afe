import assert from "node:assert/strict";
import { createTokenizer, SPECIAL_TOKENS, type Tokenizer } from "../tokens/mod.ts";
import { EncodingThreads, usualThreads } from "./encoding_threads.ts";

const tokenizer = createTokenizer({ vocabulary: SPECIAL_TOKENS });

Deno.test({
  name: "where their program may not be read, or a tokenizer not be made again, there are none",
  permissions: "none",
  async fn() {
    assert.equal(await EncodingThreads.start(tokenizer, 1), undefined);
    const other: Tokenizer = Object.create(tokenizer, { same: { value: undefined } });
    assert.equal(await EncodingThreads.start(other, 1), undefined);
    assert.equal(await EncodingThreads.start(tokenizer, 0), undefined);
  },
});

Deno.test("there is a thread a core, up to four", () => {
  assert.deepEqual([1, 2, 4, 64].map(usualThreads), [1, 2, 4, 4]);
});
