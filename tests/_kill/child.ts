/**
 * The real `reproduce` in a process that ends itself by SIGKILL at a given point:
 * `child.ts step:12 …` right after step 12 is logged, `child.ts operation:7 …` before the 7th file
 * operation of its checkpoints and results, `child.ts never …` not at all; `child.ts SIGINT:12 …`
 * sends itself that signal. With `thread-` before it, a thread writes the checkpoints, and the
 * operations are that thread's. With MOMENTS_HASH in the environment, the SHA-256 of the optimiser's
 * state at the run's end goes into that file.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { disk } from "../../lib/io/disk.ts";
import { MetricsWriter } from "../../lib/experiment/sinks/jsonl.ts";
import { TrainingModel } from "../../lib/training/mod.ts";
import { inThread } from "../_later/disturbed.ts";

const point = Deno.args[0]!;
const [, thread, kind, number] = /^(thread-)?(\w+)(?::(\d+))?$/.exec(point)!;

const die = () => Deno.kill(Deno.pid, "SIGKILL");

if (kind === "step" || kind === "SIGINT" || kind === "SIGTERM") {
  const write = MetricsWriter.prototype.write;
  MetricsWriter.prototype.write = function (record) {
    write.call(this, record);
    if (record.type === "evaluation" || record.step !== Number(number)) return;
    if (kind === "step") die();
    else Deno.kill(Deno.pid, kind as Deno.Signal);
  };
}

let operations = 0;
if (thread !== undefined) {
  inThread(kind === "operation" ? { kill: number! } : kind === "count" ? { count: "" } : {});
} else if (kind === "operation" || kind === "count") {
  for (const [name, operation] of Object.entries(disk)) {
    (disk as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
      if (++operations === Number(number)) die();
      return (operation as (...args: unknown[]) => unknown)(...args);
    };
  }
}

const momentsFile = Deno.env.get("MOMENTS_HASH");
if (momentsFile !== undefined) {
  // The weights are read last of all for the final model: the moments are those of the end then.
  const { tensors } = TrainingModel.prototype;
  TrainingModel.prototype.tensors = async function () {
    const { first, second } = await this.moments();
    const hash = createHash("sha256");
    for (const named of [first, second]) {
      for (const [name, { data }] of named) {
        hash.update(name).update(new Uint8Array(data.slice().buffer));
      }
    }
    writeFileSync(momentsFile, hash.digest("hex"));
    return await tensors.call(this);
  };
}

// Deno.args is what the command reads; the first one is this file's.
Object.defineProperty(Deno, "args", { value: Deno.args.slice(1) });
if (kind === "count" && thread === undefined) {
  globalThis.addEventListener("unload", () => console.log(`operations: ${operations}`));
}
await import("../../tasks/reproduce.ts");
