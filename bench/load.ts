/** `--only load`: from starting a process, through a base-size folder, to the first step made. */
import { BASE, caseFiles, TINY } from "./cases.ts";
import { aboutSubject, type SubjectAbout } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { type Row, timeRows } from "./rows.ts";
import { torchSubject, trainerSubject } from "./specs.ts";
import { HUGGING_FACE } from "./step.ts";
import { Subject, type SubjectSpec } from "./subject.ts";

const ROUNDS = 3;

/** Starts a subject, has it make one step, and ends it. */
async function firstStep(spec: SubjectSpec): Promise<{ ms: number; about: SubjectAbout }> {
  const start = performance.now();
  const subject = await Subject.start(spec);
  try {
    await subject.ask("step");
    return { ms: performance.now() - start, about: await aboutSubject(subject) };
  } finally {
    await subject.stop();
  }
}

/** Measures how soon the first step is made. The files have been read before, so no disk counts. */
export async function* benchLoad(options: BenchOptions): AsyncGenerator<Row> {
  const { threads, python, say, tiny } = options;
  const step = tiny ? TINY : BASE;
  const files = await caseFiles(step);
  const specs = [
    trainerSubject("SDTrainer, graph", files, threads, "graph"),
    ...(python === undefined
      ? []
      : [torchSubject(HUGGING_FACE, files, { python, threads }, "usual")]),
  ];
  const times = new Map(specs.map(({ name }) => [name, [] as number[]]));
  const abouts = new Map<string, SubjectAbout>();
  // The round before the first warms the system's cache of files.
  for (let round = -1; round < (options.rounds ?? ROUNDS); round++) {
    say(round < 0 ? "reading all files once" : `round ${round + 1}`);
    for (const spec of specs) {
      const { ms, about } = await firstStep(spec);
      if (round >= 0) times.get(spec.name)!.push(ms);
      abouts.set(spec.name, about);
    }
  }
  yield* timeRows(
    { bench: "load", case: `${step.name}, to the first step` },
    specs.map(({ name }) => ({ ...abouts.get(name)!, times: times.get(name)! })),
    HUGGING_FACE,
  );
}
