/** Γ on axes that are known to mean something. */
import { defineGamma } from "../define_gamma.ts";

/**
 * The mean over the masked words of Osgood's D between the right and the predicted word,
 *
 *     Γ = (1/n) Σ_k ‖z(right_k) − z(predicted_k)‖,
 *
 * z being evaluation, potency and activity, each by twelve pairs of opposites, in standard deviations
 * (see the scale and the profile `osgood`). A right prediction has 0, and a wrong one the more the
 * farther it is in meaning: `good` for `nice` is near, `bad` is far.
 */
export const OSGOOD_GAMMA = defineGamma({
  name: "osgood",
  description: "the mean of Osgood's D: how far apart the words lie on evaluation, potency and " +
    "activity, each by twelve pairs of opposites",
  profile: "osgood",
  distance: "euclidean",
  explanation: `<p>Evaluation, potency and activity are three directions in the space of β’s
embeddings. Each is the mean direction of twelve pairs of opposites, such as good and bad, kind and
cruel, clean and dirty. <i>z</i> are a word’s three values in standard deviations from the average
word. Γ is the mean distance of the right word from the predicted one over the <i>n</i> masked words
of a batch, Osgood’s <i>D</i>:</p>`,
  formula: `<math display="block"><mi mathvariant="normal">Γ</mi><mo>=</mo>
<mfrac><mn>1</mn><mi>n</mi></mfrac><munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow>
<mi>n</mi></munderover><msqrt><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow>
<mn>3</mn></munderover><msup><mrow><mo>(</mo><msub><mi>z</mi><mi>i</mi></msub><mo>(</mo>
<msub><mi>right</mi><mi>k</mi></msub><mo>)</mo><mo>−</mo><msub><mi>z</mi><mi>i</mi></msub><mo>(</mo>
<msub><mi>predicted</mi><mi>k</mi></msub><mo>)</mo><mo>)</mo></mrow><mn>2</mn></msup></msqrt></math>`,
  remark: `<p>A right word adds nothing, a wrong one the more the farther it is in meaning.</p>`,
});
