/** Models of the Hugging Face hub: downloaded once to a folder, then loaded like any other. */
import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { disk, makePath } from "./disk.ts";
import { ALLOW_NETWORK, InputError, settingName } from "./errors.ts";
import { DownloadMarks } from "./download_marks.ts";
import { lockFile } from "./lock.ts";
import type { FileMark } from "./manifest.ts";
import { readJson } from "./read_file.ts";
import { removeUnfinished } from "./replace.ts";
import { parseShardIndex } from "./shard_index.ts";

/** Options of {@linkcode downloadPretrained}. */
export interface HubOptions {
  /** The folder under which downloaded models lie. */
  cacheFolder: string;
  /** @default the environment variable `HF_ENDPOINT`, or "https://huggingface.co" */
  endpoint?: string;
  /**
   * Sent to huggingface.co alone, for models that need it.
   * @default the environment variable `HF_TOKEN`
   */
  token?: string;
  /** Told now and then how many bytes of a file have come, and of how many where that is known. */
  onProgress?: (file: string, bytes: number, total: number | undefined) => void;
  /** Aborts the download; what is whole stays. */
  signal?: AbortSignal;
}

/** Owner and name, or a name alone for the hub's oldest models, such as `bert-base-cased`. */
const MODEL_ID = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;
const OFFICIAL_HOST = /(^|\.)huggingface\.co$/;
const CONFIG = "config.json", WEIGHTS = "model.safetensors", INDEX = `${WEIGHTS}.index.json`;

/** What a file is called, after its own name, while it comes. */
const UNFINISHED = ".unfinished";

/** Whether a text could be a model's name on the hub. */
export function isHubId(text: string): boolean {
  return MODEL_ID.test(text) && !text.includes("..");
}

/** The hub's address: the environment variable `HF_ENDPOINT`, or huggingface.co. */
export function hubEndpoint(): string {
  return (process.env.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
}

/** The folder in which a model's download lies, or will lie. */
function downloadFolder(id: string, cacheFolder: string): string {
  return join(cacheFolder, id.replace("/", "--"));
}

/** Whether a model of the hub was downloaded before, and all its files are still as they came. */
export async function isDownloaded(id: string, cacheFolder: string): Promise<boolean> {
  const folder = downloadFolder(id, cacheFolder);
  return await hasCome(folder) && await (await DownloadMarks.read(folder)).areWhole();
}

/**
 * Downloads a BERT's files from the hub, unless they are there already: the configuration, the
 * weights as safetensors (in one file or several) and the vocabulary. A file appears under its name
 * only when it is whole, and the configuration comes last, so a download can be stopped anywhere and
 * goes on with the first file that is missing. Large files are checked by the SHA-256 that the hub
 * names; all are checked again by their own at each call, and one that is damaged is fetched again.
 * Of several processes that want the same model one downloads it, and the others wait.
 *
 * @param id Such as `bert-base-cased` or `google-bert/bert-base-cased`.
 * @returns The folder, for `loadPretrained` and `loadTokenizer`.
 * @throws {InputError} If the hub cannot be reached or does not have what is needed.
 */
export async function downloadPretrained(id: string, options: HubOptions): Promise<string> {
  if (!isHubId(id)) {
    throw new InputError(`"${id}" is not the name of a model on the hub`, {
      mend: "Give a name such as bert-base-cased, or a folder",
    });
  }
  const folder = downloadFolder(id, options.cacheFolder);
  if (await isDownloaded(id, options.cacheFolder)) return folder;
  await makePath(folder);
  await using _ = await lockFile(join(folder, ".lock"), options);
  await removeUnfinished(folder);
  const marks = await DownloadMarks.read(folder);
  const hub = new Hub(id, marks, options);
  if (await hasCome(folder)) {
    // By another process meanwhile, or before something was damaged.
    for (const file of marks.files()) if (!await hub.fetch(file)) throw hub.lacks(file);
    return folder;
  }
  const vocabularies = [await hub.fetch("vocab.txt"), await hub.fetch("tokenizer.json")];
  if (!vocabularies.includes(true)) throw hub.lacks("vocab.txt or tokenizer.json");
  await hub.fetch("tokenizer_config.json");
  if (!await hub.fetch(WEIGHTS)) await fetchShards(hub, folder);
  if (!await hub.fetch(CONFIG)) throw hub.lacks(CONFIG);
  return folder;
}

/** Whether all files of a model were there once: the configuration comes last. */
async function hasCome(folder: string): Promise<boolean> {
  return await stat(join(folder, CONFIG)).then(() => true, () => false);
}

async function fetchShards(hub: Hub, folder: string): Promise<void> {
  if (!await hub.fetch(INDEX)) throw hub.lacks(WEIGHTS);
  const file = join(folder, INDEX);
  const shards = parseShardIndex(await readJson(file, "Delete it and try again"), file);
  for (const shard of new Set(shards.values())) {
    if (!await hub.fetch(shard)) throw hub.lacks(shard);
  }
}

/** One model's files on the hub. */
class Hub {
  readonly #id: string;
  readonly #marks: DownloadMarks;
  readonly #endpoint: string;
  readonly #options: HubOptions;

  constructor(id: string, marks: DownloadMarks, options: HubOptions) {
    this.#id = id;
    this.#marks = marks;
    this.#options = options;
    this.#endpoint = options.endpoint?.replace(/\/+$/, "") || hubEndpoint();
  }

  lacks(file: string): InputError {
    return new InputError(`the hub's model ${this.#id} has no ${file}`, {
      file: this.#endpoint,
      mend: "Give another model, or the folder of one that Python's transformers has saved",
    });
  }

  /** Downloads a file unless it is there and whole; false if the hub does not have it. */
  async fetch(file: string): Promise<boolean> {
    const state = await this.#marks.state(file);
    if (state === "whole") return true;
    try {
      return await this.#download(file, join(this.#marks.folder, file));
    } catch (error) {
      if (state === "missing" || !(error instanceof InputError)) throw error;
      throw new InputError("the file has been damaged, and cannot be downloaded again", {
        file: join(this.#marks.folder, file),
        mend: error.told(settingName).replace(/\.$/, ""),
        cause: error,
      });
    }
  }

  async #download(file: string, target: string): Promise<boolean> {
    const url = `${this.#endpoint}/${this.#id}/resolve/main/${file}`;
    const { response, sha256 } = await this.#request(url);
    if (response.status === 404) {
      await response.body?.cancel();
      return false;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw this.#unreachable(url, `the answer was ${response.status} ${response.statusText}`);
    }
    const unfinished = `${target}${UNFINISHED}`;
    try {
      await this.#marks.set(file, await this.#store(response, unfinished, file, url, sha256));
      await disk.rename(unfinished, target);
      await disk.flush(this.#marks.folder);
    } finally {
      await disk.remove(unfinished);
    }
    return true;
  }

  /** Follows redirections itself: the first answer names the hash, and only it may see the token. */
  async #request(url: string): Promise<{ response: Response; sha256: string | undefined }> {
    const token = this.#options.token ?? process.env.HF_TOKEN;
    let sha256: string | undefined;
    let at = new URL(url);
    for (let hops = 0; hops < 5; hops++) {
      const trusted = at.protocol === "https:" && OFFICIAL_HOST.test(at.hostname);
      const headers = trusted && token ? { authorization: `Bearer ${token}` } : undefined;
      const { signal } = this.#options;
      let response: Response;
      try {
        response = await fetch(at, {
          redirect: "manual",
          ...(headers === undefined ? {} : { headers }),
          ...(signal === undefined ? {} : { signal }),
        });
      } catch (cause) {
        signal?.throwIfAborted();
        if ((cause as Error).name === "NotCapable") throw this.#forbidden(at, cause);
        throw this.#unreachable(url, "no connection", cause);
      }
      // For large files the hub's tag is the content's SHA-256.
      sha256 ??= /[0-9a-f]{64}/.exec(response.headers.get("x-linked-etag") ?? "")?.[0];
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || location === null) {
        return { response, sha256 };
      }
      await response.body?.cancel();
      at = new URL(location, at);
    }
    throw this.#unreachable(url, "too many redirections");
  }

  async #store(
    response: Response,
    target: string,
    file: string,
    url: string,
    sha256: string | undefined,
  ): Promise<FileMark> {
    const { onProgress, signal } = this.#options;
    const announced = response.headers.get("content-length");
    // A compressed answer's length says nothing about what comes out of it.
    const total = announced === null || response.headers.has("content-encoding")
      ? undefined
      : Number(announced);
    const hash = createHash("sha256");
    let bytes = 0;
    const handle = await open(target, "w");
    try {
      for await (const part of response.body ?? []) {
        await handle.writeFile(part);
        hash.update(part);
        bytes += part.length;
        onProgress?.(file, bytes, total);
      }
      await handle.sync();
    } catch (cause) {
      signal?.throwIfAborted();
      throw this.#unreachable(url, "the connection broke", cause);
    } finally {
      await handle.close();
    }
    if (total !== undefined && bytes !== total) {
      throw this.#unreachable(url, `${bytes} of ${total} bytes came`);
    }
    const found = hash.digest("hex");
    if (sha256 !== undefined && found !== sha256) {
      throw this.#unreachable(url, "its SHA-256 is not the one that the hub names");
    }
    return { size: bytes, sha256: found };
  }

  #forbidden({ host }: URL, cause: unknown): InputError {
    const elsewhere = host === new URL(this.#endpoint).host ? "" : ", to which the hub refers";
    return new InputError(
      `the model is not on this machine, and this process may not connect to ${host}${elsewhere}`,
      {
        file: this.#id,
        mend: elsewhere === ""
          ? `${ALLOW_NETWORK}, or give a folder that holds the model`
          : "Fetch the model by other means and give its folder",
        cause,
      },
    );
  }

  #unreachable(url: string, problem: string, cause?: unknown): InputError {
    return new InputError(`it could not be downloaded: ${problem}`, {
      file: url,
      mend: "Try again, set HF_ENDPOINT to a mirror, or give a folder that holds the model",
      cause,
    });
  }
}
