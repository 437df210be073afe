import assert from "node:assert/strict";
import { Registry } from "../definition/mod.ts";
import { METRIC_FORM, type MetricDefinition } from "./define_metric.ts";

const REST = { kind: "metric", name: "eval_none", description: "none" } as const;
const WHOLE = {
  ...{ ...REST, title: "none", format: "d", better: "lower", reads: [] },
  measure: () => Promise.resolve(null),
};

/** What is said of a metric that is given to a registry; undefined where nothing is. */
function refusal(changes: Record<string, unknown>): string | undefined {
  const given = { ...WHOLE, ...changes } as unknown as MetricDefinition;
  try {
    new Registry("metric", [given], METRIC_FORM);
  } catch (error) {
    return (error as Error).message;
  }
}

Deno.test("a metric's members are what plots and tables can show", () => {
  const allowed: Record<string, unknown[]> = {
    title: ["a", " a b ", "Γ"],
    // d3's own: [[fill]align][sign][symbol][0][width][,][.precision][~][type].
    format: ["", "d", ".4f", "+,.1f", ".1%", "_>12d", "$,.2~f", "(010,.0e", ".20f", " .19g", "X"],
    better: ["lower", "higher"],
    osgood: [true, false, undefined],
    reads: [[], ["ranks", "logits"]],
  };
  const refused: Record<string, unknown[]> = {
    title: ["", " ", "\t", "a\nb", "a\u001b", "\u202ea", 1, undefined],
    format: [".21f", "4..f", "y", ".4ff", "a.4f", "\u0007>d", "1234d", 1, undefined],
    better: ["low", "", undefined],
    osgood: [0, "yes"],
    reads: [["losses"], "ranks", undefined],
    name: ["none", "eval_masked_tokens", "evalnone"],
    measure: [undefined, 1],
  };
  for (const [member, values] of Object.entries(allowed)) {
    for (const value of values) assert.equal(refusal({ [member]: value }), undefined, `${value}`);
  }
  for (const [member, values] of Object.entries(refused)) {
    for (const value of values) {
      assert.ok(refusal({ [member]: value }), `${member}: ${JSON.stringify(value)}`);
    }
  }
  assert.equal(
    refusal({ name: "none" }),
    'the metric "none" has a name that is none for a metric. Let it begin with eval_.',
  );
  assert.equal(
    refusal({ measure: undefined }),
    'the metric "eval_none" cannot be computed. Give it a function create() or measure().',
  );
});

Deno.test("what a metric gives is a number or null, from create() and from measure()", async () => {
  const first = (changes: Record<string, unknown>) => {
    const given = { ...WHOLE, measure: undefined, ...changes } as unknown as MetricDefinition;
    return new Registry<MetricDefinition>("metric", [], METRIC_FORM).with([given]).get(given.name);
  };
  const context = { parameters: {}, vocabSize: 1 };
  const created = (result: () => unknown) =>
    first({ create: () => ({ update() {}, result }) }).create!(context).result();
  const measured = (value: unknown) =>
    first({ measure: () => value }).measure!({ ...context } as never);
  assert.equal(created(() => 0.5), 0.5);
  assert.equal(created(() => null), null);
  assert.equal(await measured(Promise.resolve(0.5)), 0.5);
  for (const wrong of ["0.5", undefined, {}]) {
    assert.throws(() => created(() => wrong), { name: "InputError" });
    await assert.rejects(async () => await measured(Promise.resolve(wrong)), {
      name: "InputError",
    });
  }
});
