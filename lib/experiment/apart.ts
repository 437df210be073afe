/**
 * An experiment in a process of its own, which outlives whatever happens to this one long enough to
 * save: the notebook's kernel, say, which Jupyter interrupts and kills together with all processes
 * of its group. `apart_process.ts` is the other side.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { InputError, memoryVariables, settingName } from "../io/mod.ts";
import type { LogRecord } from "../training/mod.ts";
import { type Asked, type Failure, linesOf, MARK, type Told } from "./apart_lines.ts";
import type { ExperimentEvent, RecordEvent } from "./events.ts";
import { LogFollower } from "./follow.ts";
import { LOOK_MS } from "./make_runs.ts";
import type { PlannedRun } from "./planned_run.ts";
import { readRuns } from "./results.ts";
import type { RunExperimentOptions } from "./run.ts";
import type { ExperimentSettings } from "./settings/table.ts";
import { summarise } from "./summary.ts";

/**
 * Does what `runExperiment` does, in a process of its own. That process stops after the step under
 * way, its state saved, when the signal is aborted, when a file named `STOP` appears in the results'
 * folder, and when this process ends, however it ends.
 *
 * @throws {InputError} As `runExperiment` does, and if the process dies.
 */
export async function* runExperimentApart(
  settings: ExperimentSettings,
  { signal, restart = false }: Pick<RunExperimentOptions, "signal" | "restart"> = {},
): AsyncGenerator<ExperimentEvent> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", fileURLToPath(new URL("apart_process.ts", import.meta.url))],
    env: memoryVariables(),
    // A signal to this process's group is not meant for it.
    detached: true,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  const asked: Asked = { settings, restart };
  await input.write(new TextEncoder().encode(JSON.stringify(asked) + "\n")).catch(() => {});
  // The end of its input, which comes also if this process is killed, tells it to stop.
  const stop = () => void input.close().catch(() => {});
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  try {
    const ended = yield* toldBy(child.stdout, settings.out);
    const status = await child.status;
    // Also by an exit in a plugin, which calls it a success; one that was told to stop may have begun
    // nothing.
    if (!ended && !(status.success && signal?.aborted)) throw died(status);
  } finally {
    signal?.removeEventListener("abort", stop);
    stop();
    await child.status;
  }
}

/** What the process tells, with what it wrote to its files; whether it came to an end. */
async function* toldBy(
  output: ReadableStream<Uint8Array>,
  out: string,
): AsyncGenerator<ExperimentEvent, boolean> {
  // The run that the process makes.
  let followed:
    | { run: PlannedRun; log: LogFollower; isNew(record: LogRecord): boolean }
    | undefined;
  const told = (records: readonly LogRecord[]) => {
    const { run, isNew } = followed!;
    return records.filter(isNew).map((record): RecordEvent => ({ type: "record", run, record }));
  };
  const lines = waiting(linesOf(output));
  let ended = false;
  for (;;) {
    const line = await lines.next();
    if (followed !== undefined) yield* told(followed.log.news());
    if (line === "end") return ended;
    if (line === "none yet") continue;
    const at = line.text.indexOf(MARK);
    // What a plugin prints, or native code.
    const printed = at < 0 ? line.text : line.text.slice(0, at);
    if (printed !== "") console.log(printed);
    if (at < 0) continue;
    const event = JSON.parse(line.text.slice(at + 1)) as Told;
    if (event.type === "failed") throw rebuilt(event);
    if (event.type === "run-end") {
      const { run, log } = followed!;
      const [result] = await readRuns(out, [run.name]);
      yield* told(log.rest(result!.records));
      yield { type: "run-end", run, summary: summarise(result!) };
      followed = undefined;
    } else if (event.type === "done") {
      ended = true;
      const results = await readRuns(out);
      yield { type: "done", out, results, summaries: results.map(summarise) };
    } else {
      if (event.type === "run-start") {
        const { run, stepsDone } = event;
        const log = new LogFollower(join(out, "runs", run.name, "metrics.jsonl"));
        // The log begins with what an earlier call told.
        followed = { run, log, isNew: ({ step }) => stepsDone === 0 || step > stepsDone };
      }
      if (event.type === "interrupted") ended = true;
      yield event;
    }
  }
}

/** Lines as they come: after {@linkcode LOOK_MS} without one it is time to look at the logs. */
function waiting(lines: AsyncGenerator<string>) {
  let coming: Promise<{ text: string } | "end"> | undefined;
  return {
    async next(): Promise<{ text: string } | "end" | "none yet"> {
      coming ??= lines.next().then(({ done, value }) => done ? "end" : { text: value as string });
      const timeout = new AbortController();
      const later = delay(LOOK_MS, "none yet" as const, { signal: timeout.signal });
      const next = await Promise.race([coming, later.catch(() => "none yet" as const)]);
      timeout.abort();
      if (next !== "none yet") coming = undefined;
      return next;
    },
  };
}

/** The error that the process threw. */
function rebuilt({ input, message, stack }: Failure): Error {
  if (input !== undefined) return new InputError(input.problem, input);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** Why there is nothing more to be told. */
function died({ code, signal }: Deno.CommandStatus): InputError {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  const memory = signal === "SIGKILL" ? ", perhaps by the system because memory ran out" : "";
  return new InputError(`the process that trained was ended ${how}${memory}`, {
    mend: "Started again, it goes on after its last checkpoint; where it happens again, take a " +
      `smaller model, ${settingName("batchSize")} or ${settingName("chunkLength")}`,
  });
}
