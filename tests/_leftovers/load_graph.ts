/** Loads a small graph, killed amid it where the argument is `true`. */
import { selectBackend } from "../../lib/backend/mod.ts";
import { openExecutor, ProgramBuilder } from "../../lib/program/mod.ts";

const backend = await selectBackend({ backend: "tensorflow", onMessage() {} });
if (Deno.args[0] === "true") {
  Object.assign(backend.tf.backend(), {
    loadSavedModelMetaGraph: () => Deno.kill(Deno.pid, "SIGKILL"),
  });
}
(await openExecutor(new ProgramBuilder().build(), backend, { kind: "graph" })).dispose();
