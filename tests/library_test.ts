/** The library from a Deno project of somebody else, as docs/library.md tells, and what is published. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureNative, PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { loadPretrained } from "../lib/mod.ts";
import { withFolder } from "./_files.ts";
import { CONFIG, DENO, PLAIN, run, TRAIN, USE } from "./_foreign.ts";

const deno = (cwd: string, ...args: string[]) => run(cwd, Deno.execPath(), args);

Deno.test("a foreign Deno project trains with the permissions that docs/library.md names", () =>
  withFolder(async (folder) => {
    await ensureNative({ kind: "cpu" });
    const write = (name: string, text: string) => writeFile(join(folder, name), text);
    await Promise.all([
      write("deno.json", CONFIG),
      write("mine.ts", TRAIN),
      write("use.ts", USE),
      write("plain.ts", PLAIN),
    ]);
    const checked = await deno(folder, "check", "mine.ts", "use.ts", "plain.ts");
    assert.equal(checked.code, 0, checked.err);
    const [, ...words] = DENO.trim().replace("/tmp", Deno.env.get("TMPDIR") ?? "/tmp").split(" ");
    const trained = await deno(folder, ...words);
    assert.equal(trained.code, 0, trained.err);
    assert.match(trained.out, /type: "step",\n +step: 20,/);
    const { config } = await loadPretrained(join(folder, "my-model"));
    assert.equal(config.hiddenSize, 64);
    const rights = words.filter((word) => /^--allow-(?!write)/.test(word));
    const used = await deno(
      folder,
      "run",
      ...rights,
      "--allow-write=my-model-onnx,my-page",
      "use.ts",
    );
    assert.equal(used.code, 0, used.err);
    assert.ok(existsSync(join(folder, "my-model-onnx", "config.json")));
    assert.ok(existsSync(join(folder, "my-page", "index.html")));
    const plain = await deno(folder, "run", ...rights, "plain.ts");
    assert.match(plain.out, /^TensorFlow [\d.]+.*: [\d.]+(e-\d+)?\n$/, plain.err);
    assert.ok(Number(plain.out.split(": ")[1]) < 1e-3);
  }));

Deno.test("imported over the network, the library says why that cannot be", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async ({ url }) => {
      const source = await readFile(join(PROJECT_FOLDER, new URL(url).pathname), "utf8");
      return new Response(source, { headers: { "content-type": "text/typescript" } });
    },
  );
  const entry = `http://127.0.0.1:${server.addr.port}/lib/io/mod.ts`;
  const code = `await import("${entry}").catch(({ message }) => console.log(message));`;
  const { out, err } = await deno(PROJECT_FOLDER, "eval", "--no-check", "--no-lock", code);
  assert.match(out, /^http:\S+: SDTrainer reads its data from files .* import npm:sdtrainer /, err);
});

Deno.test("what is published has types of its own, and is the library alone", async () => {
  const { code, err } = await deno(PROJECT_FOLDER, "publish", "--dry-run", "--allow-dirty");
  assert.equal(code, 0, err);
  // Plugins are found when they are asked for, a page's library by the page's own address.
  const warnings = [...err.matchAll(/^warning\[(.*?)\].*\n +--> .*\/lib\/(\S+?):/gm)];
  assert.deepEqual(
    warnings.map(([, kind, file]) => `${kind} ${file}`).sort(),
    ["experiment/plugins.ts", "play/page/model.ts"]
      .map((file) => `unanalyzable-dynamic-import ${file}`),
  );
  const files = [...err.matchAll(/file:\/\/(\S+)/g)].map(([, file]) =>
    file!.slice(PROJECT_FOLDER.length)
  );
  assert.ok(files.includes("lib/mod.ts") && files.includes("CHANGELOG.md"));
  const tops = new Set(files.map((file) => file.split("/")[0]));
  assert.deepEqual(
    [...tops].sort(),
    ["CHANGELOG.md", "LICENSE", "README.md", "data", "deno.json", "lib"],
  );
  assert.deepEqual(files.filter((file) => /_test\.ts$|\/_/.test(file)), []);
});
