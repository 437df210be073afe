/** `deno task test:kill`: kills runs, set-ups and downloads at every point. */
import { runCommand } from "../../tasks/_cli.ts";
import { hubDownload, killAndObtain, type Obtaining, setUp } from "./obtaining.ts";
import { endingOf, killAndGoOn, prepareSweep, runChild, STEPS } from "./sweep.ts";

const command = {
  name: "test:kill",
  description:
    "Kills a run of 60 steps after every step and before every file operation, also of a thread " +
    "that writes its checkpoints, lets it go on, and compares weights, moments and metrics with " +
    "those of an uninterrupted run. Then the same with a set-up and a model's download, whose " +
    "files are compared.",
  options: {
    backend: { default: "tensorflow", description: "What computes" },
    every: { type: "integer", default: 1, description: "Only every so many points" },
    first: { type: "integer", default: 0, description: "Begin at this one, counted from 0" },
    only: {
      choices: ["run", "obtaining"],
      placeholder: "PART",
      description: "Only the run, or only the set-up and the download",
    },
  },
} as const;

/** Kills something that is fetched before every file operation and amid its bytes. */
async function sweepObtaining(name: string, obtaining: Obtaining, others: string[]) {
  const { operations } = await obtaining.run("count");
  const expected = (await obtaining.files()).join();
  const points = [
    ...Array.from({ length: operations }, (_, i) => `operation:${i + 1}`),
    ...others,
  ];
  let equal = 0;
  for (const point of points) {
    const { killed, files } = await killAndObtain(obtaining, point);
    if (killed && files.join() === expected) equal++;
    else console.log(`${name}, ${point}: ${killed ? "other files" : "not killed"}`);
    console.error(`${name}: ${point}`);
  }
  console.log(`${name}: killed at ${points.length} points; the same files after ${equal} of them.`);
  return equal === points.length;
}

/** How many operations there were, by what was said last. */
const lastCount = (stdout: string) =>
  Number([...stdout.matchAll(/^operations: (\d+)$/gm)].at(-1)?.[1]);

/** Points amid a file of so many bytes. */
const amid = (bytes: number) => [0, 1, 2, 3].map((n) => `bytes:${Math.floor(bytes * n / 4)}`);

async function sweepAllObtaining(): Promise<boolean> {
  await using set = await setUp();
  await using model = await hubDownload("tests/fixtures/tiny-bert");
  const first = await sweepObtaining("Set-up", set, [...amid(280_000), "compiler"]);
  return await sweepObtaining("Download", model, amid(90_000)) && first;
}

await runCommand(command, async ({ options: { backend, every, first, only } }) => {
  const obtained = only === "run" || await sweepAllObtaining();
  if (only === "obtaining") return obtained ? 0 : 1;
  const folder = await Deno.makeTempDir();
  try {
    await prepareSweep(folder);
    const whole = await runChild(folder, "whole", "count", backend);
    if (whole.code !== 0) throw new Error(whole.stderr);
    const operations = lastCount(whole.stdout);
    // The same run once more, a thread writing its checkpoints.
    const counted = await runChild(folder, "counted", "thread-count", backend);
    const ofThread = lastCount(counted.stdout);
    const expected = JSON.stringify(await endingOf(folder, "whole"));
    const points = [
      ...Array.from({ length: STEPS }, (_, i) => `step:${i + 1}`),
      ...Array.from({ length: operations }, (_, i) => `operation:${i + 1}`),
      ...Array.from({ length: ofThread }, (_, i) => `thread-operation:${i + 1}`),
    ].filter((_, i) => i >= first && (i - first) % every === 0);
    let equal = 0;
    for (const [i, point] of points.entries()) {
      const { ending, killed } = await killAndGoOn(folder, point, backend);
      const same = killed && JSON.stringify(ending) === expected;
      if (same) equal++;
      else console.log(`${point}: ${killed ? "other bits" : "not killed"}`);
      console.error(`${i + 1} of ${points.length}: ${point}`);
    }
    console.log(
      `${STEPS} steps, ${operations} file operations in one run, ${ofThread} of a thread.`,
    );
    console.log(`Killed at ${points.length} points; the same bits after ${equal} of them.`);
    return obtained && equal === points.length ? 0 : 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
