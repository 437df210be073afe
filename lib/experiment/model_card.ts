/** What a trained model's folder says of it: `README.md` with Hugging Face's metadata. */
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { splitPaths } from "../data/mod.ts";
import { printable } from "../io/mod.ts";
import { type EvaluationRecord, formatNumber, metricNamed, metricsOf } from "../training/mod.ts";
import { EMBEDDED } from "./embedded.ts";
import type { PlannedRun, RunResult } from "./planned_run.ts";
import type { ExperimentConfig } from "./results.ts";
import { SETTING_ENTRIES, type SettingName } from "./settings/table.ts";

/** A model's name on the hub, with or without its owner. */
const HUB_NAME = /^[\w.-]+(\/[\w.-]+)?$/;

/** The settings that a reader wants to know, whatever they are. */
const ALWAYS = ["epochs", "batchSize", "learningRate", "chunkLength", "maskProbability"];

/**
 * The card of a run's model.
 *
 * @param out The model's folder, whose name the card has.
 */
export async function modelCard(
  { run, records, bestStep, diverged }: RunResult,
  { environment }: ExperimentConfig,
  out: string,
): Promise<string> {
  const { settings } = run;
  const evaluations = records.filter((record) => record.type === "evaluation");
  const before = evaluations.find(({ step }) => step === 0);
  // Weights of a step that was not evaluated, as after a failure, have no figures.
  const step = bestStep ?? records.at(-1)?.step ?? 0;
  const after = evaluations.find((record) => record.step === step);
  const isOnHub = HUB_NAME.test(settings.model) && settings.model !== EMBEDDED &&
    !existsSync(settings.model);
  const base = isOnHub
    ? settings.model
    : settings.model === EMBEDDED
    ? "SDTrainer's embedded model"
    : oneLine(basename(resolve(settings.model)));
  const data = await namesOf(settings.data);
  const name = oneLine(basename(resolve(out)));
  const metrics = after === undefined
    ? []
    : metricsOf(after).filter((metric) => Number.isFinite(after[metric as `eval_${string}`]));
  const meta = [
    "library_name: transformers",
    "pipeline_tag: fill-mask",
    // The hub knows models of its own alone.
    ...(isOnHub ? [`base_model: ${yaml(base)}`] : []),
    "tags:",
    "- fill-mask",
    "- sdtrainer",
    // The hub takes no list of figures without any.
    ...(metrics.length === 0 ? [] : [
      "metrics:",
      ...metrics.map((metric) => `- ${yaml(hubMetric(metric))}`),
      "model-index:",
      `- name: ${yaml(name)}`,
      "  results:",
      "  - task:",
      "      type: fill-mask",
      "      name: Masked language modelling",
      "    dataset:",
      `      name: ${yaml(data)}`,
      "      type: text",
      "    metrics:",
      ...metrics.flatMap((metric) => [
        `    - type: ${yaml(hubMetric(metric))}`,
        `      name: ${yaml(metricNamed(metric).title)}`,
        `      value: ${JSON.stringify(after![metric as `eval_${string}`])}`,
      ]),
    ]),
  ];
  return `---
${meta.join("\n")}
---

# ${name}

${base}, trained further as a masked language model on ${data}.

${
    diverged === null
      ? ""
      : `The training ended early: ${
        oneLine(diverged)
      } These are the weights after step ${step}.\n\n`
  }${
    metrics.length === 0 ? "" : `${await tableOf(run, metrics, before, after!)}\n`
  }| setting | value |
| --- | --- |
${settingRows(run).join("\n")}

Made by SDTrainer ${
    environment["sdtrainer"] ?? ""
  } with \`deno task train\`. The training's log, its
report and what it was made with are in the folder \`run\`.
`;
}

async function tableOf(
  { settings }: PlannedRun,
  metrics: readonly string[],
  before: EvaluationRecord | undefined,
  after: EvaluationRecord,
): Promise<string> {
  const { evalChunks, chunkLength, evalData, evalFraction, evalSplit } = settings;
  const held = evalData !== null
    ? `from ${await namesOf(evalData)}`
    : evalFraction !== null
    ? "of texts that were held out"
    : `of the split ${evalSplit}`;
  const value = (record: EvaluationRecord | undefined, metric: string) => {
    const number = record?.[metric as `eval_${string}`];
    return number === undefined || number === null
      ? "–"
      : formatNumber(number, metricNamed(metric).format);
  };
  const rows = metrics.map((metric) =>
    `| ${metricNamed(metric).title} | ${value(before, metric)} | ${value(after, metric)} |`
  );
  return `Measured on ${evalChunks} chunks of ${chunkLength} tokens ${held}
(${after.eval_masked_tokens} masked tokens):

| | before | after step ${after.step} |
| --- | --- | --- |
${rows.join("\n")}
`;
}

/** The settings that differ from what they usually are, and those that a reader wants to know. */
function settingRows({ settings }: PlannedRun): string[] {
  return Object.entries(settings).filter(([name, value]) => {
    if (["model", "data", "evalData"].includes(name)) return false;
    const entry = SETTING_ENTRIES[name as SettingName];
    return ALWAYS.includes(name) || entry === undefined || value !== entry.default;
  }).map(([name, value]) => `| ${name} | ${oneLine(String(value))} |`);
}

/** Files and folders without where they are, which is nobody's business. */
async function namesOf(data: string): Promise<string> {
  return (await splitPaths(data)).map((path) => oneLine(basename(resolve(path)))).join(", ");
}

/** The hub's name of a metric: `loss` for `eval_loss`. */
function hubMetric(name: string): string {
  return name.replace(/^eval_/, "");
}

function oneLine(text: string): string {
  return printable(text).replaceAll("|", "\\|");
}

/** A text as YAML has it, in quotes. */
function yaml(text: string): string {
  return JSON.stringify(printable(text));
}
