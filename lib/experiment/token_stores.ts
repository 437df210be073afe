/** Stores of tokens in the user's cache: made once for a text and a tokenizer, by one process at a time. */
import { readdirSync, statSync } from "node:fs";
import { readdir, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../backend/mod.ts";
import { MARKS, type Meanwhile, type StoredTokens } from "../data/mod.ts";
import {
  disk,
  holderInBrackets,
  InputError,
  lockFile,
  makePath,
  type OnBytes,
  readJson,
  removeAbandoned,
  removePath,
  tryLockFile,
  UNUSED_MS,
  verifyFolder,
  writeFolder,
} from "../io/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import { EncodingThreads, usualThreads } from "./encoding_threads.ts";
import type { Say } from "./events.ts";
import { hashOf } from "./hash.ts";
import { placeAt } from "./read_places.ts";
import library from "../../deno.json" with { type: "json" };

/**
 * So many bytes of chunks are held in memory, four for each token: 64 MiB, some 130,000 chunks of 128
 * tokens or 70 MB of English text. More of them are read from a store whenever they are asked for, at
 * the cost of the disk's space.
 */
const IN_MEMORY = 2 ** 26;

/** Raised whenever the files of a store change. */
const VERSION = 2;

const CONTENT = "store.json";

/** Of a text with fewer bytes threads would hardly be there before it is read. */
const LONG = 2 ** 24;

/** What makes tokens, of which each may make others. */
const MADE = { version: VERSION, sdtrainer: library.version, deno: Deno.version.deno };

/** Where tokens are kept, and when. */
export interface StoreOptions {
  /** The folder of all stores. @default {`tokens` in the cache} */
  folder?: string;
  /** So many bytes of chunks are held in memory. @default {64 MiB} */
  inMemory?: number;
  /**
   * Told where a store is, that it is damaged, or that another process makes it.
   * @default {who is told of all}
   */
  tell?: Say;
  /**
   * Threads that make tokens; none for tokens that this one makes.
   * @default {one a core, up to four, where a text is long}
   */
  threads?: number;
  /** Tokens after which what is there is marked, so that a killed process's work is gone on with. */
  part?: number;
}

/** What is kept besides the tokens. */
export interface Kept extends StoredTokens {
  /** What made them. */
  made?: typeof MADE;
  /** What was to be known of the text when it was read. */
  notes: readonly string[];
}

/** The stores that somebody uses: disposing of it closes them. */
export class Stores implements Disposable {
  readonly #options: StoreOptions;
  readonly #say: Say;
  readonly #signal: AbortSignal | undefined;
  readonly #open = new DisposableStack();

  constructor(options: StoreOptions, say: Say, signal: AbortSignal | undefined) {
    this.#options = options;
    this.#say = say;
    this.#signal = signal;
  }

  get #folder(): string {
    return this.#options.folder ?? join(cacheFolder(), "tokens");
  }

  /** Whether there are any. */
  get haveSome(): boolean {
    return placeAt(this.#folder) !== undefined;
  }

  /** Whether so many tokens are not to be held in memory. */
  areFor(tokens: number): boolean {
    return 4 * tokens > (this.#options.inMemory ?? IN_MEMORY);
  }

  /**
   * The store of a text, whole: where it is, and what is kept in it.
   *
   * @param data What the text is called, in messages.
   * @param key All that decides the tokens, as JSON.
   * @param make Writes them into a folder, where there is no such store or a damaged one.
   * @param meanwhile Told of the bytes that are checked.
   * @returns Undefined where there is none, and none can be made: who asks must do without.
   */
  async open(
    data: string,
    key: readonly unknown[],
    make: ((folder: string) => Promise<Kept>) | undefined,
    meanwhile: Meanwhile,
  ): Promise<{ folder: string; stored: Kept } | undefined> {
    const all = this.#folder, { tell = this.#say } = this.#options;
    const folder = join(all, hashOf([JSON.stringify([MADE, ...key])]));
    const onBytes = async (bytes: number) => {
      meanwhile.read(bytes);
      if (meanwhile.isDue) await meanwhile.pause();
    };
    const kept = async (elseSay?: string) => {
      if (placeAt(folder) === undefined) return undefined;
      meanwhile.begin(`Checking the tokens of ${data}`, bytesIn(folder));
      try {
        const stored = await readStore(folder, onBytes);
        const now = new Date();
        // So that it is known when it was used; in a cache that is read-only nobody needs to know.
        await utimes(folder, now, now).catch(() => {});
        return { folder, stored };
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        if (elseSay !== undefined) tell(`${error.file}: ${error.problem}. ${elseSay}`);
      }
    };
    // Nothing is written for it, and others may read it at once.
    const found = await kept(
      make ? undefined : `So the tokens of ${data} are made of its text, and not kept.`,
    );
    if (found !== undefined || make === undefined) return found;
    const lock = await this.#lock(all, `${folder}.lock`, tell, data);
    if (lock === undefined) return undefined;
    await using _ = lock;
    // Another process may have made it until now.
    const before = await kept(`So the tokens of ${data} are made again.`);
    if (before !== undefined) return before;
    await removePath(folder);
    await removeUnused(all);
    let stored: Kept | undefined;
    await writeFolder(folder, async (unfinished) => {
      stored = { ...await make(unfinished), made: MADE };
      await disk.writeFile(join(unfinished, CONTENT), JSON.stringify(stored));
      meanwhile.begin(`Checking the tokens of ${data}`, bytesIn(unfinished));
    }, { onBytes, marks: MARKS });
    const megabytes = Math.ceil(bytesIn(folder) / 1e6).toLocaleString("en");
    tell(`The tokens of ${data} are kept in ${folder}, ${megabytes} MB.`);
    return { folder, stored: stored! };
  }

  /** Undefined where nothing can be written, which is said. */
  async #lock(
    all: string,
    file: string,
    tell: Say,
    data: string,
  ): Promise<AsyncDisposable | undefined> {
    try {
      await makePath(all);
      return await lockFile(file, {
        ...(this.#signal === undefined ? {} : { signal: this.#signal }),
        onWait: (holder) =>
          tell(`Another process${holderInBrackets(holder)} makes the tokens of ${data}.`),
      });
    } catch (error) {
      const isForbidden = error instanceof Deno.errors.NotCapable;
      if (!isForbidden && !(error instanceof InputError)) throw error;
      const reason = isForbidden ? `${all}: this process may not write there.` : error.message;
      this.#say(`${data}: its tokens are held in memory, as they cannot be kept. ${reason}`);
    }
  }

  /** How a store's writing is marked, and who is told of it. */
  get marking(): { part?: number; tell: (line: string) => void } {
    const { part, tell = this.#say } = this.#options;
    return { tell, ...(part === undefined ? {} : { part }) };
  }

  /** Threads that make tokens of a text of so many bytes, if any do. */
  async threads(tokenizer: Tokenizer, bytes: number): Promise<EncodingThreads | undefined> {
    const { threads = bytes < LONG ? 0 : usualThreads() } = this.#options;
    return await EncodingThreads.start(tokenizer, threads);
  }

  /** Closes a store with these. */
  use<T extends Disposable>(store: T): T {
    return this.#open.use(store);
  }

  [Symbol.dispose](): void {
    this.#open.dispose();
  }
}

/** How large the files in a folder are together; 0 where one cannot be looked at. */
function bytesIn(folder: string): number {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    return 0;
  }
}

/**
 * What is kept in a store.
 *
 * @throws {InputError} If it is not as it was written.
 */
async function readStore(folder: string, onBytes: OnBytes): Promise<Kept> {
  await verifyFolder(folder, onBytes);
  return await readStored(folder);
}

async function readStored(folder: string): Promise<Kept> {
  return await readJson(join(folder, CONTENT), "Remove this folder") as Kept;
}

/**
 * Removes stores that nobody used for long or that another version made, and what killed processes left
 * of some, unless it can be gone on with. What another process makes stays.
 */
async function removeUnused(all: string): Promise<void> {
  const isUnused = async (path: string) => Date.now() - (await stat(path)).mtimeMs > UNUSED_MS;
  await removeAbandoned(all, async (path) => {
    const file = join(path, MARKS);
    return placeAt(file) !== undefined && !await isUnused(file);
  });
  for (const name of await readdir(all)) {
    const path = join(all, name);
    if (!/^[0-9a-f]{64}$/.test(name)) continue;
    await using lock = await tryLockFile(`${path}.lock`);
    if (lock === undefined) continue;
    const { made } = await readStored(path).catch((): Partial<Kept> => ({}));
    if (JSON.stringify(made) === JSON.stringify(MADE) && !await isUnused(path)) continue;
    await disk.remove(path);
  }
}
