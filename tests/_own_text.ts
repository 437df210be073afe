/** Trainings as a person with a CSV makes them: a tiny model, a table, and the tasks. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { unlessGiven } from "./_arguments.ts";
import { withFolder } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";

export const decoder = new TextDecoder();

/** A table of different reviews of the tiny model's words. */
export function csv(rows = 40): string {
  const words = "cat dog man child house mat tree day night good bad quick slow sat ran sang".split(
    " ",
  );
  const lines = Array.from({ length: rows }, (_, i) => {
    const text = Array.from(
      { length: 12 },
      (_, j) => words[(i * 7 + j * (i % 5 + 1)) % words.length],
    );
    return `${i},The ${text.join(" ")} ${words[i % words.length]}.,${i % 5}`;
  });
  return ["id,review,stars", ...lines].join("\n") + "\n";
}

/** A test in a folder with a tiny model, which has dropout, and a table. */
export function inFolder(name: string, test: (folder: string) => Promise<void>): void {
  Deno.test(name, () =>
    withFolder(async (folder) => {
      await prepareSweep(folder);
      await Deno.writeTextFile(join(folder, "mine.csv"), csv());
      await test(folder);
    }));
}

export const TINY = ["--model=model", "--backend=cpu", "--beta=table", "--chunk-length=16"];
export const MINE = ["--data=mine.csv", "--text-column=review", ...TINY, "--batch-size=4"];
/** An experiment of one run. */
export const ONE_RUN = [
  ...[...MINE, "--data-construction=passages", "--train-chunks=4", "--eval-chunks=2"],
  ...["--epochs=1", "--schedules=linear", "--methods=none", "--out=runs"],
];

/** A task as `deno task` starts it, in a folder of no project. */
export async function task(folder: string, name: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "--cwd", PROJECT_FOLDER, name, ...args],
    cwd: folder,
    // Whoever started the tests may have been called elsewhere.
    env: { INIT_CWD: folder },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** The same without the process that gives it its permissions, so that it can be killed. */
export function trainAlone(folder: string, ...args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(PROJECT_FOLDER, "tasks/train.ts"), ...unlessGiven(MINE, args)],
    cwd: folder,
    env: { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

export const sha256 = async (file: string) =>
  createHash("sha256").update(await Deno.readFile(file)).digest("hex");
export const runOf = (out: string) => join(out, "run", "runs", "linear-none-seed0");
