/** Damage to a file's bytes, whatever is in it. */
import type { Random } from "../../lib/random/random.ts";

/** What a mutation did, and whether a reader must give the same result as before. */
export interface Mutant {
  how: string;
  bytes: Uint8Array;
  /** The meaning is untouched, so the result must be the sound one. */
  harmless?: boolean;
}

/** One way to damage bytes. */
type ByteMutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const encoder = new TextEncoder();

function join(...parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Two places in some bytes, the first before the second. */
function span(bytes: Uint8Array, random: Random, longest = Infinity): [number, number] {
  const start = random.integer(bytes.length + 1);
  const length = Math.min(longest, bytes.length - start);
  return [start, start + random.integer(length + 1)];
}

function insert(bytes: Uint8Array, random: Random, piece: Uint8Array): Uint8Array {
  const [at] = span(bytes, random);
  return join(bytes.subarray(0, at), piece, bytes.subarray(at));
}

function utf16(bytes: Uint8Array, littleEndian: boolean, mark: boolean): Uint8Array {
  const text = (mark ? "\uFEFF" : "") + new TextDecoder().decode(bytes);
  const result = new Uint8Array(text.length * 2);
  const view = new DataView(result.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return result;
}

/** Ways to damage bytes, by name. */
const BYTE_MUTATIONS: Readonly<Record<string, ByteMutation>> = {
  "bits flipped"(bytes, random) {
    const result = bytes.slice();
    for (let i = 0; i <= random.integer(8); i++) {
      if (bytes.length > 0) result[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    }
    return result;
  },
  "one bit flipped near the start"(bytes, random) {
    const result = bytes.slice();
    if (bytes.length > 0) {
      result[random.integer(Math.min(64, bytes.length))]! ^= 1 << random.integer(8);
    }
    return result;
  },
  "cut off": (bytes, random) => bytes.subarray(0, random.integer(bytes.length + 1)),
  "start lost": (bytes, random) => bytes.subarray(random.integer(bytes.length + 1)),
  "piece lost"(bytes, random) {
    const [start, end] = span(bytes, random, 200);
    return join(bytes.subarray(0, start), bytes.subarray(end));
  },
  "piece twice"(bytes, random) {
    const [start, end] = span(bytes, random, 200);
    return join(bytes.subarray(0, end), bytes.subarray(start));
  },
  "block of zeros"(bytes, random) {
    const [start, end] = span(bytes, random, 4096);
    return bytes.slice().fill(0, start, end);
  },
  "NUL put in": (bytes, random) => insert(bytes, random, new Uint8Array(1 + random.integer(4))),
  "random bytes put in"(bytes, random) {
    const piece = Uint8Array.from(
      { length: 1 + random.integer(32) },
      () => random.integer(256),
    );
    return insert(bytes, random, piece);
  },
  "lone surrogate in UTF-8": (bytes, random) =>
    insert(bytes, random, Uint8Array.of(0xed, 0xa0, 0x80)),
  "byte order mark inside": (bytes, random) => insert(bytes, random, encoder.encode("\uFEFF")),
  "a megabyte put in": (bytes, random) =>
    insert(bytes, random, new Uint8Array(1 << 20).fill(32 + random.integer(95))),
  "the whole twice": (bytes) => join(bytes, bytes),
  "bytes after the end": (bytes, random) =>
    join(bytes, new Uint8Array(1 + random.integer(16)).fill(random.integer(256))),
  "control characters put in": (bytes, random) =>
    insert(bytes, random, encoder.encode("\x1b[31m\r\b\u2028")),
  "UTF-16, little-endian": (bytes) => utf16(bytes, true, true),
  "UTF-16, big-endian": (bytes) => utf16(bytes, false, true),
  "UTF-16 without a mark": (bytes) => utf16(bytes, true, false),
  "Latin-1"(bytes, random) {
    const text = new TextDecoder().decode(insert(bytes, random, encoder.encode("é")));
    return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
  },
  "empty": () => new Uint8Array(),
  "another kind of file": (_, random) =>
    encoder.encode(
      ["version https://git-lfs.github.com/spec/v1\n", "<!doctype html><p>404", "PK\x03\x04", "[]"][
        random.integer(4)
      ]!,
    ),
};

const NAMES = Object.keys(BYTE_MUTATIONS);

/** Bytes with one kind of damage, chosen at random. */
export function mutateBytes(bytes: Uint8Array, random: Random): Mutant {
  const how = NAMES[random.integer(NAMES.length)]!;
  return { how, bytes: BYTE_MUTATIONS[how]!(bytes, random) };
}
