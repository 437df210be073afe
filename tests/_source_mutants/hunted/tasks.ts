import { mutantsInRoom } from "../rooms.ts";

/** Changes of tasks, and of lib/definition, on which their options rest. */
export const TASKS = [
  ...mutantsInRoom("tasks/_cli.ts", [
    [
      "a refused input is a wrong usage",
      "tell(told(error, offline ? instead : undefined, command.word));\n      return 1;",
      "tell(told(error, offline ? instead : undefined, command.word));\n      return 2;",
    ],
    ["help is asked for behind --", 'args.slice(0, args.indexOf("--"))', "args"],
    ["offline connects", 'await Deno.permissions.revoke({ name: "net" });', ""],
    ["a task that was stopped succeeds", "signal.aborted ? interrupt.exitCode() : 0", "0"],
  ]),
  ...mutantsInRoom("tasks/_options.ts", [
    ["of an option given twice the first counts", "if (more.length > 0) throw", "if (false) throw"],
  ]),
  ...mutantsInRoom("tasks/_jobs.ts", [
    ["a run needs half of its memory", "2 ** 30 + 8 * weights", "2 ** 30 + 4 * weights"],
    ["all memory is taken", "0.8 * memory", "memory"],
    ["jobs that are asked for are ignored", "jobs: asked.jobs ?? beside", "jobs: beside"],
  ]),
  ...mutantsInRoom("tasks/_deaths.ts", [
    ["one run's memory is told for all", "gib(jobs * bytesOf(work))", "gib(bytesOf(work))"],
  ]),
  ...mutantsInRoom("lib/definition/choice.ts", [
    [
      "a parameter may be given twice",
      "if (found.has(parameter)) {",
      'if (found.has("")) {',
    ],
    ["defaults are a part of the name", "isGiven && value !== standard", "isGiven"],
    [
      "required parameters are not",
      "value === undefined && required",
      "value === null && required",
    ],
  ]),
  ...mutantsInRoom("lib/definition/rule.ts", [
    ["the least number is too small", "(value as number) >= least", "(value as number) > least"],
    ["an empty number is 0", 'text.trim() === "" ? NaN : Number(text)', "Number(text)"],
  ]),
  ...mutantsInRoom("lib/definition/kinds.ts", [
    ["a name may be a lock's", ' &&\n    !name.endsWith(".lock")', ""],
  ]),
  ...mutantsInRoom("lib/definition/registry.ts", [
    ["two may have one name", "if (map.has(definition.name)) {", 'if (map.has("")) {'],
  ]),
];
