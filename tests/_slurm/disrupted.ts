/** Runs on a cluster whose jobs are queued again and killed at random, beside a serial run's. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { PROJECT_FOLDER } from "../../lib/backend/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { unlessGiven } from "../_arguments.ts";
import { ended } from "../_reproduce.ts";
import type { Cluster } from "./cluster.ts";

/** An experiment with the folder's model and text, as `prepareSweep` makes them. */
export function clusterTask(
  folder: string,
  out: string,
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["task", "--quiet", "--cwd", PROJECT_FOLDER, "reproduce"],
      ...unlessGiven([
        ...["--model=model", "--data=text.txt", "--beta=table", "--data-construction=passages"],
        ...["--eval-split=train", "--chunk-length=16", "--train-chunks=16", "--eval-chunks=2"],
        ...["--batch-size=2", "--threads=1", "--save-models", `--out=${out}`],
      ], options),
    ],
    cwd: folder,
    // As a terminal there would.
    env: { ...env, INIT_CWD: folder },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** SHA-256 of each run's log, without its times, and of its weights. */
export async function endings(out: string): Promise<Map<string, string>> {
  const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
  const found = new Map<string, string>();
  for (const name of [...Deno.readDirSync(`${out}/runs`)].map(({ name }) => name).sort()) {
    const run = `${out}/runs/${name}`;
    if (!existsSync(`${run}/done.json`)) continue;
    const lines = (await Deno.readTextFile(`${run}/metrics.jsonl`)).trimEnd().split("\n");
    const records = lines.map((line) => ({ ...JSON.parse(line), seconds: 0 }));
    const weights = await Deno.readFile(`${run}/model/model.safetensors`);
    found.set(name, `${sha256(JSON.stringify(records))} ${sha256(weights)}`);
  }
  return found;
}

/** What was done to the jobs. */
export interface Disruptions {
  requeued: number;
  killed: number;
  /** How often the runs that were left were submitted again. */
  submitted: number;
}

/**
 * Makes an experiment on a cluster, two runs at a time, while tasks are queued again or killed, and submits
 * what is left again until all is finished.
 *
 * @param most So many disruptions; then it is left alone.
 * @param pause Milliseconds between two, at the most.
 */
export async function makeDisrupted(
  cluster: Cluster,
  folder: string,
  out: string,
  options: readonly string[],
  { most, pause, seed = 0 }: { most: number; pause: number; seed?: number },
): Promise<Disruptions> {
  const random = new Random(seed, "disruptions");
  const done: Disruptions = { requeued: 0, killed: 0, submitted: 0 };
  const launch = ["--launcher=slurm", "--max-at-once=2"];
  for (;;) {
    const { code, err } = ended(
      await clusterTask(folder, out, [...options, ...launch], cluster.env).output(),
    );
    if (code !== 0) throw new Error(err);
    done.submitted++;
    for (;;) {
      await delay(500 + random.next() * pause);
      const jobs = await queued(cluster);
      if (jobs.length === 0) break;
      const running = jobs.filter(({ state, task }) => state === "RUNNING" && task);
      const { length } = running;
      // A job that is queued again waits two minutes for whatever was wrong with its node.
      for (const { id, reason } of jobs) {
        if (reason !== "BeginTime") continue;
        await cluster.ask("scontrol", "update", `JobId=${id}`, "StartTime=now").catch(() => {});
      }
      if (length === 0 || done.requeued + done.killed >= most) continue;
      const { id } = running[random.integer(length)]!;
      const isRequeue = random.next() < 0.5;
      const full = random.next() < 0.5 ? ["--full"] : [];
      // It may just have ended.
      await (isRequeue
        ? cluster.ask("scontrol", "requeue", id)
        : cluster.ask("scancel", "--signal=KILL", ...full, id)).then(() => {
          done[isRequeue ? "requeued" : "killed"]++;
        }, () => {});
    }
    if (existsSync(`${folder}/${out}/report.html`)) return done;
  }
}

async function queued(cluster: Cluster) {
  const text = await cluster.ask("squeue", "--noheader", "--array", "--format=%i %T %r");
  return text.split("\n").filter((line) => line !== "").map((line) => {
    const [id, state, reason] = line.split(" ") as [string, string, string];
    return { id, state, reason, task: id.includes("_") };
  });
}
