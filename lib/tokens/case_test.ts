import assert from "node:assert/strict";
import { caseMessage, contradiction } from "./case.ts";

const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`);

Deno.test("a cased vocabulary of twenty small words and no capital is strange, one of nineteen is not", () => {
  assert.match(contradiction(words(20), false)!, /^no entry of the vocabulary has a capital/);
  assert.equal(contradiction(words(19), false), undefined);
  assert.equal(contradiction([...words(19), "[unused1]", "<s>"], false), undefined);
  assert.equal(contradiction([...words(20), "Word"], false), undefined);
});

Deno.test("a vocabulary that is lower-cased has no use for capitals, and one is named", () => {
  assert.equal(
    contradiction(["[UNK]", "it", "NASA", "The", "##S"], true),
    '3 of the vocabulary\'s 5 entries have capitals, such as "The", and are never used',
  );
  assert.match(contradiction(["NASA", "The", "An"], true)!, /such as "The",/, "the first word");
  assert.match(contradiction(["NASA", "ABC"], true)!, /^2 of .* such as "NASA",/);
  assert.equal(contradiction([...words(19), "1", "."], false), undefined, "signs have no case");
  assert.equal(contradiction(["[UNK]", ...words(20)], true), undefined);
});

Deno.test("a case is told where nobody said it, or where the vocabulary is against it", () => {
  const small = words(20), capital = ["The"];
  const told = (vocabulary: string[], lowercase: boolean, source: object) =>
    caseMessage(vocabulary, lowercase, { config: {}, hasJson: false, ...source }, "a");
  const said = [{ config: { do_lower_case: false } }, { hasJson: true }];
  const assumed = "as Transformers does where no file says otherwise";
  assert.equal(told(small, true, {}), `a: text is lower-cased, ${assumed}.`);
  assert.equal(told(capital, false, {}), `a: text is kept cased, ${assumed}.`);
  assert.equal(
    told(capital, true, {}),
    `a: text is lower-cased, ${assumed}, but 1 of the vocabulary's 1 entries have capitals, such ` +
      'as "The", and are never used.',
  );
  for (const source of said) {
    assert.equal(told(small, true, source), undefined);
    assert.equal(
      told(small, false, source),
      "a: text is kept cased, as the tokenizer's files say, but no entry of the vocabulary has a " +
        "capital: words with one come out in pieces or unknown.",
    );
  }
  for (const asked of [true, false]) {
    assert.equal(told(capital, true, { asked }), undefined, "who asks for it knows");
    assert.equal(told(small, false, { asked }), undefined);
  }
});
