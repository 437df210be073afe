/** `npx sdtrainer setup`, for Node what `deno task setup` is. */
import process from "node:process";
import { parseArgs } from "node:util";
import {
  ensureNative,
  InputError,
  progressOnTerminal,
  type TensorFlowKind,
  UsageError,
} from "../lib/mod.ts";

const HELP = `Usage: npx sdtrainer setup [--kind cpu|cuda]

Sets TensorFlow up: downloads its library through pip (274 MB; with CUDA, for NVIDIA GPUs, 3.4 GB)
into the cache, and compiles tfjs' addon against it. Does only what is missing. A program that asks
for TensorFlow does the same by itself.`;

async function main(args: readonly string[]): Promise<void> {
  const { values: { help, kind }, positionals } = parseArgs({
    args: [...args],
    options: { kind: { type: "string" }, help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  if (help || positionals.length === 0) return console.log(HELP);
  if (positionals.join(" ") !== "setup" || !["cpu", "cuda", undefined].includes(kind)) {
    throw new UsageError(`There is no such command: see npx sdtrainer --help.`);
  }
  const { changed, description } = await ensureNative({
    ...(kind === undefined ? {} : { kind: kind as TensorFlowKind }),
    onProgress: progressOnTerminal(),
    onMessage: console.error,
  });
  console.log(`${changed ? "Set up" : "Ready"}: ${description}.`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  const isUsage = error instanceof UsageError || code?.startsWith("ERR_PARSE_ARGS");
  if (!isUsage && !(error instanceof InputError)) throw error;
  console.error((error as Error).message);
  process.exitCode = isUsage ? 2 : 1;
}
