import assert from "node:assert/strict";
import { inBrackets, InputError, settingName, shown, wordSettings } from "./errors.ts";

const option = (name: string) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

Deno.test("an InputError is one line: file, place, problem and what to do", () => {
  const cause = new Error("underneath");
  const error = new InputError("it is empty", {
    file: "a.csv",
    place: "line 2",
    mend: "Go",
    cause,
  });
  assert.equal(error.message, "a.csv, line 2: it is empty. Go.");
  assert.deepEqual([error.file, error.place, error.mend], ["a.csv", "line 2", "Go"]);
  assert.equal(error.cause, cause);
  assert.equal(new InputError("no", { mend: "Go" }).message, "no. Go.");
});

Deno.test("a setting in a message has its bare name, and its option for whoever asks", () => {
  const error = new InputError(`${settingName("trainChunks")} is too high`, {
    file: "a.csv",
    place: settingName("evalChunks"),
    mend: `Set ${settingName("trainChunks")} and ${settingName("evalChunks")} lower`,
  });
  assert.equal(
    error.message,
    "a.csv, evalChunks: trainChunks is too high. Set trainChunks and evalChunks lower.",
  );
  assert.equal(
    error.told(option),
    "a.csv, --eval-chunks: --train-chunks is too high. Set --train-chunks and --eval-chunks lower.",
  );
  assert.deepEqual([error.place, error.mend], [
    "evalChunks",
    "Set trainChunks and evalChunks lower",
  ]);
});

Deno.test("an error's text keeps its names as a part of another error's", () => {
  const inner = new InputError("no", { mend: `Set ${settingName("saveSteps")}` });
  const outer = new InputError("nor this", { mend: inner.told(settingName).replace(/\.$/, "") });
  assert.equal(outer.message, "nor this. no. Set saveSteps.");
  assert.equal(outer.told(option), "nor this. no. Set --save-steps.");
});

Deno.test("a mistake has its place in a larger one, and keeps its names for whoever asks", () => {
  const error = new InputError(`${settingName("saveSteps")} is odd`, { mend: "Set it" });
  const inner = error.within({ file: "a.json" }),
    outer = inner.within({ place: settingName("of") });
  assert.equal(inner.message, "a.json: saveSteps is odd. Set it.");
  assert.equal(inner.place, undefined);
  assert.equal(
    outer.within({ place: "b" }).told(option),
    "a.json, b, --of: --save-steps is odd. Set it.",
  );
  assert.equal(outer.cause, inner);
});

Deno.test("what is long is cut after its names are worded, and controls are escaped", () => {
  const error = new InputError(`${settingName("a")}${"x".repeat(799)}\u001b`, { mend: "Go" });
  assert.equal(error.message, `a${"x".repeat(798)}…. Go.`);
  assert.equal(error.told(() => "--ab"), `--ab${"x".repeat(795)}…. Go.`);
  const fits = "x".repeat(800);
  assert.equal(new InputError(fits, { mend: fits }).message, `${fits}. ${fits}.`);
  const at = (place: string) => new InputError("no", { place, mend: "Go" }).message;
  assert.equal(at("x".repeat(200)), `${"x".repeat(200)}: no. Go.`);
  assert.equal(at("x".repeat(201)), `${"x".repeat(199)}…: no. Go.`);
  assert.equal(new InputError("it is bad", { mend: "" }).message, "it is bad.");
  assert.equal(new InputError("\u001b[1m\n", { mend: "Go" }).message, "\\u001b[1m\\u000a. Go.");
});

Deno.test("wordSettings() takes names only, not other private-use characters", () => {
  assert.equal(wordSettings(`Use ${settingName("device")} cpu`), "Use device cpu");
  assert.equal(wordSettings(`Use ${settingName("device")} cpu`, option), "Use --device cpu");
  const text = `Choose it with ${settingName("out", "the setting out")}`;
  assert.equal(wordSettings(text), "Choose it with the setting out");
  assert.equal(wordSettings(text, option), "Choose it with --out");
  assert.equal(wordSettings(text, settingName), text);
  for (const text of ["\uE000", "\uE000\uE001", "\uE000two words\uE001", "\uE000a"]) {
    assert.equal(wordSettings(text, option), text);
  }
});

Deno.test("shown() cuts what is long and names what is nested too deeply", () => {
  assert.equal(shown("x".repeat(100)), `"${"x".repeat(78)}…`);
  assert.equal(shown(undefined), "undefined");
  const ring: unknown[] = [];
  ring.push(ring);
  assert.equal(shown(ring), "a deeply nested list");
  assert.equal(shown({ ring }), "a deeply nested object");
  // With its quotation marks a text of 78 characters has 80.
  assert.equal(shown("x".repeat(78)), `"${"x".repeat(78)}"`);
  assert.equal(shown("x".repeat(79)), `"${"x".repeat(78)}…`);
});

Deno.test("a reason stands in brackets, and no brackets stand without one", () => {
  assert.equal(inBrackets("no space left.\n"), " (no space left)");
  assert.equal(inBrackets("see: \n"), " (see)");
  for (const nothing of [undefined, "", " \n", "."]) assert.equal(inBrackets(nothing), "");
});
