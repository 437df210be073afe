/** The requests of a push: how long they wait, where they may lead, and what is an answer. */
import { ALLOW_NETWORK, HubError, Patience, settingName } from "../io/mod.ts";

/** What the requests of a push have in common. */
export interface HubRequests {
  /** The repository. */
  to: string;
  /** Milliseconds to wait for a connection, for bytes to go, or for an answer. */
  patience: number;
  signal: AbortSignal | undefined;
}

/** An answer by which a server refuses a request. */
export class Refusal extends Error {
  /** @param elsewhere The server's host, where it is another's than the hub's. */
  constructor(readonly statusCode: number, message: string, readonly elsewhere?: string) {
    super(message);
  }
}

const HOPS = 5;

/** What the hub's answers list as many of as were asked for. */
const LISTED = [[/\/preupload\/[^/]*$/, "files"], [/\/objects\/batch$/, "objects"]] as const;

/**
 * `fetch` for a push. It follows a redirection only where the token may go, and gives nothing that is
 * no answer of a hub.
 */
export function hubFetch({ to, patience: ms, signal }: HubRequests): typeof fetch {
  const failed = (at: URL, problem: string, mend: string, cause?: unknown) =>
    new HubError("unreachable", problem, { file: at.origin, mend, cause });
  return async (input, init = {}) => {
    const given = [init.signal, signal].filter((signal) => signal instanceof AbortSignal);
    using patience = new Patience(ms, AbortSignal.any(given));
    let at = new URL(input instanceof Request ? input.url : input);
    // The library gives the token to the hub itself, and not to the stores that the hub names.
    const isHub = new Headers(init.headers).has("authorization");
    try {
      for (let hops = 0; hops <= HOPS; hops++) {
        const body = init.body instanceof Blob
          ? new WatchedBlob(init.body, () => patience.renew())
          : init.body ?? null;
        const response = await fetch(at, {
          ...init,
          ...{ body, redirect: "manual", signal: patience.signal },
        });
        const { status, headers } = response;
        const text = await response.text();
        if (status >= 300 && status < 400) {
          const to = URL.parse(headers.get("location") ?? "", at);
          const isSafe = to?.origin === at.origin || !isHub && to?.protocol === "https:";
          if (!isSafe || status < 307) {
            const problem = `${at.host} refers to ${
              to?.origin ?? "nowhere"
            }, which is not followed`;
            const mend = `Give ${settingName("endpoint")} where that is the hub itself`;
            throw failed(at, problem, mend);
          }
          at = to!;
          patience.renew();
          continue;
        }
        if (!response.ok) throw new Refusal(status, wordsOf(text), isHub ? undefined : at.host);
        if (isHub && !isAnswer(at, text, init.body)) {
          const mend = `Look there whether the model came, and set ${
            settingName("endpoint")
          } right`;
          throw failed(at, "what came is no answer of a hub", mend);
        }
        return new Response(text === "" ? null : text, { status, headers });
      }
      throw failed(at, "it has too many redirections", "Try again later");
    } catch (cause) {
      if (patience.isOver) {
        throw failed(at, `nothing went or came for ${ms / 1000} s`, "Try again later", cause);
      }
      if ((cause as Error).name !== "NotCapable") throw cause;
      const [whose, mend] = isHub
        ? ["", ALLOW_NETWORK]
        : [", to which the hub refers", `${ALLOW_NETWORK} there`];
      const problem = `this process may not connect to ${at.host}${whose}`;
      throw new HubError("forbidden", problem, { file: to, mend, cause });
    }
  };
}

/** What a server says of its refusal. */
function wordsOf(text: string): string {
  const said = Object(parsed(text));
  return String(said.error ?? said.message ?? "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a text is what the hub answers where it takes a request. */
function isAnswer({ pathname }: URL, text: string, asked: unknown): boolean {
  const answer = Object(parsed(text));
  if (/\/commit\/[^/]*$/.test(pathname)) return /^[0-9a-f]{40}$/.test(answer.commitOid);
  const [, list] = LISTED.find(([path]) => path.test(pathname)) ?? [];
  if (list === undefined) return Object.keys(answer).length > 0;
  const items = answer[list], { length } = Object(parsed(String(asked)))[list];
  return Array.isArray(items) && items.length === length &&
    (list !== "files" || items.every((item) => /^(lfs|regular)$/.test(Object(item).uploadMode)));
}

/** A file's bytes that tells when some of them are taken to be sent. */
class WatchedBlob extends Blob {
  constructor(readonly of: Blob, readonly onBytes: () => void) {
    super([], { type: of.type });
  }

  override get size(): number {
    return this.of.size;
  }

  override stream(): ReturnType<Blob["stream"]> {
    const watch = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (bytes, to) => {
        this.onBytes();
        to.enqueue(bytes);
      },
    });
    return this.of.stream().pipeThrough(watch);
  }
}
