/** TensorBoard: `tensorboard --logdir OUT/runs` shows every run by its name. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { LogRecord } from "../../training/mod.ts";
import { defineSink } from "./define_sink.ts";
import { EventFile } from "./event_file.ts";

const NAME = /^events\.out\.tfevents\.(\d{10})\.sdtrainer$/;

/** What of a record is no number to be drawn. */
const LEFT_OUT = ["type", "step", "reason"];

/** The tag of a field, as Hugging Face's Trainer gives them: `train/loss`, `eval/accuracy`. */
function tagOf(name: string): string {
  return name.startsWith("eval_") ? `eval/${name.slice("eval_".length)}` : `train/${name}`;
}

/** The numbers of a record by their tags; what it lacks, such as Γ without a pair, is left out. */
export function scalarsOf(record: LogRecord): Record<string, number> {
  const fields = Object.entries(record)
    .filter(([name, value]) => !LEFT_OUT.includes(name) && typeof value === "number")
    .map(([name, value]) => [tagOf(name), value]);
  return { ...Object.fromEntries(fields), ...(record.type === "skipped" ? SKIPPED : {}) };
}

const SKIPPED = { "train/skipped": 1 };

/** The next file of a folder: TensorBoard reads them in the order of their names. */
function nextFile(folder: string): { path: string; first: boolean } {
  const numbers = readdirSync(folder).flatMap((name) => {
    const found = NAME.exec(name)?.[1];
    return found === undefined ? [] : [Number(found)];
  });
  const number = Math.max(Math.floor(Date.now() / 1000), 1 + Math.max(0, ...numbers));
  const path = join(folder, `events.out.tfevents.${String(number).padStart(10, "0")}.sdtrainer`);
  return { path, first: numbers.length === 0 };
}

/** A file of events in each run's folder. A run that goes on adds one, which says from where. */
export const TENSORBOARD = defineSink({
  name: "tensorboard",
  description: "event files for TensorBoard, in each run's folder",
  open({ folder, records }) {
    const { path, first } = nextFile(folder);
    const file = new EventFile(path);
    const write = (record: LogRecord) => file.scalars(record.step, scalarsOf(record));
    // A run that was begun without TensorBoard is shown from its first step on.
    if (first) records.forEach(write);
    else file.restartAt((records.at(-1)?.step ?? 0) + 1);
    return { write, flush: () => file.flush(), close: () => file.close() };
  },
});
