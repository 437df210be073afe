/** The half of onnx_models.py that runs in Deno: exports models to folders. */
import { exportModel } from "../../lib/export/mod.ts";

for (let i = 0; i < Deno.args.length; i += 2) {
  await exportModel(Deno.args[i]!, Deno.args[i + 1]!, { onMessage: () => {} });
}
