/** Reading `metrics.jsonl`, a run's log records, one JSON object a line; `sinks/jsonl.ts` writes it. */

import type { Hash } from "node:crypto";
import type { Meanwhile } from "../data/mod.ts";
import { filePieces, InputError, Lines } from "../io/mod.ts";
import type { LogRecord } from "../training/mod.ts";

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
const OPTIONAL: {
  readonly [Type in LogRecord["type"]]: OptionalFieldsOf<Extract<LogRecord, { type: Type }>>;
} = {
  step: { objective: "number" },
  skipped: {},
  evaluation: { train_eval_loss: "number", gamma_reference: "number" },
};

/** The fields of each type of record by name, and whether it may lack them. */
const KINDS = Object.fromEntries(
  Object.entries(FIELDS).map(([type, fields]) => [
    type,
    new Map<string, { kind: Kind; isOptional: boolean }>([
      ...Object.entries(fields).map(([name, kind]) => [name, { kind, isOptional: false }] as const),
      ...Object.entries<Kind>(OPTIONAL[type as LogRecord["type"]])
        .map(([name, kind]) => [name, { kind, isOptional: true }] as const),
    ]),
  ]),
);

function parseRecord(line: string): LogRecord | undefined {
  let record: Record<string, unknown> | null;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof record !== "object" || record === null) return undefined;
  const type = record["type"];
  if (typeof type !== "string" || !Object.hasOwn(KINDS, type)) return undefined;
  const fields = KINDS[type]!;
  for (const [name, { kind, isOptional }] of fields) {
    if (isOptional && !Object.hasOwn(record, name)) continue;
    // JSON has no NaN: it was written as null.
    if (record[name] === null && kind === "number") record[name] = NaN;
    const isRight = kind === "text"
      ? typeof record[name] === "string"
      : typeof record[name] === "number" || record[name] === null;
    if (!isRight) return undefined;
  }
  return knownFields(record, fields, type) as LogRecord | undefined;
}

/** A record without fields that nobody knows; undefined where a metric is no number. */
function knownFields(
  record: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, unknown>,
  type: string,
): Readonly<Record<string, unknown>> | undefined {
  const isMetric = (name: string) => type === "evaluation" && name.startsWith("eval_");
  let isKnown = true;
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (isMetric(name) && typeof value !== "number" && value !== null) return undefined;
    isKnown &&= name === "type" || fields.has(name) || isMetric(name);
  }
  if (isKnown) return record;
  return Object.fromEntries(
    Object.entries(record).filter(([name]) =>
      name === "type" || fields.has(name) || isMetric(name)
    ),
  );
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

/**
 * The records of a file, of whatever size. See {@linkcode parseRecords}.
 *
 * @param meanwhile Told of the bytes that are read, and asked for a pause now and then.
 * @param hash Given all the bytes that are read.
 */
export async function readMetrics(
  file: string,
  mend: string,
  meanwhile?: Meanwhile,
  hash?: Hash,
): Promise<LogRecord[]> {
  const records: LogRecord[] = [], lines = new Lines(file);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw new InputError("the file is not UTF-8 text", { file, mend, cause });
    }
  };
  const add = (some: readonly string[]) => {
    for (const record of parseRecords(some, file, mend, records)) records.push(record);
  };
  for await (const bytes of filePieces(file, mend)) {
    hash?.update(bytes);
    add(lines.push(decode(bytes)));
    meanwhile?.read(bytes.length);
    if (meanwhile?.isDue) await meanwhile.pause();
  }
  add(lines.push(decode()));
  const last = lines.end();
  if (last !== "") add([last]);
  return records;
}
