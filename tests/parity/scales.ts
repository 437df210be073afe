/** The axes of the further scales as JSON, for `scales.py`. */
import { FURTHER_SCALES, SCALES } from "../../lib/semantics/mod.ts";

const axes = FURTHER_SCALES.map((name) => [name, SCALES[name].map(({ terms }) => terms)]);
console.log(JSON.stringify(Object.fromEntries(axes)));
