import assert from "node:assert/strict";
import { type ScaleName, SCALES } from "./scales.ts";
import { areScales, readScales, scaleBytes, scaleLength, tableScale } from "./table_scales.ts";

const NAME = Object.keys(SCALES)[0] as ScaleName;
const { length: WIDTH } = SCALES[NAME];
const SOURCE = { model: "m", model_sha256: "0" };

/** Two words: the first is 0 on each axis, the second 1, 2, 3 … */
const values = Float32Array.from(
  { length: 2 * WIDTH },
  (_, i) => i < WIDTH ? 0 : i - WIDTH + 1,
);

Deno.test("a scale in a table has each axis' mean and deviation", () => {
  const { header } = tableScale(NAME, SOURCE, values);
  // Of 0 and n the mean and the standard deviation are n ÷ 2.
  const half = Array.from({ length: WIDTH }, (_, i) => (i + 1) / 2);
  assert.deepEqual([header.means, header.deviations], [half, half]);
  assert.deepEqual([header.name, header.model, header.model_sha256], [NAME, "m", "0"]);
  const usual = tableScale(NAME, SOURCE, values, new Float32Array(WIDTH).fill(4)).header;
  assert.deepEqual([usual.means[0], usual.deviations[0]], [4, 1]);
});

Deno.test("scales stand one after another, and one of other axes is gone over", () => {
  const scale = tableScale(NAME, SOURCE, values);
  const other = {
    header: { ...scale.header, axes_sha256: "old", means: [0], deviations: [1] },
    values: Float32Array.of(8, 9),
  };
  const unknown = { ...other, header: { ...other.header, name: "toString" } };
  const scales = [unknown, scale, other], headers = scales.map(({ header }) => header);
  const bytes = scaleBytes(scales);
  assert.equal(scaleLength(headers, 2), bytes.length);
  assert.equal(bytes.length, 4 * (2 + 2 + 2 * WIDTH));
  // 8 is 0x41000000, the lowest byte first.
  assert.deepEqual([...bytes.subarray(0, 4)], [0, 0, 0, 0x41]);
  assert.deepEqual([...readScales(headers, bytes, 2)], [[NAME, scale]]);
});

Deno.test("what a file says of its scales has all parts, of their types", () => {
  const { header } = tableScale(NAME, SOURCE, values);
  for (const good of [undefined, [], [header], [header, header]]) assert.ok(areScales(good));
  const bad = [
    ...[null, {}, "", [null], ["a"], [[]], [header, 1]],
    ...Object.keys(header).flatMap((
      key,
    ) => [[{ ...header, [key]: undefined }], [{ ...header, [key]: 1 }]]),
    [{ ...header, means: header.means.slice(1) }],
    [{ ...header, means: header.means.map(() => NaN) }],
    [{ ...header, deviations: header.deviations.map(() => "1") }],
  ];
  assert.deepEqual(bad.filter((given) => areScales(given)), []);
});
