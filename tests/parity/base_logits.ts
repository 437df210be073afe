/**
 * The half of base_logits.py that runs in Deno: reads a model folder and token ids, writes logits,
 * and saves the model again in float32 and float16.
 */
import { join } from "node:path";
import { selectBackend } from "../../lib/backend/mod.ts";
import {
  Layers,
  loadPretrained,
  savePretrained,
  tensorsToVariables,
  weightsOf,
  writeSafetensors,
} from "../../lib/model/mod.ts";
import { openExecutor, ProgramBuilder } from "../../lib/program/mod.ts";

interface Batch {
  shape: [batch: number, sequence: number];
  input_ids: number[];
  attention_mask: number[];
}

const [folder, backendName] = Deno.args as [string, "tensorflow" | "wasm"];
const started = performance.now();
const model = await loadPretrained(join(folder, "python"));
console.log(`loaded in ${Math.round(performance.now() - started)} ms`);

const batch: Batch = JSON.parse(await Deno.readTextFile(join(folder, "batch.json")));
const { shape } = batch;
const builder = new ProgramBuilder();
const inputIds = builder.placeholder("ids", [-1, shape[1]], "int32");
const attentionMask = builder.placeholder("mask", [-1, shape[1]]);
const { architecture, config } = model;
const layers = new Layers(builder);
const hidden = architecture.encoder(layers, config, { inputIds, attentionMask });
builder.output("logits", architecture.head(layers, config, hidden));

const backend = await selectBackend({ backend: backendName });
const executor = await openExecutor(builder.build(), backend);
await executor.setVariables(tensorsToVariables(weightsOf(architecture, config), model.tensors));
const feeds = {
  ids: { shape, data: new Int32Array(batch.input_ids) },
  mask: { shape, data: new Float32Array(batch.attention_mask) },
};
const [logits] = await executor.run(feeds, ["logits"]);
executor.dispose();
console.log(`logits by ${backend.description}`);

const data = new Float32Array(logits!.data);
const file = join(folder, "logits.safetensors");
await writeSafetensors(file, new Map([["logits", { shape: [...logits!.shape], data }]]));
await savePretrained(join(folder, "deno-F32"), model);
await savePretrained(join(folder, "deno-F16"), { ...model, dtype: "F16" });
