/** What the committed notebooks ask of the library. */
import assert from "node:assert/strict";
import { codeCells, notebookFiles } from "../tasks/_notebooks.ts";

Deno.test("a notebook's cells go on when they are run again: none makes runs anew", async () => {
  let starts = 0;
  for (const file of await notebookFiles()) {
    for (const { source } of await codeCells(file)) {
      assert.doesNotMatch(source, /\brestart\b/, file);
      if (source.includes("startExperiment(settings")) starts++;
    }
  }
  assert.equal(starts, 1);
});
