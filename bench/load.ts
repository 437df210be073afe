/** `--only load`: from starting a process, through a base-size folder, to the first step made. */
import { BASE, caseFiles, TINY } from "./cases.ts";
import { FreshSubject } from "./fresh.ts";
import { measure } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import type { Row } from "./rows.ts";
import { torchSubject, trainerSubject } from "./specs.ts";
import { GRAPH, HUGGING_FACE } from "./step.ts";

/** Starts in a row; the first, which does not count, also warms the system's cache of files. */
const STARTS = 3;
const ROUNDS = 2;

/** Measures how soon the first step is made. The files have been read before, so no disk counts. */
export async function* benchLoad(options: BenchOptions): AsyncGenerator<Row> {
  const { threads, python, tiny } = options;
  const step = tiny ? TINY : BASE;
  const files = await caseFiles(step);
  const peers = python === undefined
    ? []
    : [torchSubject(HUGGING_FACE, files, { python, threads }, "usual")];
  const { rows } = await measure([trainerSubject(GRAPH, files, threads, "graph"), ...peers], {
    ...{ bench: "load", case: `${step.name}, to the first step`, what: "step" },
    start: (spec) => Promise.resolve(new FreshSubject(spec, true)),
    ...{ fresh: true, warmup: 0, block: STARTS },
    rounds: options.rounds ?? ROUNDS,
    reference: HUGGING_FACE,
  }, options);
  yield* rows;
}
