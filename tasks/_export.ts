/** `--export`: the ONNX files of models that a task trained. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type Definitions,
  type DoneEvent,
  exportModel,
  hasOnnx,
  loadPretrained,
  MODEL_CONFIG,
  modelOfRun,
  onnxFiles,
  tellOnnx,
  writeOnnxFiles,
} from "../lib/mod.ts";
import type { Options } from "./_options.ts";
import { print } from "./_print.ts";

/** `--export`. */
export const EXPORT_OPTION = {
  choices: ["onnx"],
  description: "Also write what transformers.js and ONNX Runtime open",
} as const satisfies Options[string];

/** Writes a trained model's ONNX files into a folder where they are not there yet. */
async function addOnnx(
  model: string,
  { architectures }: Definitions,
  folder: string,
): Promise<void> {
  if (hasOnnx(folder)) return;
  await writeOnnxFiles(folder, onnxFiles(await loadPretrained(model, { architectures }), model));
}

/** Exports a trained model: its ONNX files stand beside its weights. */
export async function exportTrained(out: string, definitions: Definitions): Promise<void> {
  await addOnnx(out, definitions, out);
  await tellOnnx(out);
  print(`ONNX: ${join(out, "onnx")}`);
}

/** Exports the models of an experiment's runs, each to a folder of its own in that of the run. */
export async function exportRuns(
  { out, results }: DoneEvent,
  definitions: Definitions,
): Promise<void> {
  for (const { run } of results.filter(({ diverged }) => diverged === null)) {
    const folder = modelOfRun(out, run.name), target = join(folder, "..", "export");
    const { architectures } = definitions;
    if (existsSync(join(target, MODEL_CONFIG))) await addOnnx(folder, definitions, target);
    else await exportModel(folder, target, { architectures, name: run.name });
    print(`ONNX: ${target}`);
  }
}
