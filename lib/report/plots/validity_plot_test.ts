import assert from "node:assert/strict";
import { renderSvg } from "./render.ts";
import { validityPlot } from "./validity_plot.ts";

const ROW = {
  list: "VADER",
  factor: "evaluation",
  words: 2632,
  spearman: 0.7,
  pearson: 0.7,
} as const;

Deno.test("a row a list and factor, a dot a ruler, a line at chance", async () => {
  const svg = await renderSvg(validityPlot([
    { ...ROW, ruler: "one pair", auc: 0.78 },
    { ...ROW, ruler: "twelve pairs", auc: 0.92 },
    { ...ROW, ruler: "random pairs", auc: 0.64 },
    { ...ROW, list: "Other", ruler: "one pair", auc: 0.3 },
  ]));
  for (const text of ["evaluation, VADER (2,632 words)", "evaluation, Other", "twelve pairs"]) {
    assert.ok(svg.includes(text), text);
  }
  assert.equal(svg.match(/list: evaluation, /g)!.length, 4);
  // It begins a little below the least, not at 0.
  assert.ok(svg.includes(">0.4<") && !svg.includes(">0.1<"));
});
