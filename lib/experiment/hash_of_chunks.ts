/** The hash of what runs are trained on and evaluated with. */
import { createHash } from "node:crypto";
import { Meanwhile } from "../data/mod.ts";
import type { ExperimentChunks } from "./chunks.ts";
import type { Say } from "./events.ts";

/** SHA-256 of chunks, which may be many: others have their turn meanwhile. */
export async function hashOfChunks(
  { train, evaluation }: Pick<ExperimentChunks, "train" | "evaluation">,
  data: string,
  { onProgress, signal }: { onProgress: Say; signal: AbortSignal | undefined },
): Promise<string> {
  const meanwhile = new Meanwhile({ onProgress, ...(signal === undefined ? {} : { signal }) });
  meanwhile.begin(`Hashing the chunks of ${data}`, 0);
  meanwhile.expect(train.length + evaluation.length);
  const hash = createHash("sha256");
  for (const [chunks, behind] of [[train, "evaluation"], [evaluation, ""]] as const) {
    for (const chunk of chunks) {
      hash.update(chunk);
      meanwhile.read(1);
      if (meanwhile.isDue) await meanwhile.pause();
    }
    hash.update(behind);
  }
  return hash.digest("hex");
}
