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

Deno.test("what is around a pair's tokens is the same for both of its types; bytes have none", () => {
  for (const type of ["BertProcessing", "RobertaProcessing"]) {
    assert.deepEqual(textEnds({ ...pair(4, 5), type }, IDS), { before: [4], behind: [5] });
  }
  assert.deepEqual(textEnds({ type: "ByteLevel" }, IDS), { before: [], behind: [] });
});

Deno.test("ends that are not plain are refused, each for its reason", () => {
  const [text, cls] = [{ Sequence: { id: "A" } }, { SpecialToken: { id: "[CLS]" } }];
  const template = (...single: unknown[]) => ({ type: "TemplateProcessing", single }) as never;
  const refused: [object, RegExp][] = [
    [template(), /^its template has not one place for the text$/],
    [template(cls), /has not one place for the text/],
    [template(text, cls, text), /has not one place for the text/],
    [template({ SpecialToken: { id: "[NO]" } }, text), /^its template's \[NO\] has no id$/],
    [{ ...pair(2, 3), cls: ["[CLS]"] }, /^its post-processor's tokens have no ids$/],
    [{ ...pair(2, 3), sep: "[SEP]" }, /tokens have no ids/],
    [{ ...pair(2, 3), sep: ["[SEP]", "3"] }, /tokens have no ids/],
    [{ type: "Other" }, /^its post-processor is of another type$/],
  ];
  for (const [step, message] of refused) {
    const isSaid = (error: Error) => error instanceof TypeError && message.test(error.message);
    assert.throws(() => textEnds(step as never, IDS), isSaid);
  }
  assert.deepEqual(textEnds(template(text), IDS), { before: [], behind: [] });
});
