/** A model's way to the Hugging Face hub. */
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import {
  hubEndpoint,
  HubError,
  type HubFailure,
  inBrackets,
  InputError,
  isOfficialHub,
  PATIENCE_MS,
  settingName,
} from "../io/mod.ts";
import { filesToPush } from "./files_to_push.ts";
import { hubFetch, type Refusal } from "./hub_requests.ts";

/** How a model is pushed. */
export interface PushOptions {
  /**
   * The hub's address. The environment variable `HF_ENDPOINT` may be a mirror to download from, so
   * where it names another hub this has to, too.
   * @default huggingface.co
   */
  endpoint?: string;
  /** With the right to write. @default the environment variable `HF_TOKEN` */
  token?: string;
  /**
   * Whether nobody else may see the repository.
   * @default as its owner's repositories are
   */
  isPrivate?: boolean;
  /** Aborts it. What was sent is then no part of the repository. */
  signal?: AbortSignal;
  /** Milliseconds to wait for a connection, for bytes to go, or for an answer. @default 60,000 */
  patience?: number;
}

/** Owner and name. */
const REPOSITORY = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

/** A token. In a header another's signs would make an error that shows it. */
const TOKEN = /^hf_[\w.~+/=-]+$/;

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Sends a model's files to a repository of the Hugging Face hub, which is made where it is not there,
 * as one commit.
 *
 * @param to Owner and name, such as `me/my-model`.
 * @returns Its address.
 * @throws {InputError} If the folder, the name or the token is none, or the repository is there and
 * not private, which it was to be.
 * @throws {HubError} If the hub cannot be reached, or refuses it.
 */
export async function pushModel(
  folder: string,
  to: string,
  { endpoint, token = process.env["HF_TOKEN"], isPrivate = false, signal, patience = PATIENCE_MS }:
    PushOptions = {},
): Promise<string> {
  if (!REPOSITORY.test(to)) {
    throw new InputError(`"${to}" is not the name of a repository`, {
      mend: "Give its owner and its name, such as me/my-model",
    });
  }
  const files = await filesToPush(folder);
  const hubUrl = trustedHub(endpoint), accessToken = checkedToken(token);
  const { createRepo, modelInfo, uploadFiles } = await import("@huggingface/hub");
  const repo = { type: "model", name: to } as const;
  const hub = { accessToken, hubUrl, fetch: hubFetch({ to, patience, signal }) };
  try {
    // Unless it is to be private it is what the owner, such as an organisation, has chosen.
    const visibility = isPrivate ? { visibility: "private" } as const : {};
    await createRepo({ ...hub, repo, ...visibility }).catch(async (error) => {
      const status = statusOf(error);
      // It is there; or the token is for this one repository and may make none.
      if (status !== 409 && status !== 403) throw error;
      if (status === 409 && !isPrivate) return;
      const there = await modelInfo({ ...hub, name: to }).catch((unseen) => {
        throw status === 403 ? error : unseen;
      });
      if (isPrivate && !there.private) throw notPrivate(`${hubUrl}/${to}`);
    });
    signal?.throwIfAborted();
    await uploadFiles({
      ...{ ...hub, repo },
      files: files.map(({ path }) => ({ path, content: pathToFileURL(join(folder, path)) })),
      commitTitle: "Upload a model by SDTrainer",
      // By Git LFS' requests, which the hub still takes: those that the tests know.
      useXet: false,
      ...(signal === undefined ? {} : { abortSignal: signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof InputError
      ? error
      : refusal(error as Error, { hubUrl, to, accessToken });
  }
  return `${hubUrl}/${to}`;
}

/** The hub's address, where a token may be sent to it. */
function trustedHub(endpoint: string | undefined): string {
  const hubUrl = hubEndpoint(endpoint);
  const { protocol, hostname } = new URL(hubUrl);
  if (protocol !== "https:" && !LOOPBACK.test(hostname)) {
    throw new InputError("a token would go there for everybody to read", {
      file: hubUrl,
      mend: "Give an address that begins with https://",
    });
  }
  if (!endpoint && !isOfficialHub(hubUrl)) {
    throw new InputError("HF_ENDPOINT may be a mirror, and a token that may write is not for it", {
      file: hubUrl,
      mend: `Unset HF_ENDPOINT, or give ${settingName("endpoint")} ${hubUrl}`,
    });
  }
  return hubUrl;
}

/** A token, where it is one. */
function checkedToken(token: string | undefined): string {
  if (token && TOKEN.test(token)) return token;
  throw new InputError(
    token
      ? "this is no token: it would be hf_ and letters and digits, without blanks"
      : "the hub takes no model without a token",
    {
      place: "HF_TOKEN",
      mend:
        "Make one that may write at https://huggingface.co/settings/tokens, and set HF_TOKEN to it",
    },
  );
}

function notPrivate(file: string): InputError {
  return new InputError("this repository is there already, and everybody may see it", {
    file,
    mend: `Make it private there, or push without ${settingName("private", "isPrivate")}`,
  });
}

/** The status of an answer, where that is what failed: ours, or what the library makes of a part. */
function statusOf(error: unknown): number | undefined {
  return (error as Partial<Refusal>).statusCode;
}

/** What a hub's answer, or none, comes to: without the token, which it may repeat. */
function refusal(
  error: Error,
  { hubUrl, to, accessToken }: { hubUrl: string; to: string; accessToken: string },
): HubError {
  const said = error.message.replaceAll(accessToken, "…"), cause = new Error(said);
  const told = (failure: HubFailure, problem: string, file: string, mend: string) =>
    new HubError(failure, problem, { file, mend, cause });
  const status = statusOf(error), elsewhere = (error as Partial<Refusal>).elsewhere;
  if (elsewhere === undefined && (status === 401 || status === 403)) {
    const problem = `the hub does not let this token write there (${status})`;
    return told("refused", problem, to, "Check the owner's name, and that HF_TOKEN may write");
  }
  // Of fetch, or of the library: what it says of answers that it does not understand.
  const reason = inBrackets(status === undefined ? said : `${status}: ${said}`);
  if (elsewhere !== undefined) {
    const problem = `${elsewhere}, to which the hub refers, does not take a file${reason}`;
    return told("unreachable", problem, hubUrl, "Try again later; the same command goes on");
  }
  // Too many requests, or slow ones, are no fault of what is sent.
  return status !== undefined && status < 500 && status !== 408 && status !== 429
    ? told("refused", `the hub does not take the model${reason}`, to, "Mend what it names")
    : told(
      "unreachable",
      `the model was not taken${reason}`,
      hubUrl,
      "Try again later; the same command goes on",
    );
}
