import assert from "node:assert/strict";
import { wordSettings } from "../io/mod.ts";
import { divided } from "./held_out.ts";
import { Meanwhile } from "./meanwhile.ts";
import { collected, listed } from "./row_source.ts";
import type { Row, RowSource } from "./rows.ts";

const row = (text: string, split?: string): Row => ({
  ...(split === undefined ? {} : { split }),
  passage: () => ({ source: text, text, blanks: [] }),
});
const names = (count: number) => Array.from({ length: count }, (_, i) => `text ${i}`);

async function parts(source: RowSource, fraction: number, seed = 42) {
  const notes: string[] = [];
  const given = {
    file: "a.csv",
    note: (line: string) => notes.push(line),
    meanwhile: new Meanwhile(),
  };
  const { held, others } = await divided(source, { fraction, seed }, given);
  const texts = async (rows: RowSource) => (await collected(rows)).map(({ text }) => text);
  return { held: await texts(held), others: await texts(others), notes };
}

Deno.test("a share of the texts is held out, in their order, and none is in both parts", async () => {
  const all = names(1000);
  const { held, others } = await parts(listed(all.map((name) => row(name))), 0.05);
  assert.equal(held.length, 50);
  assert.deepEqual([...held, ...others].toSorted(), all.toSorted());
  const inOrder = (some: string[]) => some.toSorted((a, b) => all.indexOf(a) - all.indexOf(b));
  for (const part of [held, others]) assert.deepEqual(part, inOrder(part));
});

Deno.test("the seed decides which are held out", async () => {
  const source = listed(names(100).map((name) => row(name)));
  const { held } = await parts(source, 0.1, 1);
  assert.deepEqual((await parts(source, 0.1, 1)).held, held);
  assert.notDeepEqual((await parts(source, 0.1, 2)).held, held);
});

Deno.test("equal texts are held out together", async () => {
  const all = names(40);
  const { held, others } = await parts(listed([...all, ...all].map((name) => row(name))), 0.25);
  assert.equal(held.length, 20);
  assert.deepEqual(held.filter((text) => others.includes(text)), []);
});

Deno.test("so are texts that differ in case or white space alone", async () => {
  const all = names(40);
  const others = all.map((name, i) => `${name.toUpperCase().replace(" ", "\n  ")}${" ".repeat(i)}`);
  const parted = await parts(listed([...all, ...others].map((name) => row(name))), 0.25);
  const plain = (some: string[]) => some.map((text) => text.toLowerCase().split(/\s+/)[1]!).sort();
  assert.equal(parted.held.length, 20);
  assert.deepEqual(plain(parted.held).filter((text) => plain(parted.others).includes(text)), []);
});

Deno.test("at least one text is held out, and one is left", async () => {
  for (const [fraction, expected] of [[0.001, 1], [0.999, 2]] as const) {
    const { held, others } = await parts(listed(names(3).map((name) => row(name))), fraction);
    assert.deepEqual([held.length, others.length], [expected, 3 - expected]);
  }
});

Deno.test("texts that are for validation or tests are in neither part, which is said", async () => {
  const splits = ["train", undefined, "test", "valid", "other"];
  const rows = names(50).map((name, i) => row(name, splits[i % 5]));
  const { held, others, notes } = await parts(listed(rows), 0.1);
  assert.equal(held.length + others.length, 30);
  assert.deepEqual(notes.map((note) => wordSettings(note)), [
    "a.csv: 20 texts of the splits valid and test are left out: evalSplit names one of these splits " +
    "to evaluate on it",
  ]);
});

Deno.test("what nothing can be held out of is refused", async () => {
  await assert.rejects(
    parts(listed([row("one"), row("one")]), 0.5),
    /^InputError: a\.csv: it has one text alone, of which nothing can be held out\. Give more text/,
  );
  await assert.rejects(parts(listed([row("a", "test")]), 0.5), /it has no text to train on/);
});
