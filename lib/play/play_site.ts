/** The whole site: its page, what computes there, the models and what β says of their words. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { loadTrained, onnxFile } from "../export/mod.ts";
import { ONNX_FILES } from "../experiment/mod.ts";
import type { Registry } from "../definition/mod.ts";
import {
  fileAt,
  type FileInParts,
  fileOf,
  InputError,
  MODEL_CONFIG,
  optionalPackage,
  printable,
  readJson,
  tellLine,
} from "../io/mod.ts";
import {
  type ArchitectureDefinition,
  checkVocabulary,
  parseConfig,
  type PretrainedModel,
} from "../model/mod.ts";
import { METHODS } from "../schedule/mod.ts";
import {
  chooseGamma,
  FACTORS,
  gammaTable,
  OSGOOD,
  PROFILES,
  SCALES,
  type SemanticClassifier,
  type VocabularyScores,
  vocabularyScores,
} from "../semantics/mod.ts";
import { loadTokenizer, type Tokenizer } from "../tokens/mod.ts";
import type { PlayedModel, PlayedModels } from "./experiment_models.ts";
import { gammaOnPage } from "./gamma_on_page.ts";
import { PLAY_STYLE } from "./page_style.ts";
import { pageHtml } from "./page_html.ts";
import { pageScripts } from "./page_scripts.ts";
import { numbersOf, type PageModel, PLACES, type PlayData } from "./play_data.ts";
import { FIRST_PAGE, type Site } from "./site.ts";

/** How a site is made. */
export interface PlayOptions extends Omit<PlayedModels, "beta"> {
  /** What reads words. */
  classifier: SemanticClassifier;
  /** A folder that keeps what β says of a vocabulary. @default nothing is kept */
  cacheFolder?: string;
  /** The families that there are. @default this library's */
  architectures?: Registry<ArchitectureDefinition>;
  /** Told how many words β has read. */
  onProgress?: (done: number, total: number) => void;
  /** Told in one line what was assumed. @default console.error */
  onMessage?: (line: string) => void;
}

/** The build of ONNX Runtime that transformers.js takes in a browser. */
const RUNTIME = "ort-wasm-simd-threaded.asyncify";

/** transformers.js and what it computes with, from node_modules. */
async function vendorFiles(): Promise<Map<string, FileInParts>> {
  const name = "@huggingface/transformers", { resolve } = createRequire(import.meta.url);
  const transformers = dirname(await optionalPackage(name, () => resolve(name)));
  const runtime = dirname(createRequire(join(transformers, "x.js")).resolve("onnxruntime-web"));
  const places = {
    "transformers.js": join(transformers, "transformers.min.js"),
    "transformers-license.txt": join(transformers, "..", "LICENSE"),
    // Under a name whose kind every web server knows.
    "onnxruntime.js": join(runtime, `${RUNTIME}.mjs`),
    "onnxruntime.wasm": join(runtime, `${RUNTIME}.wasm`),
  };
  const files = Object.entries(places).map(async ([name, path]) =>
    [`${PLACES.vendor}/${name}`, await fileAt(path)] as const
  );
  return new Map(await Promise.all(files));
}

/** A model's ONNX file, the one that it has or one made of its weights as it is asked for. */
async function openModel(
  folder: string,
  { architectures, onMessage }: Pick<PlayOptions, "architectures" | "onMessage">,
) {
  const file = join(folder, MODEL_CONFIG), made = join(folder, ONNX_FILES.float32);
  if (!existsSync(made)) {
    const model = await loadTrained(folder, { architectures, onMessage });
    return { ...described(model), onnx: onnxFile(model, "float32", folder) };
  }
  const given = await readJson(file, "Export the model again") as Record<string, unknown>;
  return { ...described(parseConfig(given, file, architectures)), onnx: await fileAt(made) };
}

function described({ architecture, config }: Pick<PretrainedModel, "architecture" | "config">) {
  return { config, json: JSON.stringify(architecture.configToJson(config)) };
}

/** What a vocabulary's words are to Γ and to the plot, one behind the other. */
function wordNumbers(scores: VocabularyScores, data: PlayData, tokenizer: Tokenizer): Uint8Array {
  const wordOf = (entry: number) => tokenizer.vocabulary[entry]!;
  const compared = gammaTable(chooseGamma(data.gamma.name).parts, scores, wordOf);
  const drawn = gammaTable({ profile: drawnProfile(scores) }, scores, wordOf);
  const parts = { known: compared.known, profile: compared.profile, placed: drawn.known };
  const all = { ...parts, drawn: drawn.profile };
  const lengths = Object.entries(numbersOf(tokenizer.vocabSize, data));
  return new Uint8Array(
    Float32Array.from(lengths.flatMap(([name]) => [...all[name as keyof typeof all]])).buffer,
  );
}

/** Osgood's factors by twelve pairs of opposites where β knows them, else by the pole words. */
function drawnProfile({ further }: Pick<VocabularyScores, "further">) {
  return further?.has("osgood") ? OSGOOD : PROFILES.find(({ name }) => name === "bipolar")!;
}

function drawnAxes(scores: Pick<VocabularyScores, "further">): PlayData["drawn"] {
  const ends = (name: string) => SCALES.osgood.find((axis) => axis.name === name)!.terms[0]!;
  return drawnProfile(scores) === OSGOOD
    ? FACTORS.map(({ name }) => ({ name, left: ends(name)[1]!, right: ends(name)[0] }))
    : FACTORS.map(({ name, minus, plus }) => ({ name, left: minus, right: plus }));
}

/**
 * The files of a page that compares models.
 *
 * @throws {InputError} If a model cannot be read, a page cannot hold it or compute its Γ, or
 * `@huggingface/transformers` is not installed.
 */
export async function playSite(options: PlayOptions): Promise<Site> {
  const { onMessage = tellLine, classifier, scheduledRate, gammaReference } = options;
  const choice = chooseGamma(options.gamma);
  const site = new Map<string, FileInParts>();
  const models: PageModel[] = [], vocabularies = new Map<string, Tokenizer>();
  for (const [number, played] of options.models.entries()) {
    const { folder } = played;
    const tokenizer = await loadTokenizer(folder, { onMessage });
    const files = tokenizer.files(), json = tokenizerJson(files, folder);
    const key = createHash("sha256").update(json).digest("hex");
    if (!vocabularies.has(key)) vocabularies.set(key, tokenizer);
    const { config, json: configJson, onnx } = await openModel(folder, options);
    checkVocabulary(tokenizer.vocabSize, config, folder);
    const place = `${PLACES.models}/${number}`;
    site.set(`${place}/${MODEL_CONFIG}`, fileOf(configJson));
    for (const name of ["tokenizer.json", "tokenizer_config.json"]) {
      site.set(`${place}/${name}`, fileOf(files[name] ?? "{}"));
    }
    site.set(`${place}/${ONNX_FILES.float32}`, onnx);
    models.push({
      name: printable(played.name),
      vocabulary: [...vocabularies.keys()].indexOf(key),
      bytes: onnx.size,
      positions: config.maxPositionEmbeddings,
    });
  }
  const scored: VocabularyScores[] = [];
  for (const tokenizer of vocabularies.values()) {
    scored.push(await vocabularyScores(classifier, tokenizer, options));
  }
  const data: PlayData = {
    models,
    vocabularies: [...vocabularies.values()].map((tokenizer) =>
      tokenizer.vocabulary.map((token, id) => token && printable(tokenizer.decode([id]) || token))
    ),
    gamma: gammaOnPage(choice, gammaReference),
    drawn: drawnAxes(scored[0]!),
    methods: METHODS.names.map((name) => METHODS.get(name))
      .flatMap(({ name, power }) => power === undefined ? [] : [{ name, power }]),
    scheduledRate,
  };
  [...vocabularies.values()].forEach((tokenizer, i) =>
    site.set(`${PLACES.words}/${i}.bin`, fileOf(wordNumbers(scored[i]!, data, tokenizer)))
  );
  site.set(PLACES.data, fileOf(JSON.stringify(data)));
  for (const [path, code] of pageScripts("play/page/main")) {
    site.set(`lib/${path}`, fileOf(code));
  }
  for (const [path, file] of await vendorFiles()) site.set(path, file);
  site.set("style.css", fileOf(PLAY_STYLE));
  return site.set(FIRST_PAGE, fileOf(pageHtml("lib/play/page/main.js")));
}

function tokenizerJson(files: Record<string, string>, folder: PlayedModel["folder"]): string {
  const json = files["tokenizer.json"];
  if (json !== undefined) return json;
  throw new InputError("transformers.js has no tokenizer of this kind", {
    file: folder,
    mend: "Choose a model with another one",
  });
}
