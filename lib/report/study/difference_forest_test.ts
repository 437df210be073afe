import assert from "node:assert/strict";
import { type Difference, PRIMARY } from "../../study/mod.ts";
import { renderSvg } from "../plots/render.ts";
import { contrastName, intervalText } from "../../study/mod.ts";
import { differenceForest } from "./difference_forest.ts";
import { isPrimary, studyForest } from "./study_forests.ts";

const row = (contrast: string, more: Partial<Difference> = {}): Difference => ({
  contrast,
  metric: "eval_loss",
  n: 10,
  mean: 0.0004,
  sd: 0.001,
  t_low: -0.0003,
  t_high: 0.0011,
  ci_low: -0.0002,
  ci_high: 0.001,
  p: 0.3,
  p_holm: null,
  tost_low: -0.0002,
  tost_high: 0.001,
  tost_p: 0.01,
  equivalent: true,
  ...more,
});

Deno.test("differences are written with their signs and intervals", () => {
  assert.equal(contrastName("SD - same_mean_SD"), "SD − same_mean_SD");
  assert.equal(intervalText(row("a - b")), "+0.0004 (−0.0003 to +0.0011)");
  assert.equal(intervalText(row("a - b", { t_low: null, t_high: null })), "+0.0004");
  assert.equal(intervalText(row("a - b", { mean: null })), "–");
});

Deno.test("the primary family stands first, and only in its metric", async () => {
  const differences = [
    row("SD - none", { mean: -0.02, t_low: -0.021, t_high: -0.019, equivalent: false }),
    row("SD - curve of none"),
    ...PRIMARY.map(({ name }) => row(name)),
    ...PRIMARY.map(({ name }) => row(name, { metric: "eval_mrr" })),
  ];
  assert.equal(differences.filter(isPrimary).length, 12);
  const svg = await renderSvg(studyForest(differences));
  assert.ok(svg.indexOf(">Primary family<") < svg.indexOf(">Other pairs of conditions<"));
  // A row a difference of the loss, but for that from the curve.
  assert.equal(svg.match(/>SD2? − \w+<\/text>/g)!.length, 7);
  assert.equal(svg.split(">SD − same_mean_SD<").length, 2);
  assert.ok(!svg.includes("curve of none"));
});

Deno.test("a far difference leaves the near ones to be seen", async () => {
  const words = { title: "T", subtitle: "S", axisTitle: "nats", bound: 0.002 };
  const scaleOf = (mean: number) => {
    const differences = [row("a - b"), row("c - d", { mean, t_low: mean, t_high: mean })];
    return JSON.stringify(differenceForest([{ title: "P", differences }], words));
  };
  assert.ok(!scaleOf(0.01).includes("symlog"));
  assert.ok(scaleOf(0.3).includes("symlog"));
  const nothing = await renderSvg(
    differenceForest([{ title: "P", differences: [row("a - b", { mean: null })] }], words),
  );
  assert.ok(nothing.includes("No two runs can be compared."));
});

Deno.test("a dot is hollow where equivalence is not shown", async () => {
  const words = { title: "T", subtitle: "S", axisTitle: "nats", bound: 0.002 };
  const differences = [row("a - b"), row("c - d", { equivalent: false }), row("e - f")];
  const svg = await renderSvg(differenceForest([{ title: "P", differences }], words));
  const hollow = svg.match(/fill="#ffffff" stroke="#009e73"/g) ?? [];
  assert.equal(hollow.length, 1);
});

Deno.test("the 95 % interval is drawn, and the 90 % part of it thicker", async () => {
  const words = { title: "T", subtitle: "S", axisTitle: "nats", bound: 0.002 };
  const svg = await renderSvg(
    differenceForest([{ title: "P", differences: [row("a - b")] }], words),
  );
  const lengths = (width: number) =>
    [...svg.matchAll(/<line [^>]*x2="(-?[\d.]+)"[^>]*stroke-width="([\d.]+)"/g)]
      .filter(([, , stroke]) => Number(stroke) === width).map(([, x2]) => Math.abs(Number(x2)));
  const [thin] = lengths(1.4), [thick] = lengths(4);
  // 14 and 12 ten-thousandths of a nat.
  assert.ok(Math.abs(thick! / thin! - 12 / 14) < 0.01, `${thick} of ${thin}`);
});
