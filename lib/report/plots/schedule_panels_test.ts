import assert from "node:assert/strict";
import { renderSvg } from "./render.ts";
import { schedulePanels } from "./schedule_panels.ts";

Deno.test("schedules have their panels in the usual order, however they come", async () => {
  const svg = await renderSvg(schedulePanels({
    title: { text: "Steps", subtitle: "of each" },
    values: ["Cosine", "Other", "Constant"].map((schedule) => ({ schedule, step: 1 })),
    schedules: ["other", "cosine", "constant", "cosine"],
    encoding: { x: { field: "step", type: "quantitative", title: "Step" } },
    layer: [{ mark: "point" }],
  }));
  const panels = [...svg.matchAll(/>(Constant|Cosine|Other)<\/text>/g)].map((match) => match[1]);
  assert.deepEqual(panels, ["Constant", "Cosine", "Other"]);
  for (const text of ["Steps", "of each"]) assert.ok(svg.includes(`>${text}</text>`), text);
});
