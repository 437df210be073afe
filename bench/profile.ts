/** `--only profile`: which part of this trainer's step takes how long. */
import { BASE, caseFiles, MINI, type StepCase, TINY } from "./cases.ts";
import type { BenchOptions } from "./options.ts";
import { type Row, timeRows } from "./rows.ts";
import { denoSubject } from "./specs.ts";
import { Subject } from "./subject.ts";

const WHOLE = "whole step";

/** What is asked, of the program with dropout or of the one without. */
const PARTS = [
  { subject: "forward, as in evaluation", what: "evaluation", dropout: 0.1 },
  { subject: "forward with dropout", what: "forward", dropout: 0.1 },
  { subject: "forward with dropout and Γ", what: "gamma", dropout: 0.1 },
  { subject: "forward and backward", what: "gradients", dropout: 0.1 },
  { subject: "whole step without dropout", what: "step", dropout: 0 },
  { subject: WHOLE, what: "step", dropout: 0.1 },
];

async function profile(step: StepCase, options: BenchOptions): Promise<Row[]> {
  const { threads, say } = options;
  const { model, batches } = await caseFiles(step);
  const start = (dropout: number) =>
    Subject.start(
      denoSubject(`dropout ${dropout}`, "profile.ts", [
        model,
        batches,
        String(threads),
        String(dropout),
      ]),
    );
  say(`${step.name}:`);
  const subjects = new Map([[0.1, await start(0.1)], [0, await start(0)]]);
  try {
    const times = new Map(PARTS.map(({ subject }) => [subject, [] as number[]]));
    for (let round = -step.warmup; round < (options.rounds ?? step.rounds); round++) {
      for (const { subject, what, dropout } of PARTS) {
        const { ms } = await subjects.get(dropout)!.ask(what);
        if (round >= 0) times.get(subject)!.push(ms);
      }
    }
    return timeRows(
      { bench: "profile", case: step.name },
      PARTS.map(({ subject }) => ({ subject, times: times.get(subject)! })),
      WHOLE,
    );
  } finally {
    for (const subject of subjects.values()) await subject.stop();
  }
}

/** Measures parts of the step of both sizes; the ratios are to the whole step. */
export async function* benchProfile(options: BenchOptions): AsyncGenerator<Row> {
  for (const step of options.tiny ? [TINY] : [MINI, BASE]) {
    yield* await profile(step, options);
  }
}
