/** A run that two machines make at once, on a drive whose locks do not reach from one to the other. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { output } from "../lib/backend/commands.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { withFolder } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";
import { notTested } from "./_not_tested.ts";

const CHILD = fileURLToPath(new URL("_unlocked/child.ts", import.meta.url));

/** Namespaces of its own make a process see other mounts, processes and a name of its own, as on another machine. */
const APART = ["unshare", "--mount", "--pid", "--fork", "--uts"];

for (const locks of ["local", "none"]) {
  Deno.test(`a run that two machines make at once is whole, where locks are ${locks}`, () =>
    withFolder(async (folder) => {
      await prepareSweep(folder);
      const [unshare, ...flags] = APART;
      const apart = await output(unshare!, [...flags, "true"]) === undefined ? [] : APART;
      if (apart.length === 0) notTested("two machines", "this user may make no namespaces");
      const make = (out: string) => {
        const [program, ...args] = [
          ...apart,
          ...[Deno.execPath(), "run", "-A", "--no-check", CHILD, locks],
          ...[`--model=${folder}/model`, `--data=${folder}/text.txt`, "--beta=table"],
          ...["--backend=cpu", "--data-construction=passages", "--eval-split=train"],
          ...["--chunk-length=16", "--train-chunks=8", "--eval-chunks=2", "--batch-size=2"],
          ...["--epochs=10", "--schedules=linear", "--methods=SD", "--save-models", "--only-run=0"],
          ...[`--out=${folder}/${out}`, "--save-strategy=steps", "--save-steps=1"],
        ];
        return new Deno.Command(program!, { args, stdin: "null", stderr: "piped" }).output();
      };
      const runs = await Promise.all([make("out"), make("out"), make("alone")]);
      const codes = runs.map(({ code }) => code);
      const said = runs.map(({ stderr }) => new TextDecoder().decode(stderr)).join("\n---\n");
      // Who came first notices at its next checkpoint, unless it is through by then.
      assert.ok(codes.every((code) => code === 0 || code === 1), said);
      assert.ok(codes[0] === 0 || codes[1] === 0, said);
      for (const [i, code] of codes.entries()) {
        if (code === 1) {
          assert.match(said.split("\n---\n")[i]!, /has taken this run over, and makes/);
        }
      }
      const [[made], [alone]] = [
        await readRuns(`${folder}/out`),
        await readRuns(`${folder}/alone`),
      ];
      assert.equal(made!.weightsSha256, alone!.weightsSha256);
    }));
}
