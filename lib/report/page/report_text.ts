/** The parts of report.html that explain: what is computed and where things come from. */
import { type Definitions, isEmbeddedData, type RunResult } from "../../experiment/mod.ts";
import { commonRoot, type NamedGamma, namedGammas } from "../plots/gammas.ts";
import { type NamedMethod, namedMethods } from "../plots/methods.ts";
import { escapeHtml } from "./escape.ts";
import { list } from "./words.ts";

/** What Γ, A′ and A″ are, in the runs that there are. */
export function explanationHtml(
  runs: readonly RunResult[],
  baseline: string,
  definitions: Definitions,
): string {
  const gammas = namedGammas(runs, definitions.gammas);
  const methods = namedMethods(runs.map(({ method }) => method), definitions.methods);
  return `<p>A model of words (α) is trained to fill masked words. Its scheduled learning rate
A′ is adjusted at each step by Γ, how far the meanings of
the predicted words lie from those of the right ones, as another model (β) sees them on the scales
of Osgood’s semantic differential.</p>${
    gammas.map((gamma) => gammaHtml(gamma, gammas.length > 1)).join("\n")
  }
<p>The rate A″ of the very step that revealed the predictions is then, with</p>
${methodsHtml(methods, commonRoot(gammas))}
<p>${
    escapeHtml(powersSentence(methods))
  }Whether another rate helps depends on whether the scheduled rate was too high or too low to begin with: a
comparison with ${escapeHtml(baseline)} at other learning rates belongs beside these curves before a
method is called better.</p>`;
}

/** One definition of Γ; its name stands before it where there are several. */
function gammaHtml(gamma: NamedGamma, named: boolean): string {
  const heading = named ? `<h3>Γ of ${escapeHtml(gamma.name)}</h3>` : "";
  const { explanation, formula, remark = "" } = gamma.words;
  return heading + (explanation ?? `<p>${escapeHtml(gamma.sentence)}</p>`) +
    (formula === undefined ? "" : `<div class="formula">${formula}</div>`) + remark;
}

/** What each method makes of A′: a formula where it is a power of Γ's root, and words. */
function methodsHtml(methods: readonly NamedMethod[], root: number | undefined): string {
  const items = methods.map(({ name, description, power }) => {
    const words = description === undefined ? "" : `: ${escapeHtml(description)}`;
    const formula = power === undefined ? "" : `, ${rateFormula(power, root)}`;
    return `<li><b>${escapeHtml(name)}</b>${words}${formula}</li>`;
  });
  return `<ul>${items.join("\n")}</ul>`;
}

/** A″ = A′ · Γ^(power / root), with a root sign where the power is 1 or −1. */
function rateFormula(power: number, root: number | undefined): string {
  const index = root === undefined ? "<mi>n</mi>" : `<mn>${root}</mn>`;
  const gamma = '<mi mathvariant="normal">Γ</mi>';
  const rooted = root === 1 ? gamma : `<mroot>${gamma}${index}</mroot>`;
  const size = Math.abs(power);
  const term = size === 1 ? rooted : `<msup>${rooted}<mn>${size}</mn></msup>`;
  const scaled = power === 0 ? "" : `<mo>${power < 0 ? "÷" : "×"}</mo>${term}`;
  return `<math><mi mathvariant="normal">A″</mi><mo>=</mo><mi mathvariant="normal">A′</mi>${scaled}</math>`;
}

/** On which side of the schedule the powers of Γ lie. */
function powersSentence(methods: readonly NamedMethod[]): string {
  const with_ = (sign: number) =>
    methods.filter(({ power = 0 }) => Math.sign(power) === sign).map(({ name }) => name);
  const sides = ([["below", with_(-1)], ["above", with_(1)]] as const)
    .filter(([, names]) => names.length > 0)
    .map(([side, names]) => `${side} A′ with ${list(names)}`);
  if (sides.length === 0) return "";
  return `Where the root of Γ is above 1, A″ is ${
    sides.join(" and ")
  }. The next step begins again ` +
    "from the schedule, so powers of Γ do not compound. ";
}

/**
 * Where data and models come from and under which terms.
 *
 * @param sources The runs' settings `data`.
 */
export function licenceHtml(sources: readonly string[]): string {
  const data = new Set(sources.map(isEmbeddedData));
  const sentences = [
    ...(data.has(true)
      ? [
        `The embedded passages are English in the public domain; their sources and licences are named
in the folder data/ of SDTrainer.`,
      ]
      : []),
    ...(data.has(false)
      ? [`Data were read from the path in the settings; their own licence applies. CLOTH, for one,
is for non-commercial research and may not be passed on.`]
      : []),
  ];
  return `<p>${
    sentences.join(" ")
  } This report holds figures only: no text of the data is in it.</p>
<p>The typeface of the images is Inter (SIL Open Font Licence 1.1). The plots are drawn by Vega,
Vega-Lite and Vega-Embed (BSD 3-Clause), which are contained in this file; it loads nothing from the
network.</p>`;
}
