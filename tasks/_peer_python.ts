/** The Python that the peers of a bench run in. */
import * as path from "node:path";
import { benchFolder } from "../bench/folder.ts";
import { InputError } from "../lib/mod.ts";
import { ensurePython } from "./_python.ts";

/** What pip installs, pinned so that figures can be compared. It brings torch's CUDA libraries. */
const REQUIREMENTS = [
  "torch==2.15.0",
  "transformers==5.23.0",
  "accelerate==1.15.0",
  "datasets==5.2.0",
];

/**
 * The path of a Python that has the peers, made if need be: 6 GB and some minutes, once.
 * `SDTRAINER_BENCH_PYTHON` names another one, which is used as it is.
 *
 * @throws {InputError} If it cannot be had.
 */
export async function peerPython(onProgress: (line: string) => void): Promise<string> {
  const named = Deno.env.get("SDTRAINER_BENCH_PYTHON");
  if (!named) {
    return await ensurePython({
      folder: path.join(benchFolder(), "python"),
      requirements: REQUIREMENTS,
      purpose: "the peers",
      duration: "about five minutes and 6 GB",
      onProgress,
    });
  }
  const file = await Deno.stat(named).catch(() => undefined);
  if (file?.isFile) return named;
  throw new InputError("there is no such Python", {
    file: named,
    place: "SDTRAINER_BENCH_PYTHON",
    mend: "Set it to the python of an environment with torch and transformers, or unset it",
  });
}
