/**
 * A folder of results that was made before there were plugins, sweeps and a hash of what decided a
 * run: one finished run and an interrupted one, at `tests/fixtures/older`, by the version before.
 */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { ExperimentEvent } from "../lib/experiment/events.ts";
import { readConfig, readRuns } from "../lib/experiment/results.ts";
import { runExperiment } from "../lib/experiment/run.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { writeReport } from "../lib/report/mod.ts";
import { assertRefused, withFolder } from "./_files.ts";

const OLDER = "tests/fixtures/older";

/** Runs a test in a copy of the folder, with its settings. */
function inCopy(
  name: string,
  test: (settings: ExperimentSettings) => Promise<void>,
): void {
  Deno.test(name, () =>
    withFolder(async (folder) => {
      const out = join(folder, "out");
      await cp(join(OLDER, "results"), out, { recursive: true });
      // The older version kept capitals where no file of the model speaks of them, as none does here.
      await test({ ...(await readConfig(out)).settings, out, casing: "cased" });
    }));
}

async function collect(settings: ExperimentSettings): Promise<ExperimentEvent[]> {
  const events: ExperimentEvent[] = [];
  for await (const event of runExperiment(settings)) events.push(event);
  return events;
}

/** Records without the times that steps took. */
const timeless = (records: readonly object[]) =>
  records.map((record) => "seconds" in record ? { ...record, seconds: 0 } : record);

inCopy("an older folder is read: later settings have what it did", async ({ out, ...settings }) => {
  const { sweep, conditions, plugins, reader, reportTo, baseline, metrics } = settings;
  assert.deepEqual({ sweep, conditions, plugins, reader, reportTo, baseline, metrics }, {
    sweep: {},
    conditions: [],
    plugins: [],
    reader: "auto",
    reportTo: [],
    baseline: "none",
    metrics: ["eval_loss", "eval_perplexity", "eval_accuracy"],
  });
  const [run, ...others] = await readRuns(out);
  assert.deepEqual(others, []);
  const { label, records, diverged } = run!;
  assert.deepEqual([label, records.length, diverged], ["none", 9, null]);
  const [first] = records;
  assert.equal(first?.type === "evaluation" && first.eval_accuracy, 0);
});

inCopy("an older interrupted run ends with the same bits", async (settings) => {
  const events = await collect(settings);
  assert.deepEqual(
    events.flatMap((event) => event.type === "run-start" ? [event.run.name, event.stepsDone] : []),
    ["linear-SD-seed0", 4],
  );
  const [, run] = await readRuns(settings.out);
  const expected = await Deno.readTextFile(join(OLDER, "linear-SD-seed0.jsonl"));
  const lines = expected.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(timeless(run!.records), timeless(lines));
  const { report } = await writeReport(settings.out);
  assert.match(await Deno.readTextFile(report), /SD/);
});

inCopy(
  "an older folder grows, and is refused where something decisive changed",
  async (settings) => {
    await assertRefused(collect({ ...settings, epochs: 3 }), /\(epochs was 2, is 3\)/);
    await assertRefused(
      collect({ ...settings, sweep: { epochs: [2] } }),
      /\(sweep was \[\], is \["epochs"\]\)/,
    );
    await collect({
      ...settings,
      methods: ["none"],
      conditions: [{ name: "long", method: "none", epochs: 3 }],
    });
    const runs = await readRuns(settings.out);
    assert.deepEqual(runs.map(({ run }) => run.name), ["linear-none-seed0", "linear-long-seed0"]);
    assert.deepEqual((await readConfig(settings.out)).settings.methods, ["none", "SD"]);
  },
);

inCopy(
  "an older folder of the former embedded text says what that is called now",
  async (settings) => {
    const file = join(settings.out, "config.json");
    const config = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, config.replace(/"data": "[^"]*"/, '"data": "embedded"'));
    await assertRefused(
      collect({ ...settings, data: "embedded" }),
      /\(chunks_sha256 was .*; embedded once stood for what is now embedded-addresses\)/,
    );
  },
);

/** Writes another number of accumulated batches into a folder's config.json. */
async function claimAccumulation(out: string, steps: number): Promise<void> {
  const file = join(out, "config.json"), name = '"gradientAccumulationSteps"';
  const config = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, config.replace(`${name}: 1`, `${name}: ${steps}`));
}

inCopy(
  "an older folder of accumulated batches is read, but does not go on: they weighed otherwise",
  async (settings) => {
    await claimAccumulation(settings.out, 2);
    const asked = { ...settings, gradientAccumulationSteps: 2 };
    await assertRefused(
      collect(asked),
      /made otherwise \(the steps of linear-none-seed0 gave each of their 2 batches the same weight; now it is its share of their masked tokens, as in Transformers\)/,
    );
    assert.equal((await readRuns(settings.out)).length, 1);
    await Deno.remove(join(settings.out, "runs"), { recursive: true });
    // Nothing was made by the older rule.
    await collect({ ...asked, methods: ["none"] });
    const finished = await readRuns(settings.out);
    assert.deepEqual(finished.map(({ run }) => run.name), ["linear-none-seed0"]);
  },
);

inCopy("an older folder grows by accumulated batches, and goes on after that", async (settings) => {
  const one = { ...settings, methods: ["none"] };
  const condition = { name: "more", method: "none", gradientAccumulationSteps: 2 };
  const asked = { ...one, conditions: [condition] };
  await collect(asked);
  const ends = (await collect(asked)).filter(({ type }) => type === "run-start");
  assert.deepEqual(ends, [], "nothing is made again");
  const { environment } = await readConfig(settings.out);
  assert.equal(environment["accumulation"], "weighed by masked tokens");
  const runs = await readRuns(settings.out);
  assert.deepEqual(runs.map(({ run }) => run.name), ["linear-none-seed0", "linear-more-seed0"]);
  // Were the folder older, its new run would be of the older rule.
  const file = join(settings.out, "config.json");
  const config = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, config.replace(/,\s*"accumulation": "[a-z ]+"/, ""));
  await assertRefused(
    collect(asked),
    /the steps of linear-more-seed0 gave each of their 2 batches/,
  );
  await assertRefused(readRuns(settings.out), /this run was made otherwise than config\.json says/);
});

inCopy("an older checkpoint of other settings is refused", async (settings) => {
  const file = join(settings.out, "config.json");
  const config = await Deno.readTextFile(file);
  // As if another experiment had been there: only the checkpoint knows.
  await Deno.writeTextFile(file, config.replace('"epochs": 2', '"epochs": 4'));
  await assertRefused(
    collect({ ...settings, epochs: 4 }),
    /checkpoint-4: it was saved with another epochs\./,
  );
});
