import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { chooseGamma } from "./choose_gamma.ts";
import { defineGamma } from "./define_gamma.ts";
import { GAMMAS } from "./gammas.ts";
import { hasGraph, inGraph } from "./parts.ts";

function refused(choice: string, message: RegExp): void {
  assert.throws(() => chooseGamma(choice), (error) => {
    assert.ok(error instanceof InputError, `${error}`);
    assert.match(error.message, message);
    assert.ok(!error.message.includes("\n"));
    return true;
  });
}

Deno.test("paper and notebook are these parts", () => {
  const named = (choice: string) => {
    const { profile, distance, ...others } = chooseGamma(choice).parts;
    return { ...others, profile: profile.name, distance: distance.name };
  };
  assert.deepEqual(named("paper"), {
    positions: "masked",
    prediction: "argmax",
    pairing: "tokens",
    pass: "same",
    profile: "placement",
    distance: "cross_entropy",
    reduction: "mean",
    root: 3,
  });
  assert.deepEqual(named("notebook"), {
    positions: "first-chunk",
    prediction: "argmax",
    pairing: "words",
    pass: "second",
    profile: "cosines",
    distance: "swapped_cross_entropy",
    reduction: "sum",
    root: 4,
  });
});

Deno.test("a choice's text has the exchanged parts in their order, and the default ones not", () => {
  const choice = chooseGamma("paper:root=1:distance=euclidean:reduction=mean:profile=bipolar");
  assert.equal(choice.name, "paper:profile=bipolar:distance=euclidean:root=1");
  assert.deepEqual([choice.parts.profile.name, choice.parts.root], ["bipolar", 1]);
  assert.equal(chooseGamma({ name: "paper", root: 3 }).name, "paper");
});

Deno.test("what there is not is named with what there is", () => {
  refused("papper", /Perhaps paper is meant\. The definitions of Γ are paper, notebook/);
  refused("paper:colour=red", /no parameter "colour"/);
  refused("paper:distance=manhattan", /must be one of cross_entropy, .*, cosine/);
  refused("paper:profile=rgb", /must be one of cosines, placement, standardised, bipolar/);
  refused("paper:positions=all", /must be one of masked, first-chunk/);
  for (const root of [0, -1, "x", Infinity]) refused(`paper:root=${root}`, /a number above 0/);
});

Deno.test("parts that do not go together are refused with those that would", () => {
  refused(
    "paper:profile=bipolar:distance=kl",
    /^paper:profile=bipolar:distance=kl: the distance kl compares shares of a whole, and the profile bipolar has numbers of either sign\. Use the profile placement\.$/,
  );
  refused(
    "notebook:profile=standardised",
    /swapped_cross_entropy compares positive numbers, .* Use the profile cosines or placement\./,
  );
  refused("notebook:distance=jensen_shannon", /Use the profile placement\./);
  refused("paper:pairing=words:prediction=expectation", /Use the pairing tokens/);
});

Deno.test("the step computes Γ of tokens in its own pass, if the distance has a graph", () => {
  const own = defineGamma({
    name: "own",
    description: "one's own",
    profile: "bipolar",
    distance: { name: "none", description: "none", compares: "real", compute: () => 1 },
  });
  const gammas = GAMMAS.with([own]);
  const where = (choice: string) => {
    const { parts } = chooseGamma(choice, gammas);
    return [hasGraph(parts), inGraph(parts)];
  };
  assert.deepEqual(where("paper"), [true, true]);
  assert.deepEqual(where("paper:prediction=expectation:positions=first-chunk"), [true, true]);
  assert.deepEqual(where("paper:pass=second"), [true, false]);
  assert.deepEqual(where("paper:pairing=words"), [false, false]);
  assert.deepEqual(where("notebook"), [false, false]);
  assert.deepEqual(where("own"), [false, false]);
  assert.deepEqual(where("own:distance=euclidean"), [true, true]);
});

Deno.test("the definition's words hold for its own parts, whatever the root", () => {
  const { words, reference } = chooseGamma("paper");
  assert.match(words.explanation!, /cross-entropy:<\/p>$/);
  assert.match(words.formula!, /^<math .*<\/math>$/s);
  assert.match(words.remark!, /ln 6 ≈ 1\.79/);
  assert.deepEqual(reference, {
    value: Math.log(6) ** (1 / 3),
    label: "cube root of ln 6 ≈ 1.215, the most of right predictions",
  });
  assert.equal(chooseGamma("paper:root=1").words.formula, words.formula);
  assert.deepEqual(chooseGamma("paper:root=1").reference, {
    value: Math.log(6),
    label: "ln 6 ≈ 1.792, the most of right predictions",
  });
  assert.match(chooseGamma("paper:root=2.5").reference!.label, /^root of order 2\.5 of ln 6 ≈ /);
  assert.equal(chooseGamma("notebook").reference, undefined);
  const exchanged = chooseGamma("paper:distance=kl");
  assert.deepEqual(exchanged.words, {});
  assert.equal(exchanged.reference, undefined);
});

Deno.test("a sentence says what any parts are", () => {
  assert.equal(
    chooseGamma("notebook:distance=euclidean:prediction=argmax").sentence,
    "Γ is the sum, over the tokens of the batch's first chunk that show [MASK], of the Euclidean " +
      "distance of the two words' profiles. A word's profile is the cosines with the six poles; the " +
      "right word is compared with the likeliest word, word by word of the decoded texts, as " +
      "predicted in a forward pass of its own before it.",
  );
});
