/** Measuring several subjects in turn, so that what disturbs the machine disturbs all of them. */
import {
  type Answer,
  type Measurable,
  Subject,
  SubjectError,
  type SubjectSpec,
} from "./subject.ts";

/** How subjects are measured. */
export interface Rounds {
  /** What they are asked. */
  what: string;
  /** Rounds that are not counted: the first ones also plan, compile and grow. */
  warmup: number;
  /** Rounds that are. */
  rounds: number;
  /** Told what goes on. */
  say: (line: string) => void;
}

/** Between two subjects: threads that wait for more work by spinning have gone to sleep by then. */
const PAUSE_MS = 50;

/** What one subject gave. */
export interface Measured {
  subject: Measurable;
  answers: Answer[];
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/**
 * Starts subjects one after the other; those that cannot start are told of and left out.
 *
 * @param start How each is started, if not as one process.
 */
export async function startAll(
  specs: readonly SubjectSpec[],
  say: (line: string) => void,
  start: (spec: SubjectSpec) => Promise<Measurable> = Subject.start,
): Promise<Measurable[]> {
  const subjects: Measurable[] = [];
  for (const spec of specs) {
    say(`starting ${spec.name} …`);
    try {
      subjects.push(await start(spec));
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error;
      say(`left out: ${error.message}`);
    }
  }
  return subjects;
}

/** What a subject answers; undefined if it fails, which is told. */
export async function askOrLeaveOut(
  subject: Measurable,
  what: string,
  say: (line: string) => void,
): Promise<Answer | undefined> {
  try {
    return await subject.ask(what);
  } catch (error) {
    if (!(error instanceof SubjectError)) throw error;
    say(`left out: ${error.message}`);
  }
}

/**
 * Asks each subject in turn, round after round. One that fails is told of and left out from then on.
 */
export async function interleave(
  subjects: readonly Measurable[],
  { what, warmup, rounds, say }: Rounds,
): Promise<Measured[]> {
  const measured = new Map(subjects.map((subject) => [subject, [] as Answer[]]));
  for (let round = -warmup; round < rounds; round++) {
    for (const [subject, answers] of measured) {
      const { every = 1 } = subject.spec;
      // Slow ones still get their warm-up: in the last round before those that count.
      if (round < 0 ? every > 1 && round < -1 : round % every !== 0) continue;
      await pause();
      const answer = await askOrLeaveOut(subject, what, say);
      if (answer === undefined) measured.delete(subject);
      else if (round >= 0) answers.push(answer);
    }
    if (round === -1) say(`warmed up; ${rounds} rounds follow`);
  }
  return [...measured].filter(([, answers]) => answers.length > 0)
    .map(([subject, answers]) => ({ subject, answers }));
}
