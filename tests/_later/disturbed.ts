/** Checkpoints that are written in a thread, however small they are. */
import { checkpointThread } from "../../lib/experiment/checkpoint_writer.ts";

/** The variable by which a thread is told. */
export const DISTURBED = "SDTRAINER_DISTURBED_THREAD";

/** Has all checkpoints written in a thread, disturbed as `thread.ts` says, until it is disposed of. */
export function inThread(asked: Readonly<Record<string, string>> = {}): Disposable {
  const whole = { ...checkpointThread };
  // An address that says it would be checked by the compiler each time.
  Deno.env.set(DISTURBED, new URLSearchParams(asked).toString());
  checkpointThread.program = new URL("thread.ts", import.meta.url);
  checkpointThread.bytes = 0;
  return {
    [Symbol.dispose]() {
      Deno.env.delete(DISTURBED);
      Object.assign(checkpointThread, whole);
    },
  };
}
