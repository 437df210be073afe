/** A model's way to the Hugging Face hub. */
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { ONNX_FILES } from "../experiment/mod.ts";
import {
  ALLOW_NETWORK,
  hubEndpoint,
  HubError,
  inBrackets,
  InputError,
  MODEL_CONFIG,
} from "../io/mod.ts";

/** How a model is pushed. */
export interface PushOptions {
  /** The hub's address. @default the environment variable `HF_ENDPOINT`, or huggingface.co */
  endpoint?: string;
  /** With the right to write. @default the environment variable `HF_TOKEN` */
  token?: string;
  /** Whether a repository that is made for it is for its owner alone. @default false */
  isPrivate?: boolean;
  /** Aborts it. What was sent is then no part of the repository. */
  signal?: AbortSignal;
}

/** A file that is pushed. */
export interface PushedFile {
  /** Its path in the model's folder and in the repository. */
  path: string;
  /** Bytes. */
  size: number;
}

/** Owner and name. */
const REPOSITORY = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

/** The files of a model's folder that are of the model: whatever else lies there is nobody's business. */
const OF_A_MODEL =
  /^(README\.md|config\.json|model(-\d+-of-\d+)?\.safetensors(\.index\.json)?|tokenizer\.json|tokenizer_config\.json|special_tokens_map\.json|added_tokens\.json|vocab\.(txt|json)|merges\.txt)$/;

/**
 * The files of a model's folder that a push sends.
 *
 * @throws {InputError} If the folder is none of a model.
 */
export async function filesToPush(folder: string): Promise<PushedFile[]> {
  if (!existsSync(join(folder, MODEL_CONFIG))) {
    throw new InputError(`the folder has no ${MODEL_CONFIG}`, {
      file: folder,
      mend: "Give the folder of a model",
    });
  }
  const names = [
    ...(await readdir(folder)).filter((name) => OF_A_MODEL.test(name)).sort(),
    ...Object.values(ONNX_FILES).filter((name) => existsSync(join(folder, name))),
  ];
  return await Promise.all(
    names.map(async (path) => ({ path, size: (await stat(join(folder, path))).size })),
  );
}

/**
 * Sends a model's files to a repository of the Hugging Face hub, which is made where it is not there,
 * as one commit.
 *
 * @param to Owner and name, such as `me/my-model`.
 * @returns Its address.
 * @throws {InputError} If the folder or the name is none, or there is no token.
 * @throws {HubError} If the hub cannot be reached, or refuses it.
 */
export async function pushModel(
  folder: string,
  to: string,
  { endpoint, token = process.env["HF_TOKEN"], isPrivate = false, signal }: PushOptions = {},
): Promise<string> {
  if (!REPOSITORY.test(to)) {
    throw new InputError(`"${to}" is not the name of a repository`, {
      mend: "Give its owner and its name, such as me/my-model",
    });
  }
  const files = await filesToPush(folder);
  const hubUrl = hubEndpoint(endpoint);
  const { protocol, hostname } = new URL(hubUrl);
  if (protocol !== "https:" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) {
    throw new InputError("a token would go there for everybody to read", {
      file: hubUrl,
      mend: "Set HF_ENDPOINT to an address that begins with https://",
    });
  }
  if (!token) {
    throw new InputError("the hub takes no model without a token", {
      place: "HF_TOKEN",
      mend:
        "Make one that may write at https://huggingface.co/settings/tokens, and set HF_TOKEN to it",
    });
  }
  const { createRepo, HubApiError, uploadFiles } = await import("@huggingface/hub");
  const repository = { repo: { type: "model", name: to }, accessToken: token, hubUrl } as const;
  try {
    await createRepo({ ...repository, private: isPrivate }).catch((error) => {
      // It is there already.
      if (!(error instanceof HubApiError && error.statusCode === 409)) throw error;
    });
    await uploadFiles({
      ...repository,
      files: files.map(({ path }) => ({ path, content: pathToFileURL(join(folder, path)) })),
      commitTitle: "Upload a model by SDTrainer",
      ...(signal === undefined ? {} : { abortSignal: signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw refusal(error, error instanceof HubApiError ? error.statusCode : undefined, hubUrl, to);
  }
  return `${hubUrl}/${to}`;
}

/** What a hub's answer, or none, comes to. */
function refusal(error: unknown, status: number | undefined, file: string, to: string): unknown {
  const { name, message } = error as Error;
  if (name === "NotCapable") {
    return new HubError("forbidden", `this process may not connect to ${new URL(file).host}`, {
      file: to,
      mend: ALLOW_NETWORK,
      cause: error,
    });
  }
  if (status === 401 || status === 403) {
    return new HubError("absent", `the hub does not let this token write there (${status})`, {
      file: to,
      mend: "Check the owner's name, and that HF_TOKEN may write",
      cause: error,
    });
  }
  // Of fetch, or of the library: what it says of answers that it does not understand.
  return new HubError(
    "unreachable",
    `the model was not taken${
      inBrackets(status === undefined ? message : `${status}: ${message}`)
    }`,
    { file, mend: "Try again later; the same command goes on", cause: error },
  );
}
