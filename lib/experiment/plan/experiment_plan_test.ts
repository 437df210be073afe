/** From what was asked for to its runs: what does not go together, plugins once, and what runs need. */
import assert from "node:assert/strict";
import { defineMethod } from "../../schedule/mod.ts";
import { pluginOf } from "../plugins.ts";
import { resolveSettings } from "../settings/presets.ts";
import { askedExperiment, experimentRuns } from "./experiment_plan.ts";

const base = resolveSettings({ overrides: { schedules: ["linear"], methods: ["none"] } });

Deno.test("settings that do not go together are refused, whoever gives them", async () => {
  await assert.rejects(
    askedExperiment({ ...base, loadBestModelAtEnd: true, saveStrategy: "no" }),
    { name: "InputError", message: /^loadBestModelAtEnd cannot be used with saveStrategy no: / },
  );
  await assert.rejects(askedExperiment({ ...base, epochs: 0 }), /^InputError: epochs: the value 0/);
});

Deno.test("a plugin that is given twice counts once, and its definitions can be named", async () => {
  const late = pluginOf({ late: defineMethod({ name: "late", power: 2 }) });
  const other = pluginOf({ other: defineMethod({ name: "other", power: 2 }) });
  const asked = await askedExperiment({ ...base, methods: ["late"] }, [late, other, late]);
  assert.deepEqual(asked.plugins, [late, other]);
  assert.ok(asked.definitions.methods.has("late") && asked.definitions.methods.has("none"));
  await assert.rejects(askedExperiment({ ...base, methods: ["late"] }), /no method "late"/);
});

Deno.test("of a folder's runs those are made that were asked for, and those that they need", async () => {
  const asked = await askedExperiment({ ...base, methods: ["replay:of=SD"] });
  const whole = { ...asked.settings, methods: ["none", "SD", "replay:of=SD"] };
  const runs = experimentRuns(asked, whole);
  const names = ["linear-none-seed0", "linear-SD-seed0", "linear-replay+of=SD-seed0"];
  assert.deepEqual(runs.all.map(({ name }) => name), names);
  assert.deepEqual(runs.asked.map(({ name }) => name), names.slice(1));
  assert.throws(
    () => experimentRuns({ ...asked, settings: { ...asked.settings, baseline: "SD2" } }, whole),
    /no run of this experiment is what baseline "SD2" names/,
  );
});
