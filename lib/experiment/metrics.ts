/** Reading `metrics.jsonl`, a run's log records, one JSON object a line; `sinks/jsonl.ts` writes it. */

import { InputError, readUtf8 } from "../io/mod.ts";
import type { EvaluationRecord, LogRecord } from "../training/mod.ts";

/** A field of a record: any number, one that may be missing from it (null), or a text. */
type Kind = "number" | "number or null" | "text";

type KindOf<Value> = Value extends string ? "text"
  : null extends Value ? "number or null"
  : "number";

/** The fields of a record by name, but for its type and the metrics that were chosen. */
type Named<Of> = {
  [
    Name in keyof Of as Name extends "type" ? never
      : Record<never, never> extends Record<Name, unknown> ? never
      : Name
  ]: Of[Name];
};

/** The names of the fields that a record may lack. */
type Optional<Of> = {
  [Name in keyof Of]-?: Record<never, never> extends Pick<Of, Name> ? Name : never;
}[keyof Of];

/**
 * The kind of each field that a type of record must have: a field that is not in {@linkcode FIELDS}
 * would be lost in reading.
 */
export type FieldsOf<Of> = {
  readonly [Name in Exclude<keyof Named<Of>, Optional<Named<Of>>>]: KindOf<Of[Name & keyof Of]>;
};

/** The kind of each field that a type of record may have. */
type OptionalFieldsOf<Of> = {
  readonly [Name in Optional<Named<Of>>]: KindOf<NonNullable<Of[Name & keyof Of]>>;
};

const COMMON = { step: "number", epoch: "number" } as const;

/**
 * The fields that each record must have. Γ and the training loss of epoch 0 may be null. An
 * evaluation has, besides, the metrics that were chosen.
 */
const FIELDS: {
  readonly [Type in LogRecord["type"]]: FieldsOf<Extract<LogRecord, { type: Type }>>;
} = {
  step: {
    ...COMMON,
    loss: "number",
    grad_norm: "number",
    scheduled_learning_rate: "number",
    learning_rate: "number",
    gamma: "number or null",
    gamma_root: "number or null",
    gamma_pairs: "number",
    seconds: "number",
  },
  skipped: { ...COMMON, scheduled_learning_rate: "number", reason: "text", seconds: "number" },
  evaluation: {
    ...COMMON,
    eval_loss: "number",
    eval_masked_tokens: "number",
    train_loss: "number or null",
  },
};

/** Those that it may have: older versions did not write them, and not every run has them. */
const OPTIONAL: OptionalFieldsOf<EvaluationRecord> = { train_eval_loss: "number" };

/** The fields of a record that are looked at, as far as it has them. */
function fieldsOf(record: Readonly<Record<string, unknown>>, type: LogRecord["type"]) {
  const optional = Object.entries(type === "evaluation" ? OPTIONAL : {})
    .filter(([name]) => Object.hasOwn(record, name));
  return { ...FIELDS[type], ...Object.fromEntries(optional) };
}

function parseRecord(line: string): LogRecord | undefined {
  let record: Record<string, unknown> | null;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof record !== "object" || record === null) return undefined;
  const type = record["type"];
  if (typeof type !== "string" || !Object.hasOwn(FIELDS, type)) return undefined;
  const fields: Readonly<Record<string, Kind>> = fieldsOf(record, type as LogRecord["type"]);
  for (const [name, kind] of Object.entries(fields)) {
    // JSON has no NaN: it was written as null.
    if (record[name] === null && kind === "number") record[name] = NaN;
    const isRight = kind === "text"
      ? typeof record[name] === "string"
      : typeof record[name] === "number" || record[name] === null;
    if (!isRight) return undefined;
  }
  const isMetric = (name: string) => type === "evaluation" && name.startsWith("eval_");
  const known = Object.entries(record).filter(([name]) =>
    name === "type" || Object.hasOwn(fields, name) || isMetric(name)
  );
  const isSound = known.every(([name, value]) =>
    !isMetric(name) || typeof value === "number" || value === null
  );
  return isSound ? Object.fromEntries(known) as unknown as LogRecord : undefined;
}

/** The step that a record must have, after the records before it. */
function expectedStep(record: LogRecord, before: LogRecord | undefined): number {
  return (before?.step ?? 0) + (record.type === "evaluation" ? 0 : 1);
}

/**
 * The records that some lines of JSON stand for: every step once and in order.
 *
 * @param file Where the lines are from, for the message.
 * @param mend What to do where they are damaged.
 * @param before The records of the lines before them.
 * @throws {InputError} If a line is no record, or not the next one.
 */
export function parseRecords(
  lines: readonly string[],
  file: string,
  mend: string,
  before: readonly LogRecord[] = [],
): LogRecord[] {
  const records: LogRecord[] = [];
  for (const [index, line] of lines.entries()) {
    const damaged = (problem: string) =>
      new InputError(problem, { file, place: `line ${before.length + index + 1}`, mend });
    const record = parseRecord(line);
    if (record === undefined) throw damaged("this is not a log record");
    const expected = expectedStep(record, records.at(-1) ?? before.at(-1));
    if (record.step !== expected) {
      throw damaged(`this is step ${record.step}, but step ${expected} comes here`);
    }
    records.push(record);
  }
  return records;
}

/** The records of a file. See {@linkcode parseRecords}. */
export async function readMetrics(file: string, mend: string): Promise<LogRecord[]> {
  const lines = (await readUtf8(file, mend)).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return parseRecords(lines, file, mend);
}
