/** Checkpoints that are written in a thread, however small they are. */
import { checkpointThread } from "../../lib/experiment/checkpoint_writer.ts";

/** Has all checkpoints written in a thread, disturbed as {@link file://./thread.ts} says, until it is disposed of. */
export function inThread(asked: Readonly<Record<string, string>> = {}): Disposable {
  const { program, bytes } = checkpointThread;
  const address = new URL("thread.ts", import.meta.url);
  address.search = new URLSearchParams(asked).toString();
  Object.assign(checkpointThread, {
    bytes: 0,
    ...(Object.keys(asked).length > 0 ? { program: address } : {}),
  });
  return { [Symbol.dispose]: () => void Object.assign(checkpointThread, { program, bytes }) };
}
