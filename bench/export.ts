/** `--only export`: from a model's folder to its ONNX files. */
import * as path from "node:path";
import { ONNX_FILES } from "../lib/mod.ts";
import { BASE, caseFiles, MINI, TINY } from "./cases.ts";
import { benchFolder } from "./folder.ts";
import { FreshSubject } from "./fresh.ts";
import { measure } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import type { Row } from "./rows.ts";
import { denoSubject } from "./specs.ts";

/** Exports in a row; the first, which does not count, warms the system's cache of files. */
const EXPORTS = 4;

/** Measures how long writing a model's ONNX files takes, each time in a process of its own. */
export async function* benchExport(options: BenchOptions): AsyncGenerator<Row> {
  const out = path.join(benchFolder(), "onnx");
  for (const step of options.tiny ? [TINY] : [MINI, BASE]) {
    const { model } = await caseFiles(step);
    const { rows } = await measure([denoSubject("SDTrainer", "export.ts", [model, out])], {
      bench: "export",
      // Without its batches.
      case: step.name.split(",")[0]!,
      what: "export",
      // There is no peer.
      reference: "",
      start: (spec) => Promise.resolve(new FreshSubject(spec, false)),
      fresh: true,
      warmup: 0,
      block: EXPORTS,
      rounds: options.rounds ?? 1,
    }, options);
    // One that failed has been told of.
    if (rows.length === 0) continue;
    const sizes = await Promise.all(
      Object.values(ONNX_FILES).map(async (file) => {
        const { size } = await Deno.stat(path.join(out, file));
        return `${file} ${(size / 1e6).toFixed(1)} MB`;
      }),
    );
    yield* rows.map((row) => ({ ...row, note: sizes.join(", ") }));
  }
}
