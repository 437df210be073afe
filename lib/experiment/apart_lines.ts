/** What a process that makes an experiment and the one that asked for it write to each other. */
import { Lines } from "../io/mod.ts";
import type { DoneEvent, ExperimentEvent, RecordEvent, RunEndEvent } from "./events.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** The first line to the process. The end of what is written to it tells it to stop. */
export interface Asked {
  settings: ExperimentSettings;
  restart: boolean;
}

/** Why it failed. */
export interface Failure {
  type: "failed";
  /** Of an InputError: its parts. */
  input?: { problem: string; mend: string; file?: string; place?: string };
  message: string;
  stack?: string;
}

/** A line from the process: an event, without what is in the files that it writes. */
export type Told =
  | Exclude<ExperimentEvent, RecordEvent | RunEndEvent | DoneEvent>
  | Pick<RunEndEvent, "type" | "run">
  | Pick<DoneEvent, "type">
  | Failure;

/** Stands before what is {@linkcode Told}: plugins and native code print, too. */
export const MARK = "\x1e";

/** The lines of a stream; the last one need not end. */
export async function* linesOf(bytes: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const lines = new Lines("the process that trains"), decoder = new TextDecoder();
  for await (const part of bytes) yield* lines.push(decoder.decode(part, { stream: true }));
  const last = lines.end();
  if (last !== "") yield last;
}
