/** `deno task docs`: makes the pages of the API. */
import { runCommand } from "./_cli.ts";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { inProject } from "./_place.ts";
import { print } from "./_print.ts";
import { runProgram } from "./_run_program.ts";

const command = {
  name: "docs",
  description:
    "Makes the pages of the API, of all that sdtrainer and sdtrainer/backend export, in " +
    "docs/api.",
  options: {},
} as const;

await runCommand(command, async () => {
  const entries = ["lib/mod.ts", "lib/backend/mod.ts"];
  const args = ["doc", "--html", "--name=SDTrainer", "--output=docs/api", ...entries];
  await runProgram(Deno.execPath(), args, PROJECT_FOLDER);
  // The index has but the first few names.
  print(`sdtrainer: ${inProject("docs/api/all_symbols.html")}`);
  print(`sdtrainer/backend: ${inProject("docs/api/backend/index.html")}`);
});
