/** A real Deno kernel, driven as JupyterLab drives it. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PROJECT_FOLDER } from "../../lib/backend/mod.ts";
import { ensureLab } from "../../tasks/_lab.ts";
import { becomes } from "../_waiting.ts";

/** What the kernel says about a cell. */
export interface Said {
  cell: number | null;
  type:
    | "ready"
    | "restarted"
    | "idle"
    | "stream"
    | "error"
    | "display_data"
    | "update_display_data";
  text?: string;
}

/** A Deno kernel whose working directory is the notebooks' folder. */
export class Kernel implements AsyncDisposable {
  readonly said: Said[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  #cells = 0;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#input = child.stdin.getWriter();
    this.#listen();
  }

  static async start(): Promise<Kernel> {
    const { python, env } = await ensureLab(console.error);
    const script = fileURLToPath(new URL("kernel.py", import.meta.url));
    const command = new Deno.Command(python, {
      args: [script, join(PROJECT_FOLDER, "notebooks")],
      env,
      stdin: "piped",
      stdout: "piped",
    });
    const kernel = new Kernel(command.spawn());
    await kernel.until(({ type }) => type === "ready");
    return kernel;
  }

  async #listen(): Promise<void> {
    let text = "";
    for await (const part of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (text + part).split("\n");
      text = lines.pop()!;
      this.said.push(...lines.map((line) => JSON.parse(line) as Said));
    }
  }

  /** Sends a cell and gives its number, without waiting for it. */
  async send(source: string): Promise<number> {
    await this.#write(source);
    return this.#cells++;
  }

  async #write(asked: string | boolean | null): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${JSON.stringify(asked)}\n`));
  }

  /** Presses JupyterLab's stop button. */
  async interrupt(): Promise<void> {
    await this.#write(null);
  }

  /** Presses JupyterLab's restart button, which kills the kernel and what is of its group. */
  async restart(): Promise<void> {
    const heard = this.said.length;
    await this.#write(false);
    await this.until(({ type }) => type === "restarted", heard);
  }

  /** What is shown below a cell and in its display, after the first `after` things that were said. */
  shown(after = 0): string {
    return this.said.slice(after).map(({ text }) => text ?? "").join("\n");
  }

  /** Runs a cell to its end and gives what it printed; its error's message if it threw. */
  async run(source: string): Promise<string> {
    return await this.end(await this.send(source));
  }

  /** Waits for a cell's end. */
  async end(cell: number): Promise<string> {
    await this.until((said) => said.cell === cell && said.type === "idle");
    return this.said.filter((said) =>
      said.cell === cell && (said.type === "stream" || said.type === "error")
    ).map(({ text }) => text).join("");
  }

  /** Waits until the kernel has said such a thing, after the first `after` that it said. */
  async until(such: (said: Said) => boolean, after = 0): Promise<Said> {
    let found: Said | undefined;
    const hasSaid = () => (found = this.said.slice(after).find(such)) !== undefined;
    if (await becomes(hasSaid, { everyMs: 20 })) return found!;
    throw new Error(`The kernel did not say it: ${JSON.stringify(this.said.slice(-3))}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await this.#child.status;
  }
}
