/** `deno task test:kill`: kills a run after every step and at every file operation. */
import { runCommand } from "../../tasks/_cli.ts";
import { endingOf, killAndGoOn, prepareSweep, runChild, STEPS } from "./sweep.ts";

const command = {
  name: "test:kill",
  description:
    "Kills a run of 60 steps after every step and before every file operation, lets it " +
    "go on, and compares weights, moments and metrics with those of an uninterrupted run.",
  options: {
    backend: { default: "tensorflow", description: "What computes" },
    every: { type: "integer", default: 1, description: "Only every so many points" },
    first: { type: "integer", default: 0, description: "Begin at this one, counted from 0" },
  },
} as const;

await runCommand(command, async ({ options: { backend, every, first } }) => {
  const folder = await Deno.makeTempDir();
  try {
    await prepareSweep(folder);
    const whole = await runChild(folder, "whole", "count", backend);
    if (whole.code !== 0) throw new Error(whole.stderr);
    const operations = Number(/operations: (\d+)/.exec(whole.stdout)?.[1]);
    const expected = JSON.stringify(await endingOf(folder, "whole"));
    const points = [
      ...Array.from({ length: STEPS }, (_, i) => `step:${i + 1}`),
      ...Array.from({ length: operations }, (_, i) => `operation:${i + 1}`),
    ].filter((_, i) => i >= first && (i - first) % every === 0);
    let equal = 0;
    for (const [i, point] of points.entries()) {
      const { ending, killed } = await killAndGoOn(folder, point, backend);
      const same = killed && JSON.stringify(ending) === expected;
      if (same) equal++;
      else console.log(`${point}: ${killed ? "other bits" : "not killed"}`);
      console.error(`${i + 1} of ${points.length}: ${point}`);
    }
    console.log(`${STEPS} steps, ${operations} file operations in one run.`);
    console.log(`Killed at ${points.length} points; the same bits after ${equal} of them.`);
    return equal === points.length ? 0 : 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
