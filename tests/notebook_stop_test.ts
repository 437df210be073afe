/** Stopping an experiment in a notebook, in a real Deno kernel. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { ensureLab } from "../tasks/_lab.ts";
import { prepareSweep } from "./_kill/sweep.ts";
import { withFolder } from "./_files.ts";

/** What the kernel says about a cell. */
interface Said {
  cell: number | null;
  type: "ready" | "idle" | "stream" | "error" | "display_data" | "update_display_data";
  text?: string;
}

/** A Deno kernel whose working directory is the notebooks' folder. */
class Kernel implements AsyncDisposable {
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
    const script = fileURLToPath(new URL("_notebook/kernel.py", import.meta.url));
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
    await this.#input.write(new TextEncoder().encode(`${JSON.stringify(source)}\n`));
    return this.#cells++;
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
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      const found = this.said.slice(after).find(such);
      if (found !== undefined) return found;
      await new Promise((go) => setTimeout(go, 20));
    }
    throw new Error(`The kernel did not say it: ${JSON.stringify(this.said.slice(-3))}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await this.#child.status;
  }
}

const RUN = "linear-none-seed0";

/** More steps than anybody waits for. */
const settingsOf = (folder: string, out: string) => ({
  ...{ model: `${folder}/model`, data: `${folder}/text.txt`, evalSplit: "train", beta: "table" },
  ...{ dataConstruction: "passages", backend: "tensorflow", schedules: ["linear"] },
  ...{ methods: ["none"], batchSize: 2, chunkLength: 16, trainChunks: 40, evalChunks: 4 },
  ...{ epochs: 5000, saveStrategy: "no", out },
});

/** The steps in a run's log, and the checkpoint that it would go on from. */
async function stateOf(out: string): Promise<{ steps: number[]; checkpoint: number }> {
  const run = join(out, "runs", RUN);
  const lines = (await Deno.readTextFile(join(run, "metrics.jsonl"))).trimEnd().split("\n");
  const records = lines.map((line) => JSON.parse(line) as { type: string; step: number });
  const names = (await Array.fromAsync(Deno.readDir(run))).map(({ name }) => name);
  return {
    steps: records.filter(({ type }) => type === "step").map(({ step }) => step),
    checkpoint: Math.max(...names.map((name) => Number(/^checkpoint-(\d+)$/.exec(name)?.[1] ?? 0))),
  };
}

const isStep = ({ type, text }: Said) =>
  type === "update_display_data" && /value="[1-9]/.test(text ?? "");

Deno.test("an experiment in a notebook is stopped by another cell, or by a file while a cell waits", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const out = join(folder, "out");
    await Deno.mkdir(out);
    await Deno.writeTextFile(join(out, "STOP"), "left from before");
    await using kernel = await Kernel.start();
    const settings = JSON.stringify(settingsOf(folder, out));
    assert.equal(
      await kernel.run(
        'import { resolveSettings, startExperiment } from "../lib/mod.ts";\n' +
          `const settings = resolveSettings({ overrides: ${settings} });`,
      ),
      "",
    );

    // Another cell stops it, after the step under way.
    const first = await kernel.send("const training = await startExperiment(settings);");
    assert.equal(await kernel.end(first), "");
    assert.ok(kernel.said.some(({ cell, type }) => cell === first && type === "display_data"));
    await kernel.until(isStep);
    const before = (await stateOf(out)).steps.length;
    const asked = performance.now();
    assert.equal(await kernel.run('await training.stop(); console.log("stopped");'), "stopped\n");
    console.log(`stopped by a cell in ${(performance.now() - asked).toFixed(0)} ms`);
    const { steps, checkpoint } = await stateOf(out);
    assert.ok(steps.length - before < 200, `${before} steps, then ${steps.length}`);
    assert.equal(checkpoint, steps.length, "the state is that of the last step");
    assert.match(
      await kernel.run("await training.finished;"),
      /^the experiment was stopped\. Start/,
    );

    // Started again, it goes on there; a cell that waits for its end is ended by the file.
    const heard = kernel.said.length;
    await kernel.run("const training = await startExperiment(settings);");
    const waiting = await kernel.send("const { results } = await training.finished;");
    await kernel.until(isStep, heard);
    await Deno.writeTextFile(join(out, "STOP"), "");
    assert.match(await kernel.end(waiting), /^the experiment was stopped\. Start it again/);
    const again = await stateOf(out);
    assert.ok(again.checkpoint > checkpoint && again.steps.length === again.checkpoint);
    assert.deepEqual(again.steps, again.steps.map((_, i) => i + 1), "each step once");
    const shown = kernel.said.slice(heard).map(({ text }) => text ?? "").join("\n");
    assert.match(shown, new RegExp(`goes on after step ${checkpoint}\\.`));
    assert.match(shown, /Stopped; runs left to make: 1\./);
    await assert.rejects(Deno.stat(join(out, "STOP")), Deno.errors.NotFound);

    // The kernel lives on.
    assert.equal(await kernel.run("console.log(6 * 7);"), "42\n");
  }));
