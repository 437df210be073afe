/** Measuring subjects: each alone, and a few beside each other in blocks of steps. */
import {
  type Answer,
  type Measurable,
  Subject,
  SubjectError,
  type SubjectSpec,
} from "./subject.ts";

/**
 * How often in a row a subject is asked. Another subject's turn leaves its caches cold and its
 * threads asleep, so the first answer of a block does not count, and the others are those of a
 * program that goes on.
 */
export const BLOCK = 6;

/** How many subjects are resident at once: memory that idle ones hold is taken from the others. */
export const RESIDENT = 3;

/** How subjects are measured. */
export interface Blocks {
  /** What they are asked. */
  what: string;
  /** Answers that do not count after a start: the first ones also plan, compile and grow. */
  warmup: number;
  /** Rounds of blocks; the order of the subjects turns round from one to the next. */
  rounds: number;
  /** Asked so often in a row, the first time without counting; 1, which counts, for whole runs. */
  block?: number;
  /** How each is started, if not as one process. */
  start?: (spec: SubjectSpec) => Promise<Measurable>;
  /** Told what goes on. */
  say: (line: string) => void;
  /** Told of a subject that failed, in its own words: the bench goes on, and then has failed. */
  fail: (message: string) => void;
}

/** Between two subjects: the one before is held by then, and what it had begun is done. */
const PAUSE_MS = 50;

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/** What came of something a subject was to do; undefined if the subject failed, which is told. */
export async function attempt<T>(
  work: () => Promise<T>,
  fail: (message: string) => void,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SubjectError)) throw error;
    fail(error.message);
  }
}

/** Starts a subject, works with it and ends it. */
export async function withSubject<T>(
  spec: SubjectSpec,
  { start = Subject.start }: Pick<Blocks, "start">,
  work: (subject: Measurable) => Promise<T>,
): Promise<T> {
  const subject = await start(spec);
  try {
    return await work(subject);
  } finally {
    await subject.stop();
  }
}

/** Asks the same again and again, and gives what counts. */
export async function askInARow(
  subject: Measurable,
  what: string,
  { warmup, count }: { warmup: number; count: number },
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = -warmup; i < count; i++) {
    const answer = await subject.ask(what);
    if (i >= 0) answers.push(answer);
  }
  return answers;
}

/** The subjects as they are resident together: the reference in each group, if it is among them. */
export function groupsOf(specs: readonly SubjectSpec[], reference: string): SubjectSpec[][] {
  const common = specs.filter(({ name }) => name === reference);
  const others = specs.filter(({ name }) => name !== reference);
  const size = RESIDENT - common.length;
  const count = Math.ceil(others.length / size);
  return Array.from({ length: count }, (_, i) => [
    ...others.slice(i * size, (i + 1) * size),
    ...common,
  ]);
}

/**
 * Measures a group in blocks, all of it resident, but only the one whose turn it is running.
 *
 * @returns The answers that count of those that gave some, by name. One that fails is told of and
 * takes no further part.
 */
export async function measureBlocks(
  specs: readonly SubjectSpec[],
  { what, warmup, rounds, block = BLOCK, start = Subject.start, say, fail }: Blocks,
): Promise<Map<string, Answer[]>> {
  const uncounted = block === 1 ? 0 : 1;
  const subjects: Measurable[] = [];
  const answers = new Map<string, Answer[]>();
  const failed = new Set<Measurable>();
  const ask = async (subject: Measurable, counts: { warmup: number; count: number }) => {
    if (failed.has(subject)) return [];
    subject.hold(false);
    await pause();
    const given = await attempt(() => askInARow(subject, what, counts), fail);
    subject.hold(true);
    if (given === undefined) failed.add(subject);
    return given ?? [];
  };
  try {
    say(`in blocks: ${specs.map(({ name }) => name).join("; ")}`);
    for (const spec of specs) {
      const subject = await attempt(() => start(spec), fail);
      subject?.hold(true);
      if (subject !== undefined) subjects.push(subject);
    }
    for (const subject of subjects) await ask(subject, { warmup, count: 0 });
    for (let round = 0; round < rounds; round++) {
      for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
        const { name, slow } = subject.spec;
        if (slow && round > 0) continue;
        const given = await ask(subject, { warmup: uncounted, count: block - uncounted });
        answers.set(name, [...answers.get(name) ?? [], ...given]);
      }
    }
  } finally {
    for (const subject of subjects) await subject.stop();
  }
  for (const { spec } of failed) answers.delete(spec.name);
  return answers;
}
