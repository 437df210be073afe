/** The parts of report.html that explain: what is computed and where things come from. */
import type { GammaChoice } from "../semantics/mod.ts";
import { escapeHtml } from "./escape.ts";

/** A″ = A′ · Γ^(power). */
function rateFormula(root: number): string {
  const term = (sign: string, name: string) =>
    `<mtext>${name}:</mtext><mspace width="0.5em"/><mi mathvariant="normal">A″</mi><mo>=</mo>
<mi mathvariant="normal">A′</mi><mo>${sign}</mo><mroot><mi mathvariant="normal">Γ</mi><mn>${root}</mn></mroot>`;
  return `<div class="formula"><math display="block"><mrow>${term("÷", "SD")}
<mspace width="3em"/>${term("×", "SD2")}</mrow></math></div>`;
}

/** What the definition says of Γ, or, where it says nothing of these parts, what they are. */
function gammaHtml({ words: { explanation, formula, remark }, sentence }: GammaChoice): string {
  return (explanation ?? `<p>${escapeHtml(sentence)}</p>`) +
    (formula === undefined ? "" : `<div class="formula">${formula}</div>`) +
    (remark === undefined ? "" : `\n${remark}`);
}

/** What Γ, A′ and A″ are. */
export function explanationHtml(gamma: GammaChoice): string {
  return `<p>A model of words (α) is trained to fill masked words. Its scheduled learning rate
A′ is adjusted at each step by Γ, how far the meanings of
the predicted words lie from those of the right ones, as another model (β) sees them on the scales
of Osgood’s semantic differential.</p>${gammaHtml(gamma)}
<p>The rate of the very step that revealed the predictions is then</p>${
    rateFormula(gamma.parts.root)
  }
<p>and with none it stays A′. The next step begins again
from the schedule, so adjustments do not compound. Where the root of Γ is above 1, SD therefore
trains more slowly than the schedule says, and SD2 faster. Whether that helps depends on whether the
scheduled rate was too high or too low to begin with: a comparison with none at other learning rates
belongs beside these curves before a method is called better.</p>`;
}

/** Where data and models come from and under which terms. */
export function licenceHtml(settings: { data: string; model: string; beta: string }): string {
  const data = settings.data === "embedded"
    ? `The embedded passages are English in the public domain; their sources and licences are named
in the folder data/ of SDTrainer.`
    : `The data were read from the path in the settings; their own licence applies. CLOTH, for one,
is for non-commercial research and may not be passed on.`;
  return `<p>${data} This report holds figures only: no text of the data is in it.</p>
<p>The typeface of the images is Inter (SIL Open Font Licence 1.1). The plots are drawn by Vega,
Vega-Lite and Vega-Embed (BSD 3-Clause), which are contained in this file; it loads nothing from the
network.</p>`;
}
