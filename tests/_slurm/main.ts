/**
 * Makes 18 runs on a real Slurm, two at a time, while their jobs are queued again and killed at random,
 * and compares logs and weights with those of a serial run. Minutes.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { withFolder } from "../_files.ts";
import { prepareSweep } from "../_kill/sweep.ts";
import { ended } from "../_reproduce.ts";
import { missingPrograms, startCluster } from "./cluster.ts";
import { clusterTask, endings, makeDisrupted } from "./disrupted.ts";

const OPTIONS = [
  ...["--backend=tensorflow", "--schedules=constant,linear,cosine", "--seeds=0,1"],
  ...["--methods=none,SD,replay:of=SD:order=shuffled", "--epochs=40"],
  ...["--save-strategy=steps", "--save-steps=20"],
];

const missing = await missingPrograms();
if (missing.length > 0) {
  console.error(`This machine has no ${missing.join(", ")}.`);
  Deno.exit(1);
}
await withFolder(async (folder) => {
  await prepareSweep(folder);
  await Deno.mkdir(join(folder, "slurm"));
  await using cluster = await startCluster(join(folder, "slurm"));
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(0);
  const serial = ended(await clusterTask(folder, "serial", [...OPTIONS, "--jobs=1"]).output());
  assert.equal(serial.code, 0, serial.err);
  console.log(`Serial: ${seconds()} s.`);
  const seed = Number(Deno.args[0] ?? 0);
  const done = await makeDisrupted(cluster, folder, "out", OPTIONS, {
    most: 40,
    pause: 3000,
    seed,
  });
  console.log(`On the cluster: ${seconds()} s.`, done);
  const [expected, found] = [await endings(`${folder}/serial`), await endings(`${folder}/out`)];
  assert.equal(expected.size, 18);
  assert.deepEqual(found, expected);
  console.log("Logs and weights of all 18 runs are those of the serial run.");
});
