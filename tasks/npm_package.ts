/**
 * `deno task npm-package`: makes the npm package, for Node. Deno packs JavaScript and types; what it
 * leaves out follows here: syntax that Node 22 lacks, what the library uses of Deno, and the
 * packages that the library names in other ways than by importing them.
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import config from "../deno.json" with { type: "json" };
import { runCommand } from "./_cli.ts";
import { inProject } from "./_place.ts";
import { print } from "./_print.ts";
import { runProgram } from "./_run_program.ts";

const command = {
  name: "npm-package",
  description: "Makes the npm package, for Node 22 and later: a folder, and what npm makes of it.",
  options: {
    out: {
      placeholder: "FOLDER",
      default: inProject("results/npm"),
      description: "Where it comes; what is there of that name is replaced",
    },
  },
} as const;

/** The versions of npm packages that `deno.json` pins. */
const VERSIONS = new Map(
  Object.values(config.imports).map((specifier) => /^npm:(.+?)@([^@/]+)/.exec(specifier))
    .filter((match) => match !== null).map(([, name, version]) => [name!, version!]),
);

/** tfjs' package for Node, without the script by which it would fetch a TensorFlow of 2022. */
const TFJS_NODE = "@tensorflow/tfjs-node-gpu";

/**
 * What it imports: npm installs nothing for what a package brings along. Its own node-pre-gyp has an
 * old tar with known faults.
 */
const TFJS_NODE_NEEDS = {
  "@mapbox/node-pre-gyp": "2.0.3",
  "@tensorflow/tfjs": VERSIONS.get("@tensorflow/tfjs")!,
  "progress": "2.0.3",
};

/** Asked for by name, or only by what is in `npm/`. */
const FURTHER = [
  "@expo-google-fonts/inter",
  "@petamoriken/float16",
  "core-js",
  "koffi",
  "node-api-headers",
  "vega-embed",
];

/** Large, native, and each for one purpose only: where one cannot be had, the rest works. */
const OPTIONAL = ["@huggingface/transformers", "@resvg/resvg-js", "tokenizers"];

/** Begins what of `npm/` a module needs. */
const LAYER = "npm/deno.js";

function pinned(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.toSorted().map((name) => [name, VERSIONS.get(name)!]));
}

/** Names of `deno.json` for modules of this project, which Deno leaves as they are. */
const OWN_NAMES = Object.entries(config.imports).filter(([, module]) => module.startsWith("./"));

/** One module as Node 22 understands it. */
async function forNode(text: string, file: string, root: string): Promise<string> {
  const loader = file.endsWith(".ts") ? "ts" : "js";
  const from = (module: string) => path.relative(path.dirname(file), path.join(root, module));
  let renamed = text.replaceAll(/"(\.[\w./-]+)\.ts"/g, '"$1.js"');
  for (const [name, module] of OWN_NAMES) {
    renamed = renamed.replaceAll(
      ` from "${name}"`,
      ` from "./${from(module).replace(/ts$/, "js")}"`,
    );
  }
  const { code } = await transform(renamed, { loader, format: "esm", target: "node22" });
  const isLayer = path.relative(root, file).startsWith("npm");
  if (isLayer || !/\bDeno\./.test(code)) return code;
  return `import { Deno } from "${from(LAYER)}";\n${code}`;
}

/** A comment of several lines behind `readonly` would make that a property of its own. */
const forTypeScript = (text: string) =>
  text.replaceAll(/readonly (\/\*\*[\s\S]*?\*\/) /g, "$1 readonly ");

async function translate(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/\.[jt]s$/.test(file)) continue;
    if (file.endsWith(".d.ts")) {
      await writeFile(file, forTypeScript(await readFile(file, "utf8")));
      continue;
    }
    const code = await forNode(await readFile(file, "utf8"), file, root);
    await writeFile(file.replace(/\.ts$/, ".js"), code);
    if (file.endsWith(".ts")) await rm(file);
  }
}

async function bundleTfjs(root: string): Promise<void> {
  const from = fileURLToPath(new URL("../", import.meta.resolve(TFJS_NODE)));
  const to = path.join(root, "node_modules", TFJS_NODE);
  for (const folder of ["binding", "dist"]) {
    await cp(path.join(from, folder), path.join(to, folder), { recursive: true });
  }
  const { name, version, main, types, license, repository } = JSON.parse(
    await readFile(path.join(from, "package.json"), "utf8"),
  );
  const facts = { name, version, main, types, license, repository };
  await writeJson(path.join(to, "package.json"), facts);
}

const writeJson = (file: string, value: unknown) =>
  writeFile(file, `${JSON.stringify(value, null, 2)}\n`);

await runCommand(command, async ({ options }) => {
  const out = path.resolve(options.out), root = path.join(out, "package");
  await rm(root, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const packed = path.join(out, "deno.tgz");
  const pack = ["pack", "--quiet", "--allow-dirty", "--no-source-maps", "--output", packed];
  await runProgram(Deno.execPath(), pack, PROJECT_FOLDER);
  await runProgram("tar", ["-xzf", packed], out);
  await rm(packed);
  for (const more of ["deno.json", "npm"]) {
    await cp(path.join(PROJECT_FOLDER, more), path.join(root, more), { recursive: true });
  }
  await translate(root);
  for (const entry of ["lib/mod.js", "lib/backend/mod.js"]) {
    const file = path.join(root, entry);
    const first = path.relative(path.dirname(file), path.join(root, "npm/node22.js"));
    await writeFile(file, `import "${first}";\n${await readFile(file, "utf8")}`);
  }
  const bin = path.join(root, "npm/sdtrainer.js");
  await writeFile(bin, `#!/usr/bin/env node\n${await readFile(bin, "utf8")}`, { mode: 0o755 });
  await bundleTfjs(root);
  const manifest = path.join(root, "package.json");
  const { dependencies, ...given } = JSON.parse(await readFile(manifest, "utf8"));
  const names = [...new Set([...Object.keys(dependencies), ...FURTHER])];
  await writeJson(manifest, {
    ...given,
    name: "sdtrainer",
    description: config.description,
    license: config.license,
    bin: { sdtrainer: "npm/sdtrainer.js" },
    engines: { node: ">=22" },
    dependencies: {
      ...pinned(names.filter((name) => !OPTIONAL.includes(name))),
      ...TFJS_NODE_NEEDS,
    },
    optionalDependencies: pinned(OPTIONAL),
    bundleDependencies: [TFJS_NODE],
  });
  await runProgram("npm", ["pack", "--silent", "--pack-destination", out, root], out);
  print(`The package is in ${root}, and packed beside it: sdtrainer-${config.version}.tgz.`);
});
