/** Loads as many small graphs as the argument says, each by what only looks whether its file is there. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { GraphExecutor } from "../../lib/program/graph_executor.ts";
import { ProgramBuilder, type Tf } from "../../lib/program/mod.ts";

const session = {
  loadSavedModelMetaGraph(folder: string) {
    if (!existsSync(join(folder, "saved_model.pb"))) throw new Error(`${folder} was removed.`);
    return 1;
  },
  deleteSavedModel() {},
};
const tf = { backend: () => session } as unknown as Tf;
const program = new ProgramBuilder().build();
for (let i = Number(Deno.args[0]); i > 0; i--) GraphExecutor.create(program, tf).dispose();
