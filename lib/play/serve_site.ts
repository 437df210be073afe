/** A site, served to this machine alone. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
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

const HEADERS = {
  "content-security-policy": `${POLICY}; frame-ancestors 'none'`,
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

/** What the operating system says of a port, in words. */
const PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use",
  EACCES: "may not be used by this account",
};

/**
 * Serves a site on this machine's own address, which no other machine reaches.
 *
 * @param port 0 for any that is free.
 * @throws {InputError} If the port is in use, or not allowed.
 */
export async function serveSite(site: Site, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    // A reader who leaves amid a file is no mistake.
    answer(site, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const problem = PROBLEMS[cause.code ?? ""];
      const mend = `Choose another one with ${settingName("port")}`;
      failed(
        problem === undefined
          ? cause
          : new InputError(`the port ${port} ${problem}`, { mend, cause }),
      );
    });
    server.listen(port, HOST, listening);
  });
  const finished = new Promise<void>((ended) => server.once("close", ended));
  return {
    address: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    finished,
    [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      return finished;
    },
  };
}

async function answer(
  site: Site,
  { method, url, headers: { host = "" } }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (status: number, text: string) => {
    response.writeHead(status, { ...HEADERS, "content-type": TYPES[".txt"] }).end(text);
  };
  // A name of another's that leads to this machine would let their page read the models.
  if (![HOST, "localhost"].includes(host.toLowerCase().replace(/:\d+$/, ""))) {
    return refuse(403, "Not here.\n");
  }
  if (method !== "GET" && method !== "HEAD") return refuse(405, "Only GET.\n");
  const path = (url ?? "/").replace(/\?.*/, "").slice(1) || FIRST_PAGE;
  const file = site.get(path);
  if (file === undefined) return refuse(404, "There is no such file.\n");
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  response.writeHead(200, { ...HEADERS, "content-type": type, "content-length": file.size });
  if (method === "HEAD") response.end();
  else await pipeline(Readable.from(file.parts()), response);
}
