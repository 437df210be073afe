/**
 * MeCab's compiled dictionaries (https://taku910.github.io/mecab, version 0.996), as `ipadic` and
 * `unidic-lite` have them: `sys.dic`, `unk.dic`, `matrix.bin`, `char.bin`. What words mean is not read:
 * only where they begin and end is wanted.
 */
import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../io/mod.ts";
import { CharacterTable } from "./characters.ts";
import { ConnectionCosts } from "./connections.ts";
import { WordTable } from "./words.ts";

/** A dictionary in memory. */
export interface MecabDictionary {
  words: WordTable;
  /** Words that are in none, by category of their characters. */
  unknown: WordTable;
  costs: ConnectionCosts;
  characters: CharacterTable;
}

const MEND = "Fetch the dictionary again, as a package such as unidic-lite or ipadic holds it";

async function readPart(handle: FileHandle, from: number, length: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, length - done, from + done);
    if (bytesRead === 0) throw new RangeError("it is cut off");
    done += bytesRead;
  }
  return bytes.buffer;
}

async function readWords(file: string): Promise<WordTable> {
  await using handle = await open(file, "r");
  const { size } = await handle.stat();
  return await WordTable.read(size, (from, length) => readPart(handle, from, length));
}

async function readWhole(file: string): Promise<ArrayBuffer> {
  return new Uint8Array(await readFile(file)).buffer;
}

/** Reads one of the files, and says which where it is none. */
async function readNamed<T>(file: string, read: (file: string) => Promise<T>): Promise<T> {
  try {
    return await read(file);
  } catch (cause) {
    const { code, message } = cause as Error & { code?: string };
    const reason = code === "ENOENT" ? "there is no such file" : message.replace(/\.$/, "");
    throw new InputError(`MeCab's dictionary cannot be read: ${reason}`, {
      file,
      mend: MEND,
      cause,
    });
  }
}

/**
 * Reads a folder's dictionary.
 *
 * @throws {InputError} If a file is missing or is none of a dictionary in UTF-8.
 */
export async function readDictionary(folder: string): Promise<MecabDictionary> {
  const file = (name: string) => join(folder, name);
  return {
    words: await readNamed(file("sys.dic"), readWords),
    unknown: await readNamed(file("unk.dic"), readWords),
    costs: await readNamed(
      file("matrix.bin"),
      async (name) => new ConnectionCosts(await readWhole(name)),
    ),
    characters: await readNamed(
      file("char.bin"),
      async (name) => new CharacterTable(await readWhole(name)),
    ),
  };
}
