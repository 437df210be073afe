/** The files of a model's folder that a push sends. */
import { existsSync } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { ONNX_FILES, refuseUnfinished } from "../experiment/mod.ts";
import {
  BESIDE,
  BYTE_LEVEL,
  InputError,
  MODEL_CARD,
  MODEL_CONFIG,
  MODEL_FILES,
  readJson,
  WEIGHT_INDEX,
  WEIGHTS,
  whatIsAt,
} from "../io/mod.ts";
import { SafetensorsFile } from "../model/mod.ts";
import { checkOnnx } from "./check_onnx.ts";

/** A file that is pushed. */
export interface PushedFile {
  /** Its path in the model's folder and in the repository. */
  path: string;
  /** Bytes. */
  size: number;
}

/** One of several files of weights. */
const SHARD = /^model-\d+-of-\d+\.safetensors$/;

/** The files of a model's folder that are of the model: whatever else lies there is nobody's business. */
const OF_A_MODEL = new Set([MODEL_CARD, ...MODEL_FILES, WEIGHT_INDEX, ...BYTE_LEVEL, ...BESIDE]);

/** An experiment's folder has a configuration, too. */
const WITH_WEIGHTS: readonly string[] = [WEIGHTS, WEIGHT_INDEX, ONNX_FILES.float32];

/**
 * The files of a model's folder that a push sends.
 *
 * @throws {InputError} If the folder is none of a model, or a file is not what its name says: a link
 * out of the folder, something else than a file, weights that are cut off.
 */
export async function filesToPush(folder: string): Promise<PushedFile[]> {
  const refused = (problem: string) =>
    new InputError(problem, { file: folder, mend: "Give the folder of a model" });
  if (!(await whatIsAt(folder))?.isDirectory()) throw refused("there is no such folder");
  refuseUnfinished(folder);
  const names = [
    ...(await readdir(folder)).filter((name) => OF_A_MODEL.has(name) || SHARD.test(name)).sort(),
    ...Object.values(ONNX_FILES).filter((name) => existsSync(join(folder, name))),
  ];
  if (!names.includes(MODEL_CONFIG)) throw refused(`the folder has no ${MODEL_CONFIG}`);
  if (!WITH_WEIGHTS.some((name) => names.includes(name))) {
    throw refused(`the folder has neither ${WEIGHTS} nor ${ONNX_FILES.float32}`);
  }
  const within = await placesOf(folder);
  const files: PushedFile[] = [];
  for (const path of names) files.push({ path, size: await sizeOf(join(folder, path), within) });
  await checkContents(folder, names);
  return files;
}

/** Where a model's files may be: in its folder, or where Hugging Face's cache keeps them. */
async function placesOf(folder: string): Promise<string[]> {
  const real = await realpath(folder), above = dirname(real);
  return [real, ...(basename(above) === "snapshots" ? [join(dirname(above), "blobs")] : [])];
}

async function sizeOf(file: string, within: readonly string[]): Promise<number> {
  const refused = (problem: string) =>
    new InputError(problem, { file, mend: "Put the model's own file there, or remove it" });
  const there = await whatIsAt(file);
  if (there === undefined) throw refused("it is a link that leads nowhere");
  // A folder would be sent with all that is in it; reading a pipe may never end.
  if (!there.isFile()) throw refused("this is not a file, so it is not sent");
  const real = await realpath(file);
  if (!within.some((place) => real.startsWith(place + sep))) {
    throw refused(`it is a link to ${real}, out of the model's folder, so it is not sent`);
  }
  return there.size;
}

/** Refuses what is named like a part of a model and cannot be one. */
async function checkContents(folder: string, names: readonly string[]): Promise<void> {
  const file = join(folder, MODEL_CONFIG), mend = "Give the folder of a model";
  const config = await readJson(file, mend);
  if (!["model_type", "architectures"].some((name) => Object.hasOwn(Object(config), name))) {
    throw new InputError("this is no model's configuration: it has no model_type", { file, mend });
  }
  for (const name of names) {
    if (name.endsWith(".safetensors")) {
      await (await SafetensorsFile.open(join(folder, name))).close();
    } else if (name.endsWith(".onnx")) await checkOnnx(join(folder, name));
  }
}
