/** The real `deno task reproduce` from a folder of no project, with a small model. */
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { unlessGiven } from "./_arguments.ts";
import { withFolder } from "./_files.ts";

/** Runs a test in a folder, with a function that writes a file there and gives its path. */
export function inFolder(
  name: string,
  test: (write: (name: string, text: string) => Promise<string>, folder: string) => Promise<void>,
): void {
  Deno.test(name, () =>
    withFolder((folder) =>
      test(async (name, text) => {
        const file = join(folder, name);
        await Deno.writeTextFile(file, text);
        return file;
      }, folder)
    ));
}

/** The task with the folder's model and text: see `prepareSweep`. */
export function reproducing(folder: string, ...args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["task", "--quiet", "--cwd", PROJECT_FOLDER, "reproduce"],
      ...unlessGiven([
        ...[`--model=${folder}/model`, `--data=${folder}/text.txt`, "--beta=table"],
        ...["--data-construction=passages", "--eval-split=train", "--chunk-length=16", "--jobs=1"],
        ...["--train-chunks=4", "--eval-chunks=2", "--batch-size=2", "--epochs=2"],
        ...["--backend=cpu", "--schedules=linear", `--out=${folder}/out`],
      ], args),
    ],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

const decoder = new TextDecoder();

/** What came of it. */
export async function reproduce(folder: string, ...args: string[]) {
  return ended(await reproducing(folder, ...args).output());
}

/** An exit code, and what was printed. */
export function ended({ code, stdout, stderr }: Deno.CommandOutput) {
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}
