/** What a command line is told of the settings. */
import assert from "node:assert/strict";
import { BUILT_IN } from "../definitions.ts";
import { settingOptions } from "./options.ts";
import { SETTING_NAMES } from "./table.ts";

const OPTIONS = settingOptions(BUILT_IN);
const option = (name: string) => OPTIONS.find((option) => option.name === name)!;

Deno.test("all settings are options but those that are for files alone", () => {
  assert.deepEqual(
    OPTIONS.map(({ name }) => name),
    SETTING_NAMES.filter((name) => name !== "conditions"),
  );
});

Deno.test("an option says what it takes: one value or several, and which there are", () => {
  assert.deepEqual(option("seeds"), {
    name: "seeds",
    help: "Decide order, masks and dropout",
    kind: "whole",
    expected: "a whole number, at least 0",
    list: true,
    defaultText: "0",
  });
  assert.deepEqual(option("evalSplit"), {
    name: "evalSplit",
    help: "The split that the evaluation chunks are from",
    kind: "choice",
    expected: "one of train, valid, test",
    list: false,
    choices: ["train", "valid", "test"],
    defaultText: "valid; in preset paper: train",
  });
  const { kind, list, names, placeholder, defaultText } = option("reader");
  assert.deepEqual({ kind, list, names, placeholder, defaultText }, {
    ...{ kind: "choice", list: false, placeholder: "NAME", defaultText: "auto" },
    names: ["auto", ...BUILT_IN.readers.names],
  });
  assert.deepEqual(option("metrics").names, BUILT_IN.metrics.names, "no name but the definitions'");
});

Deno.test("what stands for nothing, or for all presets, in the text of a default", () => {
  const texts = Object.fromEntries(OPTIONS.map(({ name, defaultText }) => [name, defaultText]));
  assert.deepEqual(
    [texts["out"], texts["sweep"], texts["plugins"], texts["saveModels"], texts["textColumn"]],
    ["results/PRESET", undefined, undefined, undefined, "none"],
  );
  assert.ok(!("defaultText" in option("sweep")) && !("names" in option("seeds")));
  assert.equal(texts["passageLimit"], "none; in preset paper: 101");
  assert.equal(texts["data"], "embedded; in preset paper: none");
  assert.equal(texts["schedules"], "constant,linear,cosine");
});

Deno.test("the help of the data names the sets that are embedded", () => {
  assert.match(option("data").help, /, or what is embedded: embedded, embedded-addresses$/);
});
