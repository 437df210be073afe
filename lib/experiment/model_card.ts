/** What a trained model's folder says of it: `README.md` with Hugging Face's metadata. */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { splitPaths } from "../data/mod.ts";
import { choiceName } from "../definition/mod.ts";
import { MODEL_CARD, printable, readJson, readUtf8 } from "../io/mod.ts";
import { freshTokenizer, isFresh } from "../model/mod.ts";
import { type EvaluationRecord, formatNumber, metricNamed, metricsOf } from "../training/mod.ts";
import { cardParts, fieldLines } from "./card_metadata.ts";
import { EMBEDDED, EMBEDDED_MODEL } from "./embedded.ts";
import { endedWorse, endingOf, measuredOf, shownEpoch, stoppedEarly } from "./ending.ts";
import { isPlain } from "./plain.ts";
import type { PlannedRun, RunResult } from "./planned_run.ts";
import type { ExperimentConfig } from "./results.ts";
import { SETTING_ENTRIES, type SettingName } from "./settings/table.ts";

/** A model's name on the hub, with or without its owner. */
const HUB_NAME = /^[\w.-]+(\/[\w.-]+)?$/;

/** The settings that a reader wants to know, whatever they are. */
const ALWAYS = ["epochs", "batchSize", "learningRate", "chunkLength", "maskProbability"];

/** What a card says besides, where the model is none that `train` made. */
export interface CardOptions {
  /** What the model is called. @default the name of its folder */
  name?: string;
  /** What made it. @default the task `train`, or `fineTune()` */
  by?: string;
  /** Where what it was made with is. @default in the folder `run` */
  record?: string;
  /** What stands below its figures. @default nothing */
  more?: string;
}

/** Where `train` keeps what a model was made with. */
const RECORD =
  "The training's log\nand what it was made with are in the folder `run` of the one that it was trained in, " +
  "and so is\nits report once `deno task train` or `writeReport()` has written it.";

/**
 * The card of a run's model.
 *
 * @param out The model's folder, whose name the card has.
 */
export async function modelCard(
  result: RunResult,
  { environment }: ExperimentConfig,
  out: string,
  {
    name: named = basename(resolve(out)),
    by = "`deno task train` or `fineTune()`",
    record = RECORD,
    more = "",
  }: CardOptions = {},
): Promise<string> {
  const { run, diverged } = result;
  const { settings } = run;
  const { before, after, step } = measuredOf(result);
  const { model } = settings, fresh = isFresh(model);
  const isOnHub = !fresh && isNameOnHub(model);
  const data = await namesOf(settings.data);
  const measured = settings.evalData === null ? data : await namesOf(settings.evalData);
  const ending = endingOf(result);
  const name = printable(named);
  const known = fresh || isOnHub ? [] : await metadataOf(model);
  const metrics = after === undefined
    ? []
    : metricsOf(after).filter((metric) => Number.isFinite(after[metric as `eval_${string}`]));
  const meta = [
    "library_name: transformers",
    "pipeline_tag: fill-mask",
    // The hub knows models of its own alone.
    ...(isOnHub ? [`base_model: ${yaml(model)}`] : fieldLines(known, "base_model")),
    "tags:",
    "- fill-mask",
    "- sdtrainer",
    ...fieldLines(known, "language"),
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
      `      name: ${yaml(measured)}`,
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

${
    fresh
      ? await newModel(model, out, data)
      : `${nameOf(model)}, trained further as a masked language model on ${data}.`
  }

${
    diverged === null
      ? ""
      : `The training ended early: ${
        printable(diverged)
      } These are the weights after step ${step}.\n\n`
  }${ending === undefined ? "" : `${printable(ending)}\n\n`}${
    endedWorse(result) === undefined
      ? ""
      : "**The evaluation loss after the training is above that before it: on " +
        "this text the model\nis worse than the one it was made from.**\n\n"
  }${metrics.length === 0 ? "" : `${await tableOf(run, metrics, before, after!)}\n`}${
    more === "" ? "" : `${more}\n\n`
  }| setting | value |
| --- | --- |
${settingRows(result).join("\n")}

Made by SDTrainer ${environment["sdtrainer"] ?? ""} with ${by}. ${record} The weights are float32${
    fresh ? "." : ", whatever those\nwere that the training began with."
  }
`;
}

/** Whether a model was taken from the hub. */
function isNameOnHub(model: string): boolean {
  return HUB_NAME.test(model) && model !== EMBEDDED && !existsSync(model);
}

/** What the card of a model that is here says for programs. One that cannot be read says nothing. */
async function metadataOf(model: string): Promise<readonly string[]> {
  const folder = model === EMBEDDED ? fileURLToPath(EMBEDDED_MODEL) : model;
  const card = await readUtf8(join(folder, MODEL_CARD), "").catch(() => "");
  return cardParts(card).metadata?.map(printable) ?? [];
}

/** What a model is called: of a folder its name alone. */
function nameOf(model: string): string {
  return model === EMBEDDED
    ? "SDTrainer's embedded model"
    : isNameOnHub(model)
    ? model
    : printable(basename(resolve(model)));
}

/** What a model is that was not there before: sizes as its configuration has them. */
async function newModel(model: string, out: string, data: string): Promise<string> {
  const file = join(out, "config.json");
  const config = Object.entries(await readJson(file, "Train it again") as object);
  const sizes = config.filter(([name, value]) =>
    Number.isInteger(value) && !name.endsWith("_token_id")
  )
    .map(([name, value]) => `${name} ${value}`);
  const drawn = model.split(":").filter((part) => /^(initialization|seed)=/.test(part))
    .map((part) => part.replace("=", " "));
  return `A new ${
    choiceName(model)
  }, trained from random weights as a masked language model on ${data}:
${sizes.join(", ")}. First weights: ${drawn.join(", ")}. Tokenizer: that of
${nameOf(freshTokenizer(model) ?? "")}.`;
}

async function tableOf(
  { settings }: PlannedRun,
  metrics: readonly string[],
  before: EvaluationRecord | undefined,
  after: EvaluationRecord,
): Promise<string> {
  const { evalChunks, chunkLength, lineByLine, evalData, evalFraction, evalSplit } = settings;
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
  return `Measured on ${evalChunks} ${
    lineByLine ? "lines of at most" : "chunks of"
  } ${chunkLength} tokens ${held}
(${after.eval_masked_tokens} masked tokens):

| | before | after step ${after.step} |
| --- | --- | --- |
${rows.join("\n")}
`;
}

/** The settings that differ from what they usually are, and those that a reader wants to know. */
function settingRows(result: RunResult): string[] {
  const { settings } = result.run, early = stoppedEarly(result);
  return Object.entries(settings).filter(([name, value]) => {
    if (["model", "data", "evalData"].includes(name)) return false;
    // No part of the usual training.
    if (isPlain(settings) && ["method", "beta", "gamma"].includes(name)) return false;
    // Its end is where the steps are.
    if (name === "epochs" && settings.maxSteps !== null) return false;
    const entry = SETTING_ENTRIES[name as SettingName];
    return ALWAYS.includes(name) || entry === undefined || value !== entry.default;
  }).map(([name, value]) => {
    const made = name === "epochs" && early !== undefined
      ? `${shownEpoch(early.epoch)} of ${value}`
      : String(value);
    return `| ${name} | ${cell(made)} |`;
  });
}

/** Files and folders without where they are, which is nobody's business. */
async function namesOf(data: string): Promise<string> {
  return (await splitPaths(data)).map((path) => printable(basename(resolve(path)))).join(", ");
}

/** The hub's name of a metric: `loss` for `eval_loss`. */
function hubMetric(name: string): string {
  return name.replace(/^eval_/, "");
}

/** A text in a table of Markdown. */
function cell(text: string): string {
  return printable(text).replaceAll("|", "\\|");
}

/** A text as YAML has it, in quotes. */
function yaml(text: string): string {
  return JSON.stringify(printable(text));
}
