/** Drawing chunks out of one set of texts: from memory or, where they are many, from a store of tokens. */
import { join } from "node:path";
import {
  type Chunks,
  drawNumbers,
  MARKS,
  type Passage,
  TokenStore,
  writeTokens,
} from "../data/mod.ts";
import { disk, InputError } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import type { SourcesOfChunks } from "../training/mod.ts";
import {
  begin,
  countedChunks,
  eachPassage,
  encoded,
  passagesOf,
  requireEnough,
  type Source,
  type Wanted,
} from "./chunk_source.ts";
import { type Portion, streamOf } from "./portions.ts";

/** What was drawn. */
export interface Drawn {
  train: Chunks;
  /** How many texts those are of. */
  texts: number;
  /** The passages that some of those to train on are from, by their places. */
  trainSources: SourcesOfChunks;
  evaluation: Chunks;
  /** How many texts those are of. */
  evaluationTexts: number;
  /** The passages of the evaluation's chunks. */
  evaluationPassages(): Promise<readonly Passage[]>;
  /** What the data are, where that had to be found out: see `identityOf`. */
  identity?: string;
}

/**
 * Disjoint sets of chunks out of one split. Without a split, out of a CLOTH folder's training
 * passages or all passages of a file.
 *
 * @param counts How many chunks to train on, and to evaluate with.
 * @param onPassage Told of each passage.
 */
export async function draw(
  source: Source,
  counts: Wanted,
  portion: Portion = { data: source.data, kind: "training" },
  onPassage?: (passage: Passage) => void,
): Promise<Drawn> {
  const { settings: { dataSeed, chunkLength }, stores, bytes } = source;
  const [train, evaluation] = counts;
  const numbersOf = ({ count }: { count: number }) => {
    const random = new Random(dataSeed, `chunks ${streamOf(portion)}`);
    return drawNumbers(count, counts, random) as [Uint32Array, Uint32Array];
  };
  const areMany = stores.areFor((train + evaluation) * chunkLength);
  // Of a long text even few are found faster in a store, where there is one.
  if (areMany || stores.areFor(bytes / 4) && stores.haveSome) {
    const stored = await storedTokens(source, portion, { counts, isMade: areMany, onPassage });
    if (stored !== undefined) {
      requireEnough(source, counts, portion, stored.store);
      return drawStored(source, portion, stored, numbersOf(stored.store));
    }
  }
  const counted = await countedChunks(source, counts, portion, onPassage);
  const [trainNumbers, evaluationNumbers] = numbersOf(counted);
  begin(source, `taking ${portion.kind} chunks`);
  const { chunks, passages } = await counted.take(
    [...trainNumbers, ...evaluationNumbers],
    new Set(evaluationNumbers),
  );
  return {
    train: chunks.slice(0, train).map(({ ids }) => ids),
    texts: counted.texts(trainNumbers),
    trainSources: (indices) => Promise.resolve(indices.flatMap((index) => chunks[index]!.sources)),
    evaluation: chunks.slice(train).map(({ ids }) => ids),
    evaluationTexts: counted.texts(evaluationNumbers),
    evaluationPassages: () => Promise.resolve(passages),
  };
}

/** The same chunks out of a store. What they are from is looked for in the data when it is asked for. */
function drawStored(
  source: Source,
  portion: Portion,
  { store, identity }: Stored,
  [trainNumbers, evaluationNumbers]: [Uint32Array, Uint32Array],
): Drawn {
  // Nothing here holds on to all numbers, of which there may be many millions.
  const train = store.chunks(trainNumbers), evaluation = store.chunks(evaluationNumbers);
  const evaluated = () => Array.from({ length: evaluation.length }, (_, i) => evaluation.number(i));
  const passages = async function* (isWanted: (number: number) => boolean) {
    yield* store.passages(await passagesOf(source, portion), isWanted);
  };
  const evaluationPassages = async () => {
    const wanted = new Set(evaluated()), sources = new Set<string>();
    for await (const { passage } of passages((number) => wanted.has(number))) {
      sources.add(passage.source);
    }
    const found: Passage[] = [];
    await eachPassage(source, portion, (passage) => {
      if (sources.has(passage.source)) found.push(passage);
    });
    await refuseChanged(source, identity);
    return found;
  };
  let asked: Promise<readonly Passage[]> | undefined;
  return {
    train,
    texts: store.texts(trainNumbers),
    async trainSources(indices) {
      const wanted = new Map(indices.map((index): [number, string[]] => [train.number(index), []]));
      for await (const { passage, chunks } of passages((number) => wanted.has(number))) {
        for (const number of chunks) wanted.get(number)!.push(passage.source);
      }
      await refuseChanged(source, identity);
      return [...wanted.values()].flat();
    },
    evaluation,
    evaluationTexts: store.texts(evaluationNumbers),
    // Each of an experiment's runs asks.
    evaluationPassages: () => asked ??= evaluationPassages(),
    identity,
  };
}

/** How many chunks some texts give: what is drawn of them is at most that. */
export async function count(source: Source, portion: Portion): Promise<number> {
  const { bytes, stores } = source;
  // All of them may be drawn next. A token of English has some four bytes.
  const stored = stores.areFor(bytes / 4)
    ? await storedTokens(source, portion, { counts: [1, 0], isMade: true })
    : undefined;
  return (stored?.store ?? await countedChunks(source, [1, 0], portion)).count;
}

/** The tokens of some texts, and what the data were when these were made of them. */
interface Stored {
  store: TokenStore;
  identity: string;
}

/** @throws {InputError} If the data are not any more what they were. */
async function refuseChanged(
  source: Source,
  identity: string,
  isSame = () => Promise.resolve(true),
): Promise<void> {
  begin(source, "finding out whether it has changed");
  if (await source.opened.identity() === identity && await isSame()) return;
  throw new InputError("it has changed while it was read", {
    file: source.data,
    mend: "Let nothing change it while it is read",
  });
}

/**
 * The tokens of some texts, from the store of them or written into one; undefined where there is none.
 *
 * @param how.counts How many chunks there must be.
 * @param how.isMade Whether a store that is not there is made.
 * @param how.onPassage Told of each passage.
 */
async function storedTokens(
  source: Source,
  portion: Portion,
  { counts, isMade, onPassage }: {
    counts: Wanted;
    isMade: boolean;
    onPassage?: ((passage: Passage) => void) | undefined;
  },
): Promise<Stored | undefined> {
  const { settings, data, path, tokenizer, opened, note, noted, stores } = source;
  const { reader, textColumn, separator, dataConstruction, passageLimit, dataSeed } = settings;
  const { chunkLength, lineByLine } = settings;
  begin(source, "finding out whether its tokens are kept");
  const state = await opened.state(), identity = await opened.identity();
  if (identity === undefined) return undefined;
  const key = [
    ...[identity, path, portion.split, portion.share, tokenizer.files()],
    ...[reader, textColumn, separator, dataConstruction, passageLimit, dataSeed],
    // Where texts are joined end to end, their tokens are cut later.
    lineByLine ? chunkLength : null,
  ];
  // What was changed and changed back while it was read has the same hash again.
  const isSame = async () => await opened.state() === state;
  let isRead = false;
  const make = async (folder: string) => {
    isRead = true;
    const before = noted.length;
    using threads = await stores.threads(tokenizer, source.bytes);
    const stored = await encoded(
      ...[source, counts, portion, onPassage] as const,
      (chunks, onNone) =>
        writeTokens(
          folder,
          threads === undefined ? chunks : { ...chunks, threads },
          tokenizer.vocabSize,
          onNone,
          { ...stores.marking, isSame },
        ),
    );
    await refuseChanged(source, identity, isSame).catch(async (error) => {
      // Of other data nobody goes on.
      await disk.remove(join(folder, MARKS));
      throw error;
    });
    return { ...stored, notes: noted.slice(before) };
  };
  const found = await stores.open(data, key, isMade ? make : undefined, source.meanwhile);
  if (found === undefined) return undefined;
  if (!isRead) {
    for (const sentence of found.stored.notes) note(sentence);
    if (onPassage !== undefined) await eachPassage(source, portion, onPassage);
  }
  const store = stores.use(new TokenStore(found.folder, found.stored, chunkLength));
  // It may have been written for shorter chunks: who counts the text says what is to be done.
  return store.count === 0 ? undefined : { store, identity };
}
