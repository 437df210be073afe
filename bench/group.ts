/** The same subject several times at once, as runs side by side are. */
import { type Answer, type Measurable, Subject, type SubjectSpec } from "./subject.ts";

/** Processes of one subject that are asked at the same time. */
export class SubjectGroup implements Measurable {
  readonly spec: SubjectSpec;
  readonly #subjects: readonly Subject[];

  private constructor(spec: SubjectSpec, subjects: readonly Subject[]) {
    this.spec = spec;
    this.#subjects = subjects;
  }

  /** Starts `count` processes; if one cannot start, the others end too. */
  static async start(spec: SubjectSpec, count: number): Promise<SubjectGroup> {
    const subjects: Subject[] = [];
    try {
      for (let i = 0; i < count; i++) subjects.push(await Subject.start(spec));
      return new SubjectGroup(spec, subjects);
    } catch (error) {
      for (const subject of subjects) await subject.stop();
      throw error;
    }
  }

  /** Has all do something at once: the answer is that of the slowest. */
  async ask(what: string): Promise<Answer> {
    const answers = await Promise.all(this.#subjects.map((subject) => subject.ask(what)));
    return answers.reduce((slowest, answer) => answer.ms > slowest.ms ? answer : slowest);
  }

  /** The sum of all; memory that they share is counted for each. */
  async peakRssMib(): Promise<number | undefined> {
    let sum = 0;
    for (const subject of this.#subjects) sum += await subject.peakRssMib() ?? NaN;
    return Number.isNaN(sum) ? undefined : sum;
  }

  /** Stops all where they stand, or has them go on. */
  hold(held: boolean): void {
    for (const subject of this.#subjects) subject.hold(held);
  }

  /** Ends all. */
  async stop(): Promise<void> {
    for (const subject of this.#subjects) await subject.stop();
  }
}
