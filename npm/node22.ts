/** What of the language `lib/` uses and Node 22 does not have yet, where it is missing. */
import "core-js/actual/async-disposable-stack/index.js";
import "core-js/actual/disposable-stack/index.js";
import "core-js/actual/regexp/escape.js";
import "core-js/actual/suppressed-error.js";
import "core-js/actual/typed-array/to-base64.js";
import { Float16Array } from "@petamoriken/float16";

Object.assign(globalThis, { Float16Array: globalThis.Float16Array ?? Float16Array });
