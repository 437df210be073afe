/**
 * Keeps what comes on standard input as a file in the cache, for a task that the launcher starts next:
 * `spool.ts TASK OPTION...`, such as `train data`. Prints the file's path.
 */
import { join } from "node:path";
import { cacheFolder, spool, UsageError } from "../lib/io/mod.ts";
import { runCommand } from "./_cli.ts";
import { STANDARD_INPUT } from "./_options.ts";
import { tell } from "./_print.ts";

/** So often one who waits hears how much has come: each 10 s. */
const TELL_MS = 10_000;

const [name = "", ...options] = Deno.args;
const asking = options.map((option) => `--${option}`);

await runCommand({
  name,
  description: "Keeps standard input as a file.",
  options: {},
  positionals: { name: "OPTION", description: "the task, and what asks for it", min: 2, max: 3 },
  stopsAfter: "piece",
}, async ({ signal }) => {
  if (asking.length > 1) {
    throw new UsageError(
      `Give ${STANDARD_INPUT} for one of ${asking.join(" and ")}: there is one standard input.`,
    );
  }
  const given = `${asking[0]} ${STANDARD_INPUT}`;
  if (Deno.stdin.isTerminal()) {
    throw new UsageError(
      `${given} reads standard input, but nothing is piped into this command. ` +
        `Pipe text into it, as in: zcat text.gz | deno task ${name} ${given}`,
    );
  }
  let told = performance.now();
  tell("Reading standard input to its end.");
  const pieces = Deno.stdin.readable.pipeThrough(new TransformStream(), { signal });
  const file = await spool(pieces, join(cacheFolder(), "input"), (bytes) => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    tell(`Reading standard input: ${(bytes / 1e6).toFixed(0)} MB so far.`);
  });
  console.log(file);
});
