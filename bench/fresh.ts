/** What is measured in a process of its own each time: its start is part of it, or it is a whole run. */
import { type Answer, type Measurable, Subject, type SubjectSpec } from "./subject.ts";

/** A program that is started anew for each answer, so that nothing else is ever resident. */
export class FreshSubject implements Measurable {
  readonly spec: SubjectSpec;
  readonly #withStart: boolean;

  /** @param withStart Whether the time from the program's start counts, instead of its own. */
  constructor(spec: SubjectSpec, withStart: boolean) {
    this.spec = spec;
    this.#withStart = withStart;
  }

  /** Starts the program, has it do something, and ends it. */
  async ask(what: string): Promise<Answer> {
    const start = performance.now();
    const subject = await Subject.start(this.spec);
    try {
      const answer = await subject.ask(what);
      const ms = this.#withStart ? performance.now() - start : answer.ms;
      const peak = await subject.peakRssMib();
      return { ...answer, ms, ...(peak === undefined ? {} : { peak_rss_mib: peak }) };
    } finally {
      await subject.stop();
    }
  }

  /** Its answers say it of each process. */
  peakRssMib(): Promise<number | undefined> {
    return Promise.resolve(undefined);
  }

  /** Nothing is running between two answers. */
  hold(): void {}

  /** Nothing is running. */
  stop(): Promise<void> {
    return Promise.resolve();
  }
}
