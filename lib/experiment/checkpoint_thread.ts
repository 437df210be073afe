/** Runs in a thread of its own: writes the checkpoints that it is sent. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { InputError } from "../io/mod.ts";
import { memoryOf, type SentSave, type Written } from "./checkpoint_writer.ts";
import { type Save, saveCheckpoint } from "./checkpoints.ts";

let save: Save | undefined;

const answer = (message: Written) =>
  (self as unknown as DedicatedWorkerGlobalScope).postMessage(message);

self.onmessage = async ({ data }: MessageEvent<SentSave>) => {
  if (data !== "write") {
    save = data.save;
    return;
  }
  try {
    await saveCheckpoint(save!);
    // At once: it is as much as three models, and V8 is in no hurry.
    for (const memory of memoryOf(save!)) memory.transfer(0);
    save = undefined;
    answer("written");
  } catch (error) {
    answer(asMessage(error));
  }
};

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
