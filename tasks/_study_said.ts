/** Whether what a page says of the study is what follows from its runs. */
import { formatNumber, study } from "../lib/mod.ts";
import { asides } from "./_study_asides.ts";

/** Lines may break anywhere, tables have columns, and Japanese has no spaces; emphasis is the page's. */
const plain = (text: string) => text.replaceAll(/[\s*]/g, "");

/** The headings of what follows from the runs, in both languages; each part ends with the next one. */
const RESULTS = /^(#+) (?:Results|結果)$\n(?:(?!\1 )[^\n]*\n)*/gm;

/**
 * What a page says otherwise, or does not say, a sentence each: the conclusion in both languages, and
 * in the parts called "Results" and 「結果」, where there are any, the rows of the primary table, the
 * levels of Γs, none's best rate, what is told besides, and every difference with its interval. No other
 * broken number or percentage may stand there but those of the plan.
 */
export function saidFaults(results: study.Study, text: string, file: string): string[] {
  const { differences, config, runs } = results;
  const whole = plain(text);
  const conclusions = study.conclusions(differences, config.main.settings.seeds.length);
  const beside = asides(results);
  const concluded = Object.values(conclusions).flat();
  const lacks = (told: readonly string[]) =>
    told.filter((said) => !whole.includes(plain(said))).map((said) =>
      `${file} does not say: ${said}`
    );
  const faults = lacks([...concluded, `${runs.length} runs`, ...beside.everywhere]);
  const below = [...text.matchAll(RESULTS)].map(([part]) => part).join("\n");
  if (below === "") return faults;
  const told = [
    ...primaryMarkdown(differences),
    ...Object.entries(study.levelsOf(runs)).map(([gamma, level]) => `\`${gamma}_SD2\` is ${level}`),
    `\`none_best\` is \`${study.bestNone(runs)}\``,
    ...beside.results,
  ];
  let rest = plain(below);
  for (const said of [...concluded, ...told, ...beside.everywhere, ...intervals(differences)]) {
    rest = rest.replaceAll(plain(said), "…");
  }
  return [
    ...faults,
    ...lacks(told),
    ...[...rest.matchAll(/[−+]?\d*(?:\.\d+)+%?|\d+%/g)].map(([number]) => number)
      .filter((number) => !PLANNED.includes(number) && !/\..*\./.test(number))
      .map((number) =>
        `${file} says ${number} of the results, which does not follow from the study.`
      ),
  ];
}

/** Numbers that the plan has: the bound, the objective's λ, and the level of intervals. */
const PLANNED = [
  ...[String(study.EQUIVALENCE_BOUND), String(study.EQUIVALENCE_BOUND).slice(1)],
  ...["0.1", `${study.LEVEL * 100}%`],
];

/** The rows of the primary family in `docs/study.md`. */
export function primaryMarkdown(differences: readonly study.Difference[]): string[] {
  return study.PRIMARY.flatMap(({ name }) => {
    const of = (metric: study.StudyMetric) =>
      differences.find((row) => row.contrast === name && row.metric === metric);
    const loss = of(study.PRIMARY_METRIC), rate = of(study.RATE_METRIC);
    if (loss === undefined) return [];
    const number = (value: number | null, format: string) =>
      value === null ? "–" : formatNumber(value, format);
    const cells = [
      study.contrastName(name),
      study.signed(loss.mean),
      number(loss.sd, ".5f"),
      `${study.signed(loss.t_low)} to ${study.signed(loss.t_high)}`,
      `${study.signed(loss.ci_low)} to ${study.signed(loss.ci_high)}`,
      number(loss.p, ".3f"),
      number(loss.p_holm, ".3f"),
      number(loss.tost_p, ".0e"),
      study.signed(rate?.mean ?? null),
    ];
    return [`| ${cells.join(" | ")} |`];
  });
}

/** Every difference with its interval, as both languages write it. */
function intervals(differences: readonly study.Difference[]): string[] {
  return differences.flatMap((of) => [
    study.intervalText(of),
    study.intervalText(of, ["（", "～", "）"]),
  ]).filter((text) => /\d.*\d/.test(text) && /[(（]/.test(text));
}
