import assert from "node:assert/strict";
import { countMarks, nineRuns, testRun } from "../_test_runs.ts";
import { gammaCurve } from "./gamma_curve.ts";
import { renderSvg } from "./render.ts";

Deno.test("each run has a faint and a strong line", async () => {
  const svg = await renderSvg(gammaCurve(nineRuns(), { root: 3 }));
  assert.equal(countMarks(svg, "line"), 18);
  assert.ok(svg.includes(">Cube root of Γ</text>"));
});

Deno.test("a step without word pairs has no point", () => {
  const run = testRun({
    schedule: "linear",
    method: "SD",
    evalLosses: [4, 3, 3, 3],
    trainLosses: [4, 4, 4],
    roots: [1.5, null, 1.25],
  });
  const { values } = gammaCurve([run]).data as { values: { x: number; strand: string }[] };
  const faint = values.filter((point) => point.strand === "a step");
  assert.deepEqual(faint.map((point) => point.x), [1, 3]);
});

Deno.test("the reference is a dashed line in each panel", async () => {
  const reference = { value: 1.22, label: "so much" };
  const svg = await renderSvg(gammaCurve(nineRuns(), { reference }));
  assert.equal(countMarks(svg, "rule"), 3);
  assert.ok(svg.includes("dashed: so much"));
});

Deno.test("the axis reaches 1, so that a root that hardly varies looks like it", () => {
  const spec = gammaCurve(nineRuns()) as unknown as {
    spec: { layer: { encoding: { y: { scale: { domain: number[] } } } }[] };
  };
  const [from, to] = spec.spec.layer.at(-1)!.encoding.y.scale.domain;
  assert.ok(from! < 1 && to! > 1.25);
});

Deno.test("runs without any Γ are told in words", async () => {
  const run = testRun({ schedule: "linear", method: "SD", evalLosses: [4], trainLosses: [] });
  assert.ok((await renderSvg(gammaCurve([run]))).includes("No step has a Γ"));
});

Deno.test("a root of almost 1 that hardly varies has an axis of a tenth around it", () => {
  const run = testRun({
    schedule: "linear",
    method: "SD",
    evalLosses: [4, 3, 3],
    trainLosses: [4, 4],
    roots: [1.001, 1.0015],
  });
  const spec = gammaCurve([run]) as unknown as {
    spec: { layer: { encoding: { y: { scale: { domain: number[] } } } }[] };
  };
  const [from, to] = spec.spec.layer.at(-1)!.encoding.y.scale.domain;
  assert.ok(to! - from! >= 0.1 && from! < 0.96 && to! > 1.04, `${from} to ${to}`);
});

Deno.test("lines that coincide are all seen: each is narrower than the one below it", async () => {
  const svg = await renderSvg(gammaCurve(nineRuns()));
  const widths = [...svg.matchAll(/line mark" d="[^"]*" stroke="[^"]+" stroke-width="([\d.]+)"/g)]
    .map((match) => Number(match[1])).filter((width) => width > 1);
  assert.deepEqual(widths.slice(0, 3), [8, 5, 2]);
});
