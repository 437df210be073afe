/** A token for the hub reaches no output and no file. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { prepareSweep } from "./_kill/sweep.ts";

const TASKS = fileURLToPath(new URL("../tasks/", import.meta.url));
const SECRET = "hf_thisTokenIsSecret";

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}

Deno.test("HF_TOKEN is in nothing that a run prints or writes, also where it fails", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await prepareSweep(folder);
    const run = async (task: string, ...args: string[]) => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", `${TASKS}${task}.ts`, ...args],
        env: { HF_TOKEN: SECRET, HF_ENDPOINT: "http://127.0.0.1:9" },
      }).output();
      const printed = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      assert.ok(!printed.includes(SECRET));
      return { code, printed };
    };
    const reproduce = (...args: string[]) =>
      run("reproduce", "--backend=cpu", `--out=${folder}/out`, ...args);
    const data = ["--data", `${folder}/text.txt`, "--data-construction=passages"];
    const size = "--eval-split=train --chunk-length=16 --train-chunks=4 --eval-chunks=2".split(" ");
    const grid = "--schedules=linear --methods=SD --epochs=1 --batch-size=2".split(" ");
    const hub = await reproduce(...data, ...size, ...grid, "--beta=table", "--model=some/bert");
    assert.equal(hub.code, 1);
    assert.match(hub.printed, /could not be downloaded/);
    const made = await reproduce(
      ...[...data, ...size, ...grid, "--beta=table", "--model", `${folder}/model`, "--save-models"],
    );
    assert.equal(made.code, 0, made.printed);
    const push = ["--to=me/mine", "--endpoint=http://127.0.0.1:9"];
    const pushed = await run("push", `--model=${folder}/model`, ...push);
    assert.equal(pushed.code, 1);
    assert.match(pushed.printed, /the model was not taken/);
    let files = 0;
    for await (const file of filesBelow(folder)) {
      files++;
      const content = new TextDecoder("latin1").decode(await Deno.readFile(file));
      assert.ok(!content.includes(SECRET), file);
    }
    assert.ok(files > 10);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
