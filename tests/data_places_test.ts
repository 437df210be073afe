/** Where data lie: several paths in one text, folders in folders, links, and how a file begins. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { readPassages } from "../lib/data/mod.ts";
import { endingOf, filesIn, joinPaths, splitPaths } from "../lib/data/paths.ts";
import { readStart } from "../lib/data/readers/characters.ts";
import { textPieces } from "../lib/data/readers/pieces.ts";
import { assertRefused, withFolder } from "./_files.ts";

async function writeFile(path: string, content: string | Uint8Array = "x"): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await (typeof content === "string"
    ? Deno.writeTextFile(path, content)
    : Deno.writeFile(path, content));
}

Deno.test("paths in one text have commas between them, doubled where they are a path's own", () =>
  withFolder(async (folder) => {
    assert.equal(joinPaths(["a,b"]), "a,b", "one path is as it is");
    assert.equal(joinPaths(["a,b", "c", "d,,e"]), "a,,b,c,d,,,,e");
    assert.deepEqual(await splitPaths("a,,b, c ,d,,,,e"), ["a,b", "c", "d,,e"]);
    assert.deepEqual(await splitPaths(" a"), [" a"]);
    const own = join(folder, "a,b.txt");
    assert.deepEqual(await splitPaths(own), [join(folder, "a"), "b.txt"], "nothing is there");
    await writeFile(own);
    assert.deepEqual(await splitPaths(own), [own]);
  }));

Deno.test("endings are in lower case, without that of what compressed a file", () => {
  const endings = ["A.CSV", "a.tar.gz", "a.TXT.GZ", "gz", "a/.b", "a.gz.txt"].map(endingOf);
  assert.deepEqual(endings, [".csv", ".tar", ".txt", "", "", ".txt"]);
});

Deno.test("files are found five folders down, by the numbers in their names, and where links lead to them", () =>
  withFolder(async (folder) => {
    const names = ["10.txt", "9.txt", "a/2.txt", "a/b/c/d/e/1.txt", "a/b/c/d/e/f/1.txt"];
    for (const name of [...names, ".b/1.txt", "__MACOSX/1.txt", "~$a.txt"]) {
      await writeFile(join(folder, "d", name));
    }
    await writeFile(join(folder, "elsewhere", "1.txt"));
    await Deno.symlink(join(folder, "elsewhere"), join(folder, "d", "linked"));
    await Deno.symlink(join(folder, "elsewhere/1.txt"), join(folder, "d", "11.txt"));
    await Deno.symlink(join(folder, "nowhere"), join(folder, "d", "broken"));
    assert.deepEqual(await filesIn(join(folder, "d")), [
      ...["9.txt", "10.txt", "11.txt", "a/2.txt", "a/b/c/d/e/1.txt"],
    ]);
  }));

Deno.test("a file's first 65,536 bytes show what it is, and whether these are all", () =>
  withFolder(async (folder) => {
    const file = join(folder, "a.txt");
    const startOf = async (content: string | Uint8Array) => {
      await writeFile(file, content);
      const { text, ...rest } = await readStart(file);
      return { length: text.length, ...rest };
    };
    const plain = { wasCompressed: false };
    assert.deepEqual(await startOf(""), { length: 0, isWhole: true, ...plain });
    assert.deepEqual(await startOf("x".repeat(65_535)), {
      ...{ length: 65_535, isWhole: true, ...plain },
    });
    assert.deepEqual(await startOf("x".repeat(65_536)), {
      ...{ length: 65_536, isWhole: false, ...plain },
    });
    // A character that the end cuts in two is left out, and one that no text has is replaced.
    await writeFile(file, `${"x".repeat(65_535)}é`);
    assert.ok(!(await readStart(file)).text.includes("\uFFFD"));
    await writeFile(file, Uint8Array.of(65, 0xff, 66));
    assert.equal((await readStart(file)).text, "A\uFFFDB");
    await writeFile(file, Uint8Array.of(65, 0xc3));
    assert.equal((await readStart(file)).text, "A\uFFFD", "the end cuts nothing");
  }));

Deno.test("of a compressed file 8192 bytes are unpacked, and at most as many as of another", () =>
  withFolder(async (folder) => {
    const file = join(folder, "a.txt.gz");
    const startOf = async (bytes: Uint8Array) => {
      await writeFile(file, bytes);
      const { text, ...rest } = await readStart(file);
      return { length: text.length, ...rest };
    };
    const packed = { wasCompressed: true };
    assert.deepEqual(await startOf(gzipSync("One.")), { length: 4, isWhole: true, ...packed });
    assert.deepEqual(await startOf(gzipSync("x".repeat(65_535))), {
      ...{ length: 65_535, isWhole: true, ...packed },
    });
    assert.deepEqual(await startOf(gzipSync("x".repeat(70_000))), {
      ...{ length: 65_536, isWhole: false, ...packed },
    });
    // What cannot be made smaller stands in it as it is, beside 23 bytes of the format's own.
    const hex = randomBytes(8169);
    const exact = gzipSync(hex, { level: 0 });
    assert.equal(exact.length, 8192);
    assert.equal((await startOf(exact)).isWhole, true);
    assert.equal((await startOf(gzipSync(randomBytes(8170), { level: 0 }))).isWhole, false);
    assert.deepEqual(await startOf(Uint8Array.of(0x1f, 0x8b, 9, ...Array(9).fill(0))), {
      ...{ length: 0, isWhole: false, wasCompressed: false },
    }, "what is damaged says nothing");
    assert.equal((await readStart(join(folder, "nowhere"))).text, "");
    assert.equal((await readStart(folder)).text, "");
  }));

Deno.test("a folder in CLOTH's form is that, unless another reader is asked for", () =>
  withFolder(async (folder) => {
    const article = { article: "It _.", options: [["is", "was", "be", "am"]], answers: ["A"] };
    await writeFile(join(folder, "train/middle/1.json"), JSON.stringify(article));
    await writeFile(
      join(folder, "train/high/2.json"),
      JSON.stringify({ ...article, answers: ["B"] }),
    );
    const texts = async (options: Parameters<typeof readPassages>[1] = {}) =>
      (await readPassages(folder, options)).map(({ text }) => text);
    assert.deepEqual(await texts(), ["It is.", "It was."]);
    assert.deepEqual(await texts({ limit: 1 }), ["It is."]);
    assert.deepEqual(await texts({ reader: "json" }), ["It was.", "It is."], "as any folder");
  }));

Deno.test("one value of JSON is a line where there is another one, and else the whole", () =>
  withFolder(async (folder) => {
    const file = join(folder, "a.json");
    const sources = async (content: string) => {
      await writeFile(file, content);
      return (await readPassages(file)).map(({ source }) => source.slice(folder.length + 1));
    };
    const line = '{"text": "One."}';
    for (const end of ["", "\n", "\n \n", "\n  "]) {
      assert.deepEqual(await sources(line + end), ["a.json"], JSON.stringify(end));
    }
    assert.deepEqual(await sources(`${line}\n\n${line}`), ["a.json, line 1", "a.json, line 3"]);
    assert.deepEqual(await sources(`${line}\n${line}\n`), ["a.json, line 1", "a.json, line 2"]);
    assert.deepEqual(await sources(`[${line},\n${line}]`), ["a.json, item 1", "a.json, item 2"]);
    // Where the first line is none, it is one value over several lines, here a damaged one.
    await assertRefused(
      sources(`{"text": \n${line}\n`),
      /a\.json, line 3, column 1: it is not val/,
    );
  }));

Deno.test("an encoding is told by the first 65,536 bytes, wherever in them its letters are", () =>
  withFolder(async (folder) => {
    const file = join(folder, "a.txt");
    // "これは" in Shift_JIS.
    const letters = Uint8Array.fromHex("82b182ea82cd");
    const refusal = async (before: number) => {
      await writeFile(file, new Uint8Array([...new Uint8Array(before).fill(97), ...letters]));
      return await readPassages(file, { reader: "text" }).then(() => "", (error) => error.message);
    };
    for (const before of [0, 100, 65_500]) {
      assert.match(await refusal(before), /not UTF-8 text, but probably Shift_JIS\./);
    }
    assert.match(await refusal(70_000), /the file is not UTF-8 text\. Save it as UTF-8/);
    // A file of CLOTH is read as a whole.
    await writeFile(join(folder, "c/train/high/1.json"), "\n\n{}\0");
    await assertRefused(
      readPassages(join(folder, "c")),
      /1\.json, line 3: the file holds NUL char/,
    );
    await writeFile(join(folder, "d/train/high/1.json"), letters);
    await assertRefused(
      readPassages(join(folder, "d")),
      /1\.json: the file is not UTF-8 text, but probably Shift_JIS\. Save it as UTF-8\./,
    );
  }));

Deno.test("what is left out is told of, whatever reads the file", () =>
  withFolder(async (folder) => {
    const files = {
      "a.csv": "text,n\n ,1\nOne.,2\n",
      "a.json": '[{"text": ""}, {"text": "One."}]',
    };
    for (const [name, content] of Object.entries(files)) {
      const notes: string[] = [];
      await writeFile(join(folder, name), content);
      await readPassages(join(folder, name), { note: (sentence) => void notes.push(sentence) });
      assert.deepEqual(notes, [`1 of the 2 texts in ${folder}/${name} are empty, and left out`]);
    }
  }));

Deno.test("a file's text has line feeds alone, to its very end", () =>
  withFolder(async (folder) => {
    const file = join(folder, "a.txt");
    for (
      const [content, text] of [["a\r", "a\n"], ["a\r\nb\r\n", "a\nb\n"], ["a", "a"], ["", ""]]
    ) {
      await writeFile(file, content);
      const pieces = await Array.fromAsync(textPieces(file));
      assert.equal(pieces.join(""), text, JSON.stringify(content));
      assert.ok(content === "" || pieces.at(-1) !== "", "no empty piece is given at the end");
    }
  }));
