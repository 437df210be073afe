/** Following a run that another process makes, by the log that it writes. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { Lines } from "../io/mod.ts";
import type { LogRecord } from "../training/mod.ts";
import { parseRecords } from "./metrics.ts";

/** Reads a growing `metrics.jsonl`, record by record. */
export class LogFollower {
  readonly #file: string;
  readonly #decoder = new TextDecoder();
  /** Which file it was: a run that begins anew replaces it. */
  #id = "";
  #offset = 0;
  #lines: Lines;
  /** Records of this file so far. */
  #read: LogRecord[] = [];
  #told = 0;

  constructor(file: string) {
    this.#file = file;
    this.#lines = new Lines(file);
  }

  /**
   * The records that were written since the last look, each once: those that a run makes a second
   * time after an interruption are the same. Nothing where the file is not there.
   */
  news(): LogRecord[] {
    let file: number;
    try {
      file = openSync(this.#file, "r");
    } catch {
      return [];
    }
    try {
      this.#readMore(file);
    } catch {
      // Not yet a whole log, or no more: whoever reads the finished run says what is wrong.
      return [];
    } finally {
      closeSync(file);
    }
    const news = this.#read.slice(this.#told);
    this.#told += news.length;
    return news;
  }

  #readMore(file: number): void {
    const { dev, ino, size } = fstatSync(file);
    if (this.#id !== `${dev} ${ino}` || size < this.#offset) {
      this.#id = `${dev} ${ino}`;
      [this.#offset, this.#lines, this.#read] = [0, new Lines(this.#file), []];
    }
    const bytes = new Uint8Array(size - this.#offset);
    const count = readSync(file, bytes, 0, bytes.length, this.#offset);
    this.#offset += count;
    const text = this.#decoder.decode(bytes.subarray(0, count), { stream: true });
    const records = parseRecords(this.#lines.push(text), this.#file, "", this.#read);
    for (const record of records) this.#read.push(record);
  }

  /** Those of a finished run's records that were not told yet. */
  rest(records: readonly LogRecord[]): LogRecord[] {
    return records.slice(this.#told);
  }
}
