/** `deno task test:mutations`: damages every file that the program reads, and counts what comes. */
import { runCommand } from "../../tasks/_cli.ts";
import { OUTCOMES } from "./outcome.ts";
import { runTarget, type TargetReport } from "./suite.ts";
import { TARGETS } from "./targets.ts";

const command = {
  name: "test:mutations",
  description: "Damages every file that the program reads in many ways and has each read: the " +
    "result must be right, or the file refused in one sentence.",
  options: {
    mutants: { type: "integer", default: 12_000, description: "How many, over all kinds of files" },
    seed: { type: "integer", default: 1, description: "Decides the damage" },
    target: { description: "Only this kind of file" },
  },
} as const;

function row(name: string, values: readonly (string | number)[]): string {
  return name.padEnd(30) + values.map((value) => String(value).padStart(17)).join("");
}

/** A table of the reports: a row a target. */
export function reportTable(reports: readonly TargetReport[]): string {
  const figures = (report: TargetReport) => [
    ...OUTCOMES.map((outcome) => report.counts[outcome] ?? 0),
    `${report.slowest.toFixed(0)} ms`,
  ];
  const sums = OUTCOMES.map((outcome) =>
    reports.reduce((sum, { counts }) => sum + (counts[outcome] ?? 0), 0)
  );
  return [
    row("file", [...OUTCOMES, "slowest"]),
    ...reports.map((report) => row(report.target, figures(report))),
    row("all", sums),
  ].join("\n");
}

if (import.meta.main) {
  await runCommand(command, async ({ options }) => {
    const names = TARGETS.map(({ name }) => name)
      .filter((name) => options.target === undefined || name === options.target);
    const mutants = Math.ceil(options.mutants / names.length);
    const reports: TargetReport[] = [];
    for (const name of names) {
      console.error(`${name}: ${mutants} mutants`);
      reports.push(await runTarget(name, { mutants, seed: options.seed }));
    }
    const flaws = reports.flatMap(({ target, flaws }) => flaws.map((flaw) => `${target}: ${flaw}`));
    for (const flaw of flaws.slice(0, 100)) console.log(flaw);
    console.log(reportTable(reports));
    const memory = Math.max(...reports.map(({ memory }) => memory)) / 2 ** 20;
    const withPlace = reports.reduce((sum, report) => sum + report.withPlace, 0);
    console.log(`Refusals that name a place in the file: ${withPlace}.`);
    console.log(`Most that resident memory grew by: ${memory.toFixed(0)} MiB.`);
    return flaws.length === 0 ? 0 : 1;
  });
}
