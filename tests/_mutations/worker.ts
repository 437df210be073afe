/** Makes and judges mutants, told from outside which. */
/// <reference lib="deno.worker" />
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../lib/random/random.ts";
import { places } from "./places.ts";
import { HANG_MS, judge, type Verdict } from "./outcome.ts";
import { TARGETS } from "./targets.ts";

/** Mutants of a target to make: numbers `from` to below `to`. */
export interface WorkerOrder {
  target: string;
  seed: number;
  from: number;
  to: number;
}

/** What a worker tells. */
export type WorkerMessage =
  | { type: "start"; mutant: number; how: string }
  | { type: "verdict"; verdict: Verdict; memory: number }
  | { type: "done" };

const tell = (message: WorkerMessage) => self.postMessage(message);

async function work({ target: name, seed, from, to }: WorkerOrder): Promise<void> {
  const target = TARGETS.find((target) => target.name === name)!;
  const folder = await mkdtemp(join(tmpdir(), "sdtrainer-mutants-"));
  try {
    await target.make(folder);
    const file = join(folder, target.file);
    const soundBytes = await Deno.readFile(file);
    const sound = await target.read(folder);
    target.check(sound, soundBytes, sound);
    const odd = places(file, soundBytes);
    for (let number = from; number < to; number++) {
      const random = new Random(seed, `mutant of ${name}`, number);
      const place = odd[number];
      const mutant = place ?? target.mutate(soundBytes, random);
      tell({ type: "start", mutant: number, how: mutant.how });
      await rm(file, { recursive: true, force: true });
      if (place === undefined) await writeFile(file, mutant.bytes);
      else await place.put();
      let verdict = await judge(target, folder, mutant, sound);
      // Other work on the machine may have held it up: what hangs is slow again.
      if (verdict.milliseconds > HANG_MS) verdict = await judge(target, folder, mutant, sound);
      await place?.remove?.();
      tell({ type: "verdict", verdict, memory: Deno.memoryUsage().rss });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  tell({ type: "done" });
}

self.onmessage = ({ data }: MessageEvent<WorkerOrder>) => work(data);
