/** What counts as a run's mark and as an experiment's config.json, field by field. */
import assert from "node:assert/strict";
import { isDoneMark, parseExperimentConfig } from "./results.ts";
import { resolveSettings } from "./settings/presets.ts";

const MARK = { records: 7, seconds: 1.5, diverged: null };

Deno.test("a mark has its numbers in their range, and texts where it has them at all", () => {
  const right = [
    { records: 0, seconds: 0 },
    { diverged: "Step 5 was not made." },
    { best_global_step: null },
    { best_global_step: 0 },
    { spans: [[1, 2]], decided_by: "a", needs: "b", other_bits: "c" },
    { metrics_sha256: "d", weights_sha256: "e" },
    { later: 1 },
  ];
  for (const fields of right) {
    assert.equal(isDoneMark({ ...MARK, ...fields }), true, JSON.stringify(fields));
  }
  const wrong = [
    ...[{ records: 1.5 }, { records: "7" }, { seconds: -0.1 }, { seconds: Infinity }],
    ...[{ seconds: null }, { diverged: 1 }, { diverged: undefined }, { best_global_step: -1 }],
    ...[{ best_global_step: 1.5 }, { spans: [[1]] }, { decided_by: 1 }, { needs: null }],
    ...[{ other_bits: 1 }, { metrics_sha256: 1 }, { weights_sha256: 1 }],
  ];
  for (const fields of wrong) {
    assert.equal(isDoneMark({ ...MARK, ...fields }), false, JSON.stringify(fields));
  }
  for (const value of [undefined, null, 3, "a", [MARK]]) assert.equal(isDoneMark(value), false);
});

const SETTINGS = resolveSettings();
const CONFIG = { settings: SETTINGS, environment: { deno: "2" } };

Deno.test("a config.json has settings, an environment of texts and, perhaps, plugins", () => {
  const parse = (value: unknown) => parseExperimentConfig(value, "config.json");
  assert.deepEqual(parse(CONFIG), CONFIG);
  assert.deepEqual(parse({ ...CONFIG, plugins: [] }), CONFIG, "none is as if it were left out");
  const plugins = [{ file: "a.ts", sha256: "1", defines: ["method a"] }, {
    ...{ sha256: "2", defines: [] },
  }];
  assert.deepEqual(parse({ ...CONFIG, plugins }), { ...CONFIG, plugins });
  const { trainEval: _, ...older } = SETTINGS;
  assert.equal(parse({ ...CONFIG, settings: older }).settings.trainEval, "no", "as it was then");
  const { epochs: __, ...lacking } = SETTINGS;
  const damaged = [
    ...[undefined, null, [], "a", {}, { environment: {} }, { settings: SETTINGS }],
    ...[{ ...CONFIG, settings: [] }, { ...CONFIG, settings: lacking }],
    ...[{ ...CONFIG, environment: { deno: 2 } }, { ...CONFIG, environment: [] }],
    ...[{ sha256: 1, defines: [] }, { sha256: "1" }, { sha256: "1", defines: [1] }, null]
      .map((plugin) => ({ ...CONFIG, plugins: [plugin] })),
    { ...CONFIG, plugins: [{ file: 1, sha256: "1", defines: [] }] },
    { ...CONFIG, plugins: {} },
  ];
  for (const value of damaged) {
    assert.throws(() => parse(value), {
      name: "InputError",
      message: "config.json: this is not an experiment's config.json, or it is damaged. Choose " +
        "another folder with the setting out, or have its runs made again with restart.",
    }, JSON.stringify(value));
  }
});
