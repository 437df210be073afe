import assert from "node:assert/strict";
import { Random } from "../../random/mod.ts";
import { type LabelSize, placeLabels } from "./place_labels.ts";

const AREA = { width: 300, height: 200 };

Deno.test("labels stand beside their points, and none covers another, a point or the curve", () => {
  const random = new Random(1, "labels");
  const curve = Array.from({ length: 60 }, (_, i) => ({ x: 5 * i, y: 100 + 60 * Math.sin(i / 9) }));
  const labels = Array.from({ length: 12 }, (): LabelSize => ({
    ...curve[random.integer(60)]!,
    width: 30 + random.integer(40),
    height: 13,
  }));
  const placed = placeLabels(labels, AREA, curve);
  const boxes = placed.map((label, i) => {
    assert.ok(label !== undefined);
    const { left, top } = label;
    return { left, top, right: left + labels[i]!.width, bottom: top + labels[i]!.height };
  });
  boxes.forEach((a, i) => {
    assert.ok(a.left >= 0 && a.top >= 0 && a.right <= AREA.width && a.bottom <= AREA.height);
    for (const { x, y } of [...curve, ...labels]) {
      assert.ok(x < a.left || x > a.right || y < a.top || y > a.bottom, `${i} covers ${x}, ${y}`);
    }
    for (const b of boxes.slice(i + 1)) {
      const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top ||
        b.bottom <= a.top;
      assert.ok(apart);
    }
  });
  assert.deepEqual(placeLabels(labels, AREA, curve), placed, "the same each time");
});

Deno.test("a label alone stands next to its point; one without room has no place", () => {
  const [near] = placeLabels([{ x: 100, y: 100, width: 40, height: 12 }], AREA, []);
  assert.ok(Math.hypot(near!.end.x - 100, near!.end.y - 100) < 10);
  assert.deepEqual(placeLabels([{ x: 100, y: 100, width: 400, height: 12 }], AREA, []), [
    undefined,
  ]);
});
