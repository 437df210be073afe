/** Prints the adapter that WebGPU would use, as JSON, or null. */
import { findAdapter } from "../../lib/backend/portable.ts";

console.log(JSON.stringify(await findAdapter() ?? null));
