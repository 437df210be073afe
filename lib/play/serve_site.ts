/** A site, served to this machine alone. */
import { extname } from "node:path";
import { InputError, settingName } from "../io/mod.ts";
import { POLICY } from "./page_html.ts";
import { FIRST_PAGE, type Site } from "./site.ts";

/** A server that is running. */
export interface Server extends AsyncDisposable {
  /** Where a browser finds it. */
  readonly address: string;
  /** Ended when it is. */
  readonly finished: Promise<void>;
}

const HOST = "127.0.0.1";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * Serves a site on this machine's own address, which no other machine reaches.
 *
 * @param port 0 for any that is free.
 * @throws {InputError} If the port is in use, or not allowed.
 */
export function serveSite(site: Site, port: number): Server {
  try {
    const server = Deno.serve(
      { hostname: HOST, port, onListen() {} },
      (request) => answer(site, request),
    );
    return {
      address: `http://${HOST}:${server.addr.port}/`,
      finished: server.finished,
      [Symbol.asyncDispose]: () => server.shutdown(),
    };
  } catch (error) {
    const isTaken = error instanceof Deno.errors.AddrInUse;
    if (!isTaken && !(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new InputError(
      `the port ${port} ${isTaken ? "is in use" : "may not be used by this account"}`,
      { mend: `Choose another one with ${settingName("port")}`, cause: error },
    );
  }
}

async function answer(site: Site, request: Request): Promise<Response> {
  const { pathname, hostname } = new URL(request.url);
  const headers = {
    "content-security-policy": `${POLICY}; frame-ancestors 'none'`,
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
  };
  const refuse = (status: number, text: string) => new Response(text, { status, headers });
  // A name of another's that leads to this machine would let their page read the models.
  if (hostname !== HOST && hostname !== "localhost") return refuse(403, "Not for this host.\n");
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(405, "Only GET.\n");
  const path = pathname === "/" ? FIRST_PAGE : pathname.slice(1);
  const file = site.get(path);
  if (file === undefined) return refuse(404, "There is no such file.\n");
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  const about = { ...headers, "content-type": type, "content-length": String(file.size) };
  if (request.method === "HEAD") return new Response(null, { headers: about });
  const parts = (await file.parts())[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return new Response(body, { headers: about });
}
