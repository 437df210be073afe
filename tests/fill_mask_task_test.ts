/** `deno task fill-mask`, as a person types it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, task } from "./_own_text.ts";

const TEXT = "--text=The [MASK] of the [MASK].";

inFolder("fill-mask knows the embedded model by its name, as other tasks do", async (folder) => {
  const args = [TEXT, "--backend=cpu", "--top=1"];
  const named = await task(folder, "fill-mask", ...args, "--model=embedded");
  assert.equal(named.code, 0, named.err);
  assert.deepEqual(named.out, (await task(folder, "fill-mask", ...args)).out);
  // Each line has its own blank filled, the other one as it was typed, and no token around them.
  assert.match(
    named.out,
    /^\[MASK\] 1\n0\.\d{4} {2}(\S+) +The \1 of the \[MASK\] ?\.\n\[MASK\] 2\n0\.\d{4} {2}(\S+) +The \[MASK\] of the \2 ?\.\n$/,
  );
});

inFolder("of a training that is not finished each task says that", async (folder) => {
  const run = join(folder, "mine", "run");
  await Deno.mkdir(run, { recursive: true });
  await Deno.writeTextFile(join(run, "config.json"), "{}");
  const { code, err } = await task(folder, "fill-mask", TEXT, "--backend=cpu", "--model=mine");
  assert.equal(code, 1);
  assert.match(
    err,
    /^mine: the training in this folder is not finished, so there is no model yet\./,
  );
});
