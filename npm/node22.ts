/**
 * What of the language `lib/` uses and Node 22 does not have yet, where it is missing. Older ones lack
 * more than that.
 */
import process from "node:process";
import "core-js/actual/async-disposable-stack/index.js";
import "core-js/actual/disposable-stack/index.js";
import "core-js/actual/regexp/escape.js";
import "core-js/actual/suppressed-error.js";
import "core-js/actual/typed-array/to-base64.js";
import { Float16Array } from "@petamoriken/float16";

if (Number.parseInt(process.versions.node) < 22) {
  throw new Error(`sdtrainer needs Node 22 or newer: this is ${process.versions.node}.`);
}

Object.assign(globalThis, { Float16Array: globalThis.Float16Array ?? Float16Array });
