import assert from "node:assert/strict";
import { RATES } from "../../study/mod.ts";
import { renderSvg } from "../plots/render.ts";
import { fitWidth } from "../plots/layout.ts";
import { countMarks } from "../_test_runs.ts";
import { madeUpRuns } from "./_made_up_study.ts";
import { lossAgainstRate } from "./loss_against_rate.ts";

const textsOf = (svg: string) =>
  [...svg.matchAll(/>([^<>]+)<\/text>/g)].flatMap(([, text]) => text!.split(", "))
    .map((text) => text.replace(/,$/, ""));

Deno.test("every condition of the constant schedule has a dot and is named", async () => {
  const runs = madeUpRuns();
  const main = runs.filter(({ stage, schedule }) => stage === "main" && schedule === "constant");
  const conditions = [...new Set(main.map(({ condition }) => condition))];
  const svg = await renderSvg(lossAgainstRate(runs));
  assert.equal(countMarks(svg, "symbol"), conditions.length);
  const texts = textsOf(svg);
  assert.deepEqual(conditions.filter((name) => !texts.includes(name)), []);
  assert.equal(countMarks(svg, "line"), 1);
});

Deno.test("on a phone dots that lie together have one name, and rates are on the axis alone", async () => {
  const narrow = fitWidth(lossAgainstRate(madeUpRuns()), 340);
  const svg = await renderSvg(narrow);
  const texts = textsOf(svg);
  assert.ok(Number(svg.match(/width="(\d+)"/)![1]) <= 340);
  assert.ok(texts.includes("SD") && texts.includes("and 7 more"), texts.join());
  assert.ok(Object.keys(RATES).every((name) => texts.includes(name) === (name === "none")));
});

Deno.test("runs without a loss have no dot; where none has one, words stand in its place", async () => {
  const runs = madeUpRuns();
  const lost = runs.map((run) => run.condition === "greedy_lr" ? { ...run, eval_loss: null } : run);
  assert.ok(!textsOf(await renderSvg(lossAgainstRate(lost))).includes("greedy_lr"));
  assert.ok((await renderSvg(lossAgainstRate([]))).includes("No run has a final loss."));
});
