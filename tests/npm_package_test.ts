/** The npm package in a Node project of somebody else, as docs/library.md tells. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  cacheFolder,
  ensureNative,
  PROJECT_FOLDER,
  TENSORFLOW_VERSION,
} from "../lib/backend/mod.ts";
import { lockFolder } from "../lib/io/mod.ts";
import { LAYER } from "../npm/deno.ts";
import { withFolder } from "./_files.ts";
import { CONFIG, PLAIN, run, TRAIN } from "./_foreign.ts";

/** The oldest Node that the package is for. */
async function node22(cwd: string): Promise<string | undefined> {
  const { code, out } = await run(cwd, "npx", [
    "--yes",
    "-p",
    "node@22",
    "node",
    "-p",
    "process.execPath",
  ]);
  return code === 0 ? out.trim() : undefined;
}

/** A project in JavaScript. */
async function makeProject(folder: string): Promise<void> {
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  await writeFile(join(folder, "mine.js"), TRAIN);
  await writeFile(join(folder, "plain.js"), PLAIN);
}

const hash = async (file: string) =>
  createHash("sha256").update(await readFile(file)).digest("hex");

/** Names that are types, which nothing of at run time stands for. */
const TYPES = ["CommandStatus", "DynamicLibrary", "FileInfo"];

Deno.test("all that the library uses of Deno is there on Node", () => {
  const lib = join(PROJECT_FOLDER, "lib");
  const missing = (readdirSync(lib, { recursive: true }) as string[])
    .filter((file) => /\.ts$/.test(file) && !/_test\.ts$|(^|\/)_/.test(file))
    .flatMap((file) => {
      const code = readFileSync(join(lib, file), "utf8").replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, "");
      return [...code.matchAll(/\bDeno((?:\.\w+)+)/g)].map(([, path]) => path!.slice(1).split("."));
    })
    .filter(([first, second]) => {
      if (TYPES.includes(first!)) return false;
      if (!Object.hasOwn(LAYER, first!)) return true;
      const part = LAYER[first as keyof typeof LAYER];
      // In a notebook alone there is something; what a function has is its own.
      if (first === "jupyter" || second === undefined || typeof part === "function") return false;
      return !(second in part);
    });
  assert.deepEqual(missing.map((path) => `Deno.${path.join(".")}`), []);
});

Deno.test("a foreign Node 22 project sets TensorFlow up and trains to the bits of Deno", async (t) => {
  await withFolder(async (folder) => {
    const node = await node22(folder);
    if (node === undefined) {
      console.log("Left out: npm's registry, which has Node 22 and the packages, does not answer.");
      return;
    }
    await ensureNative({ kind: "cpu" });
    const library = join(cacheFolder(), "tensorflow", `${TENSORFLOW_VERSION}-cpu`, "tensorflow");
    const env = {
      PATH: `${dirname(node)}:${Deno.env.get("PATH")}`,
      SDTRAINER_CACHE: join(folder, "cache"),
      // Else the set-up would download it.
      SDTRAINER_LIBTENSORFLOW: library,
    };
    const done = async (program: string, ...args: string[]) => {
      const { code, out, err } = await run(folder, program, args, env);
      assert.equal(code, 0, out + err);
      return out;
    };
    const packed = await t.step("it is packed and installed", async () => {
      const made = ["task", "--cwd", PROJECT_FOLDER, "npm-package", "--out", join(folder, "npm")];
      await done(Deno.execPath(), ...made);
      await makeProject(folder);
      const { version } = JSON.parse(await readFile(join(PROJECT_FOLDER, "deno.json"), "utf8"));
      const file = join(folder, "npm", `sdtrainer-${version}.tgz`);
      // Scripts of what it needs could only fetch more.
      await done("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", file);
    });
    if (!packed) return;
    await t.step("npx sdtrainer setup compiles the addon", async () => {
      assert.match(await done("npx", "sdtrainer", "setup"), /^Set up: the TensorFlow in /);
      assert.match(await done("npx", "sdtrainer", "setup"), /^Ready: the TensorFlow in /);
      const { code, err } = await run(folder, "npx", ["sdtrainer", "play"], env);
      assert.deepEqual([code, err], [2, "There is no such command: see npx sdtrainer --help.\n"]);
    });
    await t.step("what is kept does not go with node_modules", async () => {
      const code = 'import("sdtrainer/backend").then((it) => console.log(it.cacheFolder()))';
      const home = { ...env, SDTRAINER_CACHE: "", XDG_CACHE_HOME: join(folder, "home") };
      const { out, err } = await run(folder, "node", ["-e", code], home);
      assert.equal(out, `${join(folder, "home", "sdtrainer")}\n`, err);
    });
    await t.step("it trains, and gives plain tfjs its backend", async () => {
      assert.match(await done("node", "mine.js"), /type: 'step',\n +step: 20,/);
      assert.match(await done("node", "plain.js"), /^TensorFlow [\d.]+.*: \d/);
    });
    await t.step("Deno ends with the same bits", async () => {
      const bits = await hash(join(folder, "my-model", "model.safetensors"));
      await Deno.rename(join(folder, "my-model"), join(folder, "by-node"));
      await withFolder(async (other) => {
        await writeFile(join(other, "deno.json"), CONFIG);
        await writeFile(join(other, "mine.ts"), TRAIN);
        const { code, err } = await run(other, Deno.execPath(), ["run", "-A", "mine.ts"]);
        assert.equal(code, 0, err);
        assert.equal(await hash(join(other, "my-model", "model.safetensors")), bits);
      });
    });
    await t.step("a folder that Deno holds is refused to Node", async () => {
      await Deno.rename(join(folder, "by-node"), join(folder, "my-model"));
      await using _ = await lockFolder(join(folder, "my-model", "run"));
      const { code, err } = await run(folder, "node", ["mine.js"], env);
      assert.equal(code, 1);
      assert.match(
        err,
        /my-model\/run: another process is at work in this folder \(process \d+ on/,
      );
    });
    await t.step("its types are whole", async () => {
      await writeFile(join(folder, "mine.ts"), TRAIN);
      const strict = ["--noEmit", "--strict", "--target", "es2024", "--module", "nodenext"];
      const compiler = ["--yes", "-p", "typescript@5.9.3", "tsc", ...strict];
      await done("npx", ...compiler, "--lib", "esnext,dom", "mine.ts");
    });
  });
});
