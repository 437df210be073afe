/** Agreement with people's words, by hand, of a β whose every number is given. */
import assert from "node:assert/strict";
import { near } from "../../tests/_near.ts";
import type { ScaleName, SemanticClassifier } from "../semantics/mod.ts";
import { type Criterion, validities } from "./validity.ts";

/** Each word's potency by the poles, by twelve pairs, and on the three random axes. */
const WORDS: Readonly<Record<string, readonly [number, number, ...number[]]>> = {
  a: [0.75, 4, 1, 0, 9],
  b: [0.25, 2, 9, 0, 1],
  c: [0.5, 3, 0, 0, 2],
  d: [0, 1, 1, 0, 9],
};

const beta: SemanticClassifier = {
  name: "by hand",
  modelSha256: "00",
  uncased: false,
  scales: ["osgood", "random"],
  has: (word) => word in WORDS,
  scores: (words, scale: ScaleName = "poles") =>
    Promise.resolve(Float32Array.from(words.flatMap((word) => {
      const [potency, twelve, ...random] = WORDS[word]!;
      // Evaluation and activity are another matter.
      if (scale === "poles") return [0, 1, potency, 0, 1, 0];
      return scale === "osgood" ? [7, twelve, -7] : random;
    }))),
};

const criterion: Criterion = {
  ...{ list: "by hand", factor: "potency", words: ["a", "b", "?", "c", "d"] },
  values: [2, 1, 5, -1, -3],
};

Deno.test("the three rulers of a criterion, by hand", async () => {
  const found = await validities(beta, [criterion, { ...criterion, values: [1, 1, 1, -1, -1] }]);
  const common = { list: "by hand", factor: "potency", words: 4 };
  assert.deepEqual(
    found.map(({ auc: _, spearman: __, pearson: ___, ...of }) => of),
    [1, 2].flatMap(() =>
      ["one pair", "twelve pairs", "random pairs"].map((ruler) => ({ ...common, ruler }))
    ),
  );
  const [one, twelve, random] = found;
  // .75 and .25 above .5 and 0 in three of four; ranks 4, 2, 3, 1 beside 4, 3, 2, 1.
  near(one!.auc, 3 / 4, 1e-6, "one pair");
  near(one!.spearman, 0.8, 1e-6, "one pair");
  // Deviations ±.375, ∓.125 beside those from −¼.
  near(one!.pearson, 1.625 / Math.sqrt(0.3125 * 14.75), 1e-6, "one pair");
  near(twelve!.auc, 3 / 4, 1e-6, "twelve pairs");
  near(
    twelve!.pearson,
    (1.5 * 2.25 - 0.5 * 1.25 - 0.5 * 0.75 + 1.5 * 2.75) / Math.sqrt(5 * 14.75),
    1e-6,
    "twelve pairs",
  );
  // The first axis has 1 and 9 above 0 and 1: in three of four, and one tie. The third has 9 and 1
  // beside 2 and 9: 1.5 of four, turned round 2.5.
  near(random!.auc, 3.5 / 4, 1e-6, "random pairs");
  near(random!.spearman, 1.5 / Math.sqrt(4.5 * 5), 1e-6, "random pairs");
  // Of groups only the order counts.
  assert.deepEqual(found.slice(3).map(({ auc }) => auc), [0.75, 0.75, 0.875]);
  assert.ok(found.slice(3).every((of) => of.spearman === null && of.pearson === null));
});

Deno.test("an axis that runs the other way is turned round, and of equal ones the first is taken", async () => {
  const random = async (axes: Readonly<Record<string, readonly number[]>>) => {
    const scores: SemanticClassifier["scores"] = (words, scale) =>
      scale === "random"
        ? Promise.resolve(Float32Array.from(words.flatMap((word) => axes[word]!)))
        : beta.scores(words, scale);
    const { has: _, ...knowing } = beta;
    const words = ["a", "b", "c", "d"];
    // Where nothing says which words there are, all are known.
    const [, , of] = await validities({ ...knowing, scores }, [
      { ...criterion, words, values: [2, 1, -1, -3] },
    ]);
    return of!;
  };
  // The second axis is the list turned round; the others say nothing.
  const turned = await random({ a: [0, -2, 0], b: [0, -1, 0], c: [0, 1, 0], d: [0, 3, 0] });
  near(turned.auc, 1, 1e-6, "turned");
  near(turned.pearson, 1, 1e-6, "turned");
  const first = await random({ a: [4, 4, 0], b: [3, 3, 0], c: [1, 2, 0], d: [2, 1, 0] });
  near(first.auc, 1, 1e-6, "first");
  near(first.spearman, 0.8, 1e-6, "first");
});

Deno.test("a list that has no word of an end among β's is refused", async () => {
  for (
    const [end, values] of [["upper", [0, 0, 1, -1, -1]], ["lower", [1, 1, -1, 0, 0]]] as const
  ) {
    await assert.rejects(validities(beta, [{ ...criterion, values }]), {
      name: "InputError",
      message: `β knows no word of the by hand's ${end} end of potency. Give another list, or ` +
        "another β.",
    });
  }
});
