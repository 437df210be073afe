/** Where a bench keeps its things. */
import * as path from "node:path";
import { cacheFolder } from "../lib/mod.ts";

/** Where what the bench makes once is kept. */
export function benchFolder(): string {
  return path.join(cacheFolder(), "bench");
}
