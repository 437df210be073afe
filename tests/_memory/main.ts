/** `deno task test:memory`: trains for long and watches that memory and tensors stay as they are. */
import {
  createMethod,
  createSchedule,
  loadPretrained,
  loadTokenizer,
  presetSettings,
  selectBackend,
} from "../../lib/mod.ts";
import { experimentChunks } from "../../lib/experiment/chunks.ts";
import { type PlotSpec, renderSvg } from "../../lib/report/mod.ts";
import {
  chooseGamma,
  gammaTable,
  openClassifier,
  vocabularyScores,
} from "../../lib/semantics/mod.ts";
import { train, TrainingModel } from "../../lib/training/mod.ts";
import { runCommand } from "../../tasks/_cli.ts";

const command = {
  name: "test:memory",
  description:
    "Trains the quick preset's model with SD for many steps, and fails if the number of " +
    "tensors changes or the resident memory after the first tenth of the steps grows by 3 % or more.",
  options: {
    steps: { type: "integer", default: 2000, description: "Steps to make" },
    batchSize: { type: "integer", default: 16, description: "Chunks a step" },
    plot: { placeholder: "FILE", description: "Write the curve there, as SVG" },
    backend: { default: "tensorflow", description: "What computes" },
  },
} as const;

/** Steps between two looks at the memory. */
const EVERY = 10;

/** What was seen after a step. */
interface Sample {
  step: number;
  /** MiB. */
  resident: number;
  tensors: number;
}

function plotOf(samples: readonly Sample[]): PlotSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    width: 480,
    height: 220,
    background: "white",
    data: { values: samples.map(({ step, resident }) => ({ step, resident })) },
    mark: "line",
    encoding: {
      x: { field: "step", type: "quantitative", title: "Optimiser step" },
      y: { field: "resident", type: "quantitative", title: "Resident memory, MiB" },
    },
  };
}

/** The mean resident memory of some samples: single ones jump with garbage collection. */
function mean(samples: readonly Sample[]): number {
  return samples.reduce((sum, { resident }) => sum + resident, 0) / samples.length;
}

await runCommand(command, async ({ options }) => {
  const settings = { ...presetSettings("quick"), out: "" } as Parameters<
    typeof experimentChunks
  >[0];
  const folder = new URL("../../data/embedded-model", import.meta.url).pathname;
  const { config, tensors } = await loadPretrained(folder);
  const tokenizer = await loadTokenizer(folder);
  const chunks = await experimentChunks(settings, tokenizer);
  const { classifier } = await openClassifier({ beta: "table" });
  const backend = await selectBackend({ backend: options.backend as "auto" });
  const model = await TrainingModel.create({
    config,
    tensors,
    backend,
    sequenceLength: settings.chunkLength,
    semantics: gammaTable(
      chooseGamma("paper").parts,
      await vocabularyScores(classifier, tokenizer),
    ),
  });
  const samples: Sample[] = [];
  const training = train(model, {
    trainChunks: chunks.train,
    evalChunks: chunks.evaluation,
    tokenizer,
    schedule: createSchedule("constant", 1e-4, { trainingSteps: options.steps }),
    method: createMethod("SD", { steps: options.steps, seed: 0 }),
    epochs: options.steps,
    batchSize: options.batchSize,
    seed: 0,
  });
  for await (const { type, step } of training) {
    if (type !== "step") continue;
    if (step % EVERY === 0) {
      const resident = Deno.memoryUsage().rss / 2 ** 20;
      samples.push({ step, resident, tensors: backend.tf.memory().numTensors });
    }
    if (step % 100 === 0) console.error(`step ${step}: ${samples.at(-1)!.resident.toFixed(0)} MiB`);
    if (step >= options.steps) break;
  }
  model.dispose();
  if (options.plot !== undefined) {
    await Deno.writeTextFile(options.plot, await renderSvg(plotOf(samples)));
  }
  const tenth = Math.ceil(samples.length / 10);
  const settled = samples.slice(tenth);
  const early = mean(settled.slice(0, tenth)), late = mean(settled.slice(-tenth));
  const growth = late / early - 1;
  const counts = new Set(settled.map(({ tensors }) => tensors));
  console.log(
    `${options.steps} steps: ${early.toFixed(0)} MiB after the first tenth, ${
      late.toFixed(0)
    } MiB ` +
      `at the end (${(100 * growth).toFixed(2)} %); tensors: ${[...counts].join(", ")}.`,
  );
  return growth < 0.03 && counts.size === 1 ? 0 : 1;
});
