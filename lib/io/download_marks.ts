/** Sizes and hashes of downloaded files, by which one that was damaged later is noticed. */
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type FileMark, markOf } from "./manifest.ts";
import { replaceFile } from "./replace.ts";
import type { TransferredFile } from "./transfer.ts";

/** Lies beside the files. */
const MARKS = "downloads.json";

/** A path within the folder: no part of it may lead out. */
const NAME = /^(\w[\w.-]*\/)*\w[\w.-]*$/;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const parse = (bytes: Uint8Array): unknown =>
  JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));

/** A header is never larger: the reference implementation refuses longer ones. */
const LONGEST_HEADER = 100e6;

/** Whether a safetensors file has the size that its header says. */
async function isWholeSafetensors(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const start = new Uint8Array(8);
    await handle.read(start, 0, 8, 0);
    const length = Number(new DataView(start.buffer).getBigUint64(0, true));
    if (length > LONGEST_HEADER || 8 + length > size) return false;
    const header = new Uint8Array(length);
    await handle.read(header, 0, length, 8);
    const ends = Object.values(parse(header) as object).map((entry: Record<string, unknown>) => {
      const offsets = entry["data_offsets"];
      return Array.isArray(offsets) ? Number(offsets[1]) : 0;
    });
    return 8 + length + ends.reduce((most, end) => Math.max(most, end), 0) === size;
  } finally {
    await handle.close();
  }
}

/**
 * What a file is, where it cannot be read as what its name says; undefined where nothing is known
 * against it. A hub that names neither hash nor length can break off unnoticed.
 */
export async function whatIsBroken(name: string, file: string): Promise<string | undefined> {
  if (name.endsWith(".json")) {
    const isJson = await readFile(file).then(parse).then(() => true, () => false);
    return isJson ? undefined : "not JSON";
  }
  if (name.endsWith(".safetensors")) {
    const isWhole = await isWholeSafetensors(file).catch(() => false);
    return isWhole ? undefined : "no whole safetensors file";
  }
  return undefined;
}

/** Which of a folder's files are as they came, and what they are the files of. */
export class DownloadMarks {
  readonly #files: Map<string, FileMark>;
  /** The files of each kind of model that is whole. */
  readonly #models: Map<string, readonly string[]>;

  private constructor(
    readonly folder: string,
    files: Map<string, FileMark>,
    models: Map<string, readonly string[]>,
  ) {
    this.#files = files;
    this.#models = models;
  }

  /**
   * Reads a folder's marks, where it has any.
   *
   * @param former The kind of model that a folder is of which was filled before kinds were noted, and
   * the file that came last there.
   */
  static async read(
    folder: string,
    former: { kind: string; last: string },
  ): Promise<DownloadMarks> {
    const content = await readFile(join(folder, MARKS), "utf8").then(JSON.parse)
      // Not there, or damaged: the files are then taken as they are.
      .catch(() => undefined);
    const noted = isObject(content) && isObject(content["models"]) && isObject(content["files"]);
    const files = noted ? content["files"] : content;
    const marks = new Map(
      Object.entries(isObject(files) ? files : {}).filter(([name, mark]) =>
        NAME.test(name) && isObject(mark)
      ),
    ) as Map<string, unknown> as Map<string, FileMark>;
    const models = new Map<string, readonly string[]>();
    if (noted) {
      for (const [kind, names] of Object.entries(content["models"] as object)) {
        if (Array.isArray(names)) models.set(kind, names.filter((name) => marks.has(name)));
      }
    } else if (await stat(join(folder, former.last)).then(() => true, () => false)) {
      models.set(former.kind, [...marks.keys()]);
    }
    return new DownloadMarks(folder, marks, models);
  }

  /** The files of a kind of model; undefined until all of them have come. */
  filesOf(kind: string): readonly string[] | undefined {
    return this.#models.get(kind);
  }

  /** Notes what a file will be. Before it gets its name, so that no file is ever without its mark. */
  async set(file: string, mark: TransferredFile): Promise<void> {
    this.#files.set(file, mark);
    await this.#write();
  }

  /** Notes that all files of a kind of model have come. */
  async complete(kind: string, files: readonly string[]): Promise<void> {
    this.#models.set(kind, files);
    await this.#write();
  }

  async #write(): Promise<void> {
    const content = {
      files: Object.fromEntries(this.#files),
      models: Object.fromEntries(this.#models),
    };
    await replaceFile(join(this.folder, MARKS), `${JSON.stringify(content, null, 2)}\n`);
  }

  /**
   * Whether a file is there, and whether it is what came. One that nobody noted is taken as it is,
   * unless it is no JSON or safetensors where it should be.
   */
  async state(file: string): Promise<"missing" | "damaged" | "whole"> {
    const path = join(this.folder, file);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return "missing";
    const mark = this.#files.get(file);
    if (!found.isFile() || (mark !== undefined && found.size !== mark.size)) return "damaged";
    if (await whatIsBroken(file, path) !== undefined) return "damaged";
    return mark === undefined || (await markOf(path)).sha256 === mark.sha256 ? "whole" : "damaged";
  }
}
