/** Where people are, where the project lies, and what of it may be written: any of them may be odd. */
import assert from "node:assert/strict";
import { copyFile, cp, mkdir } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, PROJECT_FOLDER, TENSORFLOW_VERSION } from "../lib/backend/mod.ts";
import { TASKS } from "../tasks/_plans.ts";
import { tooOld } from "../tasks/_version.ts";
import { withFolder } from "./_files.ts";
import { notTested } from "./_not_tested.ts";

const decoder = new TextDecoder();

async function run(command: string, args: readonly string[], options: Deno.CommandOptions) {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    ...options,
    env: { NO_COLOR: "1", ...options.env },
  }).output();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** Runs `deno task` of a project, called in a folder. */
function task(cwd: string, args: readonly string[], project: string = PROJECT_FOLDER) {
  return run(Deno.execPath(), ["task", "--quiet", "--cwd", project, ...args], { cwd });
}

const TINY_BERT = join(PROJECT_FOLDER, "tests", "fixtures", "tiny-bert");
const TINY = [
  ...["--data-construction=passages", "--eval-split=train", "--beta=table", "--backend=cpu"],
  ...["--chunk-length=16", "--train-chunks=4", "--eval-chunks=2", "--batch-size=2"],
  ...["--epochs=1", "--schedules=linear"],
];

/** A folder with a model, a text, a plugin and a file of settings. */
async function fill(folder: string): Promise<void> {
  await cp(TINY_BERT, join(folder, "model"), { recursive: true });
  const words = "The people of the country came to the house and saw the sea. ";
  await Deno.writeTextFile(join(folder, "text.txt"), words.repeat(40));
  await Deno.writeTextFile(
    join(folder, "plugin.ts"),
    'import { defineMethod } from "sdtrainer";\n' +
      'export const same = defineMethod({ name: "same", adjust: (rate) => rate });\n',
  );
  const settings = { model: "model", data: "text.txt", plugins: ["plugin.ts"], methods: ["same"] };
  await Deno.writeTextFile(join(folder, "mine.json"), JSON.stringify(settings));
}

Deno.test("relative paths begin where the person is, in options, files of settings and sweeps", () =>
  withFolder(async (folder) => {
    await fill(folder);
    await mkdir(join(folder, "below"));
    const below = join(folder, "below");
    const named = ["--model=../model", "--data=../text.txt", "--plugin=../plugin.ts"];
    const options = await task(below, [
      ...["reproduce", ...TINY, ...named, "--methods=same", "--out=options"],
    ]);
    assert.equal(options.code, 0, options.err);
    assert.ok(options.out.endsWith("Report: options/report.html\n"), options.out);
    assert.ok(existsSync(join(below, "options", "report.html")));
    const config = await task(folder, ["reproduce", ...TINY, "--config=mine.json", "--out=config"]);
    assert.equal(config.code, 0, config.err);
    const sweep = ["--data=text.txt", "--methods=none", "--sweep", "model=model,below/../model"];
    const swept = await task(folder, ["reproduce", ...TINY, ...sweep, "--out=swept"]);
    assert.equal(swept.code, 0, swept.err);
    const mask = ["fill-mask", "--backend=cpu", "--text=The [MASK].", "--model=../model"];
    assert.equal((await task(below, mask)).code, 0);
    const words = await task(below, [
      "train-vocabulary",
      "../text.txt",
      "--size=60",
      "--out=vocabulary",
    ]);
    assert.equal(words.code, 0, words.err);
    assert.ok(existsSync(join(below, "vocabulary", "vocab.txt")));
  }));

Deno.test("what is the project's own is so from anywhere, and help names it as it is", () =>
  withFolder(async (folder) => {
    const mask = ["fill-mask", "--backend=wasm", "--text=The [MASK] of the people.", "--top=1"];
    assert.deepEqual(await task(folder, mask), await task(PROJECT_FOLDER, mask));
    const defaults = /default: ([^\s)]*\/[^)\s]*)/g;
    let found = 0;
    for (const name of Object.keys(TASKS)) {
      const help = (await task(folder, [name, "--help"])).out.replaceAll(/\n {20,}/g, " ");
      for (const [, path] of help.matchAll(defaults)) {
        found++;
        assert.ok(path!.startsWith("/"), `${name}: ${path}`);
      }
      const here = (await task(PROJECT_FOLDER, [name, "--help"])).out;
      assert.ok(!here.includes(PROJECT_FOLDER), `${name} names the project's folder from within`);
    }
    assert.ok(found >= 5);
  }));

/** A copy of the project that may be moved and made read-only. */
async function withCopy(name: string, act: (copy: string, folder: string) => Promise<void>) {
  // On the same disk, so that what is large can be linked.
  const parent = join(cacheFolder(), "tests");
  await mkdir(parent, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: parent });
  try {
    const copy = join(folder, name);
    await mkdir(copy);
    for (const part of ["deno.json", "deno.lock", "lib", "tasks", "data", "tests/fixtures"]) {
      await cp(join(PROJECT_FOLDER, part), join(copy, part), { recursive: true });
    }
    await link(join(PROJECT_FOLDER, "node_modules"), join(copy, "node_modules"));
    const library = join("tensorflow", `${TENSORFLOW_VERSION}-cpu`);
    await mkdir(join(copy, ".sdtrainer", "tensorflow"), { recursive: true });
    await link(join(cacheFolder(), library), join(copy, ".sdtrainer", library));
    await act(copy, folder);
  } finally {
    await run("chmod", ["-R", "u+w", folder], {});
    await Deno.remove(folder, { recursive: true });
  }
}

async function link(from: string, to: string): Promise<void> {
  const { code, err } = await run("cp", ["-al", from, to], {});
  // Deno's own lock of node_modules comes and goes while other tests start it there.
  const other = err.split("\n").filter((line) => line !== "" && !/\/\.deno\.lock/.test(line));
  assert.ok(code === 0 || (err !== "" && other.length === 0), err);
}

/** Where Deno keeps packages: it stays the same where the user's cache folder is another. */
async function denoFolder(): Promise<{ DENO_DIR: string }> {
  const { out } = await run(Deno.execPath(), ["info", "--json"], {});
  return { DENO_DIR: JSON.parse(out).denoDir };
}

/** A process's environment in which nothing says where the cache is. */
const UNSET = { SDTRAINER_CACHE: "", SDTRAINER_ADDON: "", SDTRAINER_LIBTENSORFLOW: "" };
const CPU = { ...UNSET, SDTRAINER_TENSORFLOW: "cpu", SDTRAINER_WHEELS: "" };
const ignore = Deno.build.os !== "linux";
const MASK = ["fill-mask", "--backend=tensorflow", "--text=The [MASK].", "--top=1", "--offline"];

Deno.test({
  name: "the project's folder may have any name: TensorFlow is set up in it, and found",
  ignore,
  fn: () =>
    withCopy(`a:b 'c" 50% ü$HOME#?日本`, async (copy, folder) => {
      const args = ["task", "--quiet", ...MASK];
      const first = await run(Deno.execPath(), args, { cwd: copy, env: CPU });
      assert.equal(first.code, 0, first.err);
      assert.match(first.err, /^Compiling TensorFlow's addon …$/m);
      assert.match(first.out, /^0\.\d{4} {2}\S/);
      // What was compiled goes along with the folder.
      const moved = join(folder, "moved:elsewhere");
      await Deno.rename(copy, moved);
      const second = await run(Deno.execPath(), args, { cwd: moved, env: CPU });
      assert.deepEqual(second, { code: 0, out: first.out, err: "" });
      // But for a comma, which no permission of Deno's can name.
      const comma = join(folder, "a,b");
      await Deno.rename(moved, comma);
      const third = await run(Deno.execPath(), args, { cwd: comma, env: CPU });
      const err =
        `${comma}: Deno's permissions cannot name a path with a comma. Rename it, or move ` +
        "it to another place.\n";
      assert.deepEqual(third, { code: 1, out: "", err });
    }),
});

/** A command by which nothing can be written in a folder: root is stopped by no mode. */
async function readOnly(folder: string, line: string): Promise<[string, string[]] | undefined> {
  if (Deno.uid() !== 0) {
    await run("chmod", ["-R", "a-w", folder], {});
    return ["sh", ["-c", line]];
  }
  const mounts = `mount --bind "${folder}" "${folder}" && mount -o remount,ro,bind "${folder}"`;
  const inside = (what: string): [string, string[]] => [
    "unshare",
    ["-m", "sh", "-c", `${mounts} && ${what}`],
  ];
  const { code } = await run(...inside("true"), {});
  return code === 0 ? inside(line) : undefined;
}

Deno.test({
  name: "a read-only clone is worked with: what is made lies with the user",
  ignore,
  fn: () =>
    withCopy("clone", async (copy, folder) => {
      const home = join(folder, "home"), mine = join(folder, "mine");
      await mkdir(home);
      await mkdir(mine);
      await fill(mine);
      const deno = (args: readonly string[]) =>
        [Deno.execPath(), "task", "--quiet", "--cwd", copy, ...args].map((word) => `'${word}'`)
          .join(" ");
      const env = { ...CPU, ...await denoFolder(), XDG_CACHE_HOME: home };
      const tried = async (args: readonly string[]) => {
        const command = await readOnly(copy, `cd "${mine}" && ${deno(args)}`);
        return command && await run(...command, { env });
      };
      const masked = await tried(MASK);
      if (masked === undefined) {
        notTested(
          "a clone without the right to write",
          "root may write anywhere, and mount nothing",
        );
        return;
      }
      assert.equal(masked.code, 0, masked.err);
      const cache = join(home, "sdtrainer", "tensorflow");
      // The library in the clone is used, only the addon is the user's.
      assert.equal([...Deno.readDirSync(cache)].length, 1);
      const args = ["reproduce", ...TINY, "--model=model", "--data=text.txt", "--methods=none"];
      const made = await tried([...args, "--out=out"]);
      assert.equal(made!.code, 0, made!.err);
      assert.ok(existsSync(join(mine, "out", "report.html")));
      const refused = await tried(args);
      assert.equal(refused!.code, 1);
      assert.match(
        refused!.err,
        /clone\/results\/quick: nothing can be written in this folder \(E\w+\)\. .*--out\.\n$/,
      );
      // A cache that is named and holds all is only read.
      await run("chmod", ["-R", "u+w", copy], {});
      const named = join(copy, ".sdtrainer"), other = join(folder, "other");
      assert.equal((await run("sh", ["-c", deno(MASK)], { env })).code, 0);
      await Deno.remove(join(named, "tmp"), { recursive: true });
      const command = await readOnly(named, deno(MASK));
      const only = { ...env, SDTRAINER_CACHE: named, XDG_CACHE_HOME: other };
      assert.deepEqual(await run(...command!, { env: only }), { ...masked, err: "" });
      assert.deepEqual(Array.from(Deno.readDirSync(join(other, "sdtrainer")), ({ name }) => name), [
        "tmp",
      ]);
    }),
});

Deno.test("which Deno is needed is said at once, before anything that an older one does not know", () => {
  assert.equal(tooOld("2.9.0"), undefined);
  assert.equal(tooOld(Deno.version.deno), undefined);
  assert.equal(tooOld("3.0.0-rc.1"), undefined);
  assert.equal(
    tooOld("2.5.0"),
    "SDTrainer needs Deno 2.9 or later, and this is Deno 2.5.0. Upgrade it (deno upgrade), or put " +
      "npx deno@2.9.6 in the place of deno.",
  );
  assert.match(tooOld("1.46.3")!, /this is Deno 1\.46\.3/);
  for (const file of ["launch.ts", "_cli.ts"]) {
    const text = readFileSync(join(PROJECT_FOLDER, "tasks", file), "utf8");
    assert.match(text, /^import [^;]*;/m);
    assert.equal(/^import [^;]*;/m.exec(text)![0], 'import "./_version.ts";', file);
  }
});

Deno.test("without a compiler the task says what it computes with, and no more of the network", () =>
  withFolder(async (folder) => {
    const library = join(folder, "library");
    await mkdir(join(library, "include", "tensorflow", "c"), { recursive: true });
    await copyFile(join(TINY_BERT, "config.json"), join(library, "include/tensorflow/c/c_api.h"));
    for (const name of ["libtensorflow.so.2", "libtensorflow_framework.so.2"]) {
      await Deno.writeTextFile(join(library, name), "");
    }
    const { code, err } = await run(
      Deno.execPath(),
      ["task", "--quiet", "fill-mask", "--text=The [MASK]."],
      {
        cwd: PROJECT_FOLDER,
        env: {
          ...CPU,
          CXX: "/nowhere/g++",
          SDTRAINER_CACHE: join(folder, "cache"),
          SDTRAINER_LIBTENSORFLOW: library,
        },
      },
    );
    assert.equal(code, 0, err);
    const lines = err.trimEnd().split("\n");
    assert.deepEqual(lines.slice(-2), [
      "there is no C++ compiler named /nowhere/g++. Set CXX to one, or unset it.",
      "Using WebAssembly (tfjs), which is slower than TensorFlow: TensorFlow could not be set up. " +
      "The reason stands above.",
    ]);
  }));

Deno.test("--restart says what it removes once all else is in order, and a mistake is told once", () =>
  withFolder(async (folder) => {
    await fill(folder);
    const args = ["reproduce", ...TINY, "--model=model", "--methods=none,SD", "--out=out"];
    assert.equal((await task(folder, [...args, "--data=text.txt"])).code, 0);
    const again = [...args, "--restart", "--jobs=2"];
    const mistaken = await task(folder, [...again, "--data=nowhere.txt"]);
    assert.equal(mistaken.code, 1);
    assert.doesNotMatch(mistaken.err, /Begins anew/);
    assert.equal(mistaken.err.match(/nowhere\.txt/g)!.length, 1, mistaken.err);
    const { code, err } = await task(folder, [...again, "--data=text.txt"]);
    assert.equal(code, 0, err);
    assert.match(err, /^Begins anew: removes 2 finished runs from out\.$/m);
  }));

Deno.test("each task tells its version", async () => {
  const config = JSON.parse(readFileSync(join(PROJECT_FOLDER, "deno.json"), "utf8"));
  const expected = `SDTrainer ${config.version} (Deno ${Deno.version.deno})\n`;
  const names = Object.keys(config.tasks).filter((name) => !name.includes(":"));
  for (const name of names) {
    const { code, out } = await task(PROJECT_FOLDER, [name, "--version"]);
    assert.deepEqual({ name, code, out }, { name, code: 0, out: expected });
  }
});

Deno.test("a cache that cannot be a folder is told as what it is", () =>
  withFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    for (const cache of [file, join(file, "below")]) {
      const { code, err } = await run(
        Deno.execPath(),
        ["task", "--quiet", "--cwd", PROJECT_FOLDER, "fill-mask", "--text=[MASK]"],
        { env: { SDTRAINER_CACHE: cache } },
      );
      assert.equal(code, 1);
      assert.equal(
        err,
        `SDTRAINER_CACHE names ${cache}, but ${file} is no folder. ` +
          "Set SDTRAINER_CACHE to a folder, or to one that can be made.\n",
      );
    }
  }));
