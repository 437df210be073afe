import assert from "node:assert/strict";
import { withWidths } from "./coincident.ts";

const curve = (label: string, heights: (number | null)[], schedule = "Linear") =>
  heights.map((y, x) => ({ schedule, label, x, y }));

const widthsOf = (...curves: ReturnType<typeof curve>[]) =>
  Object.fromEntries(
    withWidths(curves.flat(), 0.1).map(({ schedule, label, width }) => [
      `${schedule} ${label}`,
      width,
    ]),
  );

Deno.test("a line that others would hide is wider by each of them, others are as usual", () => {
  const widths = widthsOf(
    curve("none", [1, 2, 3]),
    curve("SD", [1, 1, 1]),
    curve("SD2", [1.05, 1.05, 1]),
    curve("same_mean", [1, 1, 1.05]),
  );
  assert.deepEqual(widths, {
    "Linear none": 2,
    "Linear SD": 8,
    "Linear SD2": 5,
    "Linear same_mean": 2,
  });
});

Deno.test("lines of other panels and gaps hide nothing", () => {
  const widths = widthsOf(
    curve("SD", [1, 1]),
    curve("SD", [1, 1], "Cosine"),
    curve("SD2", [1, 1], "Cosine"),
    curve("SD3", [null, null], "Cosine"),
  );
  assert.deepEqual(widths, { "Linear SD": 2, "Cosine SD": 5, "Cosine SD2": 2, "Cosine SD3": 2 });
});
