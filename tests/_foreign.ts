/** What tests of the library in others' projects share: the code that docs/library.md prints. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";

const PAGE = readFileSync(join(PROJECT_FOLDER, "docs", "library.md"), "utf8");

function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms");
  return [...PAGE.matchAll(fence)].map(([, code]) => code!);
}

/** It trains a new model of SDTrainer's; it exports and shows that; it trains a plain one of tfjs'. */
export const [TRAIN, USE, PLAIN] = blocks("ts") as [string, string, string];

/** The linking project's configuration. */
export const CONFIG = blocks("json")[0]!.replace("../SDTrainer", PROJECT_FOLDER);

/** How Deno is started there; what Node takes. */
export const [DENO, NODE] = blocks("sh") as [string, string];

/** Runs a program in a folder. */
export async function run(
  cwd: string,
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}
