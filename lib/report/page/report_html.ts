/** report.html: an experiment on one page that needs neither network nor further files. */
import {
  BUILT_IN,
  type Definitions,
  endingOf,
  type ExperimentConfig,
  type ExperimentSettings,
  isPlain,
  measuredOf,
  type RunResult,
  type RunSettings,
  SETTING_NAMES,
  summarise,
  uncompared,
  withoutGamma,
} from "../../experiment/mod.ts";
import { wordSettings } from "../../io/mod.ts";
import { type EvaluationRecord, formatNumber, metricNamed, metricsOf } from "../../training/mod.ts";
import { type Grouping, groupRuns, scheduleTitle } from "../plots/grouping.ts";
import { namedGammas } from "../plots/gammas.ts";
import { CONFIDENCE_PERCENT } from "../plots/interval.ts";
import { differenceTableHtml } from "./difference_table.ts";
import { escapeHtml } from "./escape.ts";
import { type DrawnPlot, pageHtml, pairsHtml, plotHtml } from "./page_html.ts";
import { explanationHtml, licenceHtml } from "./report_text.ts";
import { runTableHtml } from "./run_table.ts";
import { soberSentence } from "./sober.ts";
import { tableHtml } from "./table_html.ts";
import { duration, isShared, list, oneOf } from "./words.ts";

/** What {@linkcode reportHtml} puts on the page. */
export interface ReportParts {
  /** The settings, as the experiment keeps them. */
  config: ExperimentConfig;
  /** The finished runs. */
  runs: readonly RunResult[];
  /** How many runs the experiment has, finished or not. */
  plannedRuns: number;
  /** Seconds that training took by the clock; null where that is not known. @default null */
  wallSeconds?: number | null;
  /** The plots, each drawn as SVG for readers without JavaScript. */
  plots: readonly DrawnPlot[];
  /** JavaScript sources of vega, vega-lite and vega-embed, in this order. */
  libraries: readonly string[];
  /**
   * What the names in the settings stand for.
   * @default BUILT_IN
   */
  definitions?: Definitions;
}

/**
 * The page of an experiment: see {@linkcode pageHtml}. All that comes from settings and runs is written
 * as text.
 */
export async function reportHtml(parts: ReportParts): Promise<string> {
  const { config, runs, plots, libraries, definitions = BUILT_IN } = parts;
  const { baseline } = config.settings;
  const alone = isAlone(parts), plain = isPlainAlone(parts);
  const title = plain
    ? `One training, schedule ${runs[0]!.schedule}`
    : reportTitle(groupRuns(runs, baseline));
  const body = `<p class="lead">${escapeHtml(leadSentence(parts))}</p>
${factsHtml(parts, definitions)}
${alone ? beforeAfterHtml(runs[0]!, definitions) : ""}
<h2>${alone ? "The run" : "The runs"}</h2>
${runTableHtml(runs, { baseline, definitions, alone })}
${endingsHtml(runs, alone)}
${withoutGammaHtml(runs, definitions)}
<p class="about">${escapeHtml(lossesSentence(runs))}</p>
${differencesHtml(runs, baseline)}
${alone ? "" : uncomparedHtml(parts)}
<p class="note">${escapeHtml(alone ? ONE_RUN : soberSentence(runs, baseline, definitions))}</p>
<h2>The curves</h2>
${plots.map(plotHtml).join("\n")}
${plain ? "" : `<h2>What Γ, A′ and A″ are</h2>\n${explanationHtml(runs, baseline, definitions)}`}
<h2>Settings</h2>
${pairsHtml(inOrder(config.settings))}
<h2>Versions and fingerprints</h2>
${pairsHtml({ ...config.environment, ...pluginHashes(config) })}
<h2>Data and licences</h2>
${licenceHtml(runs.map(({ run }) => run.settings.data))}
<footer>Beside this file: <code>config.json</code> (all settings), <code>summary.csv</code> (the table),
<code>runs/…/metrics.jsonl</code> (every step and evaluation), <code>plots/</code> (SVG and PNG).
</footer>`;
  return await pageHtml({ title, body, plots, libraries });
}

/** Whether there is one run, so that nothing is compared. */
function isAlone({ plannedRuns, runs }: ReportParts): boolean {
  return plannedRuns === 1 && runs.length === 1;
}

/** Whether Γ has no part in that run either. */
function isPlainAlone(parts: ReportParts): boolean {
  return isAlone(parts) && isPlain(parts.runs[0]!.run.settings);
}

/** Names that fit in a heading; more are counted. */
const MOST_NAMES = 7;

function reportTitle({ schedules, labels, title }: Grouping): string {
  const named = (names: readonly string[], several: string) =>
    names.length > MOST_NAMES ? `${names.length} ${several}` : list(names);
  const conditions = named(labels, `${title.toLowerCase()}s`);
  return `${named(schedules.map(scheduleTitle), "schedules")} × ${conditions}`;
}

function leadSentence(parts: ReportParts): string {
  const { config, runs, plannedRuns } = parts;
  const of = (name: keyof RunSettings) => oneOf(runs.map(({ run }) => run.settings[name]));
  const finished = runs.length === plannedRuns
    ? `${runs.length} runs`
    : `${runs.length} of ${plannedRuns} runs (the others are not finished)`;
  const same = new Set(runs.map(({ run }) => run.settings.model)).size === 1;
  const early = runs.some(({ run }) => run.settings.earlyStoppingPatience !== null);
  const long = runs.every(({ run }) => run.settings.maxSteps === null)
    ? counted(of("epochs"), "epoch")
    : counted(of("maxSteps"), "step");
  const areLines = runs.every(({ run }) => run.settings.lineByLine);
  const unit = areLines ? "line" : "chunk", length = areLines ? "at most " : "";
  const text =
    `over ${counted(of("trainChunks"), unit)} of ${length}${of("chunkLength")} tokens, ` +
    `evaluated on ${counted(of("evalChunks"), unit)}`;
  const most = early ? "at most " : "";
  if (isAlone(parts)) return `One run: ${most}${long} ${text}.`;
  return `${finished}${same ? " from the same first weights" : ""}, each ${most}${long} ${text}, ` +
    `compared with ${config.settings.baseline}.`;
}

function factsHtml(parts: ReportParts, definitions: Definitions): string {
  const { config: { settings, environment }, runs, wallSeconds = null } = parts;
  const plain = isPlainAlone(parts);
  const of = (name: keyof RunSettings) => oneOf(runs.map(({ run }) => run.settings[name]));
  const gammas = namedGammas(runs, definitions.gammas).map(({ name, root }) =>
    root === undefined ? name : `${name} (root 1/${root})`
  );
  const rates = runs.map(({ run }) => run.settings.learningRate.toExponential());
  const facts = [
    [plain ? "Model" : "Model α", of("model")],
    ["Data", of("data")],
    ...(plain ? [] : [
      ["Classifier β", environment["beta"] ?? of("beta")] as const,
      ["Γ", oneOf(gammas)] as const,
    ]),
    [plain ? "Highest learning rate" : "Peak of A′", oneOf(rates)],
    ["Backend", environment["backend"] ?? settings.backend],
    ["Seeds", list([...new Set(runs.map(({ seed }) => String(seed)))])],
    trainingTime(runs.reduce((sum, run) => sum + run.seconds, 0), wallSeconds),
  ] as const;
  const items = facts.map(([name, value]) =>
    `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`
  );
  return `<dl class="facts">${items.join("")}</dl>`;
}

/** What the table's losses are. */
function lossesSentence(runs: readonly RunResult[]): string {
  const both = runs.some((run) => summarise(run).final_train_eval_loss !== null);
  const measured = both
    ? "Evaluation and training loss at the end are measured alike, on evaluation and on training chunks:"
    : "The evaluation loss is measured on the evaluation chunks";
  return `${measured} without dropout and with the same masks each time. The mean step loss is another ` +
    "thing: that of the steps since the last evaluation but one as they were made, with dropout, other masks in each epoch, " +
    "and weights that changed meanwhile. Losses are in nats a masked token.";
}

/** "1 epoch", "3 epochs"; of several numbers the plural. */
function counted(count: string, unit: string): string {
  return `${count} ${count === "1" ? unit : `${unit}s`}`;
}

/** Said of a run that stands for itself. */
const ONE_RUN = "This is one run of one seed: it shows what the losses did this once.";

/** What was measured before the first step, and of the weights that the run ended with. */
function beforeAfterHtml(run: RunResult, { metrics }: Definitions): string {
  const { before, after, step } = measuredOf(run);
  if (before === undefined || after === undefined) return "";
  const value = (record: EvaluationRecord, name: string, format: string) => {
    const number = record[name as `eval_${string}`];
    return typeof number === "number" ? formatNumber(number, format) : "–";
  };
  const rows = metricsOf(after).map((name) => {
    const { title, format } = metricNamed(name, metrics);
    return {
      metric: title,
      before: value(before, name, format),
      [`after step ${step}`]: value(after, name, format),
    };
  });
  const about =
    `Measured on the same ${after.eval_masked_tokens} masked tokens, of the weights that ` +
    "training began with and of those that are kept.";
  return `<h2>Before and after</h2>
<div class="sd-scrolls">${tableHtml(rows)}</div>
<p class="about">${escapeHtml(about)}</p>`;
}

/** How sure the differences are, where there are several seeds. */
function differencesHtml(runs: readonly RunResult[], baseline: string): string {
  const table = differenceTableHtml(runs, baseline);
  if (table === "") return "";
  const about =
    `Evaluation loss at the end minus that of ${baseline} with the same seed and, unless a condition ` +
    "sets it, schedule: above 0 is worse, below 0 better. There are the mean over the seeds and the " +
    `${CONFIDENCE_PERCENT} % interval of that mean by Student’s t. ` +
    "Where it holds 0, these seeds do not show which is better. Each row stands for itself: of many " +
    "such intervals some miss by chance.";
  return `<h3>Compared with ${escapeHtml(baseline)}</h3>${table}<p class="about">${
    escapeHtml(about)
  }</p>`;
}

/** Why runs have nothing beside them, where all of the experiment are there. */
function uncomparedHtml({ config, runs, plannedRuns }: ReportParts): string {
  if (runs.length < plannedRuns) return "";
  return uncompared(runs.map(({ run }) => run), config.settings.baseline)
    .map((sentence) => `<p class="note">${escapeHtml(wordSettings(sentence))}</p>`).join("\n");
}

/** Runs that were made at once share the time by the clock, which older ones did not tell. */
function trainingTime(sum: number, wall: number | null): readonly [name: string, value: string] {
  if (wall === null) return ["Training time, sum of all runs", duration(sum)];
  return !isShared(wall, sum)
    ? ["Training time", duration(wall)]
    : ["Training time", `${duration(wall)} by the clock; sum of all runs ${duration(sum)}`];
}

/** How runs ended that did not simply end: by a fault, early, or with other weights than the last. */
function endingsHtml(runs: readonly RunResult[], alone: boolean): string {
  return runs.flatMap((run) => {
    const name = `${scheduleTitle(run.schedule)} ${run.label}, seed ${run.seed}`;
    const ending = endingOf(run);
    const early = alone ? "The training" : `${name},`;
    return [
      ...(run.diverged === null ? [] : [`${early} ended early: ${run.diverged}`]),
      ...(ending === undefined ? [] : [alone ? ending : `${name}: ${ending}`]),
    ];
  }).map((sentence) => `<p class="note">${escapeHtml(sentence)}</p>`).join("\n");
}

/** That runs which were to go by Γ had none. */
function withoutGammaHtml(runs: readonly RunResult[], definitions: Definitions): string {
  const sentence = withoutGamma(runs, definitions);
  return sentence === undefined
    ? ""
    : `<p class="note"><strong>${escapeHtml(wordSettings(sentence))}</strong></p>`;
}

/** Settings in the order in which they are explained, whatever the file's. */
function inOrder(settings: ExperimentSettings): object {
  const { evalData, evalFraction } = settings;
  // Where the chunks to evaluate are of no split, the setting says nothing.
  const names = SETTING_NAMES.filter((name) =>
    name !== "evalSplit" || evalData === null && evalFraction === null
  );
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}

/** What stands for each plugin that the runs were made with. */
function pluginHashes({ plugins = [] }: ExperimentConfig): Readonly<Record<string, string>> {
  return Object.fromEntries(
    plugins.map(({ file, defines, sha256 }) => [`plugin ${file ?? list(defines)}`, sha256]),
  );
}
