/** Texts that chunks are drawn from: going through their passages, counting their chunks. */
import {
  AUTO,
  type ChunkSource,
  CountedChunks,
  type Meanwhile,
  type Note,
  type OpenData,
  openData,
  type Passage,
  type ReaderDefinition,
  type RowSource,
} from "../data/mod.ts";
import type { Registry } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import { dataPath } from "./embedded.ts";
import { tooFew } from "./few_chunks.ts";
import type { Portion } from "./portions.ts";
import type { CHUNK_SETTINGS } from "./settings/chunk_settings.ts";
import type { BaseSettings } from "./settings/run_settings.ts";
import { TokenCensus } from "./token_census.ts";
import type { Stores } from "./token_stores.ts";

/** What of the settings decides the chunks. */
export type ChunkSettings = Pick<BaseSettings, typeof CHUNK_SETTINGS[number]>;

/** Data that were opened. */
export interface OpenedData {
  settings: ChunkSettings;
  /** Where they are: as the settings name it, and as it is. */
  data: string;
  path: string;
  opened: OpenData;
  bytes: number;
  meanwhile: Meanwhile;
}

/** What chunks are drawn from. */
export interface Source extends OpenedData {
  tokenizer: Tokenizer;
  note: Note;
  /** All sentences that were noted. */
  noted: readonly string[];
  /** Where tokens are kept. */
  stores: Stores;
}

/** How many chunks are wanted. */
export type Wanted = readonly [train: number, evaluation: number];

/** Opens data as the settings say. */
export async function openedData(
  data: string,
  settings: ChunkSettings,
  { readers, note, meanwhile }: {
    readers: Registry<ReaderDefinition>;
    note: Note;
    meanwhile: Meanwhile;
  },
): Promise<OpenedData> {
  const { reader, textColumn, separator, lineByLine: lines } = settings;
  const path = dataPath(data);
  meanwhile.begin(`Looking at ${data}`, 0);
  const opened = await openData(path, {
    reader,
    readers,
    note,
    meanwhile,
    lines,
    textColumn,
    separator,
  });
  return { settings, data, path, opened, bytes: await opened.bytes(), meanwhile };
}

/** Something begins that may take long. */
export function begin({ meanwhile, data, bytes }: OpenedData, what: string): void {
  meanwhile.begin(`Reading ${data}: ${what}`, bytes);
}

/** The passages that chunks are drawn from. */
export async function passagesOf(
  source: OpenedData,
  { split, share }: Pick<Portion, "split" | "share">,
): Promise<RowSource> {
  const { settings: { passageLimit }, opened } = source;
  begin(source, "finding its passages");
  return await opened.passages({
    ...(split === undefined ? {} : { split }),
    ...(passageLimit === null ? {} : { limit: passageLimit }),
  }, share);
}

/** Goes through the passages that chunks are drawn from. */
export async function eachPassage(
  source: Source,
  portion: Portion,
  tell: (passage: Passage) => void,
): Promise<void> {
  const { meanwhile } = source;
  for await (const rows of await passagesOf(source, portion)) {
    for (const row of rows) tell(await row.passage());
    if (meanwhile.isDue) await meanwhile.pause();
  }
}

/** @throws {InputError} If there are fewer chunks than wanted. */
export function requireEnough<T extends Pick<CountedChunks, "count" | "inWindows">>(
  { settings, data }: Source,
  [train, evaluation]: Wanted,
  { kind }: Portion,
  counted: T,
): T {
  if (counted.count >= train + evaluation) return counted;
  throw tooFew({ ...settings, data }, counted, { kind, train, evaluation });
}

/** The chunks of some texts, counted: see {@linkcode encoded}. */
export async function countedChunks(
  source: Source,
  wanted: Wanted,
  portion: Portion,
  onPassage?: (passage: Passage) => void,
): Promise<CountedChunks> {
  const counted = await encoded(
    ...[source, wanted, portion, onPassage] as const,
    (chunks, onNone) => CountedChunks.of(chunks, onNone),
  );
  return requireEnough(source, wanted, portion, counted);
}

/**
 * Reads some texts.
 *
 * @param wanted How many chunks there must be.
 * @param onPassage Told of each passage.
 * @param encode Reads them.
 */
export async function encoded<T>(
  source: Source,
  [train, evaluation]: Wanted,
  portion: Portion,
  onPassage: ((passage: Passage) => void) | undefined,
  encode: (
    source: ChunkSource,
    onNone: (passages: number) => Promise<void>,
  ) => Promise<T>,
): Promise<T> {
  const { kind, split, share } = portion;
  const { settings, data, tokenizer, path, opened, meanwhile, note } = source;
  const { dataConstruction, dataSeed, chunkLength, lineByLine } = settings;
  const passages = await passagesOf(source, portion);
  begin(source, `counting its ${kind} tokens`);
  const file = split === undefined && share === undefined ? path : `${path} (${kind})`;
  const census = new TokenCensus(tokenizer, file);
  const chunks = { passages, tokenizer: census, meanwhile, ...(onPassage && { onPassage }) };
  const options = {
    construction: dataConstruction,
    length: chunkLength,
    lineByLine,
    seed: dataSeed,
    file,
    least: Math.sign(train) + Math.sign(evaluation),
    ...(share?.held
      ? { more: `Give more text, hold more of it out (${settingName("evalFraction")})` }
      : {}),
    note: (sentence: string) => note(`${file}: ${sentence}`),
  };
  const encoding = encode({ ...chunks, options }, async (passages) => {
    if (passages === 0 && split !== undefined) {
      // Taking the chunks to evaluate from all of the text helps only where that is enough of it.
      const { trainChunks, evalChunks } = settings;
      await countedChunks(source, [trainChunks, evalChunks], { data, kind: "training" });
      opened.requireSome(split);
    }
    const isNamed = settings.reader !== AUTO;
    throw new InputError(
      `no text is found in it${isNamed ? ` by the reader ${settings.reader}` : ""}`,
      {
        file,
        mend: isNamed ? "Give data with text, or another reader" : "Give data with text",
      },
    );
  });
  // Too few chunks may come of words that the vocabulary lacks: each is one token.
  return await encoding.finally(() => census.check(note));
}
