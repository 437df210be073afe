import assert from "node:assert/strict";
import { inPlotOrder, methodColours, orderMethods, orderSchedules } from "./theme.ts";

Deno.test("schedules and methods have one order, and unknown ones come last as they came", () => {
  assert.deepEqual(orderSchedules(["cosine", "step", "constant", "cosine"]), [
    "constant",
    "cosine",
    "step",
  ]);
  assert.deepEqual(orderMethods(["SD3", "SD2", "none", "SD", "SD0"]), [
    "none",
    "SD",
    "SD2",
    "SD3",
    "SD0",
  ]);
});

Deno.test("runs are drawn by schedule, method, seed", () => {
  const run = (schedule: string, method: string, seed: number) => ({ schedule, method, seed });
  const runs = [run("cosine", "none", 1), run("cosine", "none", 0), run("constant", "SD2", 0)];
  assert.deepEqual(inPlotOrder(runs).map((r) => `${r.schedule}-${r.method}-${r.seed}`), [
    "constant-SD2-0",
    "cosine-none-0",
    "cosine-none-1",
  ]);
});

Deno.test("a method keeps its colour whatever else is drawn, and no two have the same", () => {
  const all = methodColours(["none", "SD", "SD2", "further", "more"]);
  assert.equal(methodColours(["SD2"])[0], all[2]);
  assert.equal(new Set(all).size, 5);
});
