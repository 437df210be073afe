/** Whether what a page says of the study is what follows from its runs. */
import { formatNumber, study } from "../lib/mod.ts";

/** Lines may break anywhere, tables have columns, and Japanese has no spaces; emphasis is the page's. */
const plain = (text: string) => text.replaceAll(/[\s*]/g, "");

/**
 * What a page says otherwise, or does not say, a sentence each: the conclusion in both languages, and
 * below the heading "Results", where there is one, the rows of the primary table, the levels of Γs,
 * none's best rate, and every difference with its interval.
 */
export function saidFaults(results: study.Study, text: string, file: string): string[] {
  const { differences, config, runs } = results;
  const whole = plain(text), count = `${runs.length} runs`;
  const conclusions = study.conclusions(differences, config.main.settings.seeds.length);
  const faults = Object.values(conclusions).flat()
    .filter((sentence) => !whole.includes(plain(sentence)))
    .map((sentence) => `${file} does not say: ${sentence}`);
  if (!whole.includes(plain(count))) faults.push(`${file} does not say: ${count}`);
  const [, below] = text.split(/^## Results$/m);
  if (below === undefined) return faults;
  const rows = primaryMarkdown(differences);
  const told = [
    ...Object.entries(study.levelsOf(runs)).map(([gamma, level]) => `\`${gamma}_SD2\` is ${level}`),
    `\`none_best\` is \`${study.bestNone(runs)}\``,
    ...Object.values(conclusions).flat(),
  ];
  let rest = plain(below);
  for (const said of [...rows, ...intervals(differences), ...told]) {
    rest = rest.replaceAll(plain(said), "");
  }
  return [
    ...faults,
    ...rows.filter((row) => !whole.includes(plain(row))).map((row) => `${file} lacks: ${row}`),
    ...told.filter((said) => !whole.includes(plain(said))).map((said) =>
      `${file} does not say: ${said}`
    ),
    ...[...rest.matchAll(/[−+]\d+\.\d{4}/g)].map(([number]) =>
      `${file} says ${number} below "Results", where no difference of the study has it with its ` +
      "interval."
    ),
  ];
}

const signed = (value: number | null) => value === null ? "–" : formatNumber(value, "+.4f");

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
      signed(loss.mean),
      number(loss.sd, ".5f"),
      `${signed(loss.t_low)} to ${signed(loss.t_high)}`,
      `${signed(loss.ci_low)} to ${signed(loss.ci_high)}`,
      number(loss.p, ".3f"),
      number(loss.p_holm, ".3f"),
      number(loss.tost_p, ".0e"),
      signed(rate?.mean ?? null),
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
