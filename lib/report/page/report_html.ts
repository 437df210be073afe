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
import type { NamedPlot } from "../plots/experiment_plots.ts";
import { type Grouping, groupRuns, scheduleTitle } from "../plots/grouping.ts";
import { namedGammas } from "../plots/gammas.ts";
import { fitWidth } from "../plots/layout.ts";
import { CONFIDENCE_PERCENT } from "../plots/interval.ts";
import { oneLine } from "../plots/render.ts";
import { countSeeds } from "../plots/run_data.ts";
import { differenceTableHtml } from "./difference_table.ts";
import { escapeHtml, scriptJson } from "./escape.ts";
import { REPORT_STYLE } from "./report_style.ts";
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
  plots: readonly (NamedPlot & { svg: string })[];
  /** JavaScript sources of vega, vega-lite and vega-embed, in this order. */
  libraries: readonly string[];
  /**
   * What the names in the settings stand for.
   * @default BUILT_IN
   */
  definitions?: Definitions;
}

/**
 * Draws the plots anew where scripts run, which adds tooltips and saving, at the width that the page
 * has; the images stay for who prints the page, as their size is that of paper. `ast` makes Vega interpret its expressions: the page forbids making code of text.
 */
const DRAW = `
${fitWidth.toString()}
const options = { renderer: "svg", ast: true, tooltip: { theme: "light" },
  actions: { export: true, source: false, compiled: false, editor: false } };
const plots = JSON.parse(document.getElementById("plots").textContent);
let drawnFor = 0;
function draw() {
  const width = document.querySelector("figure").clientWidth;
  if (width === drawnFor) return;
  drawnFor = width;
  for (const [name, spec] of Object.entries(plots)) {
    const place = document.getElementById("plot-" + name);
    const image = place.querySelector("img");
    const drawn = document.createElement("div");
    vegaEmbed(drawn, fitWidth(spec, width), { ...options, downloadFileName: name })
      .then(() => { if (width !== drawnFor) return;
        image.className = "printed";
        place.replaceChildren(drawn, image);
      })
      .catch((error) => console.error(error));
  }
}
if (Object.keys(plots).length > 0) {
  draw();
  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 200);
  });
}
`;

/**
 * The page. Its policy allows only the scripts that are in it, by their hashes, and no loading of
 * anything; all that comes from settings and runs is written as text.
 */
export async function reportHtml(parts: ReportParts): Promise<string> {
  const { config, runs, plots, libraries, definitions = BUILT_IN } = parts;
  const { baseline } = config.settings;
  const grouping = groupRuns(runs, baseline);
  const scripts = [...libraries, DRAW].map((source) => source.replaceAll("</script", "<\\/script"));
  const title = reportTitle(grouping);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${await contentPolicy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · SDTrainer</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<p class="brand">SDTrainer</p>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(leadSentence(parts))}</p>
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
${licenceHtml(runs)}
<footer>Beside this file: <code>config.json</code> (all settings), <code>summary.csv</code> (the table),
<code>runs/…/metrics.jsonl</code> (every step and evaluation), <code>plots/</code> (SVG and PNG).
</footer>
</main>
<script type="application/json" id="plots">${
    scriptJson(Object.fromEntries(plots.map(({ name, spec }) => [name, oneLine(spec)])))
  }</script>
${scripts.map((source) => `<script>${source}</script>`).join("\n")}
</body>
</html>
`;
}

/** A policy under which nothing is loaded and only these scripts run. */
async function contentPolicy(scripts: readonly string[]): Promise<string> {
  const hashes = await Promise.all(scripts.map(async (source) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(source));
    return `'sha256-${new Uint8Array(digest).toBase64()}'`;
  }));
  return [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
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
  return `${finished}${same ? " from the same first weights" : ""}, each ${of("epochs")} epochs ` +
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

function plotHtml({ name, caption, svg }: NamedPlot & { svg: string }): string {
  const data = new TextEncoder().encode(svg).toBase64();
  return `<figure><div class="plot" id="plot-${escapeHtml(name)}"><img alt="${
    escapeHtml(caption)
  }" ` +
    `src="data:image/svg+xml;base64,${data}"></div><figcaption>${
      escapeHtml(caption)
    }</figcaption>` +
    "</figure>";
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

function pairsHtml(pairs: object): string {
  const rows = Object.entries(pairs).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `<tr><td>${escapeHtml(name)}</td><td><code>${escapeHtml(text)}</code></td></tr>`;
  });
  return `<table class="pairs"><tbody>${rows.join("\n")}</tbody></table>`;
}
