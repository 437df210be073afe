/** The nine runs of `reproduce`, as a subject: `nine.ts OVERRIDES`, settings as JSON. */
import { resolveSettings, runExperiment, writeReport } from "../../lib/mod.ts";
import { serve } from "../serve.ts";

const overrides = JSON.parse(Deno.args[0]!);

await serve({
  async nine() {
    const out = await Deno.makeTempDir();
    try {
      const settings = resolveSettings({ overrides: { ...overrides, out } });
      let runs = 0;
      for await (const event of runExperiment(settings)) {
        if (event.type === "run-end") runs++;
      }
      await writeReport(out);
      return { count: runs };
    } finally {
      await Deno.remove(out, { recursive: true });
    }
  },
});
