/** Driving Chromium through its DevTools protocol, as far as a test needs to look at pages. */
import { type BrowserCommand, findBrowser } from "./find.ts";

/** An answer or an event of the protocol. */
interface Message {
  id?: number;
  method?: string;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** A browser without a window, with a profile of its own. */
export class Browser implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #loaded = Promise.withResolvers<void>();
  #calls = 0;

  private constructor(child: Deno.ChildProcess, profile: string, socket: WebSocket) {
    this.#child = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(data) as Message;
      if (message.method === "Page.loadEventFired") this.#loaded.resolve();
      if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
    });
  }

  /**
   * Starts a browser.
   *
   * @param options.webgpu Whether pages have WebGPU, computed by the browser's own processor code.
   * @throws {Error} If there is none, or it does not start.
   */
  static async open({ webgpu = false } = {}): Promise<Browser> {
    const profile = await Deno.makeTempDir({ prefix: "sdtrainer-browser-" });
    const child = start(await findBrowser(), profile, webgpu ? WEBGPU : ["--disable-gpu"]);
    const port = await listeningPort(child);
    const pages = await (await fetch(`http://127.0.0.1:${port}/json`)).json() as {
      type: string;
      webSocketDebuggerUrl: string;
    }[];
    const page = pages.find(({ type }) => type === "page")!;
    const socket = new WebSocket(page.webSocketDebuggerUrl);
    await new Promise((opened, failed) => {
      socket.addEventListener("open", opened);
      socket.addEventListener("error", failed);
    });
    const browser = new Browser(child, profile, socket);
    await browser.#call("Page.enable");
    return browser;
  }

  /** Shows pages as a reader's device would: CSS pixels, the wanted colours, screen or paper. */
  async show(
    { width, scheme, media = "screen" }: {
      width: number;
      scheme: "light" | "dark";
      media?: "screen" | "print";
    },
  ): Promise<void> {
    const metrics = { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 };
    await this.#call("Emulation.setDeviceMetricsOverride", metrics);
    const features = [{ name: "prefers-color-scheme", value: scheme }];
    await this.#call("Emulation.setEmulatedMedia", { media, features });
  }

  /** Runs code in each page that is opened from now on, before its own. */
  async beforePages(source: string): Promise<void> {
    await this.#call("Page.addScriptToEvaluateOnNewDocument", { source });
  }

  /** Opens an address and waits until everything in it has been loaded. */
  async visit(address: string): Promise<void> {
    this.#loaded = Promise.withResolvers<void>();
    await this.#call("Page.navigate", { url: address });
    await this.#loaded.promise;
  }

  /** What an expression, or the promise that it gives, comes to on the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const options = { expression, returnByValue: true, awaitPromise: true };
    const { result, exceptionDetails } = await this.#call("Runtime.evaluate", options);
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value: T }).value;
  }

  async #call(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#calls;
    const { promise, resolve } = Promise.withResolvers<Message>();
    this.#waiting.set(id, resolve);
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await promise;
    this.#waiting.delete(id);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((done) => this.#socket.addEventListener("close", done));
    await this.#call("Browser.close");
    await Promise.all([closed, this.#child.status]);
    await Deno.remove(this.#profile, { recursive: true }).catch(() => {});
  }
}

/** A GPU of software, which is in every Chromium. */
const WEBGPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

function start(
  { command, env }: BrowserCommand,
  profile: string,
  gpu: readonly string[],
): Deno.ChildProcess {
  return new Deno.Command(command, {
    args: [
      // Containers seldom allow the sandbox, nor have a GPU or much shared memory.
      ...["--headless", "--no-sandbox", "--no-zygote", "--disable-dev-shm-usage", ...gpu],
      ...["--no-first-run", "--remote-debugging-port=0", `--user-data-dir=${profile}`],
      "about:blank",
    ],
    env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

/** The port that the browser says it listens on. What it prints afterwards is read and left out. */
async function listeningPort({ stderr }: Deno.ChildProcess): Promise<string> {
  const found = Promise.withResolvers<string>();
  (async () => {
    let printed = "";
    for await (const text of stderr.pipeThrough(new TextDecoderStream())) {
      if (printed.length < 1e5) printed += text;
      const port = /ws:\/\/[^/]+:(\d+)\//.exec(printed)?.[1];
      if (port !== undefined) found.resolve(port);
    }
    found.reject(new Error(`the browser ended: ${printed.trim().split("\n").at(-1)}`));
  })();
  return await found.promise;
}
