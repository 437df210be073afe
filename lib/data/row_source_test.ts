/** Rows that are gone through are divided and cut as by hand, and no further than asked. */
import assert from "node:assert/strict";
import { Meanwhile } from "./meanwhile.ts";
import type { Passage, Split } from "./passage.ts";
import { joined, limited, listed, passagesOf, Rows, rowSource, sourceOf } from "./row_source.ts";
import type { Row, RowSource } from "./rows.ts";

const passage = (source: string, text = source): Passage => ({ source, text, blanks: [] });
const row = (source: string, split?: string): Row => ({
  ...(split === undefined ? {} : { split }),
  passage: () => passage(source),
});
const names = (count: number, name = "t") => Array.from({ length: count }, (_, i) => `${name}${i}`);

async function passages(source: RowSource): Promise<Passage[]> {
  const found: Passage[] = [];
  for await (const rows of source) {
    for (const row of rows) found.push(await row.passage());
  }
  return found;
}
const sources = async (source: RowSource) => (await passages(source)).map(({ source }) => source);
const rowsOf = (...given: RowSource[]) => new Rows(given, "a", new Meanwhile());

Deno.test("a limit ends the reading in the list in which it is reached", async () => {
  let asked = 0;
  const source = rowSource(async function* () {
    for (const start of [0, 3, 6]) {
      asked++;
      yield names(9).slice(start, start + 3).map((name) => row(name));
    }
  });
  for (const [limit, lists] of [[0, 0], [1, 1], [3, 1], [4, 2], [9, 3], [Infinity, 3]] as const) {
    asked = 0;
    assert.deepEqual(await sources(limited(source, limit)), names(9).slice(0, limit));
    assert.equal(asked, lists, `limit ${limit}`);
  }
});

Deno.test("long lists come in lists of 256", async () => {
  const lengths: number[] = [];
  for await (const rows of listed(names(513).map((name) => row(name)))) lengths.push(rows.length);
  assert.deepEqual(lengths, [256, 256, 1]);
});

Deno.test("rows that say no split are divided 80, 10, 10, over all sources", async () => {
  const rows = rowsOf(
    listed(names(300, "a").map((name) => row(name))),
    listed(names(20, "b").map((name) => row(name))),
  );
  const all = [...names(300, "a"), ...names(20, "b")];
  assert.deepEqual(await sources(rows.all), all);
  assert.deepEqual(await sources(await rows.ofSplit("train")), all.slice(0, 256));
  assert.deepEqual(await sources(await rows.ofSplit("valid")), all.slice(256, 288));
  assert.deepEqual(await sources(await rows.ofSplit("test")), all.slice(288));
});

Deno.test("a split is read no further than it reaches", async () => {
  let asked = 0;
  const source = rowSource(async function* () {
    for (const name of names(10)) {
      asked++;
      yield [row(name)];
    }
  });
  const rows = rowsOf(source);
  const valid = await rows.ofSplit("valid");
  assert.equal(asked, 10, "to count them");
  assert.deepEqual(await sources(valid), ["t8"]);
  assert.equal(asked, 10 + 9);
  await rows.ofSplit("test");
  assert.equal(asked, 10 + 9, "they are counted once");
});

Deno.test("what is known to be so many rows is not gone through to count them", async () => {
  let asked = 0;
  const source: RowSource = {
    count: () => Promise.resolve(10),
    async *[Symbol.asyncIterator]() {
      asked++;
      yield names(10).map((name) => row(name));
    },
  };
  const rows = rowsOf(source);
  const valid = await rows.ofSplit("valid");
  assert.equal(asked, 0);
  assert.deepEqual(await sources(valid), ["t8"]);
  assert.deepEqual(await sources(await rows.ofSplit("test")), ["t9"]);
});

Deno.test("rows that say their split are of it, and the others are divided among themselves", async () => {
  const silent = names(10);
  const given = [row("x", "training"), ...silent.map((name) => row(name)), row("y", "dev")];
  const of = (split: Split) =>
    passagesOf(given, { split }, "a").then((p) => p.map((p) => p.source));
  assert.deepEqual(await of("train"), ["x", ...silent.slice(0, 8)]);
  assert.deepEqual(await of("valid"), ["t8", "y"]);
  assert.deepEqual(await of("test"), ["t9"]);
  const said = [row("x", "train"), row("y", "train"), row("z", "other")];
  await assert.rejects(
    passagesOf(said, { split: "valid" }, "a"),
    /a, column "split": no row is of/,
  );
  await assert.rejects(rowsOf(listed(said)).ofSplit("valid"), /no row is of/, "before it is read");
  assert.equal((await passagesOf(said, { split: "train" }, "a")).length, 2);
  assert.equal((await passagesOf(said, {}, "a")).length, 3);
  assert.equal((await passagesOf(said, { limit: 1 }, "a")).length, 1);
});

/** 99 characters, the space behind it included. */
const SENTENCE = `${"It rained ".repeat(9)}all day. `;

Deno.test("few long passages are cut, and their pieces divided", async () => {
  assert.equal(SENTENCE.length, 99);
  // 3000 sentences of 99 characters make more than 20 pieces of 1000, so a piece has 1000 or more.
  // A sentence ends before its space: eleven end at 1088; from there on ten are 990, eleven 1089.
  // So each piece has eleven sentences, 272 times, and the last one has the eight that are left.
  const long = SENTENCE.repeat(3000).trim();
  const asked = { ...passage("c"), blanks: [{ start: 0, end: 1, options: ["c"], answer: "c" }] };
  const rows = rowsOf(
    listed([{ passage: () => passage("a", long) }]),
    listed([{ passage: () => Promise.resolve(passage("b")) }, { passage: () => asked }]),
  );
  const parts = Array.from({ length: 273 }, (_, i) => `a, part ${i + 1}`);
  const all = [...parts, "b", "c"];
  // Of 275 floor(220) and floor(247.5) are the bounds; 256 pieces come at once.
  const train = await passages(await rows.ofSplit("train"));
  assert.deepEqual(train.map(({ source }) => source), all.slice(0, 220));
  for (const { text } of train) assert.equal(text, SENTENCE.repeat(11).trim());
  assert.deepEqual(await sources(await rows.ofSplit("valid")), all.slice(220, 247));
  const test = await passages(await rows.ofSplit("test"));
  assert.deepEqual(test.map(({ source }) => source), all.slice(247));
  assert.equal(test.at(-3)!.text, SENTENCE.repeat(8).trim());
  assert.deepEqual(test.slice(-2), [passage("b"), asked]);
  assert.deepEqual((await sources(rows.all)).length, 3, "whole where nothing is divided");
});

Deno.test("five passages are few, six are not", async () => {
  const of = (count: number) =>
    passagesOf(
      names(count).map((name) => ({ passage: () => passage(name, SENTENCE.repeat(20).trim()) })),
      { split: "valid" },
      "a",
    );
  // 5 · 1979 characters make pieces of 495: six sentences, three of them, and the two left. Of the
  // twenty pieces 16 and 17 are for validation: the first two of the last passage.
  assert.deepEqual((await of(5)).map(({ source }) => source), ["t4, part 1", "t4, part 2"]);
  assert.deepEqual((await of(6)).map(({ source }) => source), ["t4"]);
});

Deno.test("what is a source already stays itself, and sources follow each other", async () => {
  const source = listed([row("a")]);
  assert.equal(sourceOf(source), source);
  assert.deepEqual(await sources(joined([source, sourceOf([row("b")])])), ["a", "b"]);
});
