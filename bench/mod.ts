/** The benches by name. */
import { benchBeta } from "./beta.ts";
import { benchData } from "./data.ts";
import { benchExport } from "./export.ts";
import { benchLoad } from "./load.ts";
import { benchNine } from "./nine.ts";
import type { BenchOptions } from "./options.ts";
import type { Row } from "./rows.ts";
import { benchProfile } from "./profile.ts";
import { benchSd } from "./sd.ts";
import { benchScale } from "./scale.ts";
import { benchStep } from "./step.ts";

/** What can be measured. */
export const BENCHES = {
  step: { description: "one optimiser step", run: benchStep },
  sd: { description: "what Γ and the adjusted rate add to a step", run: benchSd },
  data: { description: "from files to chunks", run: benchData },
  beta: { description: "words into the table of pole scores", run: benchBeta },
  load: { description: "from a folder to the first step", run: benchLoad },
  export: { description: "from a folder to its ONNX files", run: benchExport },
  nine: { description: "the nine runs of reproduce", run: benchNine },
  scale: { description: "how a step grows with batch, model and runs at once", run: benchScale },
  profile: { description: "parts of this trainer's step", run: benchProfile },
} satisfies Record<
  string,
  { description: string; run(options: BenchOptions): AsyncGenerator<Row> }
>;

/** The name of a bench. */
export type Bench = keyof typeof BENCHES;
