/** What bytes are that are no text in UTF-8. */

/** What bytes turned out to be. */
export interface ForeignBytes {
  problem: string;
  /** What to do, where that is not to give other data. */
  mend?: string;
}

const UNPACK = { mend: "Unpack it, or compress it with gzip" };

const BEGINNINGS: readonly (readonly [string, ForeignBytes])[] = [
  ["PK\x03\x04", { problem: "this is a ZIP archive, as Office documents and EPUB are, too" }],
  ["\xd0\xcf\x11\xe0", { problem: "this is an Office document" }],
  ["%PDF-", { problem: "this is a PDF" }],
  ["PAR1", { problem: "this is a Parquet file" }],
  ["ARROW1", { problem: "this is an Arrow file" }],
  ["SQLite format 3", { problem: "this is a SQLite database" }],
  ["\x28\xb5\x2f\xfd", { problem: "this is compressed with Zstandard", ...UNPACK }],
  ["\xfd7zXZ", { problem: "this is compressed with xz", ...UNPACK }],
  ["BZh", { problem: "this is compressed with bzip2", ...UNPACK }],
  ["7z\xbc\xaf", { problem: "this is a 7z archive", ...UNPACK }],
  ["\xff\xfe", { problem: "the file is not UTF-8 text, but UTF-16", mend: "Save it as UTF-8" }],
  ["\xfe\xff", { problem: "the file is not UTF-8 text, but UTF-16", mend: "Save it as UTF-8" }],
  ["version https://git-lfs.github.com/spec/", {
    problem: "this is Git LFS's pointer to a file, not the file itself",
    mend: "Fetch it with: git lfs pull",
  }],
];

/** What bytes are by how they begin, where that is no text. */
export function foreignBytes(bytes: Uint8Array): ForeignBytes | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 64));
  return BEGINNINGS.find(([beginning]) => start.startsWith(beginning))?.[1];
}

/** Encodings that can be told from others by letters that they alone give, and these letters. */
const ENCODINGS: readonly (readonly [label: string, name: string, letters: RegExp])[] = [
  ["shift_jis", "Shift_JIS", /[\u3041-\u30fe]/g],
  ["euc-jp", "EUC-JP", /[\u3041-\u30fe]/g],
];

/** So many bytes tell. */
const SOME = 1 << 16;

/** The encoding of bytes that are not UTF-8, where it can be told. */
export function foreignEncoding(bytes: Uint8Array): string | undefined {
  const some = bytes.subarray(0, SOME);
  for (const [label, name, letters] of ENCODINGS) {
    try {
      const text = new TextDecoder(label, { fatal: true }).decode(some, { stream: true });
      const foreign = text.match(/[\u0080-\uffff]/g)?.length ?? 0;
      // Of Japanese characters every second or so is a kana; other texts give few by chance.
      if ((text.match(letters)?.length ?? 0) > foreign / 4) return name;
    } catch {
      // It is not in this encoding.
    }
  }
  return undefined;
}
