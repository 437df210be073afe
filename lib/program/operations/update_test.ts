import { testRefusals } from "../../../tests/_operations/mod.ts";
import type { ProgramBuilder } from "../mod.ts";
import { adamW, addToVariable, clearVariable, group } from "./update.ts";

function adam(b: ProgramBuilder, shapes: { gradient?: number[]; rate?: number[] }, name = "w") {
  const rate = b.placeholder("rate", shapes.rate ?? []);
  const gradient = b.placeholder("gradient", shapes.gradient ?? [2]);
  const inputs = { gradient, stepSize: rate, epsilon: rate, keep: rate };
  return adamW(b.variable("w", [2]), name, { beta1: 0.9, beta2: 0.999 }, inputs);
}

testRefusals([
  [
    "adamW with a gradient of another shape",
    (b) => adam(b, { gradient: [2, 1] }),
    /"w" must have its shape \[2\]: got \[2, 1\]/,
  ],
  ["adamW with a vector of rates", (b) => adam(b, { rate: [2] }), /scalars: got \[2\]/],
  [
    "adamW of a variable by another's name",
    (b) => adam(b, {}, "v"),
    /adamW needs the variable "v" itself/,
  ],
  ["adamW whose moments have another shape", (b) => {
    b.variable("adam/m/w", [3]);
    adam(b, {});
  }, /"adam\/m\/w" has shape \[3\], not \[2\]/],
  ["adding another shape to a variable", (b) => {
    b.variable("w", [3]);
    addToVariable(b.placeholder("x", [2]), "w");
  }, /"w" has shape \[3\], not \[2\]/],
  [
    "adding an open shape to a variable",
    (b) => addToVariable(b.placeholder("x", [-1]), "w"),
    /shape \[\?\]/,
  ],
  [
    "clearing what is no variable",
    (b) => clearVariable(b.placeholder("w", [2]), "w", adam(b, {})),
    /needs the variable "w"/,
  ],
  [
    "clearing after what is no update",
    (b) => clearVariable(b.variable("w", [2]), "w", b.placeholder("x", [])),
    /needs token/,
  ],
  ["a group of nothing", () => group([]), /at least one/],
  ["a group of numbers", (b) => group([b.placeholder("x", [])]), /group needs token/],
  [
    "a program that gives a token away",
    (b) => b.output("update", adam(b, {})),
    /cannot be a token: use group/,
  ],
]);
