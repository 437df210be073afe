/** Sizes and hashes of downloaded files, by which one that was damaged later is noticed. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type FileMark, markOf } from "./manifest.ts";
import { replaceFile } from "./replace.ts";

/** Lies beside the files. */
const MARKS = "downloads.json";

/** Which of a folder's files are as they came. */
export class DownloadMarks {
  readonly #marks: Map<string, FileMark>;

  private constructor(readonly folder: string, marks: Map<string, FileMark>) {
    this.#marks = marks;
  }

  static async read(folder: string): Promise<DownloadMarks> {
    let marks: unknown;
    try {
      marks = JSON.parse(await readFile(join(folder, MARKS), "utf8"));
    } catch {
      // Not there, or damaged: the files are then taken as they are.
    }
    const entries = Object.entries(typeof marks === "object" && marks !== null ? marks : {});
    // A name may not lead out of the folder.
    return new DownloadMarks(folder, new Map(entries.filter(([name]) => /^\w[\w.-]*$/.test(name))));
  }

  /** The files that were noted. */
  files(): string[] {
    return [...this.#marks.keys()];
  }

  /** Notes what a file will be. Before it gets its name, so that no file is ever without its mark. */
  async set(file: string, mark: FileMark): Promise<void> {
    this.#marks.set(file, mark);
    const text = JSON.stringify(Object.fromEntries(this.#marks), null, 2);
    await replaceFile(join(this.folder, MARKS), `${text}\n`);
  }

  /** Whether a file is there, and whether it is what came. One that nobody noted is taken as it is. */
  async state(file: string): Promise<"missing" | "damaged" | "whole"> {
    const path = join(this.folder, file);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return "missing";
    const mark = this.#marks.get(file);
    if (mark === undefined) return "whole";
    if (!found.isFile() || found.size !== mark?.size) return "damaged";
    return (await markOf(path)).sha256 === mark.sha256 ? "whole" : "damaged";
  }

  /** Whether all files that were noted are there and what came. */
  async areWhole(): Promise<boolean> {
    for (const file of this.files()) if (await this.state(file) !== "whole") return false;
    return true;
  }
}
