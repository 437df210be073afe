/** `metrics.jsonl`: a run's log records, one JSON object a line. */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { cannotWrite, replaceFile } from "../../io/mod.ts";
import type { LogRecord } from "../../training/mod.ts";
import { defineSink, type Sink } from "./define_sink.ts";

const lineOf = (record: LogRecord) => JSON.stringify(record) + "\n";

/**
 * Appends records to a file. Each is in the file when {@linkcode write} returns, so that a run can
 * be watched with `tail -f` and one that is killed leaves all of its whole lines.
 */
export class MetricsWriter implements Sink, Disposable {
  readonly #path: string;
  readonly #file: number;

  private constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, "a");
  }

  /**
   * @param path The file, made or replaced.
   * @param records What it begins with: the records before an interruption.
   */
  static async open(path: string, records: readonly LogRecord[] = []): Promise<MetricsWriter> {
    await replaceFile(path, records.map(lineOf).join(""));
    return new MetricsWriter(path);
  }

  /** Appends a record. A number that is not finite, as after a run diverges, becomes null. */
  write(record: LogRecord): void {
    try {
      writeSync(this.#file, lineOf(record));
    } catch (error) {
      throw cannotWrite(error, this.#path);
    }
  }

  /** Flushes the records to the disk. */
  flush(): void {
    try {
      fsyncSync(this.#file);
    } catch (error) {
      throw cannotWrite(error, this.#path);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** What every run is logged to: the report and runs that go on read it. */
export const JSONL = defineSink({
  name: "jsonl",
  description: "metrics.jsonl, one record a line; always there",
  async open({ folder, records }) {
    const path = join(folder, "metrics.jsonl");
    try {
      return await MetricsWriter.open(path, records);
    } catch (error) {
      throw cannotWrite(error, folder);
    }
  },
});
