/** Distances and profiles of one's own: what they may give, and what is said of what they may not. */
import assert from "node:assert/strict";
import { ProgramBuilder, type Value } from "../program/mod.ts";
import { defineGamma } from "./define_gamma.ts";
import type { DistanceDefinition } from "./distance.ts";
import { DISTANCES } from "./distances.ts";
import { GAMMAS } from "./gammas.ts";
import { rootName } from "./parts.ts";
import type { ProfileDefinition } from "./profile.ts";
import { PROFILES } from "./profiles.ts";

const distance = (more: Partial<DistanceDefinition>): DistanceDefinition => ({
  ...{ name: "mine", description: "mine", compares: "real", compute: () => 1, ...more },
});
const profile = (more: Partial<ProfileDefinition>): ProfileDefinition => ({
  ...{ name: "own", description: "own", values: "real", axes: ["a", "b"] },
  of: () => [0.25, 0.75],
  ...more,
});
const guarded = (parts: { distance?: DistanceDefinition; profile?: ProfileDefinition }) => {
  const gamma = defineGamma({ name: "x", description: "x", distance: "euclidean", ...parts });
  return GAMMAS.with([gamma]).get("x").defaults;
};
const message = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing is wrong";
};

Deno.test("a distance in a graph is a value of its program, with one float32 for each pair", () => {
  const builder = new ProgramBuilder(), other = new ProgramBuilder();
  const [right, predicted] = ["r", "p"].map((name) => builder.placeholder(name, [3, 2]));
  const counted = builder.placeholder("c", [3]);
  const of = (given: unknown) => {
    const own = distance({ graph: () => given as Value });
    return message(() =>
      guarded({ distance: own, profile: profile({}) }).distance.graph!(right!, predicted!, counted)
    );
  };
  assert.equal(of(counted), "nothing is wrong");
  assert.equal(of(builder.placeholder("d", [3])), "nothing is wrong");
  const wrong: unknown[] = [
    builder.placeholder("i", [3], "int32"),
    builder.placeholder("two", [3, 1]),
    builder.placeholder("four", [4]),
    builder.constant(1),
    other.placeholder("c", [3]),
  ];
  for (const value of wrong) {
    assert.match(of(value), /graph.* gave .*must give a value of this program, with one float32 /);
  }
  for (const value of [undefined, 1, {}]) {
    assert.match(of(value), /graph.* gave .*must give a value of the program/);
  }
});

Deno.test("a profile gives a number for each axis, shares above 0 whose sum is 1", () => {
  const of = (values: ProfileDefinition["values"], given: unknown) =>
    message(() =>
      guarded({
        profile: profile({ values, of: () => given as number[] }),
        distance: distance({ compares: "real" }),
      }).profile.of([1, 2, 3, 4, 5, 6], [])
    );
  for (const given of [[0.25, 0.75], Float32Array.of(0.5, 0.5), [-1, 9]]) {
    assert.equal(of("real", given), "nothing is wrong");
  }
  assert.match(of("real", [1]), /of\(\) gave 1 numbers\. It must give one for each axis, 2\./);
  assert.match(
    of("real", [1, 2, 3]),
    /of\(\) gave 3 numbers\. It must give one for each axis, 2\./,
  );
  for (const given of [undefined, 5, "ab"]) assert.match(of("real", given), /a list of numbers/);
  for (const given of [[NaN, 1], [1, Infinity]]) assert.match(of("real", given), /finite numbers/);
  for (const given of [[0.25, 0.75], [0.25, 0.750009], [0.25, 0.749991]]) {
    assert.equal(of("shares", given), "nothing is wrong");
  }
  for (const given of [[0.25, 0.750011], [0.25, 0.749989]]) {
    assert.match(
      of("shares", given),
      /gave shares whose sum is [01]\.\d+\. It must give shares above 0 whose sum is 1\./,
    );
  }
  for (const [share, given] of [[0, [0, 1]], [-0.5, [1.5, -0.5]]] as const) {
    assert.match(of("shares", given), new RegExp(`gave the share ${share}\\. It must give shares`));
  }
  assert.equal(of("positive", [0, 1]), "nothing is wrong");
});

Deno.test("parts of one's own are whole, and refused by name where they are not", () => {
  const refused = (parts: Parameters<typeof guarded>[0], words: RegExp) =>
    assert.throws(() => guarded(parts), { name: "TypeError", message: words });
  const needs = /^The distance mine of Γ x needs a function compute\(\), and what it compares: /;
  const lacking = (more: object) => ({ ...distance({}), ...more }) as unknown as DistanceDefinition;
  refused({ distance: lacking({ compute: 5 }) }, needs);
  refused({ distance: lacking({ compares: "all" }) }, needs);
  refused({ distance: lacking({ graph: 5 }) }, needs);
  const wants = /^The profile own of Γ x needs axes, a function of\(\), and values: /;
  const short = (more: object) => ({ ...profile({}), ...more }) as unknown as ProfileDefinition;
  for (const more of [{ of: 5 }, { fit: 5 }, { axes: [] }, { axes: "a" }, { values: "all" }]) {
    refused({ profile: short(more) }, wants);
  }
  refused({ distance: distance({ name: "kl" }) }, /^The distance of Γ x has the name of another/);
  refused({ profile: profile({ name: "one" }) }, /^The profile of Γ x has the name of another one/);
});

Deno.test("the built-in parts are what they say", () => {
  assert.deepEqual(
    DISTANCES.map(({ name, compares, neverNegative, graph, add }) => [
      ...[name, compares, neverNegative ?? false, graph !== undefined, add !== undefined],
    ]),
    [
      ["cross_entropy", "shares", true, true, true],
      ["swapped_cross_entropy", "positive", false, true, true],
      ["kl", "shares", false, true, false],
      ["jensen_shannon", "shares", false, true, false],
      ["euclidean", "real", false, true, false],
      ["cosine", "real", false, true, false],
    ],
  );
  assert.deepEqual(
    PROFILES.map(({ name, values, axes, scale, fit }) => [
      ...[name, values, axes.length, scale ?? "poles", fit !== undefined],
    ]),
    [
      ["cosines", "positive", 6, "poles", false],
      ["placement", "shares", 6, "poles", false],
      ["standardised", "real", 6, "poles", true],
      ["bipolar", "real", 3, "poles", true],
      ["osgood", "real", 3, "osgood", true],
      ["random", "real", 3, "random", true],
      ["chance", "real", 3, "osgood", false],
      ["one", "shares", 1, "none", false],
    ],
  );
  assert.deepEqual([1, 2, 3, 4, 5, 0.5].map(rootName), [
    ...["root of order 1", "square root", "cube root", "fourth root", "root of order 5"],
    "root of order 0.5",
  ]);
});
