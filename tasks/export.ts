/** `deno task export`: a model as transformers.js and ONNX Runtime open it. */
import { statSync } from "node:fs";
import { join } from "node:path";
import {
  EMBEDDED,
  exportModel,
  folderOfModel,
  loadPlugins,
  ONNX_FILES,
  type Plugin,
  withPlugins,
} from "../lib/mod.ts";
import { CASE_OPTIONS, casedOf, OFFLINE_OPTION, runCommand } from "./_cli.ts";
import { PLUGIN_OPTION, pluginTable } from "./_definitions.ts";
import { runPlugged } from "./_plugged.ts";
import { print } from "./_print.ts";

/** The command, its help naming what plugins define. */
function commandOf(plugins: readonly Plugin[]) {
  return {
    name: "export",
    description:
      "Writes a masked language model as ONNX, with its tokenizer and a card: a folder that " +
      "transformers.js opens in a page, and ONNX Runtime anywhere. onnx/model.onnx is float32; in " +
      "onnx/model_fp16.onnx, of half the size, weights and matrix products are float16.",
    options: {
      model: {
        description: "A Hugging Face folder with config.json, model.safetensors and the " +
          "tokenizer, or a model's name on the hub, or embedded",
        placeholder: "MODEL",
        default: EMBEDDED,
      },
      out: {
        description: "Where it goes: a folder that is not there yet, or empty",
        placeholder: "FOLDER",
        required: true,
      },
      plugin: PLUGIN_OPTION,
      ...CASE_OPTIONS,
      offline: OFFLINE_OPTION,
    },
    tables: plugins.map(pluginTable),
    examples: [
      "deno task export --model my-model --out my-model-onnx",
      "deno task export --model bert-base-cased --out bert-onnx",
    ],
  } as const;
}

/** "35.2 MB". */
function sizeOf(file: string): string {
  return `${(statSync(file).size / 1e6).toFixed(1)} MB`;
}

await runPlugged((plugins) =>
  runCommand(commandOf(plugins), async ({ options }) => {
    const { model, out, plugin } = options;
    const { architectures } = withPlugins(await loadPlugins(plugin ?? []));
    const folder = await folderOfModel(model);
    await exportModel(folder, out, {
      architectures,
      cased: casedOf(options),
      name: model,
      baseModel: model === EMBEDDED || model === folder ? undefined : model,
    });
    for (const file of Object.values(ONNX_FILES).map((name) => join(out, name))) {
      print(`${file}: ${sizeOf(file)}`);
    }
  })
);
