/** The process that makes an experiment for another one: see `apart.ts`. */
import { setTimeout as delay } from "node:timers/promises";
import { InputError, isLocked } from "../io/mod.ts";
import { type Asked, type Failure, linesOf, MARK, type Told } from "./apart_lines.ts";
import { LOOK_MS } from "./make_runs.ts";
import { runStoppable } from "./stoppable.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/**
 * So long it waits for another process that is at work in the folder: one whose notebook was
 * restarted finishes its step and saves.
 */
const PATIENCE_MS = 15_000;

const controller = new AbortController();
const { signal } = controller;

function tell(told: Told): void {
  const bytes = new TextEncoder().encode(`${MARK}${JSON.stringify(told)}\n`);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  } catch {
    // Nobody listens any more. The run is saved first.
    controller.abort();
  }
}

async function waitForOther({ out }: ExperimentSettings): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (let waits = 0; performance.now() < end && !signal.aborted; waits++) {
    if (!await isLocked(out)) return;
    if (waits === 0) {
      tell({ type: "setup", message: `Waits a moment: another process is at work in ${out}.` });
    }
    await delay(LOOK_MS);
  }
}

async function make({ settings, restart }: Asked): Promise<void> {
  await waitForOther(settings);
  for await (const event of runStoppable(settings, { restart, signal })) {
    if (event.type === "record") continue;
    if (event.type === "run-end") tell({ type: "run-end", run: event.run });
    else if (event.type === "done") tell({ type: "done" });
    else tell(event);
  }
}

function failure(error: unknown): Failure {
  if (error instanceof InputError) {
    const { problem, mend, file, place, message } = error;
    const where = {
      ...(file === undefined ? {} : { file }),
      ...(place === undefined ? {} : { place }),
    };
    return { type: "failed", message, input: { problem, mend, ...where } };
  }
  if (!(error instanceof Error)) return { type: "failed", message: String(error) };
  const { message, stack } = error;
  return { type: "failed", message, ...(stack === undefined ? {} : { stack }) };
}

const lines = linesOf(Deno.stdin.readable);
const first = await lines.next();
if (first.done) Deno.exit(0);
lines.next().then(() => controller.abort());
try {
  await make(JSON.parse(first.value) as Asked);
} catch (error) {
  tell(failure(error));
  Deno.exit(1);
}
Deno.exit(0);
