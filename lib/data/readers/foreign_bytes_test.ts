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
});

Deno.test("files of other kinds are known by how they begin", () => {
  assert.match(foreignBytes(bytes("504b0304"))!.problem, /ZIP archive/);
  assert.match(foreignBytes(bytes("28b52ffd"))!.problem, /Zstandard/);
  assert.equal(foreignBytes(bytes("504b")), undefined);
});
