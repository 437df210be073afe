/** From a model's folder to its ONNX files, as a subject: `export.ts MODEL OUT`. */
import { loadPretrained, onnxFiles, writeOnnxFiles } from "../../lib/mod.ts";
import { serve } from "../serve.ts";

const [model, out] = Deno.args as [string, string];

await serve({
  async export() {
    await writeOnnxFiles(out, onnxFiles(await loadPretrained(model), model));
  },
});
