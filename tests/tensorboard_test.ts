/** What the sink `tensorboard` writes, as the real TensorBoard reads it. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../lib/backend/mod.ts";
import { InputError } from "../lib/io/mod.ts";
import { ensurePython } from "../tasks/_python.ts";
import { collect, fakeTrainer, inFolder, interruptAfter, runFolder } from "./_fake_experiment.ts";
import { notTested } from "./_not_tested.ts";

const REQUIREMENTS = ["tensorboard==2.21.0", "setuptools==80.9.0"];

/** TensorBoard's Python; undefined, with the reason told, where it cannot be had. */
async function findPython(): Promise<string | undefined> {
  try {
    return await ensurePython({
      folder: join(cacheFolder(), "tensorboard"),
      requirements: REQUIREMENTS,
      purpose: "TensorBoard",
      duration: "about a minute",
      onProgress: console.error,
    });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    notTested("tensorboard_test", error.message);
    return undefined;
  }
}

const python = await findPython();

/** All scalars of a folder of runs, by run, tag and step, as TensorBoard shows them. */
const READ = `
import json, sys
from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer
runs = EventMultiplexer(size_guidance={"scalars": 0}).AddRunsFromDirectory(sys.argv[1]).Reload()
print(json.dumps({run: {tag: [[event.step, event.value] for event in runs.Scalars(run, tag)]
    for tag in data["scalars"]} for run, data in runs.Runs().items()}))
`;

type Scalars = Record<string, Record<string, [step: number, value: number][]>>;

async function read(runs: string): Promise<Scalars> {
  const { success, stdout, stderr } = await new Deno.Command(python!, {
    args: ["-c", READ, runs],
    env: { PYTHONWARNINGS: "ignore" },
  }).output();
  const decoder = new TextDecoder();
  assert.ok(success, decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}

/** What the fake trainer's run comes to, by tag: step 2 has no Γ. */
const STEPS = [1, 2, 3, 4, 5, 6];
const EXPECTED: Scalars[string] = {
  "train/epoch": STEPS.map((step) => [step, step / 2]),
  "train/loss": STEPS.map((step) => [step, step]),
  "train/gamma_root": [1, 3, 4, 5, 6].map((step) => [step, 2]),
  "train/learning_rate": STEPS.map((step) => [step, 1]),
  "eval/loss": [[0, 4], [2, 3], [4, 2], [6, 5]],
  "eval/accuracy": [0, 2, 4, 6].map((step) => [step, 0.5]),
};

function assertWhole(scalars: Scalars, run: string): void {
  assert.deepEqual(Object.keys(scalars), [run]);
  for (const [tag, points] of Object.entries(EXPECTED)) {
    // An epoch is told by its last step and by its evaluation, which may be as well before it.
    const found = scalars[run]![tag]!;
    if (tag === "train/epoch") assert.equal(new Set(found.map(([step]) => step)).size, 7);
    else assert.deepEqual(found, points, tag);
  }
}

const RUN = "constant-SD-seed0";

if (python !== undefined) {
  inFolder("TensorBoard shows a run's records under its name", async (base) => {
    const settings = { ...base, reportTo: ["tensorboard"] };
    await collect(settings, { prepare: fakeTrainer().prepare });
    assertWhole(await read(join(settings.out, "runs")), RUN);
  });

  inFolder("what an interrupted process logged too much is no more shown", async (base) => {
    const settings = { ...base, reportTo: ["tensorboard"] };
    await interruptAfter(3, settings, fakeTrainer().prepare);
    // As after a kill: two steps were made that no checkpoint knows.
    const { prepare } = fakeTrainer();
    await assert.rejects(
      collect(settings, { prepare }, (event) => {
        if (event.type === "record" && event.record.step === 5) throw new Error("killed");
      }),
      /killed/,
    );
    await collect(settings, { prepare: fakeTrainer().prepare });
    const files = [...Deno.readDirSync(runFolder(settings))].filter(({ name }) =>
      name.includes("tfevents")
    );
    assert.equal(files.length, 3);
    assertWhole(await read(join(settings.out, "runs")), RUN);
  });

  inFolder("a run that was begun without TensorBoard is shown from its start", async (base) => {
    await interruptAfter(3, base, fakeTrainer().prepare);
    assert.ok(existsSync(runFolder(base)));
    await collect({ ...base, reportTo: ["tensorboard"] }, { prepare: fakeTrainer().prepare });
    assertWhole(await read(join(base.out, "runs")), RUN);
  });
}
