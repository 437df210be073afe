/** Changes of lib/launch, and of what runs that nobody leads rely on. */
import { type Mutant, mutantsBeside, mutantsOf } from "./mutant.ts";

const ONLY = ["tests/only_runs_test.ts"];

/** All of them. */
export const LAUNCH_MUTANTS: readonly Mutant[] = [
  ...mutantsOf("lib/experiment/only_runs.ts", ONLY, [
    [
      "a run is made before the one that it reads",
      "if (needed === undefined || runs.includes(needed) || store.isFinished(needed)) continue;",
      "if (needed !== undefined) continue;",
    ],
    ["what is not finished is collected", "if (left.length > 0) {", "if (left.length > 99) {"],
    ["data that changed are submitted", "store.refuseOtherInputs(training.environment);", ""],
    ["a folder learns of no more runs", "await store.extend(training.environment);", ""],
    [
      "all runs are made",
      "all.filter(({ name }) => names.includes(name))",
      "all.filter(({ name }) => names.includes(name) || names.length > 0)",
    ],
  ]),
  ...mutantsOf("lib/experiment/begun.ts", ONLY, [
    ["a folder has all runs", "return then!.length === now!.length;", "return true;"],
  ]),
  ...mutantsOf("lib/experiment/begun.ts", ["tests/run_store_test.ts"], [
    ["a folder just begun is refused", "if (existsSync(file)) return false;", ""],
  ]),
  ...mutantsOf("lib/launch/slurm.ts", ["tests/launch_test.ts"], [
    [
      "finished runs are asked about",
      ".every((folder) => isRunFinished(out, folder))",
      ".length < 0",
    ],
    ["ids are no variables", "word.startsWith(DEPENDENCY) ? word : quoted(word)", "quoted(word)"],
    ["a dry run's jobs are not known", "`--comment=${token}`,", ""],
  ]),
  ...mutantsOf("lib/io/lock.ts", ONLY, [
    ["whoever claimed a run last is not known", "=== written;", "!== undefined;"],
    ["the file of another's lock is removed", "if (await isOurs()) await rm", "await rm"],
    [
      "a lock is needed where there are none",
      "mayLack || noLocks(error, file)",
      "noLocks(error, file)",
    ],
  ]),
  ...mutantsOf("lib/io/replace.ts", ONLY, [
    [
      "a file that is there is written over",
      "await link(unfinished, file);",
      "await disk.rename(unfinished, file);",
    ],
  ]),
  ...mutantsBeside("lib/experiment/plan/selection.ts", [
    ["the last run of all cannot be chosen", "last <= most", "last < most"],
    ["a range lacks its last run", "place <= last; place++", "place < last; place++"],
    ["neighbours are ranges of their own", "last?.[1] === place - 1", "last?.[1] === place"],
  ]),
  ...mutantsBeside("lib/launch/launcher.ts", [
    ["what is read is made at the same time", "1 + wave(needed)", "wave(needed)"],
  ]),
  ...mutantsBeside("lib/launch/slurm.ts", [
    ["an array ends too late", "run.index - last.offset < size", "run.index - last.offset <= size"],
    ["waves are one array", "last?.wave === run.wave && ", "last !== undefined && "],
    ["places begin at 0 where they need not", "run.index < size ? 0 : run.index", "run.index"],
  ]),
  ...mutantsBeside("lib/launch/slurm_jobs.ts", [
    ["where an array begins is forgotten", "index - array.offset === task", "index === task"],
    ["an array that may not be there counts", "submitted.get(folder) ?? { state", "{ state"],
    ["what waits is running", 'const waits = ["PENDING", ', "const waits = ["],
  ]),
  ...mutantsBeside("lib/launch/slurm_scripts.ts", [
    ["a percent sign in a path is Slurm's", '.replaceAll("%", "%%")', ""],
    ["a task is not queued again", '    "#SBATCH --requeue",\n', ""],
    ["the launcher's options may be given", "!isOwn && !OWN_LETTERS", "!OWN_LETTERS"],
    ["shortened options are not known", "name.startsWith(long)", "name === long"],
    ["a backslash is no letter of a path", '/["\\\\]/g', '/["]/g'],
  ]),
  ...mutantsBeside("lib/launch/shell.ts", [
    ["a quote ends a word", `.replaceAll("'", \`'\\\\''\`)`, ""],
  ]),
  ...mutantsBeside("lib/launch/command.ts", [
    ["a template may leave the command out", 'if (!given.includes("command"))', "if (false)"],
    ["the command is a program's name", "if (/^\\s*\\{command\\}/.test(template))", "if (false)"],
    ["the command is several words", "command: quoted(command)", "command"],
  ]),
];
