/**
 * Models of the Hugging Face hub: downloaded once to a folder, then loaded like any other. Which
 * files a model has is said by who loads it.
 */
import { dirname, join } from "node:path";
import process from "node:process";
import { DownloadMarks, whatIsBroken } from "./download_marks.ts";
import { makePath } from "./disk.ts";
import { InputError, settingName } from "./errors.ts";
import { HubError } from "./hub_error.ts";
import { lockFile } from "./lock.ts";
import { MODEL_CONFIG } from "./model_files.ts";
import { removeUnfinished, replaceFileBy } from "./replace.ts";
import { requestFile } from "./transfer.ts";

/** How a model is obtained. */
export interface HubOptions {
  /** The folder under which downloaded models lie. */
  cacheFolder: string;
  /**
   * The hub's address.
   * @default the environment variable `HF_ENDPOINT`, or "https://huggingface.co"
   */
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
  /** Milliseconds to wait for a connection, an answer or the next bytes. @default 60,000 */
  patience?: number;
}

/** What a kind of model needs of the hub. */
export interface HubFiles {
  /** The kind's name in the cache, such as `masked-lm`. */
  kind: string;
  /** Fetches the files, one after the other. */
  fetch(model: HubModel): Promise<void>;
}

/** A model on the hub whose files are being fetched. */
export interface HubModel {
  /** Where they lie. */
  readonly folder: string;
  /**
   * Fetches a file, unless it is there and whole.
   *
   * @param name May be in a folder: `onnx/model.onnx`.
   * @returns False if the hub does not have it.
   */
  optional(name: string): Promise<boolean>;
  /**
   * Fetches the first of several files that the hub has, and gives its name.
   *
   * @throws {HubError} If it has none of them.
   */
  required(...names: readonly string[]): Promise<string>;
}

/** Owner and name, or a name alone for the hub's oldest models, such as `bert-base-cased`. */
const MODEL_ID = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;
const OFFICIAL_HOST = /(^|\.)huggingface\.co$/;

/** What folders hold that were filled before kinds of models were noted. */
const FORMER = { kind: "masked-lm", last: MODEL_CONFIG };

/** Whether a text could be a model's name on the hub. */
export function isHubId(text: string): boolean {
  return MODEL_ID.test(text) && !text.includes("..");
}

/**
 * The hub's address, without a password that may be in it.
 *
 * @param given @default the environment variable `HF_ENDPOINT`, or huggingface.co
 * @throws {InputError} If it is none.
 */
export function hubEndpoint(given?: string): string {
  return parseEndpoint(given).address;
}

/** Whether an address is Hugging Face's own: no other is sent a token that was not named for it. */
export function isOfficialHub(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" && OFFICIAL_HOST.test(hostname);
}

function parseEndpoint(given?: string): { address: string; basic?: string } {
  const url = URL.parse(given || process.env.HF_ENDPOINT || "https://huggingface.co");
  if (url === null || !/^https?:$/.test(url.protocol)) {
    // What stands there instead may hold a password.
    throw new InputError("this is not a hub's address", {
      place: "HF_ENDPOINT",
      mend: "Set it to one such as https://huggingface.co, or unset it",
    });
  }
  const { username, password, origin, pathname } = url;
  const address = `${origin}${pathname.replace(/\/+$/, "")}`;
  if (username === "" && password === "") return { address };
  return {
    address,
    basic: btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`),
  };
}

/** The folder in which a model's download lies, or will lie. */
export function hubFolder(id: string, cacheFolder: string): string {
  return join(cacheFolder, id.replace("/", "--"));
}

/**
 * Looks for a model in the cache.
 *
 * @returns Its folder, and those of its files that are not as they came; undefined if it has never
 * been there as a whole.
 */
export async function findDownload(
  id: string,
  { kind }: HubFiles,
  cacheFolder: string,
): Promise<{ folder: string; damaged: string[] } | undefined> {
  const folder = hubFolder(id, cacheFolder);
  const marks = await DownloadMarks.read(folder, FORMER);
  const files = marks.filesOf(kind);
  if (files === undefined) return undefined;
  const damaged: string[] = [];
  for (const file of files) if (await marks.state(file) !== "whole") damaged.push(file);
  return { folder, damaged };
}

/** Whether a model of the hub was downloaded before, and all its files are still as they came. */
export async function isDownloaded(
  id: string,
  files: HubFiles,
  cacheFolder: string,
): Promise<boolean> {
  return (await findDownload(id, files, cacheFolder))?.damaged.length === 0;
}

/**
 * Downloads a model's files from the hub, unless they are there already. A file appears under its
 * name only when it is whole, so a download can be stopped anywhere and goes on with the first file
 * that is missing. Files are checked by the size and hash that the hub names; all are checked again
 * by their own at each call, and one that is damaged is fetched again. Of several processes that
 * want the same model one downloads it, and the others wait.
 *
 * @param id Such as `bert-base-cased` or `google-bert/bert-base-cased`.
 * @returns Its folder.
 * @throws {HubError} If the hub cannot be reached or does not have what is needed.
 * @throws {InputError} If that is no name, or nothing can be written.
 */
export async function downloadModel(
  id: string,
  files: HubFiles,
  options: HubOptions,
): Promise<string> {
  if (!isHubId(id)) {
    throw new InputError(`"${id}" is not the name of a model on the hub`, {
      mend: "Give a name such as bert-base-cased, or a folder",
    });
  }
  if (await isDownloaded(id, files, options.cacheFolder)) return hubFolder(id, options.cacheFolder);
  const folder = hubFolder(id, options.cacheFolder);
  await makePath(folder);
  const { signal } = options;
  await using _ = await lockFile(join(folder, ".lock"), signal === undefined ? {} : { signal });
  await removeUnfinished(folder);
  const marks = await DownloadMarks.read(folder, FORMER);
  const download = new Download(id, marks, options);
  const known = marks.filesOf(files.kind);
  // By another process meanwhile, or before something was damaged.
  if (known !== undefined) { for (const file of known) await download.required(file); }
  else {
    await files.fetch(download);
    await marks.complete(files.kind, download.fetched);
  }
  return folder;
}

/** A model's files on their way from the hub into its folder. */
class Download implements HubModel {
  readonly #id: string;
  readonly #marks: DownloadMarks;
  readonly #options: HubOptions;
  readonly #address: string;
  readonly #authorization: string | undefined;
  /** The files that are there now. */
  readonly fetched: string[] = [];

  constructor(id: string, marks: DownloadMarks, options: HubOptions) {
    this.#id = id;
    this.#marks = marks;
    this.#options = options;
    const { address, basic } = parseEndpoint(options.endpoint);
    this.#address = address;
    const token = options.token ?? process.env.HF_TOKEN;
    this.#authorization = basic !== undefined
      ? `Basic ${basic}`
      : isOfficialHub(address) && token
      ? `Bearer ${token}`
      : undefined;
  }

  get folder(): string {
    return this.#marks.folder;
  }

  async required(...names: readonly string[]): Promise<string> {
    for (const name of names) if (await this.optional(name)) return name;
    throw new HubError("absent", `the hub's model ${this.#id} has no ${names.join(" or ")}`, {
      file: this.#address,
      mend: "Give another model, or the folder of one that is on this machine",
    });
  }

  async optional(name: string): Promise<boolean> {
    const state = await this.#marks.state(name);
    if (state !== "whole" && !await this.#fetch(name, state)) return false;
    this.fetched.push(name);
    return true;
  }

  async #fetch(name: string, state: "missing" | "damaged"): Promise<boolean> {
    try {
      return await this.#download(name, join(this.folder, name));
    } catch (error) {
      if (state === "missing" || !(error instanceof InputError)) throw error;
      throw new InputError("the file has been damaged, and cannot be downloaded again", {
        file: join(this.folder, name),
        mend: error.told(settingName).replace(/\.$/, ""),
        cause: error,
      });
    }
  }

  async #download(name: string, target: string): Promise<boolean> {
    const url = new URL(`${this.#address}/${this.#id}/resolve/main/${name}`);
    const { onProgress, signal, patience } = this.#options;
    using file = await requestFile(url, {
      model: this.#id,
      ...(this.#authorization === undefined ? {} : { authorization: this.#authorization }),
      onProgress: (bytes, total) => onProgress?.(name, bytes, total),
      ...(signal === undefined ? {} : { signal }),
      ...(patience === undefined ? {} : { patience }),
    });
    if (file === undefined) return false;
    if (name.includes("/")) await makePath(dirname(target));
    await replaceFileBy(target, async (unfinished) => {
      const mark = await file.store(unfinished);
      const broken = await whatIsBroken(name, unfinished);
      if (broken !== undefined) throw brokenFile(url, broken);
      await this.#marks.set(name, mark);
    });
    return true;
  }
}

function brokenFile(url: URL, problem: string): HubError {
  return new HubError("wrong", `it could not be downloaded: what came is ${problem}`, {
    file: url.href,
    mend: "Look at what this address gives in a browser: the network may ask for a sign-in",
  });
}
