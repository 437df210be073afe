/** `metrics.jsonl`: a run's log records, one JSON object a line. */

import { closeSync, openSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { LogRecord } from "../training/records.ts";

/**
 * Appends records to a new file. Each is in the file when {@linkcode write} returns, so that a run
 * can be watched with `tail -f` and one that is killed leaves all of its whole lines.
 */
export class MetricsWriter implements Disposable {
  readonly #file: number;
  #records = 0;

  /** @param path The file, made or emptied. */
  constructor(path: string) {
    this.#file = openSync(path, "w");
  }

  /** How many records were written. */
  get records(): number {
    return this.#records;
  }

  /** Appends a record. A number that is not finite, as after a run diverges, becomes null. */
  write(record: LogRecord): void {
    writeSync(this.#file, JSON.stringify(record) + "\n");
    this.#records++;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}

/** Numbers that a record must have. Γ and the training loss of epoch 0 may be missing. */
const NUMBERS = {
  step: ["step", "epoch", "loss", "grad_norm", "scheduled_learning_rate", "learning_rate"],
  evaluation: ["step", "epoch", "eval_loss", "eval_perplexity", "eval_accuracy"],
} as const;

function parseRecord(line: string): LogRecord | undefined {
  let record: Record<string, unknown> | null;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  const numbers = NUMBERS[record?.type as keyof typeof NUMBERS];
  if (record === null || numbers === undefined) return undefined;
  for (const name of numbers) {
    // JSON has no NaN: it was written as null.
    if (record[name] === null) record[name] = NaN;
    if (typeof record[name] !== "number") return undefined;
  }
  return record as unknown as LogRecord;
}

/**
 * The records of a file.
 *
 * @param damaged Makes the error for a line that is no record.
 */
export async function readMetrics(
  file: string,
  damaged: (problem: string, line: number) => Error,
): Promise<LogRecord[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line, index) => {
    const record = parseRecord(line);
    if (record === undefined) throw damaged("this is not a log record", index + 1);
    return record;
  });
}
