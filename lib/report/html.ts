/** report.html: an experiment on one page that needs neither network nor further files. */
import type { ExperimentConfig, RunResult } from "../experiment/mod.ts";
import { chooseGamma } from "../semantics/mod.ts";
import { escapeHtml, scriptJson } from "./escape.ts";
import type { NamedPlot } from "./plots.ts";
import { REPORT_STYLE } from "./report_style.ts";
import { explanationHtml, licenceHtml } from "./report_text.ts";
import { countSeeds } from "./run_data.ts";
import { runTableHtml } from "./run_table.ts";
import { orderMethods, orderSchedules, scheduleTitle } from "./theme.ts";

/** What {@linkcode reportHtml} puts on the page. */
export interface ReportParts {
  /** The settings, as the experiment keeps them. */
  config: ExperimentConfig;
  /** The finished runs. */
  runs: readonly RunResult[];
  /** How many runs the experiment has, finished or not. */
  plannedRuns: number;
  /** The plots, each drawn as SVG for readers without JavaScript. */
  plots: readonly (NamedPlot & { svg: string })[];
  /** JavaScript sources of vega, vega-lite and vega-embed, in this order. */
  libraries: readonly string[];
}

/**
 * Draws the plots anew where scripts run, which adds tooltips and saving. `ast` makes Vega interpret
 * its expressions: the page forbids making code of text.
 */
const DRAW = `
const options = { renderer: "svg", ast: true, tooltip: { theme: "light" },
  actions: { export: true, source: false, compiled: false, editor: false } };
const plots = JSON.parse(document.getElementById("plots").textContent);
for (const [name, spec] of Object.entries(plots)) {
  const place = document.getElementById("plot-" + name);
  const drawn = document.createElement("div");
  vegaEmbed(drawn, spec, { ...options, downloadFileName: name })
    .then(() => place.replaceChildren(drawn))
    .catch((error) => console.error(error));
}
`;

/**
 * The page. Its policy allows only the scripts that are in it, by their hashes, and no loading of
 * anything; all that comes from settings and runs is written as text.
 */
export async function reportHtml(parts: ReportParts): Promise<string> {
  const { config, runs, plots, libraries } = parts;
  const scripts = [...libraries, DRAW].map((source) => source.replaceAll("</script", "<\\/script"));
  const title = reportTitle(parts);
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
${factsHtml(config, runs)}
<h2>The runs</h2>
${runTableHtml(runs)}
${divergedHtml(runs)}
<p class="note">${escapeHtml(soberSentence(runs))}</p>
<h2>The curves</h2>
${plots.map(plotHtml).join("\n")}
<h2>What Γ, A′ and A″ are</h2>
${explanationHtml(chooseGamma(config.settings.gamma))}
<h2>Settings</h2>
${pairsHtml(config.settings)}
<h2>Versions and fingerprints</h2>
${pairsHtml(config.environment)}
<h2>Data and licences</h2>
${licenceHtml(config.settings)}
<footer>Beside this file: <code>config.json</code> (all settings), <code>summary.csv</code> (the table),
<code>runs/…/metrics.jsonl</code> (every step and evaluation), <code>plots/</code> (SVG and PNG).
</footer>
</main>
<script type="application/json" id="plots">${
    scriptJson(Object.fromEntries(plots.map(({ name, spec }) => [name, spec])))
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

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function reportTitle({ runs }: ReportParts): string {
  const schedules = orderSchedules(runs.map((run) => run.schedule)).map(scheduleTitle);
  return `${list(schedules)} × ${list(orderMethods(runs.map((run) => run.method)))}`;
}

function leadSentence({ runs, plannedRuns, config }: ReportParts): string {
  const { epochs, trainChunks, chunkLength, evalChunks } = config.settings;
  const finished = runs.length === plannedRuns
    ? `${runs.length} runs`
    : `${runs.length} of ${plannedRuns} runs (the others are not finished)`;
  return `${finished} from the same first weights, each ${epochs} epochs over ${trainChunks} ` +
    `chunks of ${chunkLength} tokens, evaluated on ${evalChunks} chunks.`;
}

function factsHtml({ settings, environment }: ExperimentConfig, runs: readonly RunResult[]) {
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  const facts = [
    ["Model α", settings.model],
    ["Data", settings.data],
    ["Classifier β", environment["beta"] ?? settings.beta],
    ["Γ", `${settings.gamma} (root 1/${chooseGamma(settings.gamma).parts.root})`],
    ["Peak of A′", settings.learningRate.toExponential()],
    ["Backend", environment["backend"] ?? settings.backend],
    ["Seeds", settings.seeds.join(", ")],
    ["Training time", duration(seconds)],
  ] as const;
  const items = facts.map(([name, value]) =>
    `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`
  );
  return `<dl class="facts">${items.join("")}</dl>`;
}

/** "4 min 10 s" */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole % 3600 / 60);
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/** Which runs ended early and why. */
function divergedHtml(runs: readonly RunResult[]): string {
  return runs.filter((run) => run.diverged !== null).map((run) =>
    `<p class="note">${
      escapeHtml(`${scheduleTitle(run.schedule)} ${run.method}, seed ${run.seed}, ended early: `)
    }${escapeHtml(run.diverged!)}</p>`
  ).join("\n");
}

/** What the figures allow to be said. */
function soberSentence(runs: readonly RunResult[]): string {
  const seeds = countSeeds(runs);
  return seeds === 1
    ? "These are the runs of one seed. They show that the rates differ as they should and what " +
      "the losses did this once. They do not show that one method is better than another: for " +
      "that, set several seeds and compare also with none at other learning rates."
    : `These are the runs of ${seeds} seeds. Compare methods within a schedule and seed, look at ` +
      "how far the seeds scatter, and compare also with none at other learning rates before " +
      "calling a method better.";
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

function pairsHtml(pairs: object): string {
  const rows = Object.entries(pairs).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `<tr><td>${escapeHtml(name)}</td><td><code>${escapeHtml(text)}</code></td></tr>`;
  });
  return `<table class="pairs"><tbody>${rows.join("\n")}</tbody></table>`;
}
