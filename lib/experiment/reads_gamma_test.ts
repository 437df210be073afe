import assert from "node:assert/strict";
import { defineMethod } from "../schedule/mod.ts";
import type { LogRecord } from "../training/mod.ts";
import { wordSettings } from "../io/mod.ts";
import { BUILT_IN } from "./definitions.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { resultOf } from "./planned_run.ts";
import { gammaReaders, withoutGamma } from "./reads_gamma.ts";
import { resolveSettings, type SettingsLayers } from "./settings/presets.ts";

const runs = (overrides: SettingsLayers["overrides"]) =>
  plannedRuns(resolveSettings({ overrides: { schedules: ["linear"], ...overrides } }));

/** Runs of these methods, so many of whose 20 steps have a Γ. */
const results = (having: Readonly<Record<string, number>>) =>
  runs({ methods: Object.keys(having) }).map((run) => {
    const records = Array.from({ length: 20 }, (_, i): LogRecord => ({
      ...{ type: "step", step: i + 1, epoch: 1, loss: 1, grad_norm: 1, seconds: 1 },
      ...{ scheduled_learning_rate: 1, learning_rate: 1 },
      ...(i < having[run.method]!
        ? { gamma: 1, gamma_root: 1, gamma_pairs: 1 }
        : { gamma: null, gamma_root: null, gamma_pairs: 0 }),
    }));
    return resultOf(run, { seconds: 1, diverged: null, bestStep: null, records });
  });

Deno.test("methods and objectives that go by Γ are found, and no others", () => {
  const methods = ["none", "SD", "SD2", "scaled:factor=0.8", "greedy", "mean:of=SD"];
  const readers = (overrides: Parameters<typeof runs>[0], definitions = BUILT_IN) =>
    runs(overrides).map((run) => gammaReaders(run, definitions).map(({ name }) => name).join());
  assert.deepEqual(readers({ methods }), ["", "SD", "SD2", "", "", ""]);
  assert.deepEqual(readers({ methods: ["SD"], objective: "sd_token" }), ["SD,sd_token"]);
  assert.deepEqual(readers({ methods: ["none"], objective: "sd_loss:lambda=1" }), [
    "sd_loss:lambda=1",
  ]);
  const capped = defineMethod({ name: "capped", adjust: (rate) => rate });
  assert.deepEqual(readers({ methods: ["capped"] }), [""], "it is not known");
  const more = { ...BUILT_IN, methods: BUILT_IN.methods.with([capped]) };
  assert.deepEqual(readers({ methods: ["capped"] }, more), ["capped"]);
});

Deno.test("of runs whose steps hardly ever had a Γ it is told that they did not go by it", () => {
  const told = (having: Readonly<Record<string, number>>) => {
    const sentence = withoutGamma(results(having), BUILT_IN);
    return sentence && wordSettings(sentence, (name) => `--${name}`);
  };
  assert.equal(
    told({ none: 0, SD: 0, SD2: 1 }),
    "SD, SD2: 1 of 40 steps had a Γ, as there was no pair of words that β has scores for. Nothing " +
      "that came of such runs is owed to Γ. Give a sentence encoder for the language of the text " +
      "with --beta.",
  );
  assert.match(told({ SD: 2, SD2: 1 })!, /^SD2: 1 of 20 steps/);
  assert.equal(told({ none: 0, SD: 2, greedy: 0 }), undefined);
  const [none] = results({ SD: 0 });
  assert.equal(withoutGamma([{ ...none!, records: [] }], BUILT_IN), undefined, "no step was made");
});
