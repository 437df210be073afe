import assert from "node:assert/strict";
import { namedSpecialTokens, specialTokensOf } from "./special_tokens.ts";

Deno.test("special tokens are named by their roles, by the ends of a text, and further ones", () => {
  const config = {
    ...{ mask_token: "<mask>", bos_token: "<s>", eos_token: { content: "</s>" }, pad_token: "" },
    additional_special_tokens: ["<a>"],
    extra_special_tokens: { image: "<i>" },
  };
  assert.deepEqual(namedSpecialTokens(config).map(({ content }) => content), [
    ...["<mask>", "<s>", "</s>", "<a>", "<i>"],
  ]);
  const { mask, cls } = specialTokensOf(config);
  assert.deepEqual([mask, cls], ["<mask>", "[CLS]"]);
});
