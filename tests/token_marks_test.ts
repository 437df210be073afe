/** Tokens are the same whoever makes them, in however many threads, and after however many kills. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  type ChunkSource,
  type EncodingOptions,
  MARKS,
  Meanwhile,
  writeTokens,
} from "../lib/data/mod.ts";
import { keptAside, NumberReader, NumberWriter } from "../lib/data/token_files.ts";
import { EncodingThreads } from "../lib/experiment/encoding_threads.ts";
import { createTokenizer, SPECIAL_TOKENS } from "../lib/tokens/mod.ts";
import { assertRefused, withFolder } from "./_files.ts";
import { child, drawing, printed, storesIn, TEXT, tokenizer } from "./_token_store.ts";

/** Passages in lists of ten: some have no windows, some no word of the vocabulary. */
const LISTS = Array.from({ length: 250 }, (_, i) => {
  const texts = TEXT.split("\n\n").slice(i % 12 * 10, i % 12 * 10 + 10);
  return texts.map((text, j) =>
    j === 4 ? "\u{1f600}" : `${text} It was on page ${10 * i + j}.`.repeat(9)
  );
});

/** What tokens are made of. */
function sourceOf(
  options: EncodingOptions,
  own: ChunkSource["tokenizer"] = tokenizer,
): ChunkSource {
  return {
    passages: {
      async *[Symbol.asyncIterator]() {
        for (const texts of LISTS) {
          yield texts.map((text) => ({ passage: () => ({ source: "", text, blanks: [] }) }));
        }
      },
    },
    ...{ tokenizer: own, meanwhile: new Meanwhile(), options: { ...options, file: "text" } },
  };
}

/** Each way to make chunks. With windows some passages are left out, which is known at the end. */
const WAYS: readonly EncodingOptions[] = [
  { construction: "passages" },
  { construction: "passages", lineByLine: true, length: 12 },
  { construction: "windows" },
];

/** The files that stay of a folder of tokens, and what is to be known of them. */
async function madeIn(
  folder: string,
  source: ChunkSource,
  { part = Infinity, vocabSize = 8000 } = {},
) {
  const told: string[] = [];
  const tell = (line: string) => void told.push(line);
  await Deno.mkdir(folder, { recursive: true });
  const stored = await writeTokens(folder, source, vocabSize, () => {}, { part, tell });
  const names = (await readdir(folder)).filter((name) => name !== MARKS).sort();
  const files = await Promise.all(names.map((name) => Deno.readFile(join(folder, name))));
  return { made: { stored, names, files }, told };
}

Deno.test("any number of threads and any parts give the same bytes", () =>
  withFolder(async (all) => {
    const words = Array.from({ length: 70_000 }, (_, i) => `${i}`);
    const large = createTokenizer({ vocabulary: [...SPECIAL_TOKENS, ...words] });
    const ways = [
      ...WAYS.map((options) => ({ options, own: tokenizer, vocabSize: 8000 })),
      { options: WAYS[0]!, own: large, vocabSize: large.vocabSize },
    ];
    for (const [i, { options, own, vocabSize }] of ways.entries()) {
      const source = sourceOf(options, own);
      const { made: expected } = await madeIn(join(all, `${i}`), source, { vocabSize });
      assert.ok(expected.files[expected.names.indexOf("ids")]!.length > 10_000);
      assert.equal(expected.stored.taken.length < 4, options.construction === "windows");
      for (const count of [0, 1, 2, 3]) {
        using threads = await EncodingThreads.start(own, count);
        assert.equal(threads === undefined, count === 0);
        const part = [3000, 777, 20_000, Infinity][count]!;
        const folder = join(all, `${i} ${count}`);
        const with_ = threads === undefined ? source : { ...source, threads };
        assert.deepEqual((await madeIn(folder, with_, { part, vocabSize })).made, expected);
        if (part < Infinity) assert.ok((await readdir(folder)).includes(MARKS));
      }
    }
  }));

/** The tokenizer, which fails at a text. */
function failingAt(place: number): { own: ChunkSource["tokenizer"]; asked: () => number } {
  let asked = 0;
  const { specialTokenIds, tokensBehind } = tokenizer;
  const encode = (text: string) => {
    if (asked++ === place) throw new Error("killed");
    return tokenizer.encode(text);
  };
  return { own: { encode, specialTokenIds, tokensBehind }, asked: () => asked };
}

Deno.test("more numbers than are written at once are in a file, and come back", () =>
  withFolder(async (folder) => {
    const file = join(folder, "numbers"), count = 2 ** 17 + 5;
    {
      using writer = new NumberWriter(file, 4);
      for (let i = 0; i < count; i++) writer.push(i);
      assert.equal((await writer.mark()).size, 4 * count);
    }
    using reader = new NumberReader(file, 4);
    assert.ok([...reader.first(count)].every((number, i) => number === i));
  }));

Deno.test("of a text that is another by then nothing is marked", () =>
  withFolder(async (folder) => {
    const same = [true, true, false], isSame = () => Promise.resolve(same.shift()!);
    const write = (part: number) =>
      writeTokens(folder, sourceOf(WAYS[0]!), 8000, () => {}, { part, isSame });
    await assertRefused(write(1000), /^text: it was not the same when it was read again\./);
    const { content } = JSON.parse(await Deno.readTextFile(join(folder, MARKS)));
    assert.equal(content.marks.length, 2);
  }));

Deno.test("what was made before a kill is not made again", () =>
  withFolder(async (all) => {
    for (const [i, options] of WAYS.entries()) {
      const whole = failingAt(-1);
      const { made } = await madeIn(join(all, `${i}`), sourceOf(options, whole.own));
      // With windows all is read twice: the last kill is amid the second time.
      for (const share of [0.3, 0.6, 0.9]) {
        const folder = join(all, `${i} ${share}`), part = 1000;
        const { own } = failingAt(Math.floor(share * whole.asked()));
        await assert.rejects(madeIn(folder, sourceOf(options, own), { part }), /^Error: killed$/);
        const rest = failingAt(-1);
        const { made: again, told } = await madeIn(folder, sourceOf(options, rest.own), { part });
        assert.deepEqual(again, made);
        assert.ok(rest.asked() < (1.1 - share) * whole.asked(), `${rest.asked()} at ${share}`);
        assert.match(told[0]!, /^The tokens of \d+ passages of text are there\.$/);
        assert.equal(told.length, 1);
      }
    }
  }));

Deno.test("of what is damaged only the part from there on is made again, and that is told", () =>
  withFolder(async (folder) => {
    const options = WAYS[1]!, part = 5000;
    const { made } = await madeIn(join(folder, "sound"), sourceOf(options));
    for (const name of ["ids", "passages", "ends", MARKS]) {
      const at = join(folder, name), file = join(at, name);
      const { own, asked } = failingAt(1500);
      await assert.rejects(madeIn(at, sourceOf(options, own), { part }), /^Error: killed$/);
      const bytes = await Deno.readFile(file);
      bytes[Math.floor(bytes.length / 2)]! ^= 1;
      await Deno.writeFile(file, bytes);
      const rest = failingAt(-1);
      const { made: again, told } = await madeIn(at, sourceOf(options, rest.own), { part });
      assert.deepEqual(again, made);
      assert.ok(told[0]!.startsWith(`${file}: `));
      assert.match(told[0]!, /So what is behind that is made again\.$/);
      // Half of it was there, or of marks that are damaged nothing.
      assert.equal(told.length, name === MARKS ? 1 : 2);
      assert.ok(rest.asked() > asked() && rest.asked() < 2501, `${rest.asked()} of ${name}`);
    }
  }));

drawing("a killed process is followed by one that goes on, in threads", async (given) => {
  const { data, folder } = given;
  await Deno.writeTextFile(data, `${TEXT}\n\n`.repeat(3000));
  const expected = await printed(child(data, `${folder} whole`));
  const how = { threads: 2, part: 1000 };
  const killed = child(data, folder, how);
  const output = killed.output();
  let hasEnded = false;
  killed.status.then(() => hasEnded = true);
  const marks = async () => {
    for (const name of await readdir(folder).catch(() => [])) {
      const file = join(folder, name, MARKS);
      if (name.endsWith(".unfinished")) return (await Deno.stat(file).catch(() => null))?.size ?? 0;
    }
    return 0;
  };
  while (await marks() < 800) {
    assert.ok(!hasEnded, "it ended before it was killed");
    await delay(5);
  }
  killed.kill("SIGKILL");
  await output;
  const { stdout, stderr } = await child(data, folder, how).output();
  assert.equal(new TextDecoder().decode(stdout).trim(), expected);
  assert.match(
    new TextDecoder().decode(stderr),
    // Of the second split where the first one's were whole before anybody looked.
    /The tokens of \d+ passages of \S+ \((?:train|valid)\) are there\./,
  );
  for (const name of await storesIn(folder)) {
    assert.deepEqual(
      (await readdir(join(folder, name))).sort(),
      ["ids", "manifest.json", "passages", "store.json"],
    );
  }
});

Deno.test("the order of many chunks is in a file that nobody sees, or else in memory", () =>
  withFolder(async (folder) => {
    const all = Uint32Array.from({ length: 300_001 }, (_, i) => 7919 * i);
    for (
      const [numbers, place] of [
        [all.subarray(1), folder],
        [all.subarray(1), join(folder, "none")],
        [all.subarray(1, 100), folder],
      ] as const
    ) {
      const kept = keptAside(numbers, place);
      assert.equal(kept instanceof NumberReader, numbers.length > 100 && place === folder);
      assert.deepEqual(await readdir(folder), []);
      assert.deepEqual([...kept.read(5, 3)], [...numbers.subarray(5, 8)]);
      assert.deepEqual([...kept.first(numbers.length)], [...numbers]);
      kept[Symbol.dispose]();
    }
  }));

const MONTH = 31 * 24 * 60 * 60;

drawing(
  "stores that are not used for a month, or another version made, are removed",
  async (given) => {
    const { draw, data, folder, kept } = given;
    const all = { evalSplit: "train" } as const;
    const make = async (text: string) => {
      await Deno.writeTextFile(data, `${TEXT} ${text}`);
      const before = await storesIn(folder).catch((): string[] => []);
      await draw(all);
      return (await storesIn(folder)).find((name) => !before.includes(name))!;
    };
    const age = async (path: string) => {
      const { mtime } = await Deno.stat(path);
      await Deno.utime(path, mtime!, new Date(mtime!.getTime() - 1000 * MONTH));
    };
    const [old, used, foreign] = [await make("a"), await make("b"), await make("c")];
    assert.match(
      kept[0]!,
      new RegExp(`^The tokens of ${data} are kept in ${folder}/${old}, 1 MB\\.$`),
    );
    assert.equal(kept.length, 3);
    await age(join(folder, old));
    await age(join(folder, used));
    await Deno.writeTextFile(data, `${TEXT} b`);
    await draw(all);
    const content = join(folder, foreign, "store.json");
    await Deno.writeTextFile(
      content,
      (await Deno.readTextFile(content)).replace('"version":', '"v":'),
    );
    // Of what is unfinished, that which can be gone on with stays for as long.
    for (const name of ["new", "old"]) {
      await Deno.mkdir(join(folder, `${name}.unfinished`));
      await Deno.writeTextFile(join(folder, `${name}.unfinished`, MARKS), "");
    }
    await age(join(folder, "old.unfinished", MARKS));
    const last = await make("d");
    assert.deepEqual(await storesIn(folder), [used, last].sort());
    assert.deepEqual((await readdir(folder)).filter((name) => !/^[0-9a-f]{64}/.test(name)), [
      "new.unfinished",
    ]);
  },
);
