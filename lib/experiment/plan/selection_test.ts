import assert from "node:assert/strict";
import { rangesOf, selectRuns } from "./selection.ts";

const names = ["linear-none-seed0", "linear-SD-seed0", "linear-SD2-seed0", "cosine-none-seed0"];

Deno.test("runs are chosen by name, place and range, each once and in their order", () => {
  const cases: [string, number[]][] = [
    ["0", [0]],
    ["3", [3]],
    ["1-3", [1, 2, 3]],
    ["2-2", [2]],
    ["3, 0-1,1", [0, 1, 3]],
    ["linear-SD-seed0", [1]],
    ["cosine-none-seed0,0", [0, 3]],
  ];
  for (const [text, places] of cases) assert.deepEqual(selectRuns(text, names), places, text);
});

Deno.test("a run that there is not is refused, with those that there are", () => {
  const refused = (text: string, message: RegExp) =>
    assert.throws(() => selectRuns(text, names), { name: "InputError", message });
  refused("4", /^there is no run 4: the experiment has 4\. Give places from 0 to 3\.$/);
  refused("2-9", /^there is no run 9: the experiment has 4\./);
  refused("3-1", /^the range 3-1 ends before it begins\. Give places from 0 to 3\.$/);
  for (const text of ["-1", "1-", "1.5", "", "1,,2", "0x1", "SD", "9999999999"]) {
    refused(text, /^there is no run ".*"\. The runs are 0 to 3, by name: linear-none-seed0, /);
  }
  const many = Array.from({ length: 20 }, (_, seed) => `linear-none-seed${seed}`);
  assert.throws(() => selectRuns("linear-none-sed7", many), {
    message: 'there is no run "linear-none-sed7". The runs are 0 to 19, by name: the nearest is ' +
      "linear-none-seed7.",
  });
});

Deno.test("places are written as ranges, from which they can be read again", () => {
  assert.equal(rangesOf([]), "");
  assert.equal(rangesOf([7]), "7");
  assert.equal(rangesOf([3, 0, 1, 2, 7, 9, 8, 8]), "0-3,7-9");
  const all = Array.from({ length: 20 }, (_, place) => `run${place}`);
  for (const places of [[0], [0, 2, 4], [1, 2, 3, 10, 19]]) {
    assert.deepEqual(selectRuns(rangesOf(places), all), places);
  }
});
