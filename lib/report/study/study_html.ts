/** The study's report: a page that answers one question, with what the answer follows from. */
import {
  conclusions,
  CONDITION_SENTENCES,
  EQUIVALENCE_BOUND,
  type GammaQuality,
  RATE_TOLERANCE,
  RESAMPLES,
  SIGNIFICANCE,
  type Study,
} from "../../study/mod.ts";
import type { NamedPlot } from "../plots/experiment_plots.ts";
import { escapeHtml } from "../page/escape.ts";
import { type DrawnPlot, pageHtml, pairsHtml, plotHtml } from "../page/page_html.ts";
import { licenceHtml } from "../page/report_text.ts";
import { SCROLL_STYLE } from "../page/scroll_style.ts";
import { duration, list, oneOf } from "../page/words.ts";
import { distancesFromCurve, errorsAtEqualLoss, studyForest } from "./study_forests.ts";
import { gammaBand } from "./gamma_band.ts";
import { lossAgainstRate } from "./loss_against_rate.ts";
import { sizeCurves } from "./size_curves.ts";
import {
  conditionTable,
  noiseRows,
  primaryRows,
  qualityRows,
  scrolling,
  secondaryTable,
} from "./study_tables.ts";

/** What the study asks. */
export const QUESTION = "Is it Γ, or only a smaller and a larger rate?";

/** The figures of a study, in the order in which they are to be read. */
export function studyPlots({ runs, differences, gamma }: Study): NamedPlot[] {
  return [
    {
      name: "loss-against-rate",
      spec: lossAgainstRate(runs),
      caption:
        "Each dot is a condition, the mean over its seeds. SD and SD2 move along the curve that " +
        "none describes when nothing but its rate is changed; what they did beyond that would show " +
        "as a distance from it.",
    },
    {
      name: "distance-from-curve",
      spec: distancesFromCurve(differences),
      caption:
        "The same distances, larger; beyond the band the axis grows slower. The curve is a cubic spline through the rates of none, over the " +
        "logarithm of the rate, for each seed its own.",
    },
    {
      name: "differences",
      spec: studyForest(differences),
      caption:
        "The primary family has an axis of its own. On the other one differences beyond the band grow " +
        "slower, so that small and large ones can be seen. A hollow dot within the band: not shown to " +
        "lie there.",
    },
    {
      name: "gamma-over-steps",
      spec: gammaBand(gamma, runs),
      caption:
        "Masks and chunks differ from step to step, so Γ would vary even for a model that did not " +
        "change. That is the band, measured by how far the seeds scatter around what they have in " +
        "common at a step. What training itself does to Γ is the thick line.",
    },
    {
      name: "data-size",
      spec: sizeCurves(runs),
      caption:
        "The seeds, epochs and evaluation chunks are the same; more chunks mean more steps. Where the " +
        "lines below fall, the overfitting goes away with data.",
    },
    {
      name: "errors",
      spec: errorsAtEqualLoss(differences),
      caption:
        "A model with a lower loss makes nearer errors by itself. So the error is compared with that of " +
        "none at the same loss, by the line through none’s rates.",
    },
  ];
}

/**
 * The page. It follows from the study alone, so that a page can be compared with one made anew.
 *
 * @param plots {@linkcode studyPlots}, drawn.
 * @param libraries As in `pageHtml`.
 * @param qualities What each Γ tells, where that was measured.
 */
export async function studyHtml(
  study: Study,
  plots: readonly DrawnPlot[],
  libraries: readonly string[],
  qualities: readonly GammaQuality[] = [],
): Promise<string> {
  const { runs, differences, gamma } = study, seeds = study.config.main.settings.seeds.length;
  const plot = (...names: string[]) =>
    plots.filter(({ name }) => names.includes(name)).map(plotHtml).join("\n");
  const answer = conclusions(differences, seeds).en.map(sentenceHtml);
  const body = `<style>${SCROLL_STYLE}</style>
<p class="lead">${escapeHtml(leadSentence(study))}</p>
<h2>The answer</h2>
<ol>${answer.join("\n")}</ol>
${factsHtml(study)}
<h2>On the curve of none</h2>
${plot("loss-against-rate", "distance-from-curve")}
<h2>Pair by pair</h2>
${scrolling(primaryRows(differences, seeds))}
<p class="about">${escapeHtml(ABOUT_PRIMARY)}</p>
${plot("differences")}
<h2>Γ and its noise</h2>
${plot("gamma-over-steps")}
${scrolling(noiseRows(gamma, runs))}
<p class="about">${escapeHtml(ABOUT_NOISE)}</p>
${plot("axes")}
${qualitiesHtml(qualities)}
<h2>More data</h2>
${plot("data-size")}
<h2>Meaning in the objective</h2>
${plot("errors")}
<h2>Secondary outcomes</h2>
${secondaryTable(differences)}
<p class="about">${escapeHtml(ABOUT_SECONDARY)}</p>
<h2>All conditions</h2>
${conditionTable(runs)}
<p class="about">Means over the seeds after the last epoch; losses in nats a masked token.</p>
<h2>How it was made</h2>
${METHOD}
<h3>Settings of the main experiment</h3>
${pairsHtml(study.config.main.settings)}
<h3>Versions and fingerprints</h3>
${pairsHtml(study.config.main.environment)}
<h2>Data and licences</h2>
${licenceHtml([study.config.main.settings.data])}
<footer>Every number follows from <code>data/study/runs.csv</code> and <code>gamma.csv</code>;
<code>docs/study.md</code> said before the runs what would be compared. Beside this file:
<code>plots/</code> (SVG and PNG).</footer>`;
  return await pageHtml({ title: QUESTION, body, plots, libraries });
}

/** What is said of the numbers stands before them, and is to be seen first. */
function sentenceHtml(sentence: string): string {
  const [said, ...numbers] = sentence.split(": ");
  return `<li><p><b>${escapeHtml(said!)}</b>: ${escapeHtml(numbers.join(": "))}</p></li>`;
}

/** What was measured of each Γ apart from the runs. */
function qualitiesHtml(qualities: readonly GammaQuality[]): string {
  if (qualities.length === 0) return "";
  return `<h3>What each Γ tells</h3>${scrolling(qualityRows(qualities))}
<p class="about">${escapeHtml(ABOUT_QUALITIES)}</p>`;
}

function leadSentence({ runs, config: { main } }: Study): string {
  const of = runs.filter(({ stage }) => stage === "main");
  const seeds = new Set(of.map(({ seed }) => seed)).size;
  const conditions = new Set(of.map(({ schedule, condition }) => `${schedule} ${condition}`)).size;
  const { epochs, trainChunks, chunkLength, evalChunks } = main.settings;
  return `${runs.length} runs: ${conditions} conditions with ${seeds} seeds, each ${epochs} epochs over ` +
    `${trainChunks} chunks of ${chunkLength} tokens, evaluated on ${evalChunks} chunks; none at ` +
    "other rates on seeds of its own; and other amounts of data. The runs of a seed share chunks, order, " +
    "masks, dropout and first weights.";
}

function factsHtml({ runs, config: { main: { settings, environment } } }: Study): string {
  const seeds = [...new Set(runs.filter(({ stage }) => stage === "main").map(({ seed }) => seed))];
  const facts = [
    ["Model α", settings.model],
    ["Data", settings.data],
    ["Classifier β", environment["beta"] ?? settings.beta],
    ["Peak of A′", settings.learningRate.toExponential()],
    ["Seeds", list(seeds.map(String))],
    ["Γ", oneOf(runs.map(({ gamma }) => gamma))],
    ["Backend", environment["backend"] ?? settings.backend],
    ["Training time, sum of all runs", duration(runs.reduce((sum, run) => sum + run.seconds, 0))],
  ] as const;
  const items = facts.map(([name, value]) =>
    `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(String(value))}</dd></div>`
  );
  return `<dl class="facts">${items.join("")}</dl>`;
}

const ABOUT_PRIMARY =
  "The final evaluation loss of the first less that of the second, in nats, by Student’s t, of which " +
  "is concluded, and by the bootstrap (bias-corrected and accelerated, of " +
  `${
    RESAMPLES.toLocaleString("en")
  } seeded resamples), whose 95 % cover about 90 % with ten pairs; ` +
  "p is of the exact sign-flip test, then by Holm’s correction over the six. TOST: two one-sided t " +
  `tests at ${(SIGNIFICANCE * 100).toFixed(0)} % against ±${EQUIVALENCE_BOUND} nats, which find ` +
  "equivalence where the 90 % interval lies within. To fail to find a difference is no proof that " +
  "there is none; equivalence is the test that can show it. Where the mean rates of both sides differ " +
  `by more than ${RATE_TOLERANCE} in their logarithm, nothing is concluded.`;

const ABOUT_NOISE =
  "Of Γ’s root. A method multiplies or divides the rate by it, so what varies by so few per cent " +
  "moves the rate by as few.";

const ABOUT_QUALITIES =
  "Measured apart from the runs, with the embedded models. AUC: how often Γ of a wrong word lies above " +
  "that of the right one, and that of an antonym above that of a synonym; 0.5 is chance. Reliability: " +
  "the correlation of the roots that two draws of masks give for the same batches. A Γ that the loss " +
  "explains tells the rate nothing that the loss does not.";

const ABOUT_SECONDARY =
  "The first less the second, paired by seed. Holm’s correction is over the six comparisons of an " +
  "outcome, not over all outcomes: among so many some are small by chance.";

const METHOD = `<p>A pair of runs differs in the one thing that is compared.</p>
<dl class="conditions">${
  Object.entries(CONDITION_SENTENCES).map(([name, sentence]) =>
    `<dt><code>${escapeHtml(name)}</code></dt><dd>${escapeHtml(sentence)}</dd>`
  ).join("\n")
}</dl>
<p>No number on this page was typed. The task <code>study</code> computes all of them again from the
runs where it is asked to check them.</p>`;
