import assert from "node:assert/strict";
import { textEnds } from "./text_ends.ts";

const IDS = new Map([["[CLS]", 2], ["[SEP]", 3]]);
const pair = (cls: number, sep: number) => ({
  type: "BertProcessing",
  cls: ["[CLS]", cls],
  sep: ["[SEP]", sep],
});

Deno.test("a template puts tokens before and behind a text, in its order", () => {
  const piece = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const text = { Sequence: { id: "A", type_id: 0 } };
  const single = [piece("[CLS]"), piece("two"), text, piece("[SEP]"), piece("[CLS]")];
  const special_tokens = { two: { id: "two", ids: [8, 9], tokens: ["a", "b"] } };
  assert.deepEqual(textEnds({ type: "TemplateProcessing", single, special_tokens }, IDS), {
    before: [2, 8, 9],
    behind: [3, 2],
  });
});

Deno.test("of a sequence each step puts its tokens around what those before it made", () => {
  const step = { type: "Sequence", processors: [pair(2, 3), { type: "ByteLevel" }, pair(8, 9)] };
  assert.deepEqual(textEnds(step, IDS), { before: [8, 2], behind: [3, 9] });
  assert.deepEqual(textEnds(null, IDS), { before: [], behind: [] });
});
