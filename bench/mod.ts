/** The benches by name. */
import type { BenchOptions } from "./options.ts";
import type { Row } from "./rows.ts";
import { benchSd } from "./sd.ts";
import { benchStep } from "./step.ts";

/** What can be measured. */
export const BENCHES = {
  step: { description: "one optimiser step", run: benchStep },
  sd: { description: "what Γ and the adjusted rate add to a step", run: benchSd },
} satisfies Record<string, { description: string; run(options: BenchOptions): Promise<Row[]> }>;

/** The name of a bench. */
export type Bench = keyof typeof BENCHES;
