/** The usual way to measure: start subjects, ask them in turn, end them. */
import { askOrLeaveOut, interleave, type Measured, type Rounds, startAll } from "./interleave.ts";
import type { BenchOptions } from "./options.ts";
import { type Row, spread, timeRows } from "./rows.ts";
import type { Measurable, SubjectSpec } from "./subject.ts";

/** What is measured. */
export interface Measurement extends Rounds {
  bench: string;
  case: string;
  /** The subject whose median the ratios are to. */
  reference: string;
  /** Whether all must answer with the same count, being given the same work. @default false */
  sameCount?: boolean;
}

/** Refuses to compare programs that did not do the same. */
function checkCounts(measured: readonly Measured[]): void {
  const counts = measured.map(({ subject, answers }) =>
    `  ${subject.spec.name}: ${answers[0]!.count}`
  );
  if (new Set(measured.map(({ answers }) => answers[0]!.count)).size <= 1) return;
  throw new Error(
    `The subjects' counts differ, so their times mean nothing:\n${counts.join("\n")}`,
  );
}

/** How far two evaluations of the same weights on the same batch may be apart. */
const TOLERANCE = { cpu: 5e-3, gpu: 5e-2 };

/**
 * Refuses to compare programs whose models, still as they were loaded, do not compute the same.
 *
 * @returns The subjects that could answer: one that fails is told of and left out.
 */
export async function checkLosses(
  subjects: readonly Measurable[],
  { device, say }: Pick<BenchOptions, "device" | "say">,
): Promise<Measurable[]> {
  const losses = new Map<Measurable, number>();
  for (const subject of subjects) {
    const answer = await askOrLeaveOut(subject, "loss", say);
    if (answer !== undefined) losses.set(subject, answer.loss!);
  }
  if (losses.size === 0) throw new Error("No subject could compute a loss.");
  const values = [...losses.values()];
  if (Math.max(...values) - Math.min(...values) <= TOLERANCE[device]) return [...losses.keys()];
  const list = [...losses].map(([{ spec }, loss]) => `  ${spec.name}: ${loss}`).join("\n");
  throw new Error(
    `The subjects' losses before training differ, so their times mean nothing:\n${list}`,
  );
}

/** What a row says of a subject beside its figures. */
export type SubjectAbout = Pick<Row, "subject" | "peak_rss_mib" | "note">;

/** Name, memory and note of a running subject. */
export async function aboutSubject(subject: Measurable): Promise<SubjectAbout> {
  const { name, note } = subject.spec;
  const peak = await subject.peakRssMib();
  return {
    subject: name,
    ...(peak === undefined ? {} : { peak_rss_mib: peak }),
    ...(note === undefined ? {} : { note }),
  };
}

/** What running subjects gave, with what a row says of them. */
export async function timedSubjects(
  measured: readonly Measured[],
): Promise<(SubjectAbout & { times: number[] })[]> {
  const subjects = [];
  for (const { subject, answers } of measured) {
    subjects.push({ ...await aboutSubject(subject), times: answers.map(({ ms }) => ms) });
  }
  return subjects;
}

/** Runs a measurement; `toRows` is given its answers while the subjects still run. */
async function measure(
  specs: readonly SubjectSpec[],
  measurement: Measurement,
  toRows: (measured: readonly Measured[]) => Promise<Row[]>,
): Promise<Row[]> {
  const { say } = measurement;
  say(`${measurement.case}:`);
  const subjects = await startAll(specs, say);
  try {
    const measured = await interleave(subjects, measurement);
    if (measurement.sameCount) checkCounts(measured);
    return await toRows(measured);
  } finally {
    for (const subject of subjects) await subject.stop();
  }
}

/** Rows of times. */
export async function measureTimes(
  specs: readonly SubjectSpec[],
  measurement: Measurement,
): Promise<Row[]> {
  return await measure(
    specs,
    measurement,
    async (measured) => timeRows(measurement, await timedSubjects(measured), measurement.reference),
  );
}

/** Rows of rates: what subjects count, a second. Ratios are of times all the same. */
export async function measureRates(
  specs: readonly SubjectSpec[],
  measurement: Measurement & { unit: string },
): Promise<Row[]> {
  return await measure(specs, measurement, async (measured) => {
    const rows: Row[] = [];
    for (const { subject, answers } of measured) {
      const rates = answers.map(({ count, ms }) => count! / (ms / 1000));
      const { median, ...others } = spread(rates);
      const { bench, case: name, unit } = measurement;
      const about = await aboutSubject(subject);
      rows.push({ bench, case: name, ...about, median_rate: median, unit, ...others });
    }
    const base = rows.find(({ subject }) => subject === measurement.reference)?.median_rate;
    if (base === undefined) return rows;
    return rows.map((row) => ({ ...row, ratio: base / row.median_rate! }));
  });
}
