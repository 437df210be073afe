/**
 * What a trained model becomes for others: files that transformers.js and ONNX Runtime open.
 *
 * @module
 */
export { tellOnnx } from "./export_card.ts";
export { exportModel, type ExportOptions } from "./export_model.ts";
export { filesToPush, type PushedFile } from "./files_to_push.ts";
export { pushModel, type PushOptions } from "./push_model.ts";
export { loadTrained } from "./trained.ts";
export { type ExportedModel, hasOnnx, onnxFile, onnxFiles, writeOnnxFiles } from "./onnx_files.ts";
