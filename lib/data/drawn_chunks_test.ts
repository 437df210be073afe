import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { CountedChunks } from "./drawn_chunks.ts";
import { sourcedChunks } from "./load_chunks.ts";
import { Meanwhile } from "./meanwhile.ts";
import type { Passage } from "./passage.ts";
import { listed, rowSource } from "./row_source.ts";
import type { Row, RowSource } from "./rows.ts";
import type { Construction } from "./texts.ts";

const tokenizer = {
  encode: (text: string) => [2, ...text.split(" ").map((word) => 10 + word.length), 3],
};

const passages = Array.from({ length: 40 }, (_, i): Passage => ({
  source: `s${i % 13}`,
  text: i % 3 === 0
    ? "THE HARBOUR."
    : `The children number ${i} went home early. Their parents ${"were ".repeat(i % 5)}waiting.`,
  blanks: [],
}));

const counted = (source: RowSource, construction: Construction = "passages", length = 8) =>
  CountedChunks.of({
    passages: source,
    tokenizer,
    options: { construction, length, seed: 3, file: "a.txt" },
    meanwhile: new Meanwhile(),
  }, () => {});

for (const construction of ["passages", "windows"] as const) {
  for (const length of [1, 8, 50]) {
    Deno.test(`chunks that are taken are those of all passages: ${construction}, ${length}`, async () => {
      const all = sourcedChunks(passages, tokenizer, { construction, length, seed: 3 });
      const some = await counted(
        listed(passages.map((passage) => ({ passage: () => passage }))),
        construction,
        length,
      );
      assert.equal(some.count, all.length);
      const numbers = [0, 1, 5, all.length - 1].filter((n, i, list) =>
        n < all.length && list.indexOf(n) === i
      ).reverse();
      const evaluated = numbers.slice(0, 1);
      const { chunks, passages: found } = await some.take(numbers, new Set(evaluated));
      assert.deepEqual(chunks, numbers.map((number) => all[number]));
      const sources = new Set(evaluated.flatMap((number) => all[number]!.sources));
      assert.deepEqual(found, passages.filter(({ source }) => sources.has(source)));
    });
  }
}

Deno.test("only the passages of the chunks that are taken are made a second time", async () => {
  let made: string[] = [];
  const some = await counted(listed(
    Array.from({ length: 1000 }, (_, i): Row => ({
      passage() {
        made.push(`s${i}`);
        return { source: `s${i}`, text: "one two three four five six", blanks: [] };
      },
    })),
  ));
  assert.equal(some.count, made.length);
  made = [];
  await some.take([7, 500, 3], new Set([500]));
  assert.deepEqual(made, ["s3", "s7", "s500"]);
});

Deno.test("data that change between the two readings are refused", async () => {
  for (const [before, after] of [["one two", "one two three"], ["one two", undefined]]) {
    let text: string | undefined = before;
    const some = await counted(rowSource(async function* () {
      await Promise.resolve();
      for (let i = 0; i < 9; i++) {
        const now = text;
        if (now !== undefined) yield [{ passage: () => ({ source: "a", text: now, blanks: [] }) }];
      }
    }));
    text = after;
    await assert.rejects(some.take([2], new Set()), (error) => {
      assert(error instanceof InputError);
      assert.match(error.message, /^a\.txt: it was not the same when it was read again\. Let/);
      return true;
    });
  }
});

/** Rows without end. */
function endless(atRow: (number: number) => void, text: string): RowSource {
  return rowSource(async function* () {
    for (let i = 0;; i++) {
      await Promise.resolve();
      atRow(i);
      yield [{ passage: () => ({ source: "a", text, blanks: [] }) }];
    }
  });
}

Deno.test("counting ends when it is told to, and others have their turn meanwhile", async () => {
  // A timer stands for Ctrl-C: without pauses it would never come, and counting go on for ever.
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const source = endless((row) => {
    if (row === 3) timer = setTimeout(() => controller.abort(), 50);
  }, "some words ".repeat(50));
  await assert.rejects(
    CountedChunks.of({
      passages: source,
      tokenizer,
      options: { file: "a.txt" },
      meanwhile: new Meanwhile({ signal: controller.signal }),
    }, () => {}),
    { name: "AbortError" },
  );
  clearTimeout(timer);
});

Deno.test("what lasts is told of, with how much of it is done", async () => {
  const { now } = performance;
  const told: [string, { done: number; total: number }][] = [];
  let clock = 0;
  performance.now = () => clock;
  try {
    const meanwhile = new Meanwhile({ onProgress: (...progress) => told.push(progress) });
    meanwhile.begin("Reading a.txt", 1000);
    meanwhile.read(10);
    await meanwhile.pause();
    assert.deepEqual(told, [], "a moment needs no word");
    clock = 2000;
    assert(meanwhile.isDue);
    meanwhile.read(90);
    await meanwhile.pause();
    await meanwhile.pause();
    assert.deepEqual(told, [["Reading a.txt", { done: 100, total: 1000 }]]);
  } finally {
    performance.now = now;
  }
});

Deno.test("who counts chunks is told where there is no text, and of how many passages", async () => {
  const of = async (...texts: string[]) => {
    const told: number[] = [];
    await CountedChunks.of({
      passages: listed(
        texts.map((text) => ({ passage: () => ({ source: "s", text, blanks: [] }) })),
      ),
      tokenizer,
      options: { construction: "passages", length: 1, file: "a.txt" },
      meanwhile: new Meanwhile(),
    }, (passages) => void told.push(passages));
    return told;
  };
  assert.deepEqual(await of("", " "), [2]);
  assert.deepEqual(await of("", "One."), []);
});

Deno.test("it is known whether chunks are of windows, also where they are too few", async () => {
  const list = listed(passages.map((passage) => ({ passage: () => passage })));
  assert.equal((await counted(list, "windows")).inWindows, true);
  assert.equal((await counted(list, "passages")).inWindows, false);
  const short = (construction: Construction) => counted(list, construction, 10_000);
  await assert.rejects(short("windows"), /construction to passages/i);
  await assert.rejects(short("passages"), (error: Error) => !/to passages/.test(error.message));
});

Deno.test("a chunk has 128 tokens unless told otherwise", async () => {
  const words = (count: number) => ({ source: "a", text: "it ".repeat(count).trim(), blanks: [] });
  const of = async (count: number) => {
    const chunks = await CountedChunks.of({
      passages: listed([{ passage: () => words(count) }]),
      tokenizer,
      options: { construction: "passages", file: "a.txt" },
      meanwhile: new Meanwhile(),
    }, () => {});
    return [chunks.count, (await chunks.take([0], new Set())).chunks[0]!.ids.length];
  };
  // With the two tokens around a text.
  assert.deepEqual(await of(126), [1, 128]);
  assert.deepEqual(await of(254), [2, 128]);
  assert.deepEqual(await of(253), [1, 128]);
});

Deno.test("each text is a chunk by itself, the long ones cut with their end in its place", async () => {
  const texts = ["one two", "a bb ccc dddd eeeee", " \t ", "six", "seven eight nine ten"];
  const notes: string[] = [];
  const source = listed(texts.map((text, i) => ({
    passage: () => ({ source: `s${i}`, text, blanks: [] }),
  })));
  const some = await CountedChunks.of({
    passages: source,
    tokenizer,
    options: {
      ...{ construction: "passages", length: 5, file: "a.txt", lineByLine: true },
      note: (sentence) => notes.push(sentence),
    },
    meanwhile: new Meanwhile(),
  }, () => {});
  assert.equal(some.count, 4, "white space is none");
  assert.deepEqual(notes, ["2 of 4 lines have more than 5 tokens and are cut"]);
  const { chunks, passages: found } = await some.take([3, 0, 1, 2], new Set([1]));
  assert.deepEqual(chunks.map(({ ids, sources }) => [[...ids], ...sources]), [
    [[2, 15, 15, 14, 3], "s4"],
    [[2, 13, 13, 3], "s0"],
    [[2, 11, 12, 13, 3], "s1"],
    [[2, 13, 3], "s3"],
  ]);
  assert.deepEqual(found.map(({ source }) => source), ["s1"]);
});

Deno.test("a line in which nothing can be masked is no chunk, and is told of", async () => {
  const notes: string[] = [];
  // "a" and "I" are of one letter, 11; the fourth line is only such ones once it is cut.
  const texts = ["a I", "one", "I", "a a a one", "two a"];
  const some = await CountedChunks.of({
    passages: listed(
      texts.map((text) => ({ passage: () => ({ source: text, text, blanks: [] }) })),
    ),
    tokenizer: { ...tokenizer, specialTokenIds: [2, 3, 11] },
    options: {
      ...{ construction: "passages", length: 4, file: "a.txt", lineByLine: true },
      note: (sentence) => notes.push(sentence),
    },
    meanwhile: new Meanwhile(),
  }, () => {});
  assert.equal(some.count, 2);
  assert.deepEqual(notes, [
    "3 of 5 lines have no word of the vocabulary and are left out",
  ]);
  const { chunks } = await some.take([1, 0], new Set());
  assert.deepEqual(chunks.map(({ ids }) => [...ids]), [[2, 13, 11, 3], [2, 13, 3]]);
});

Deno.test("of short texts it is said what would do: shorter chunks, or each by itself", async () => {
  const refused = async (texts: string[], least: number) => {
    const source = listed(texts.map((text) => ({
      passage: () => ({ source: "a", text, blanks: [] }),
    })));
    const options = { construction: "passages", length: 50, file: "a.txt", least } as const;
    const given = { passages: source, tokenizer, options, meanwhile: new Meanwhile() };
    const error = await CountedChunks.of(given, () => {}).catch((error: Error) => error);
    return (error as Error).message.replace("a.txt: the text has ", "");
  };
  const by = "set lineByLine, by which each text is a chunk.";
  assert.equal(
    await refused(["one two", "three"], 2),
    `7 tokens, but a chunk has 50. Give more text, or set chunkLength to 3 or less, or ${by}`,
  );
  assert.equal(await refused(["a"], 2), "3 tokens, but a chunk has 50. Give more text.");
  assert.match(await refused(["a"], 1), /chunkLength to 3 or less, or set lineByLine/);
});
