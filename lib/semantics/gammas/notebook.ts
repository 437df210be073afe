/** Γ as the original's notebook computes it (pondsnails/SDTrainer, SDTrainer.ipynb). */
import { defineGamma } from "../define_gamma.ts";

/**
 * The sum over the pairs of words of the notebook's cross-entropy: see `SWAPPED_CROSS_ENTROPY` for
 * its formula, and `pairWords` for what becomes of words that are several tokens. It looks at the
 * [MASK]s of a batch's first chunk in a forward pass of its own. A logarithm of a negative cosine
 * does not exist: the notebook carries a NaN on into the learning rate, here such a step has no Γ. The
 * notebook takes the fourth root.
 */
export const NOTEBOOK = defineGamma({
  name: "notebook",
  description: "the sum of the swapped cross-entropies of the words' cosines, as the original's " +
    "notebook computes it",
  positions: "first-chunk",
  prediction: "argmax",
  pairing: "words",
  pass: "second",
  profile: "cosines",
  distance: "swapped_cross_entropy",
  reduction: "sum",
  root: 4,
  explanation: `<p>This is Γ as the original notebook computes it. For each of the
<i>n</i> <code>[MASK]</code> positions of the batch’s first chunk, β gives the cosines
of the right word (<i>p</i>) and of the predicted word (<i>q</i>) with
the six poles positive, negative, strong, weak, active and passive. Each is divided by the sum of
the <em>other</em>, each pole counts six times, and the pairs are summed:</p>`,
  formula: `<math display="block"><mi mathvariant="normal">Γ</mi><mo>=</mo>
<munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>
<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mn>6</mn></munderover><mo>−</mo>
<mn>6</mn><mfrac><msub><mi>p</mi><mrow><mi>k</mi><mi>i</mi></mrow></msub><mrow><munder><mo>∑</mo>
<mi>j</mi></munder><msub><mi>q</mi><mrow><mi>k</mi><mi>j</mi></mrow></msub></mrow></mfrac><mi>ln</mi>
<mfrac><msub><mi>q</mi><mrow><mi>k</mi><mi>i</mi></mrow></msub><mrow><munder><mo>∑</mo><mi>j</mi>
</munder><msub><mi>p</mi><mrow><mi>k</mi><mi>j</mi></mrow></msub></mrow></mfrac></math>`,
  remark: `<p>So Γ grows with the number of pairs, and a wrong word may have a smaller Γ than the
right one.</p>`,
});
