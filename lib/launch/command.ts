/** A command line of one's own for each run: `ssh` to a machine, or what else starts a program. */
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { cannotWrite, InputError, settingName } from "../io/mod.ts";
import {
  isRunFinished,
  type LaunchedRun,
  type Launcher,
  type LaunchPlan,
  type Tell,
} from "./launcher.ts";
import { lastLines } from "./last_lines.ts";
import { commandLine, quoted } from "./shell.ts";

/**
 * The command line that makes a run.
 *
 * @param slot Which of those made at once it is, from 0.
 * @throws {InputError} If the template does not say where the command goes or what takes it, or holds
 * another word in braces.
 *
 * @example
 * ```ts
 * import { filled } from "./command.ts";
 * const plan = { make: ["deno", "task", "reproduce"], cwd: "/home/me" };
 * const line = filled("ssh node{slot} {command}", plan, { index: 7, name: "cosine-SD-seed0" }, 1);
 * if (line !== "ssh node1 'cd /home/me && exec deno task reproduce 7'") throw new Error(line);
 * ```
 */
export function filled(
  template: string,
  { make, cwd }: Pick<LaunchPlan, "make" | "cwd">,
  { index, name }: Pick<LaunchedRun, "index" | "name">,
  slot: number,
): string {
  const command = `cd ${quoted(cwd)} && exec ${commandLine([...make, String(index)])}`;
  // One word, which a shell takes as a command: ssh's on the other side, or that of `sh -c`.
  const words: Record<string, unknown> = { command: quoted(command), index, name, slot };
  const known = `It may hold ${Object.keys(words).map((word) => `{${word}}`).join(", ")}`;
  const fault = (problem: string, mend = known) =>
    new InputError(problem, { place: settingName("launchCommand"), mend });
  const given = [...template.matchAll(/\{([a-z]+)\}/g)].map(([, word]) => word!);
  const unknown = given.find((word) => !Object.hasOwn(words, word));
  if (unknown !== undefined) throw fault(`there is no {${unknown}}`);
  if (!given.includes("command")) throw fault("it does not say where {command} goes");
  if (/^\s*\{command\}/.test(template)) {
    const mend = "Begin with what takes it, as in sh -c {command} or ssh node{slot} {command}";
    throw fault("{command} is one word, which a shell would take for a program's name", mend);
  }
  return template.replaceAll(/\{([a-z]+)\}/g, (_, word: string) => String(words[word]));
}

/** Runs a command line, what it prints going to a log; gives its exit code. */
async function ended(
  line: string,
  cwd: string,
  log: string,
  signal?: AbortSignal,
): Promise<number> {
  const child = new Deno.Command("sh", {
    args: ["-c", line],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // Ctrl-C reaches it from the terminal as well: it is the first twice.
  const stop = () => child.kill("SIGTERM");
  signal?.addEventListener("abort", stop, { once: true });
  const file = await open(log, "a");
  try {
    const copy = async (stream: ReadableStream<Uint8Array>) => {
      for await (const bytes of stream) await file.write(bytes);
    };
    await Promise.all([copy(child.stdout), copy(child.stderr)]);
    return (await child.status).code;
  } finally {
    signal?.removeEventListener("abort", stop);
    await file.close();
  }
}

async function submit(plan: LaunchPlan, tell: Tell, signal?: AbortSignal) {
  const { out, runs, cwd, atOnce = 1, told: { template = "" } } = plan;
  const logs = join(out, "logs");
  await mkdir(logs, { recursive: true }).catch((error) => {
    throw cannotWrite(error, logs);
  });
  const left = [...runs].sort((a, b) => a.wave - b.wave || a.index - b.index);
  const underWay = new Map<LaunchedRun, Promise<unknown>>();
  const work = async (slot: number) => {
    while (!signal?.aborted) {
      const run = left.shift();
      if (run === undefined) return;
      // What it reads is made before it.
      const before = [...underWay].filter(([other]) => other.wave < run.wave);
      await Promise.all(before.map(([, end]) => end));
      if (signal?.aborted) return;
      const log = join(logs, `${run.index}.log`);
      const making = ended(filled(template, plan, run, slot), cwd, log, signal);
      underWay.set(run, making);
      tell(`Started ${run.name}.`);
      const code = await making;
      if (isRunFinished(out, run.folder)) tell(`Finished ${run.name}.`);
      else if (!signal?.aborted) {
        tell(`Not finished, exit code ${code}: ${run.name}. The end of ${log}:`);
        for (const line of lastLines(log)) tell(`  ${line}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, runs.length) }, (_, slot) => work(slot)));
  return true;
}

/** Runs made by a command line each, which this process starts and waits for. */
export const COMMAND: Launcher = {
  name: "command",
  description: "a command line of your own for each run, such as ssh",
  async check({ template = "" }) {
    await Promise.resolve(filled(template, { make: [], cwd: "" }, { index: 0, name: "" }, 0));
  },
  submit,
  // It waits for them itself: where it is gone nothing is queued.
  states: () => Promise.resolve(new Map()),
};
