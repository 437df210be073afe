import assert from "node:assert/strict";
import { BUILT_IN } from "../definitions.ts";
import { type SettingOption, settingOptions } from "./options.ts";

const options = new Map<string, SettingOption>(
  settingOptions(BUILT_IN).map((option) => [option.name, option]),
);

Deno.test("settingOptions() says of each setting what both presets make of it", () => {
  // Of data/presets/: what both have alike stands once, and what `paper` has of its own behind it.
  const standard: [name: string, text: string | undefined][] = [
    ["model", "embedded; in preset paper: bert-base-cased"],
    ["data", "embedded; in preset paper: none"],
    ["epochs", "6; in preset paper: 100"],
    ["learningRate", "0.0006; in preset paper: 0.00002"],
    ["passageLimit", "none; in preset paper: 101"],
    ["textColumn", "none"],
    ["warmupSteps", "0"],
    ["schedules", "constant,linear,cosine"],
    ["seeds", "0"],
    ["out", "results/PRESET"],
    // Nothing, a flag that is not set, and what is no text.
    ["plugins", undefined],
    ["saveModels", undefined],
    ["sweep", undefined],
  ];
  for (const [name, text] of standard) assert.equal(options.get(name)?.defaultText, text, name);
  assert.ok(!("defaultText" in options.get("plugins")!));
});

Deno.test("settingOptions() says what kind of values there are, of lists each one's", () => {
  const kinds: [name: string, kind: string, list: boolean][] = [
    ["model", "text", false],
    ["epochs", "whole", false],
    ["learningRate", "real", false],
    ["saveModels", "flag", false],
    ["gamma", "choice", false],
    ["seeds", "whole", true],
    ["methods", "choice", true],
    ["plugins", "text", true],
    ["sweep", "text", false],
  ];
  for (const [name, kind, list] of kinds) {
    const option = options.get(name)!;
    assert.deepEqual([option.kind, option.list], [kind, list], name);
  }
  assert.match(options.get("seeds")!.expected, /^a whole number/);
  assert.deepEqual(options.get("evalMasks")!.choices, ["fixed", "fresh"]);
  assert.deepEqual(options.get("methods")!.names, BUILT_IN.methods.names);
  assert.deepEqual(options.get("reader")!.names, ["auto", ...BUILT_IN.readers.names]);
  const { choices, names, placeholder } = options.get("epochs")!;
  assert.deepEqual([choices, names, placeholder], [undefined, undefined, undefined]);
  assert.equal(options.get("data")!.placeholder, "PATH");
  assert.equal(options.has("conditions"), false, "they are for files alone");
});
