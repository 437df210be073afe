/**
 * One file from a hub: redirections that may be followed, limits of time and size, and the checks by
 * which a file that came is known to be the one that the hub has.
 */
import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { ALLOW_NETWORK } from "./errors.ts";
import { HubError, type HubFailure } from "./hub_error.ts";
import type { FileMark } from "./manifest.ts";
import { Patience, PATIENCE_MS } from "./patience.ts";

/** How a file is transferred. */
export interface TransferOptions {
  /** What the model is called in messages. */
  model: string;
  /** Sent to the hub's own host alone. */
  authorization?: string;
  /** Told now and then how many bytes have come, and of how many where that is known. */
  onProgress?: (bytes: number, total: number | undefined) => void;
  signal?: AbortSignal;
  /** Milliseconds to wait for a connection, an answer or the next bytes. @default 60,000 */
  patience?: number;
  /** The most bytes that are taken. @default by the file's name, see {@linkcode longest} */
  limit?: number;
}

/** What was transferred. */
export interface TransferredFile extends FileMark {
  /** The hub's tag: the content's SHA-256, or the hash of its blob in git. */
  etag?: string;
}

const TRY_AGAIN = "Try again, set HF_ENDPOINT to a mirror, or give a folder that holds the model";
const HOPS = 5;
const TAG = /^(?:W\/)?"?([0-9a-f]{64}|[0-9a-f]{40})(?:[-;](?:gzip|br|zstd|deflate))?"?(?:-gzip)?$/i;

/** The most bytes of a file: texts are read as a whole, weights need not be. */
export function longest(file: string): number {
  return /\.(json|txt|model)$/.test(file) ? 100e6 : 100e9;
}

/** A file that the hub has and is about to send. */
export class Transfer implements Disposable {
  readonly #options: TransferOptions;
  readonly #patience: Patience;
  #response: Response | undefined;
  #etag: string | undefined;
  #size: number | undefined;

  constructor(readonly url: URL, options: TransferOptions) {
    this.#options = options;
    this.#patience = new Patience(options.patience ?? PATIENCE_MS, options.signal);
  }

  [Symbol.dispose](): void {
    this.#patience[Symbol.dispose]();
  }

  /**
   * Asks for the file; false if the hub does not have it. Follows redirections itself: the hub alone
   * names the hash and may see who asks.
   */
  async request(): Promise<boolean> {
    let at = this.url;
    for (let hops = 0; hops <= HOPS; hops++) {
      const own = at.origin === this.url.origin;
      const response = await this.#ask(at, own ? this.#options.authorization : undefined);
      if (own) {
        this.#etag ??= tagIn(response.headers);
        const size = Number(response.headers.get("x-linked-size") ?? NaN);
        if (Number.isSafeInteger(size)) this.#size ??= size;
      }
      // Another success is none of a file: nothing (204), or a part of it (206).
      if (response.status === 200) {
        this.#response = response;
        return true;
      }
      await response.body?.cancel();
      const location = response.headers.get("location");
      if (response.status >= 300 && response.status < 400 && location !== null) {
        at = this.#next(location, at);
        continue;
      }
      if (response.status === 404) return false;
      throw this.#refused(`${response.status} ${response.statusText}`.trim());
    }
    throw this.#failed("unreachable", "it has too many redirections");
  }

  async #ask(at: URL, authorization: string | undefined): Promise<Response> {
    try {
      this.#patience.renew();
      return await fetch(at, {
        redirect: "manual",
        signal: this.#patience.signal,
        ...(authorization === undefined ? {} : { headers: { authorization } }),
      });
    } catch (cause) {
      if ((cause as Error).name === "NotCapable") throw this.#forbidden(at, cause);
      // The connection was there where what came through it is not HTTP.
      const reason = /invalid .* parsed/.exec(messagesOf(cause))?.[0];
      throw this.#broken(
        reason === undefined ? "no connection" : `the answer cannot be understood (${reason})`,
        cause,
      );
    }
  }

  /** Where a redirection leads: never to a file, nor to a stranger without encryption. */
  #next(location: string, from: URL): URL {
    const to = URL.parse(location, from);
    const loopback = to !== null && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(to.hostname);
    const plain = to?.protocol === "http:" && (loopback || to.origin === this.url.origin);
    if (to !== null && (to.protocol === "https:" || plain)) return to;
    throw this.#failed("unreachable", "it is redirected to an address that is not to be trusted");
  }

  /**
   * Writes what comes to a file and checks that it is what the hub has.
   *
   * @throws {HubError} If it breaks off or is something else.
   */
  async store(target: string): Promise<TransferredFile> {
    const { onProgress, limit = longest(this.url.pathname) } = this.#options;
    const response = this.#response!, etag = this.#etag, size = this.#size;
    const announced = response.headers.get("content-length");
    // A compressed answer's length says nothing about what comes out of it.
    const compressed = response.headers.has("content-encoding");
    const total = size ?? (announced === null || compressed ? undefined : Number(announced));
    if (/^text\/html/i.test(response.headers.get("content-type") ?? "")) {
      await response.body?.cancel();
      throw this.#failed("wrong", "a web page came instead, as from a network with a sign-in page");
    }
    const hash = createHash("sha256");
    const handle = await open(target, "w");
    let bytes = 0;
    try {
      for await (const part of this.#parts(response)) {
        bytes += part.length;
        if (bytes > limit || (total ?? 0) > limit) {
          throw this.#failed("wrong", `it is larger than ${limit / 1e6} MB, as no such file is`);
        }
        await handle.writeFile(part);
        hash.update(part);
        onProgress?.(bytes, total);
      }
    } finally {
      await handle.close();
    }
    if (total !== undefined && bytes !== total) {
      throw this.#failed("wrong", `${bytes} of ${total} bytes came`);
    }
    const sha256 = hash.digest("hex");
    const problem = await problemOf(target, sha256, etag);
    if (problem !== undefined) throw this.#failed("wrong", problem);
    return { size: bytes, sha256, ...(etag === undefined ? {} : { etag }) };
  }

  async *#parts(response: Response): AsyncGenerator<Uint8Array> {
    const reader = response.body?.getReader();
    if (reader === undefined) return;
    try {
      for (;;) {
        this.#patience.renew();
        const { done, value } = await reader.read().catch((cause) => {
          throw this.#broken("the connection broke", cause);
        });
        if (done) return;
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
  }

  #failed(failure: HubFailure, problem: string, cause?: unknown): HubError {
    const options = { file: this.url.href, mend: TRY_AGAIN, cause };
    return new HubError(failure, `it could not be downloaded: ${problem}`, options);
  }

  #refused(status: string): HubError {
    if (!/^40[13]/.test(status)) return this.#failed("unreachable", `the answer was ${status}`);
    return new HubError("absent", `the hub has no such model, or does not show it (${status})`, {
      file: this.url.href,
      mend: "Check the model's name, and set HF_TOKEN where it is not for everybody",
    });
  }

  /** An error of the connection; throws where it was asked to end. */
  #broken(problem: string, cause: unknown): HubError {
    this.#options.signal?.throwIfAborted();
    const { isOver, ms } = this.#patience;
    return this.#failed("unreachable", isOver ? `nothing came for ${ms / 1000} s` : problem, cause);
  }

  #forbidden({ host }: URL, cause: unknown): HubError {
    const elsewhere = host === this.url.host ? "" : ", to which the hub refers";
    return new HubError(
      "forbidden",
      `the model is not on this machine, and this process may not connect to ${host}${elsewhere}`,
      {
        file: this.#options.model,
        mend: elsewhere === ""
          ? `${ALLOW_NETWORK}, or give a folder that holds the model`
          : "Fetch the model by other means and give its folder",
        cause,
      },
    );
  }
}

/** What an error and its cause say. */
function messagesOf(error: unknown): string {
  const { message, cause } = error as Error;
  return `${message} ${cause instanceof Error ? cause.message : ""}`;
}

/**
 * A tag that is a hash: large files' SHA-256, small ones' SHA-1 in git, as hexadecimal digits. Proxies
 * write tags otherwise: as weak ones, in capitals, with what they compressed by at the end.
 */
function tagIn(headers: Headers): string | undefined {
  const tags = [headers.get("x-linked-etag"), headers.get("etag")];
  return tags.map((tag) => TAG.exec(tag?.trim() ?? "")?.[1]?.toLowerCase())
    .find((tag) => tag !== undefined);
}

/** What is wrong with a file that came; undefined where nothing is. */
async function problemOf(
  file: string,
  sha256: string,
  etag: string | undefined,
): Promise<string | undefined> {
  if (etag?.length === 64 && sha256 !== etag) {
    return "its SHA-256 is not the one that the hub names";
  }
  if (etag?.length === 40) {
    const bytes = await readFile(file);
    const inGit = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
    // Some mirrors tag files with the SHA-1 of their bytes alone.
    if (inGit !== etag && createHash("sha1").update(bytes).digest("hex") !== etag) {
      return "its SHA-1 is not the one that the hub names";
    }
  }
  return undefined;
}

/**
 * Asks the hub for a file.
 *
 * @param url Its address there, without a password.
 * @returns What is about to come; undefined if the hub does not have it.
 * @throws {HubError} If it cannot be had.
 */
export async function requestFile(
  url: URL,
  options: TransferOptions,
): Promise<Transfer | undefined> {
  options.signal?.throwIfAborted();
  const transfer = new Transfer(url, options);
  try {
    if (await transfer.request()) return transfer;
  } catch (error) {
    transfer[Symbol.dispose]();
    throw error;
  }
  transfer[Symbol.dispose]();
  return undefined;
}
