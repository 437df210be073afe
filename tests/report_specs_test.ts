/** The plots and tables of made-up runs are what they were: see `_report_specs.ts`. */
import assert from "node:assert/strict";
import { KEPT, reportSpecs } from "./_report_specs.ts";

Deno.test("plots and tables are what they were when they were last looked at", async () => {
  const [kept, found] = [JSON.parse(await Deno.readTextFile(KEPT)), await reportSpecs()];
  assert.deepEqual(Object.keys(found), Object.keys(kept));
  for (const [name, spec] of Object.entries(found)) {
    const look = `${name} is another one now: look at it, then keep it as _report_specs.ts says`;
    try {
      assert.deepEqual(spec, kept[name]);
    } catch (error) {
      throw new Error(`${look}\n${(error as Error).message}`);
    }
  }
});
