/** The npm package in a Node project of somebody else, as docs/library.md tells. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import {
  cacheFolder,
  ensureNative,
  PROJECT_FOLDER,
  TENSORFLOW_VERSION,
} from "../lib/backend/mod.ts";
import { serveSite } from "../lib/mod.ts";
import { fileAt, type FileInParts, lockFolder } from "../lib/io/mod.ts";
import { LAYER } from "../npm/deno.ts";
import { Browser } from "./_browser/browser.ts";
import { noBrowser } from "./_browser/find.ts";
import { withFolder } from "./_files.ts";
import { CONFIG, PLAIN, run, TRAIN, USE } from "./_foreign.ts";
import { notTested } from "./_not_tested.ts";
import { fillPage } from "./_play.ts";

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

/** Whether the registry answers: npx may have had its Node since before. */
async function answers(cwd: string): Promise<boolean> {
  const { code } = await run(cwd, "npm", ["view", "typescript@5.9.3", "version"]);
  return code === 0;
}

/** All that needs a package that may be missing, and what each says. */
const OPTIONAL = `
import { playSite, readEmbeddedTable, SentenceEncoder, trainVocabulary, writeReport } from "sdtrainer";

const models = [{ name: "mine", folder: "my-model" }], classifier = await readEmbeddedTable();
const page = { models, classifier, gamma: "paper", gammaReference: 1, scheduledRate: 1 };
const tried = {
  // As an encoder it is nonsense, but opened, asked and disposed of like a real one.
  async encoder() {
    const encoder = await SentenceEncoder.open("my-model-onnx");
    const { length } = await encoder.scores(["good"]);
    await encoder.dispose();
    return length;
  },
  page: async () => (await playSite(page)).has("vendor/transformers.js"),
  vocabulary: async () => (await trainVocabulary(["my-model/vocab.txt"], { size: 100 })).length,
  plots: async () => (await writeReport("my-model/run")).plots.some((file) => file.endsWith(".png")),
};
for (const [name, act] of Object.entries(tried)) {
  console.log(name + ": " + await act().catch((error) => error.name + ": " + error.message));
}
`;

/** The packages that modules of ours name. */
function packagesNamedBy(folder: string): Set<string> {
  const modules = (readdirSync(folder, { recursive: true }) as string[])
    .filter((file) => /^(lib|npm)\/.*\.(js|d\.ts)$/.test(file));
  const names = modules.flatMap((file) => {
    const code = readFileSync(join(folder, file), "utf8");
    return [...code.matchAll(/\b(?:from |import |import(?:\.meta\.resolve)?\()"([^".$][^"]*)"/g)]
      .map(([, name]) => /^(@[^/]+\/)?[^/]+/.exec(name!)![0]);
  });
  return new Set(names.filter((name) => !name.startsWith("node:")));
}

/** A project in JavaScript. */
async function makeProject(folder: string): Promise<void> {
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  await writeFile(join(folder, "mine.js"), TRAIN);
  await writeFile(join(folder, "use.js"), USE);
  await writeFile(join(folder, "plain.js"), PLAIN);
  await writeFile(join(folder, "optional.js"), OPTIONAL);
}

const hash = async (file: string) =>
  createHash("sha256").update(await readFile(file)).digest("hex");

/** Names that are types, which nothing of at run time stands for. */
const TYPES = ["CommandOutput", "CommandStatus", "DynamicLibrary", "FileInfo"];

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
    if (node === undefined || !await answers(folder)) {
      notTested(
        "the npm package",
        "npm's registry, which has Node 22 and the rest, does not answer",
      );
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
    await t.step("all that it imports comes with it", async () => {
      const manifest = join(folder, "node_modules", "sdtrainer", "package.json");
      const { dependencies, optionalDependencies } = JSON.parse(await readFile(manifest, "utf8"));
      const named = packagesNamedBy(dirname(manifest));
      const more = named.difference(
        new Set(Object.keys({ ...dependencies, ...optionalDependencies })),
      );
      assert.deepEqual([...more], []);
      assert.ok(named.has("@huggingface/transformers") && named.has("koffi"));
    });
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
    await t.step("an older Node is told what is needed", async () => {
      const code = 'import("sdtrainer/backend").catch(({ message }) => console.log(message))';
      const old = ["--yes", "-p", "node@20", "node", "-e", code];
      const { out, err } = await run(folder, "npx", old, { SDTRAINER_CACHE: env.SDTRAINER_CACHE });
      assert.match(out, /^sdtrainer needs Node 22 or newer: this is 20\.\d+\.\d+\.$/m, err);
    });
    await t.step("it trains, and gives plain tfjs its backend", async () => {
      assert.match(await done("node", "mine.js"), /type: 'step',\n +step: 20,/);
      assert.match(await done("node", "plain.js"), /^TensorFlow [\d.]+.*: \d/);
    });
    await t.step("it exports the model and makes a page, on which the model computes", async () => {
      await done("node", "use.js");
      const page = join(folder, "my-page"), made = new Map<string, FileInParts>();
      for (const entry of readdirSync(page, { recursive: true, withFileTypes: true })) {
        const file = join(entry.parentPath, entry.name);
        if (entry.isFile()) made.set(relative(page, file), await fileAt(file));
      }
      const missing = await noBrowser();
      if (missing !== undefined) return notTested("the npm package's page", missing);
      await using server = await serveSite(made, 0);
      await using browser = await Browser.open();
      await browser.visit(server.address);
      assert.match(await fillPage(browser, "The ___ was good."), /^Filled in \d+ ms by /);
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
      await writeFile(join(folder, "use.ts"), USE);
      const strict = ["--noEmit", "--strict", "--target", "es2024", "--module", "nodenext"];
      const compiler = ["--yes", "-p", "typescript@5.9.3", "tsc", ...strict];
      await done("npx", ...compiler, "--lib", "esnext,dom", "mine.ts", "use.ts");
    });
    await t.step("what may be missing works where it is there, and else says so", async () => {
      // Where it trains, the native library prints empty lines.
      const lines = (out: string) => out.split("\n").filter((line) => line !== "");
      assert.deepEqual(
        lines(await done("node", "optional.js")),
        ["encoder: 6", "page: true", "vocabulary: 100", "plots: true"],
      );
      for (const name of ["@huggingface/transformers", "tokenizers", "@resvg/resvg-js"]) {
        await rm(join(folder, "node_modules", name), { recursive: true });
      }
      await rm(join(folder, "my-model", "run", "plots"), { recursive: true });
      const { code, out, err } = await run(folder, "node", ["optional.js"], env);
      assert.equal(code, 0, err);
      const missing = (what: string, name: string) =>
        `${what}: InputError: the npm package ${name} is not installed, or not for this machine. ` +
        `Do without what needs it, or install it: npm install ${name}.`;
      assert.deepEqual(lines(out), [
        missing("encoder", "@huggingface/transformers"),
        missing("page", "@huggingface/transformers"),
        missing("vocabulary", "tokenizers"),
        "plots: false",
      ]);
      assert.match(
        err,
        /run\/plots: no plot is there as PNG: the npm package @resvg\/resvg-js is /,
      );
    });
  });
});
