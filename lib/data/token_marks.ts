/** How far the writing of tokens has come: a process that is killed is followed by one that goes on. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type FileMark,
  InputError,
  markOf,
  type OnBytes,
  readJson,
  replaceFile,
} from "../io/mod.ts";
import type { Totals } from "./encoded.ts";
import type { Windows } from "./texts.ts";

/** The file of marks. It is beside the tokens while these are written, and no longer. */
export const MARKS = "marks.json";

/** A place up to which all files are whole. */
export interface Mark {
  /** What was counted until there. */
  totals: Totals;
  /** The least and the most tokens of a line; the least is null where there was none. */
  lengths: [least: number | null, most: number];
  /** Each file's size, and the hash of what was written to it since the mark before. */
  files: Record<string, FileMark>;
}

interface Content {
  /** Of passages with such windows there are tokens; null where that is not known yet. */
  taken: readonly Windows[] | null;
  marks: Mark[];
}

function hashOf(content: Content): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

/** The marks of a folder of tokens. */
export class Marks {
  readonly #file: string;
  #content: Content = { taken: null, marks: [] };

  private constructor(folder: string) {
    this.#file = join(folder, MARKS);
  }

  /**
   * Those in a folder up to which its files are what was written.
   *
   * @param tell Told of a damage, behind which all is written again.
   */
  static async read(folder: string, onBytes: OnBytes, tell: (line: string) => void) {
    const marks = new Marks(folder), again = "So what is behind that is made again";
    const read = await readJson(marks.#file, again).catch(() => undefined) as
      | { content: Content; sha256: string }
      | undefined;
    if (read === undefined) return marks;
    try {
      if (hashOf(read.content) !== read.sha256) {
        throw new InputError("its SHA-256 differs", { file: marks.#file, mend: again });
      }
      marks.#content = { ...read.content, marks: [] };
      for (const mark of read.content.marks) {
        await checkFiles(folder, marks.last?.files ?? {}, mark.files, onBytes);
        marks.#content.marks.push(mark);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      tell(error.message);
    }
    return marks;
  }

  /** See {@linkcode Content.taken}. */
  get taken(): readonly Windows[] | null {
    return this.#content.taken;
  }

  get last(): Mark | undefined {
    return this.#content.marks.at(-1);
  }

  /** All is written anew, now that it is known of which passages. */
  async begin(taken: readonly Windows[]): Promise<void> {
    this.#content = { taken, marks: [] };
    await this.#write();
  }

  async add(mark: Mark): Promise<void> {
    this.#content.marks.push(mark);
    await this.#write();
  }

  async #write(): Promise<void> {
    const content = this.#content;
    await replaceFile(this.#file, JSON.stringify({ content, sha256: hashOf(content) }));
  }
}

/** @throws {InputError} If a file is not what was written between two marks. */
async function checkFiles(
  folder: string,
  from: Record<string, FileMark>,
  to: Record<string, FileMark>,
  onBytes: OnBytes,
): Promise<void> {
  for (const [name, { size, sha256 }] of Object.entries(to)) {
    const file = join(folder, name), start = from[name]?.size ?? 0;
    const found = await markOf(file, onBytes, { start, end: size }).catch(() => undefined);
    if (found?.sha256 === sha256) continue;
    throw new InputError(`from byte ${start} on it is not what was written`, {
      file,
      mend: "So what is behind that is made again",
    });
  }
}
