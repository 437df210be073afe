/** What is read of files and folders as people have them. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";
import {
  defineReader,
  joinPaths,
  loadChunks,
  openData,
  READERS,
  type ReadOptions,
  readPassages,
  readText,
  requirePlainText,
  type Split,
} from "../lib/data/mod.ts";
import { assertRefused, withFolder } from "./_files.ts";

const cloth = (word: string) =>
  JSON.stringify({ article: `We _ ${word}.`, options: [["a", "see", "c", "d"]], answers: ["B"] });

/** Writes files into a folder, by their paths in it. */
async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await Deno.mkdir(dirname(`${folder}/${name}`), { recursive: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(`${folder}/${name}`, bytes);
  }
}

/** The texts that are read of files in a folder of their own. */
function textsOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  data: string | readonly string[] = Object.keys(files)[0]!,
  options: ReadOptions = {},
): Promise<string[]> {
  return withFolder(async (folder) => {
    await writeFiles(folder, files);
    const paths = typeof data === "string"
      ? `${folder}/${data}`
      : data.map((p) => `${folder}/${p}`);
    return (await readPassages(paths, options)).map(({ text }) => text);
  });
}

Deno.test("readPassages() refuses what is not plain text, and says what would take it", async () => {
  const refused = (name: string, content: string | Uint8Array, message: RegExp) =>
    assertRefused(textsOf({ [name]: content }), message);
  await refused(
    "a.html",
    "<p>One.</p>",
    /a\.html: it looks like HTML\. Give the text in it without marks, or set reader to text to/,
  );
  await refused("a.txt", "<?xml version='1.0'?>", /a\.txt: it looks like XML\./);
  await refused(
    "a.txt",
    "id;text\n1;One\n",
    /a table with semicolons between its columns\. Set separator to ";" to read its column of text, or/,
  );
  await refused("a", "a\tb\nc\td\n", /tabs between its columns\. Set separator to tab to read/);
  await refused("a.txt", Uint8Array.of(0xff, 0xfe, 65, 0), /not UTF-8 text, but UTF-16\. Save it/);
  await refused("a.txt", Uint8Array.of(65, 0, 66, 0), /a\.txt, line 1: the file holds NUL/);
  // "これは" in Shift_JIS, EUC-JP and ISO-2022-JP.
  const bytes = (hex: string) => Uint8Array.fromHex(hex);
  await refused("a.txt", bytes("82b182ea82cd"), /not UTF-8 text, but probably Shift_JIS\. Save it/);
  await refused("a.txt", bytes("a4b3a4eca4cf"), /not UTF-8 text, but probably EUC-JP\. Save it/);
  await refused("a.txt", bytes("1b24422433246c244f1b2842"), /but ISO-2022-JP\./);
  await refused("a.csv", "PK\x03\x04", /a\.csv: this is a ZIP archive, as Office documents/);
  await refused("a.txt", "%PDF-1.7", /a\.txt: this is a PDF\. Give plain text/);
  await refused(
    "a.jsonl",
    "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n",
    /a\.jsonl: this is Git LFS's pointer to a file, not the file itself\. Fetch it with: git lfs/,
  );
});

Deno.test("requirePlainText() refuses what is none, and leaves the rest to its reader", () =>
  withFolder(async (folder) => {
    await writeFiles(folder, {
      "a.txt": "One. Two.\n",
      "b.jsonl": '{"text": "One."}\n',
      "c.txt": "<p>One.</p><p>Two.</p>",
      "d.txt": gzipSync("One."),
      "e.txt": Uint8Array.of(65, 0),
    });
    await requirePlainText(`${folder}/a.txt`);
    await requirePlainText(`${folder}/nowhere.txt`);
    const refused = (name: string, message: RegExp) =>
      assertRefused(requirePlainText(`${folder}/${name}`), message);
    await refused("b.jsonl", /b\.jsonl: it looks like JSON\. Give plain text\./);
    await refused("c.txt", /c\.txt: it looks like HTML or XML\./);
    await refused("d.txt", /d\.txt: it looks like a file that is not text\./);
    await refused("e.txt", /e\.txt: it looks like a file that is not text\./);
  }));

Deno.test("readPassages() reads what is asked for as text or as a table", async () => {
  const texts = (name: string, content: string, options: ReadOptions) =>
    textsOf({ [name]: content }, name, options);
  assert.deepEqual(await texts("a.html", "<p>One.</p>", { reader: "text" }), ["<p>One.</p>"]);
  assert.deepEqual(await texts("a.jsonl", '{"text": "a"}', { reader: "text" }), ['{"text": "a"}']);
  const table = "id;text\n1;One\n";
  assert.deepEqual(await texts("a.txt", table, { separator: ";" }), ["One"]);
  assert.deepEqual(await texts("a.txt", table, { textColumn: "id" }), ["1"]);
  assert.deepEqual(await texts("a.txt", table, { reader: "csv" }), ["One"]);
  assert.deepEqual(await texts("a.tsv", "n\ttext\n1\tOne\n", { separator: "tab" }), ["One"]);
  assert.deepEqual(await texts("a.txt", "id\nOne\n", { textColumn: "id" }), ["One"]);
  // As settings have it where nothing is named.
  const none = { textColumn: null, separator: null };
  assert.deepEqual(await texts("a.txt", "One.\n", none), ["One."]);
  assert.deepEqual(await texts("a.csv", table, none), ["One"]);
  assert.deepEqual(await texts("a.json", '[{"text": "One"}]', none), ["One"]);
  await assertRefused(
    texts("a.csv", "review\nOne\n", none),
    /there is no column "text" or "article"\. Set textColumn to review if that is the text/,
  );
  await assertRefused(
    textsOf({ "a.txt": "One line of id.\nAnother.\n", "b.csv": table }, "a.txt,b.csv", {
      textColumn: "id",
    }),
    /a\.txt: it is plain text, which has no columns, but one is named\. Give plain text and tables apart, and textColumn with tables alone\.$/,
  );
  const one = { textColumn: "id", reader: "csv:textColumn=text" };
  assert.deepEqual(await texts("a.csv", table, one), ["One"], "what the reader is told counts");
  await assertRefused(
    texts("a.txt", "One.", { reader: "text", separator: ";" }),
    /separator is set, but the reader text, which takes this, has none\. Leave separator out/,
  );
  await assertRefused(
    texts("a.json", "[]", { separator: ";" }),
    /separator is set, but the reader json, which takes this, has none/,
  );
});

Deno.test("readPassages() reads JSON by its ending or its contents", async () => {
  const lines = '{"text": "One."}\n{"text": "Two."}\n';
  const notes: string[] = [];
  const note = (sentence: string) => void notes.push(sentence.replace(/\/.*\//, ""));
  for (const name of ["a.jsonl", "a.ndjson", "a.json"]) {
    assert.deepEqual(await textsOf({ [name]: lines }, name, { note }), ["One.", "Two."]);
  }
  assert.deepEqual(notes, []);
  assert.deepEqual(await textsOf({ "a.txt": lines }, "a.txt", { note }), ["One.", "Two."]);
  assert.deepEqual(notes, ["a.txt is read as JSON, as it looks like it"]);
  assert.deepEqual(await textsOf({ "high1.json": cloth("there") }), ["We see there."]);
});

Deno.test("readPassages() counts the items of a list and the lines of a file from 1, with a byte order mark or without", () =>
  withFolder(async (folder) => {
    const sources = async (name: string, content: string) => {
      await writeFiles(folder, { [name]: content });
      const passages = await readPassages(`${folder}/${name}`);
      return passages.map(({ source }) => source.replace(/.*\//, ""));
    };
    const items = '[{"text": "One."}, {"text": "Two."}]';
    for (const mark of ["", "\uFEFF"]) {
      assert.deepEqual(await sources("a.json", mark + items), ["a.json, item 1", "a.json, item 2"]);
      const lines = '{"text": "One."}\n\n{"text": "Two."}';
      assert.deepEqual(await sources("b.jsonl", mark + lines), [
        "b.jsonl, line 1",
        "b.jsonl, line 3",
      ]);
    }
    await assertRefused(sources("c.json", '[\n"One.",\nTwo]'), /c\.json: it is not valid JSON/);
    await assertRefused(sources("d.json", '["One."'), /d\.json.*: it is not valid JSON/);
    // The first line is a value and there is another one: lines, of which the second is damaged.
    await assertRefused(sources("e.json", '"One."\nTwo'), /e\.json, line 2: it is not valid JSON/);
    await assertRefused(sources("f.json", '{"n":\n1}\n'), /f\.json: it is one JSON object/);
  }));

Deno.test("readPassages() knows ISO-2022-JP where its escape comes first, between two pieces of a file as well", async () => {
  // A file is read in pieces of 2^18 bytes; the escape's three bytes lie before, across and behind.
  const piece = 2 ** 18, line = "It rained.\n";
  for (const before of [piece - 3, piece - 2, piece - 1, piece]) {
    const lines = line.repeat(before).slice(0, before);
    const number = Math.floor(before / line.length) + 1;
    for (const [escape, other] of [["\x1b$B", "\x1b$@"], ["\x1b$@", "\x1b$B"]]) {
      for (const name of ["a.txt", "a.json"]) {
        await assertRefused(
          textsOf({
            [name]: `${name === "a.json" ? '"' : "x"}${lines.slice(1)}${escape}$3\n${other}`,
          }),
          new RegExp(
            `${name}, line ${number}: the file is not UTF-8 text, but ISO-2022-JP\\. Save it`,
          ),
        );
      }
    }
  }
});

Deno.test("readPassages() reads files that gzip compressed", async () => {
  const compressed = gzipSync("One.\n\nTwo.\n\nThree.\n");
  assert.deepEqual(await textsOf({ "a.txt.gz": compressed }), ["One.", "Two.", "Three."]);
  assert.deepEqual(await textsOf({ a: compressed }), ["One.", "Two.", "Three."]);
  assert.deepEqual(await textsOf({ "a.csv.gz": gzipSync("text\nOne.\n") }), ["One."]);
  assert.deepEqual(await textsOf({ "a.txt.gz": gzipSync('["One."]') }), ["One."]);
  await assertRefused(
    textsOf({ "a.txt.gz": compressed.subarray(0, 30) }),
    /a\.txt\.gz: the gzip file is damaged or cut off\. Fetch it/,
  );
  await assertRefused(textsOf({ "a.gz": gzipSync("<html></html>") }), /a\.gz: it looks like HTML/);
});

Deno.test("readPassages() reads several files as one set of data", async () => {
  const files = { "a.txt": "t0\nt1\nt2\nt3\nt4", "b.csv": "text\nt5\nt6\nt7\nt8\nt9\n" };
  const all = Array.from({ length: 10 }, (_, i) => `t${i}`);
  const names = Object.keys(files);
  assert.deepEqual(await textsOf(files, names), all);
  assert.deepEqual(await textsOf(files, names, { split: "train" }), all.slice(0, 8));
  assert.deepEqual(await textsOf(files, names, { split: "test" }), ["t9"]);
  assert.deepEqual(await textsOf(files, names, { limit: 7 }), all.slice(0, 7));
  await assertRefused(
    textsOf(files, ["a.txt", "c.txt"]),
    /c\.txt: there is no such file or folder/,
  );
  await withFolder(async (folder) => {
    await writeFiles(folder, { ...files, "a,b.txt": "One." });
    const texts = async (data: string) => (await readPassages(data)).map(({ text }) => text);
    assert.deepEqual(await texts(`${folder}/a.txt,${folder}/b.csv`), all);
    assert.deepEqual(await texts(`${folder}/a.txt, ${folder}/b.csv`), all);
    assert.deepEqual(await texts(`${folder}/a,b.txt`), ["One."], "what is there is one path");
    assert.deepEqual(
      await texts(joinPaths([`${folder}/a,b.txt`, `${folder}/a.txt`])),
      ["One.", ...all.slice(0, 5)],
    );
    await assertRefused(texts(`${folder}/c,d.txt`), /\/c: there is no such file or folder/);
  });
});

Deno.test("readPassages() reads the files of a folder, in the order of their numbers", async () => {
  const notes: string[] = [];
  const note = (sentence: string) => void notes.push(sentence.replace(/ \/\S*\/\S*/, ""));
  const files = {
    "d/10.txt": "Ten.",
    "d/2.txt": "Two.\n\nAnd.\n\nMore.",
    "d/x/1.txt": "One.",
    "d/.a.txt": "hidden",
    "d/._2.txt": "\0\x05\x16\x07",
    "d/__MACOSX/2.txt": "hidden",
    "d/README.md": "# Read me",
    "d/LICENSE": "Free.",
  };
  assert.deepEqual(await textsOf(files, "d", { note }), ["Two.", "And.", "More.", "Ten.", "One."]);
  assert.deepEqual(notes, ["Of the folder these files are not read: LICENSE, README.md"]);
  for (const [count, told] of [[3, "c0.md, c1.md, c2.md"], [4, "c0.md, c1.md, c2.md and 1 more"]]) {
    notes.splice(0);
    const others = Array.from({ length: Number(count) }, (_, i) => [`d/c${i}.md`, "# No"]);
    await textsOf({ "d/a.txt": "One.", ...Object.fromEntries(others) }, "d", { note });
    assert.deepEqual(notes, [`Of the folder these files are not read: ${told}`]);
  }
  assert.deepEqual(
    await textsOf({ "d/1.md": "# One", "d/2.html": "<p>Two</p>" }, "d", { reader: "text" }),
    ["# One", "<p>Two</p>"],
  );
  assert.deepEqual(await textsOf({ "d/a.json": cloth("a"), "d/b.json": cloth("b") }, "d"), [
    "We see a.",
    "We see b.",
  ]);
  const refused = (inFolder: Record<string, string>, message: RegExp) =>
    assertRefused(textsOf(inFolder, "d"), message);
  await refused(
    { "d/a.csv": "text\nOne\n", "d/b.txt": "Two", "d/c.csv": "text\nThree\n" },
    /d: it holds files of several kinds, such as a\.csv and b\.txt\. Give the files that are meant/,
  );
  await refused({ "d/a.txt": "<p>One.</p> <p>Two.</p>" }, /d\/a\.txt: it looks like HTML or XML/);
  await refused(
    { "d/dataset_info.json": "{}", "d/data-00000-of-00001.arrow": "ARROW1" },
    /d: it holds Arrow files, as save_to_disk .* Write Parquet instead, with to_parquet/,
  );
  await refused(
    { "d/a.md": "One." },
    /d: it holds none of the folders train, valid and test, and no files of text, .* set reader to/,
  );
});

Deno.test("readPassages() takes the splits of a folder by the names of files or folders", async () => {
  const files = {
    "d/train-00000-of-00002.txt": "One.",
    "d/train-00001-of-00002.txt": "Two.",
    "d/validation.txt": "Three.",
    "d/test.txt": "Four.",
  };
  const texts = (options: ReadOptions = {}) => textsOf(files, "d", options);
  assert.deepEqual(await texts(), ["One.", "Two."]);
  assert.deepEqual(await texts({ split: "train", limit: 1 }), ["One."]);
  assert.deepEqual(await texts({ split: "valid" }), ["Three."]);
  assert.deepEqual(await texts({ split: "test" }), ["Four."]);
  const folders = { "d/train/neg/1.txt": "No.", "d/train/pos/1.txt": "Yes.", "d/test/1.txt": "?" };
  assert.deepEqual(await textsOf(folders, "d"), ["No.", "Yes."]);
  assert.deepEqual(await textsOf(folders, "d", { split: "test" }), ["?"]);
  await assertRefused(
    textsOf(folders, "d", { split: "valid" }),
    /d: none of its files is named for the split "valid"\. Call a file valid and something, or set/,
  );
});

Deno.test("readPassages() leaves out files without a split beside those of splits, and says so", async () => {
  const splits = { "d/train.txt": "One.", "d/eval.txt": "Two.", "d/test.txt": "Three." };
  for (const other of ["LICENSE.txt", "notes.txt", "vocab.txt", "x.json", "x.html", "x.csv"]) {
    const notes: string[] = [];
    const read = (split: Split) =>
      textsOf({ ...splits, [`d/${other}`]: "<p>A</p> <p>B</p>" }, "d", {
        split,
        note: (sentence) => void notes.push(sentence),
      });
    assert.deepEqual(await read("train"), ["One."], other);
    assert.deepEqual(await read("valid"), ["Two."], other);
    assert.deepEqual(await read("test"), ["Three."], other);
    assert.match(notes[0]!, /not read, as their names say no split and others' do: \S+$/);
    assert(notes[0]!.endsWith(other));
  }
  const reviews = { "d/train/pos/1.txt": "Yes.", "d/test/pos/1.txt": "?", "d/imdbEr.txt": "0.5" };
  assert.deepEqual(await textsOf(reviews, "d"), ["Yes."]);
  assert.deepEqual(await textsOf(reviews, "d", { reader: "text", split: "test" }), ["?"]);
  const wiki = { "d/wiki.train.txt": "One.", "d/wiki.valid.txt": "Two.", "d/wiki.test.txt": "3." };
  assert.deepEqual(await textsOf(wiki, "d", { split: "valid" }), ["Two."]);
  const data = { "d/corpus.txt": "One.", "d/test.txt": "Two." };
  await assertRefused(textsOf(data, "d"), /named for the split "train"\. Call a file train/);
  const tests = { "d/test1.txt": "One.", "d/test2.txt": "Two." };
  assert.deepEqual(await textsOf(tests, "d"), ["One.", "Two."], "names that divide nothing");
});

Deno.test("readPassages() leaves out what is known to tell of data", async () => {
  const about = ["config.json", "dataset_info.json", "dataset_infos.json", "state.json"];
  const files = Object.fromEntries(about.map((name) => [`d/${name}`, "{}"]));
  const row = (text: string) => JSON.stringify([{ text }]);
  assert.deepEqual(await textsOf({ ...files, "d/a.json": row("One.") }, "d"), ["One."]);
  assert.deepEqual(await textsOf({ ...files, "d/data/train-0.json": row("One.") }, "d"), ["One."]);
  assert.deepEqual(await textsOf({ ...files, "d/a.txt": "One.", "d/~$a.txt": "x" }, "d"), ["One."]);
  await assertRefused(textsOf(files, "d"), /: it holds none of the folders train/);
});

Deno.test("openData() counts the bytes of all files that are read, and of no others", () =>
  withFolder(async (folder) => {
    await writeFiles(folder, { "d/1.txt": "One.", "d/2.txt": "Seven..", "d/LICENSE": "Free." });
    assert.equal(await (await openData(`${folder}/d`)).bytes(), 4 + 7);
    assert.equal(await (await openData([`${folder}/d/1.txt`, `${folder}/d`])).bytes(), 4 + 4 + 7);
    await Deno.remove(`${folder}/d/2.txt`);
    assert.equal(await (await openData(`${folder}/d`)).bytes(), 4);
  }));

Deno.test("openData() holds texts out, cut where they are five and whole where they are six", () =>
  withFolder(async (folder) => {
    // 305 characters, more than the 200 that the pieces of short texts have.
    const text = (i: number) => `Number ${i} is here. `.repeat(17).trim();
    const of = async (count: number) => {
      const notes: string[] = [];
      await Deno.writeTextFile(
        `${folder}/a.txt`,
        Array.from({ length: count }, (_, i) => text(i)).join("\n"),
      );
      const open = await openData(`${folder}/a.txt`, {
        note: (sentence) => void notes.push(sentence),
      });
      const texts: string[] = [];
      for (const held of [true, false]) {
        const rows = await open.passages({}, { fraction: 0.5, seed: 1, held });
        for await (const some of rows) {
          for (const row of some) texts.push((await row.passage()).text);
        }
      }
      return { texts: texts.sort(), notes: notes.map((note) => note.slice(folder.length)) };
    };
    assert.deepEqual(await of(6), { texts: [0, 1, 2, 3, 4, 5].map(text), notes: [] });
    const five = await of(5);
    assert.equal(five.texts.length, 10, "two pieces each");
    assert.deepEqual(five.notes, [
      "/a.txt: its texts are few, so they are cut, and some of the pieces held out",
    ]);
  }));

Deno.test("a reader that divides by itself is told the split and the limit, but no limit on what is held out", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.txt`, "x");
    const told: unknown[] = [];
    const reader = defineReader({
      name: "own",
      description: "five passages",
      splits: true,
      read: (_, { split, limit }) => {
        told.push([split, limit]);
        return ["a", "b", "c", "d", "e"].map((text) => ({ source: text, text, blanks: [] }));
      },
    });
    const readers = READERS.with([reader]);
    const open = await openData(`${folder}/a.txt`, { reader: "own", readers });
    const count = async (...asked: Parameters<typeof open.passages>) => {
      let count = 0;
      for await (const rows of await open.passages(...asked)) count += rows.length;
      return count;
    };
    assert.equal(await count({ split: "valid", limit: 2 }), 2);
    assert.equal(await count({}), 5);
    told.splice(2);
    assert.deepEqual(told, [["valid", 2], [undefined, undefined]]);
    const share = { fraction: 0.6, seed: 1, held: true };
    assert.equal(await count({ limit: 2 }, share), 2);
    assert.equal(await count({ split: "valid" }, share), 3);
    assert.deepEqual(new Set(told.slice(2).map(String)), new Set([",", "valid,"]));
  }));

Deno.test("JSON of one line, with a line end or without, is one value and names no line", async () => {
  await withFolder(async (folder) => {
    for (
      const [end, source] of [["", ""], ["\n", ""], ["\n \n", ""], ["\n ", ""], [
        '\n"Two."',
        ", line 1",
      ]]
    ) {
      await writeFiles(folder, { "a.jsonl": `"One."${end}`, "b.json": `{"text": "One."}${end}` });
      for (const name of ["a.jsonl", "b.json"]) {
        const [first] = await readPassages(`${folder}/${name}`);
        assert.deepEqual([first!.text, first!.source], ["One.", `${folder}/${name}${source}`]);
      }
    }
  });
});

Deno.test("a compressed file of more than a few bytes is read whole, JSON too", async () => {
  const long = "One of many. ".repeat(1000).trim();
  assert.deepEqual(await textsOf({ "a.json.gz": gzipSync(JSON.stringify({ text: long })) }), [
    long,
  ]);
  // What begins with half of the two bytes is none.
  await assertRefused(textsOf({ "a.txt": Uint8Array.of(0x1f, 0x8a, 0xff) }), /is not UTF-8 text/);
  await assertRefused(textsOf({ "a.txt": Uint8Array.of(0x1e, 0x8b, 0xff) }), /is not UTF-8 text/);
});

Deno.test("loadChunks() says of which path its sentences are", () =>
  withFolder(async (folder) => {
    const file = `${folder}/a.txt`, notes: string[] = [];
    await Deno.writeTextFile(file, "清晨的港口很安静。\n渔民们正在修补渔网。");
    const encode = () => [1, 2];
    const options = { length: 2, construction: "windows", note: (s: string) => void notes.push(s) };
    await loadChunks(file, { encode }, options as Parameters<typeof loadChunks>[2]);
    assert.equal(notes.length, 1);
    assert(notes[0]!.startsWith(`${file}: the passages are taken whole`));
    // Of two lines one is to train on.
    await assertRefused(
      loadChunks(file, { encode }, { length: 9, split: "train" }),
      /a\.txt \(train\): the text has 2 tokens, but a chunk has 9\./,
    );
  }));

Deno.test("loadChunks() names several paths as one text, with the commas in them doubled", () =>
  withFolder(async (folder) => {
    await writeFiles(folder, { "a,b.txt": "One.", "c.txt": "Two." });
    await assertRefused(
      loadChunks([`${folder}/a,b.txt`, `${folder}/c.txt`], { encode: () => [1] }, { length: 9 }),
      /\/a,,b\.txt,\/.*\/c\.txt: the text has 2 tokens, but a chunk has 9\./,
    );
  }));

Deno.test("readText() reads one file as plain text, whatever it looks like", () =>
  withFolder(async (folder) => {
    await writeFiles(folder, { "a.html": "<p>One.</p>\n<p>Two.</p>" });
    const file = `${folder}/a.html`;
    assert.deepEqual(await readText(file, { limit: 1 }), [
      { source: `${file}, passage 1`, text: "<p>One.</p>", blanks: [] },
    ]);
  }));

Deno.test("of links in a folder those that lead to files are read, no others", () =>
  withFolder(async (folder) => {
    await writeFiles(folder, { "d/1.txt": "One.", "e/2.txt": "Two." });
    await Deno.symlink(`${folder}/e/2.txt`, `${folder}/d/link.txt`);
    await Deno.symlink(`${folder}/e`, `${folder}/d/folder.txt`);
    await Deno.symlink(`${folder}/nowhere`, `${folder}/d/dead.txt`);
    const texts = (await readPassages(`${folder}/d`)).map(({ text }) => text);
    assert.deepEqual(texts, ["One.", "Two."]);
  }));

Deno.test("folders five deep are looked into, and not those in them", async () => {
  const files = { "d/1/2/3/4/5/a.txt": "Five.", "d/1/2/3/4/5/6/a.txt": "Six." };
  assert.deepEqual(await textsOf(files, "d"), ["Five."]);
});

Deno.test("the column of the text is that which is named, of JSON and in a folder as well", async () => {
  const files = {
    "d/1.json": JSON.stringify([{ text: "No.", body: "One." }]),
    "d/2.jsonl": '{"text": "No.", "body": "Two."}\n{"body": "Three."}\n',
  };
  assert.deepEqual(await textsOf(files, "d", { textColumn: "body" }), ["One.", "Two.", "Three."]);
  assert.deepEqual(await textsOf(files, "d/1.json", { reader: "json:textColumn=body" }), ["One."]);
});

Deno.test("readText() refuses what is no text in UTF-8 in the same words as readPassages()", () =>
  withFolder(async (folder) => {
    const files: [hex: string, message: RegExp][] = [
      ["82b182ea82cd", /: the file is not UTF-8 text, but probably Shift_JIS\. Save it as UTF-8/],
      ["a4b3a4eca4cf", /: the file is not UTF-8 text, but probably EUC-JP\. Save it as UTF-8/],
      ["636166e9", /: the file is not UTF-8 text\. Save it as UTF-8/],
      ["fffe4100", /: the file is not UTF-8 text, but UTF-16\. Save it as UTF-8/],
      ["ff0041", /: the file is not text\. Give plain text, CSV, JSON or Parquet\./],
      [
        "410a0a4100",
        /, line 3: the file holds NUL characters, as UTF-16 and binary files do\. Give/,
      ],
      ["410a1b2442", /, line 2: the file is not UTF-8 text, but ISO-2022-JP\. Save it as UTF-8/],
      ["255044462d", /: this is a PDF\. Give plain text, CSV, JSON or Parquet\./],
      ["28b52ffd", /: this is compressed with Zstandard\. Unpack it, or compress it with gzip\./],
    ];
    for (const [hex, message] of files) {
      const bytes = Uint8Array.fromHex(hex);
      for (const content of [bytes, gzipSync(bytes)]) {
        await writeFiles(folder, { "a.txt": content });
        await assertRefused(readText(`${folder}/a.txt`), message);
        await assertRefused(readPassages(`${folder}/a.txt`, { reader: "text" }), message);
      }
    }
    await writeFiles(folder, { "a.txt": gzipSync("One. Two.").subarray(0, 20) });
    await assertRefused(
      readText(`${folder}/a.txt`),
      /a\.txt: the gzip file is damaged or cut off\. Fetch it or make it again/,
    );
  }));
