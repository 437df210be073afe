/** report.html: an experiment on one page that needs neither network nor further files. */
import {
  BUILT_IN,
  type Definitions,
  type ExperimentConfig,
  type ExperimentSettings,
  type RunResult,
  type RunSettings,
  SETTING_NAMES,
} from "../../experiment/mod.ts";
import { type Grouping, groupRuns, scheduleTitle } from "../plots/grouping.ts";
import { namedGammas } from "../plots/gammas.ts";
import { CONFIDENCE_PERCENT } from "../plots/interval.ts";
import { countSeeds } from "../plots/run_data.ts";
import { differenceTableHtml } from "./difference_table.ts";
import { escapeHtml } from "./escape.ts";
import { type DrawnPlot, pageHtml, pairsHtml, plotHtml } from "./page_html.ts";
import { explanationHtml, licenceHtml } from "./report_text.ts";
import { runTableHtml } from "./run_table.ts";
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
  const title = reportTitle(groupRuns(runs, baseline));
  const body = `<p class="lead">${escapeHtml(leadSentence(parts))}</p>
${factsHtml(parts, definitions)}
<h2>The runs</h2>
${runTableHtml(runs, { baseline, definitions })}
${divergedHtml(runs)}
<p class="about">${escapeHtml(LOSSES)}</p>
${differencesHtml(runs, baseline)}
<p class="note">${escapeHtml(soberSentence(runs, baseline))}</p>
<h2>The curves</h2>
${plots.map(plotHtml).join("\n")}
<h2>What Γ, A′ and A″ are</h2>
${explanationHtml(runs, baseline, definitions)}
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

/** Names that fit in a heading; more are counted. */
const MOST_NAMES = 7;

function reportTitle({ schedules, labels, title }: Grouping): string {
  const named = (names: readonly string[], several: string) =>
    names.length > MOST_NAMES ? `${names.length} ${several}` : list(names);
  const conditions = named(labels, `${title.toLowerCase()}s`);
  return `${named(schedules.map(scheduleTitle), "schedules")} × ${conditions}`;
}

function leadSentence({ config, runs, plannedRuns }: ReportParts): string {
  const of = (name: keyof RunSettings) => oneOf(runs.map(({ run }) => run.settings[name]));
  const finished = runs.length === plannedRuns
    ? `${runs.length} runs`
    : `${runs.length} of ${plannedRuns} runs (the others are not finished)`;
  const same = new Set(runs.map(({ run }) => run.settings.model)).size === 1;
  const long = runs.every(({ run }) => run.settings.maxSteps === null)
    ? `${of("epochs")} epochs`
    : `${of("maxSteps")} steps`;
  return `${finished}${same ? " from the same first weights" : ""}, each ${long} ` +
    `over ${of("trainChunks")} chunks of ${of("chunkLength")} tokens, evaluated on ` +
    `${of("evalChunks")} chunks, compared with ${config.settings.baseline}.`;
}

function factsHtml(
  { config: { settings, environment }, runs, wallSeconds = null }: ReportParts,
  definitions: Definitions,
): string {
  const of = (name: keyof RunSettings) => oneOf(runs.map(({ run }) => run.settings[name]));
  const gammas = namedGammas(runs, definitions.gammas).map(({ name, root }) =>
    root === undefined ? name : `${name} (root 1/${root})`
  );
  const rates = runs.map(({ run }) => run.settings.learningRate.toExponential());
  const facts = [
    ["Model α", of("model")],
    ["Data", of("data")],
    ["Classifier β", environment["beta"] ?? of("beta")],
    ["Γ", oneOf(gammas)],
    ["Peak of A′", oneOf(rates)],
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
const LOSSES =
  "Evaluation and training loss at the end are measured alike, on evaluation and on training chunks: " +
  "without dropout and with the same masks each time. The mean step loss is another thing: that of the " +
  "last epoch’s steps as they were made, with dropout, other masks in each epoch, and weights that " +
  "changed meanwhile. Losses are in nats a masked token.";

/** How sure the differences are, where there are several seeds. */
function differencesHtml(runs: readonly RunResult[], baseline: string): string {
  const table = differenceTableHtml(runs, baseline);
  if (table === "") return "";
  const about =
    `Evaluation loss at the end minus that of ${baseline} with the same schedule and seed: ` +
    `the mean over the seeds, and the ${CONFIDENCE_PERCENT} % interval of that mean by Student’s t. ` +
    "Where it holds 0, these seeds do not show which is better. Each row stands for itself: of many " +
    "such intervals some miss by chance.";
  return `<h3>Compared with ${escapeHtml(baseline)}</h3>${table}<p class="about">${
    escapeHtml(about)
  }</p>`;
}

/** Runs that were made at once share the time by the clock, which older ones did not tell. */
function trainingTime(sum: number, wall: number | null): readonly [name: string, value: string] {
  if (wall === null) return ["Training time, sum of all runs", duration(sum)];
  return !isShared(wall, sum)
    ? ["Training time", duration(wall)]
    : ["Training time", `${duration(wall)} by the clock; sum of all runs ${duration(sum)}`];
}

/** Which runs ended early and why. */
function divergedHtml(runs: readonly RunResult[]): string {
  return runs.filter((run) => run.diverged !== null).map((run) =>
    `<p class="note">${
      escapeHtml(`${scheduleTitle(run.schedule)} ${run.label}, seed ${run.seed}, ended early: `)
    }${escapeHtml(run.diverged!)}</p>`
  ).join("\n");
}

/** What the figures allow to be said. */
function soberSentence(runs: readonly RunResult[], baseline: string): string {
  const seeds = countSeeds(runs);
  const elsewhere = `compare also with ${baseline} at other learning rates`;
  return seeds === 1
    ? "These are the runs of one seed. They show that the rates differ as they should and what " +
      "the losses did this once. They do not show that one method is better than another: for " +
      `that, set several seeds and ${elsewhere}.`
    : `These are the runs of ${seeds} seeds. Compare within a schedule and seed, look at how far ` +
      `the seeds scatter, and ${elsewhere} before calling a method better.`;
}

/** Settings in the order in which they are explained, whatever the file's. */
function inOrder(settings: ExperimentSettings): object {
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, settings[name]]));
}

/** What stands for each plugin that the runs were made with. */
function pluginHashes({ plugins = [] }: ExperimentConfig): Readonly<Record<string, string>> {
  return Object.fromEntries(
    plugins.map(({ file, defines, sha256 }) => [`plugin ${file ?? list(defines)}`, sha256]),
  );
}
