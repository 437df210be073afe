/** `deno task evaluate` of models that cannot be measured. */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { withFolder } from "./_files.ts";
import { ended } from "./_reproduce.ts";

Deno.test("a model whose loss is not finite is told, and no numbers are printed", () =>
  withFolder(async (folder) => {
    const model = join(folder, "model");
    await cp(join(PROJECT_FOLDER, "tests/fixtures/tiny-bert"), model, { recursive: true });
    const file = join(model, "model.safetensors");
    const bytes = await Deno.readFile(file), view = new DataView(bytes.buffer);
    // So large that their products are infinite. After eight bytes of length and the header of that length, float32 as little endian.
    const start = 8 + Number(view.getBigUint64(0, true));
    for (let at = start; at + 4 <= bytes.length; at += 4) view.setFloat32(at, 1e30, true);
    await Deno.writeFile(file, bytes);
    const text = join(folder, "text.txt");
    await Deno.writeTextFile(
      text,
      "the cat sat on the mat and the dog ran to the house\n".repeat(20),
    );
    const { code, out, err } = ended(
      await new Deno.Command(Deno.execPath(), {
        args: [
          ...["task", "--quiet", "evaluate", `--model=${model}`, `--data=${text}`, "--json"],
          ...["--backend=cpu", "--beta=table", "--chunk-length=16", "--offline"],
        ],
        cwd: PROJECT_FOLDER,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).output(),
    );
    assert.deepEqual([code, out], [1, ""], err);
    assert.match(err, /model: its loss on this text is no finite number\. Its weights are damaged/);
  }));
