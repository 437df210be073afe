/** The parts of report.html that explain: what is computed and where things come from. */
import type { GammaName } from "../../semantics/mod.ts";

const PAPER_FORMULA =
  `<div class="formula"><math display="block"><mi mathvariant="normal">Γ</mi><mo>=</mo>
<mfrac><mn>1</mn><mi>n</mi></mfrac><munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow>
<mi>n</mi></munderover><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mn>6</mn>
</munderover><mo>−</mo><msub><mi>P</mi><mrow><mi>k</mi><mi>i</mi></mrow></msub><mi>ln</mi>
<msub><mi>Q</mi><mrow><mi>k</mi><mi>i</mi></mrow></msub></math></div>`;

const NOTEBOOK_FORMULA =
  `<div class="formula"><math display="block"><mi mathvariant="normal">Γ</mi><mo>=</mo>
<munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>
<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mn>6</mn></munderover><mo>−</mo>
<mn>6</mn><mfrac><msub><mi>p</mi><mrow><mi>k</mi><mi>i</mi></mrow></msub><mrow><munder><mo>∑</mo>
<mi>j</mi></munder><msub><mi>q</mi><mrow><mi>k</mi><mi>j</mi></mrow></msub></mrow></mfrac><mi>ln</mi>
<mfrac><msub><mi>q</mi><mrow><mi>k</mi><mi>i</mi></mrow></msub><mrow><munder><mo>∑</mo><mi>j</mi>
</munder><msub><mi>p</mi><mrow><mi>k</mi><mi>j</mi></mrow></msub></mrow></mfrac></math></div>`;

/** A″ = A′ · Γ^(power). */
function rateFormula(root: number): string {
  const term = (sign: string, name: string) =>
    `<mtext>${name}:</mtext><mspace width="0.5em"/><mi mathvariant="normal">A″</mi><mo>=</mo>
<mi mathvariant="normal">A′</mi><mo>${sign}</mo><mroot><mi mathvariant="normal">Γ</mi><mn>${root}</mn></mroot>`;
  return `<div class="formula"><math display="block"><mrow>${term("÷", "SD")}
<mspace width="3em"/>${term("×", "SD2")}</mrow></math></div>`;
}

const GAMMA_TEXT: Readonly<Record<GammaName, string>> = {
  paper: `<p>For each of the <i>n</i> masked words of a batch, β gives the cosines
of the right word and of the word that the model predicts with the six poles positive, negative,
strong, weak, active and passive. Each word’s six cosines are divided by their sum:
<i>P</i> is the right word’s placement, <i>Q</i> that of the
prediction. Γ is their mean cross-entropy:</p>${PAPER_FORMULA}
<p>For right predictions Γ is the entropy of the words’ placements, at most ln 6 ≈ 1.79; wrong ones
add to it. Since most words lie nearly evenly between the poles, Γ seldom moves far from there.</p>`,
  notebook: `<p>This is Γ as the original notebook computes it. For each of the
<i>n</i> <code>[MASK]</code> positions of the batch’s first chunk, β gives the cosines
of the right word (<i>p</i>) and of the predicted word (<i>q</i>) with
the six poles positive, negative, strong, weak, active and passive. Each is divided by the sum of
the <em>other</em>, each pole counts six times, and the pairs are summed:</p>${NOTEBOOK_FORMULA}
<p>So Γ grows with the number of pairs, and a wrong word may have a smaller Γ than the right one.</p>`,
};

/** What Γ, A′ and A″ are. */
export function explanationHtml(gamma: GammaName, root: number): string {
  return `<p>A model of words (α) is trained to fill masked words. Its scheduled learning rate
A′ is adjusted at each step by Γ, how far the meanings of
the predicted words lie from those of the right ones, as another model (β) sees them on the scales
of Osgood’s semantic differential.</p>${GAMMA_TEXT[gamma]}
<p>The rate of the very step that revealed the predictions is then</p>${rateFormula(root)}
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
