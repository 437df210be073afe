/** `deno task test:source-mutants`: changes the source in small ways, and names what no test notices. */
import { PROJECT_FOLDER } from "../../lib/backend/mod.ts";
import { UsageError } from "../../lib/io/mod.ts";
import { runCommand } from "../../tasks/_cli.ts";
import { MUTANTS } from "./mutants.ts";
import { runMutants, sample } from "./run.ts";

const command = {
  name: "test:source-mutants",
  description:
    "Makes small changes in a copy of the source, one by one (a sign, a bound, a constant), and " +
    "runs the tests that must notice them. It names those that nobody noticed.",
  stopsAfter: "mutant",
  options: {
    only: { placeholder: "TEXT", description: "Only mutants with this in their name or file" },
    sample: { type: "integer", placeholder: "N", description: "Only so many, drawn at random" },
    seed: { type: "integer", default: 1, description: "Decides which ones are drawn" },
    jobs: { type: "integer", default: 1, description: "How many are tried at the same time" },
    list: { type: "boolean", description: "Only name them" },
  },
} as const;

await runCommand(command, async ({ options, signal }) => {
  const { only = "", sample: count, seed, jobs, list } = options;
  const named = MUTANTS.filter(({ name, file }) => `${file}: ${name}`.includes(only));
  if (named.length === 0) throw new UsageError(`No mutant has "${only}" in its name or file.`);
  const mutants = count === undefined ? named : sample(named, count, seed);
  if (list) {
    for (const { file, name } of mutants) console.log(`${file}: ${name}`);
    return 0;
  }
  const start = performance.now();
  let tried = 0;
  const outcomes = await runMutants(mutants, {
    project: PROJECT_FOLDER,
    jobs,
    signal,
    onOutcome({ mutant: { file, name }, verdict, seconds }) {
      const word = { failed: "noticed", hung: "noticed (hung)", passed: "SURVIVED" }[verdict];
      console.error(
        `${++tried} of ${mutants.length}: ${word} in ${seconds.toFixed(1)} s: ${file}: ${name}`,
      );
    },
  });
  const survivors = outcomes.filter(({ verdict }) => verdict === "passed");
  for (const { mutant: { file, name, text, replacement } } of survivors) {
    console.log(`Not noticed: ${file}: ${name}`);
    console.log(`  ${text}\n  became ${replacement === "" ? "nothing" : replacement}`);
  }
  const noticed = outcomes.length - survivors.length;
  const minutes = (performance.now() - start) / 60_000;
  console.log(`Noticed: ${noticed} of ${outcomes.length}, in ${minutes.toFixed(1)} minutes.`);
  return survivors.length === 0 ? 0 : 1;
});
