/** Runs in a thread of its own: writes the checkpoints that it is sent. */
import { parentPort, workerData } from "node:worker_threads";
import { InputError } from "../io/mod.ts";
import {
  LISTENS,
  memoryOf,
  type ReadSave,
  type SentSave,
  type Written,
} from "./checkpoint_writer.ts";
import { saveCheckpoint } from "./checkpoints.ts";

const port = parentPort!;
const flag: Int32Array = workerData;
let save: ReadSave | undefined;

/** Whoever hears the answer may ask for the next one, and takes the mark away for that: it comes first. */
function answer(message: Written): void {
  Atomics.store(flag, 0, 1);
  port.postMessage(message);
}

port.on("message", async (sent: SentSave) => {
  if (sent !== "again") save = sent.save;
  try {
    await saveCheckpoint(save!);
    // At once: it is as much as three models, and V8 is in no hurry.
    for (const memory of memoryOf(save!)) memory.transfer(0);
    save = undefined;
    answer("written");
  } catch (error) {
    answer(asMessage(error));
  }
});
port.on("messageerror", (error: unknown) => answer(asMessage(error)));
port.postMessage(LISTENS);

/** An error as plain values. */
function asMessage(error: unknown): Written {
  if (!(error instanceof InputError)) {
    return { failed: error instanceof Error ? error : new Error(`${error}`) };
  }
  const { problem, file, place, mend } = error;
  return {
    refused: {
      ...{ problem, mend },
      ...(file === undefined ? {} : { file }),
      ...(place === undefined ? {} : { place }),
    },
  };
}
