/** Γ as the original's text defines it. */
import { defineGamma } from "../define_gamma.ts";

/**
 * The mean over the masked words of the cross-entropy between the right and the predicted word's
 * placements,
 *
 *     Γ = (1/n) Σ_k −Σ_i P_ki ln Q_ki,
 *
 * P being the right word's placement, Q the prediction's (see `placement`, which also says what
 * becomes of negative cosines). It is a mean, like the loss, so it does not grow with the batch. A
 * right prediction has Γ = H(P), at most ln 6 ≈ 1.79; a wrong one more than the answer's H(P). No Γ is
 * above ln 501. The text takes the cube root.
 */
export const PAPER = defineGamma({
  name: "paper",
  description: "the mean cross-entropy of the words' placements, as the original's text defines it",
  positions: "masked",
  prediction: "argmax",
  pairing: "tokens",
  pass: "same",
  profile: "placement",
  distance: "cross_entropy",
  reduction: "mean",
  root: 3,
  explanation: `<p>For each of the <i>n</i> masked words of a batch, β gives the cosines
of the right word and of the word that the model predicts with the six poles positive, negative,
strong, weak, active and passive. Each word’s six cosines are divided by their sum:
<i>P</i> is the right word’s placement, <i>Q</i> that of the
prediction. Γ is their mean cross-entropy:</p>`,
  formula: `<math display="block"><mi mathvariant="normal">Γ</mi><mo>=</mo>
<mfrac><mn>1</mn><mi>n</mi></mfrac><munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow>
<mi>n</mi></munderover><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mn>6</mn>
</munderover><mo>−</mo><msub><mi>P</mi><mrow><mi>k</mi><mi>i</mi></mrow></msub><mi>ln</mi>
<msub><mi>Q</mi><mrow><mi>k</mi><mi>i</mi></mrow></msub></math>`,
  remark: `<p>For right predictions Γ is the entropy of the words’ placements, at most ln 6 ≈ 1.79;
wrong ones add to it. Since most words lie nearly evenly between the poles, Γ seldom moves far from
there.</p>`,
  reference: { gamma: Math.log(6), name: "ln 6", label: "the most of right predictions" },
});
