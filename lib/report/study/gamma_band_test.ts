import assert from "node:assert/strict";
import { renderSvg } from "../plots/render.ts";
import { countMarks } from "../_test_runs.ts";
import { madeUpGamma, madeUpRuns } from "./_made_up_study.ts";
import { gammaBand } from "./gamma_band.ts";

Deno.test("a panel a condition, with a run, the seeds' mean and the band of noise", async () => {
  const svg = await renderSvg(gammaBand(madeUpGamma(), madeUpRuns()));
  for (const title of ["osgood (SD)", "random (random_SD)", "paper (paper_SD)"]) {
    assert.ok(svg.includes(`>${title}<`), title);
  }
  assert.equal(countMarks(svg, "line"), 6);
  assert.equal(countMarks(svg, "rect"), 3);
});

Deno.test("most of a run's steps lie in the band where nothing else moves Γ", () => {
  const { data } = gammaBand(madeUpGamma(), madeUpRuns()) as unknown as {
    data: { values: { panel: number; part: string; value: number; low: number; high: number }[] };
  };
  const of = (part: string) => data.values.filter((row) => row.panel === 0 && row.part === part);
  const { low, high } = of("band")[0]!;
  assert.ok(Math.abs(low + high) < 1e-9 && Math.abs(high - 1.96 * 1.6) < 0.2, `${high}`);
  const within = of("run").filter(({ value }) => value >= low && value <= high).length;
  assert.ok(within / of("run").length > 0.8);
});

Deno.test("one seed has no band, and words say so", async () => {
  const one = madeUpGamma().filter(({ seed }) => seed === 0);
  assert.ok((await renderSvg(gammaBand(one, []))).includes("No condition has Γ of two seeds"));
});

Deno.test("tens of per cent are written as numbers", async () => {
  const steps = madeUpGamma().map((of) => ({
    ...of,
    gamma_root: of.gamma_root! * (of.step % 2 === 0 ? 1.3 : 0.7),
  }));
  const svg = await renderSvg(gammaBand(steps, madeUpRuns()));
  assert.ok(svg.includes(">+20<") && !/>[+−]\de/.test(svg));
});
