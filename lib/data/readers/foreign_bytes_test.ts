import assert from "node:assert/strict";
import { foreignBytes, foreignEncoding } from "./foreign_bytes.ts";

const bytes = (hex: string) => Uint8Array.fromHex(hex);

Deno.test("Japanese is known by its kana, of which a third is enough and a sixth is not", () => {
  // 東京の in Shift_JIS and EUC-JP; then 東京都庁前の, where one of six is a kana.
  assert.equal(foreignEncoding(bytes("938c8b9e82cc")), "Shift_JIS");
  assert.equal(foreignEncoding(bytes("c5ecb5fea4ce")), "EUC-JP");
  assert.equal(foreignEncoding(bytes("938c8b9e9373928191" + "4f82cc")), undefined);
  // "é" of Latin-1, and letters alone.
  assert.equal(foreignEncoding(bytes("636166e9")), undefined);
  assert.equal(foreignEncoding(bytes("61")), undefined);
  // The quarter itself is not enough: 東京都の has one kana of four.
  assert.equal(foreignEncoding(bytes("938c8b9e937382cc")), undefined);
  // Some of a file may end within a character: 東京の and the first half of another.
  assert.equal(foreignEncoding(bytes("938c8b9e82cc93")), "Shift_JIS");
});

/** The signatures as their formats' specifications have them, and as `file` knows them. */
const SIGNATURES: [hex: string, problem: RegExp, mend?: RegExp][] = [
  ["504b0304", /ZIP archive/],
  ["d0cf11e0", /an Office document/],
  ["255044462d", /a PDF/],
  ["50415231", /a Parquet file/],
  ["4152524f5731", /an Arrow file/],
  ["53514c69746520666f726d61742033", /a SQLite database/],
  ["28b52ffd", /Zstandard/, /^Unpack it/],
  ["fd377a585a", /with xz/, /^Unpack it/],
  ["425a68", /bzip2/, /^Unpack it/],
  ["377abcaf", /a 7z archive/, /^Unpack it/],
  ["fffe", /UTF-16/, /^Save it as UTF-8$/],
  ["feff", /UTF-16/, /^Save it as UTF-8$/],
];
for (const [hex, problem, mend] of SIGNATURES) {
  Deno.test(`what begins with ${hex} is known by it, and by nothing less`, () => {
    const found = foreignBytes(bytes(`${hex}00`))!;
    assert.match(found.problem, problem);
    if (mend === undefined) assert.equal(found.mend, undefined);
    else assert.match(found.mend!, mend);
    assert.equal(foreignBytes(bytes(hex.slice(0, -2))), undefined);
    assert.equal(foreignBytes(bytes(`61${hex}`)), undefined);
  });
}

Deno.test("a pointer of Git LFS is known by its first line", () => {
  const pointer = new TextEncoder().encode(
    "version https://git-lfs.github.com/spec/v1\noid sha256:",
  );
  assert.match(foreignBytes(pointer)!.problem, /Git LFS's pointer/);
  assert.equal(foreignBytes(pointer)!.mend, "Fetch it with: git lfs pull");
});

Deno.test("a byte that an encoding has not tells that a text is not in it", () => {
  // これは in Shift_JIS, which has no FF.
  assert.equal(foreignEncoding(bytes("82b182ea82cd")), "Shift_JIS");
  assert.equal(foreignEncoding(bytes("82b182ea82cdff")), undefined);
  assert.equal(foreignEncoding(bytes("82b1")), "Shift_JIS", "one letter");
});
