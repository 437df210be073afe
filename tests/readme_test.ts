/** What README.md prints: its TypeScript compiles and runs, its commands and names are understood. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { choose, type Definition, type Registry } from "../lib/definition/mod.ts";
import { checkChoices } from "../lib/experiment/settings/choices.ts";
import { BUILT_IN, withPlugins } from "../lib/experiment/definitions.ts";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import { withNeeds } from "../lib/experiment/plan/needs.ts";
import { loadPlugin } from "../lib/experiment/plugins.ts";
import { readGridConfig, resolveSettings } from "../lib/experiment/settings/presets.ts";
import { adjusted, createMethod } from "../lib/schedule/mod.ts";
import { loadTokenizer } from "../lib/tokens/mod.ts";
import { withFolder } from "./_files.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const PAGES = [
  ...[
    "README.md",
    "docs/extending.md",
    "docs/performance.md",
    "docs/clusters.md",
    "data/README.md",
  ],
];

const textOf = (page: string) => readFileSync(join(ROOT, page), "utf8");

/** The page's blocks of code in a language. */
function blocks(page: string, language: string): string[] {
  const fence = new RegExp(`^ *\`\`\`${language}\n(.*?)^ *\`\`\`$`, "gms");
  return [...textOf(page).matchAll(fence)].map(([, code]) => code!);
}

/** Its plugin, an experiment, training by hand, and on one's own text. */
const [PLUGIN, EXPERIMENT, TRAINING, OWN] = blocks("README.md", "ts") as [
  string,
  string,
  string,
  string,
];

/** Writes README's blocks beside each other, as somebody who tries them. */
async function writeBlocks(folder: string): Promise<string[]> {
  const files = {
    "mine.ts": PLUGIN,
    "experiment.ts": EXPERIMENT,
    "training.ts": TRAINING,
    "own.ts": OWN,
  };
  for (const [name, code] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder, name), code);
  }
  return Object.keys(files).map((name) => join(folder, name));
}

const CONFIG = ["--config", join(ROOT, "deno.json")];

/** Runs a program until it has printed something, and ends it. */
async function runUntil(file: string, printed: RegExp, cwd: string): Promise<void> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", ...CONFIG, file],
    cwd,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const complaints = new Response(process.stderr).text();
  let text = "";
  for await (const part of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (printed.test(text)) break;
  }
  try {
    process.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
  await process.status;
  assert.match(text, printed, await complaints);
}

Deno.test("README's TypeScript compiles and runs as it is printed", (t) =>
  withFolder(async (folder) => {
    assert.equal(blocks("README.md", "ts").length, 4);
    const [plugin, experiment, training, own] = await writeBlocks(folder);
    await t.step("it compiles", async () => {
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["check", ...CONFIG, plugin!, experiment!, training!, own!],
        cwd: ROOT,
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
    });
    await t.step("the plugin's method bounds the root at 1.1", async () => {
      const { methods } = withPlugins([await loadPlugin(plugin!)]);
      const method = createMethod("capped", { steps: 1, seed: 0 }, methods);
      assert.deepEqual([1.05, 1.3].map((root) => adjusted(method, 1, root)), [1.05, 1.1]);
    });
    // With the embedded model: until the first step, which takes a fraction of a second.
    await t.step(
      "the experiment begins",
      () => runUntil(experiment!, /constant-none-seed0 \{\s+type: "step",\s+step: 1,/, folder),
    );
  }));

Deno.test("README's training saves a whole model and uses it, from a folder of one's own", () =>
  withFolder(async (folder) => {
    // The lines that it prints for such a folder, and its training on fewer chunks.
    const config = blocks("README.md", "json")[1]!.replace("../SDTrainer", ROOT);
    const code = TRAINING.replaceAll(/await loadChunks\(.*\)/g, "($&).slice(0, 32)");
    assert.notEqual(code, TRAINING);
    await Deno.writeTextFile(join(folder, "deno.json"), config);
    await Deno.writeTextFile(join(folder, "mine.ts"), code);
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--check", "mine.ts"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    const text = new TextDecoder().decode(stdout);
    assert.match(text, /^1 \d\.\d+ \d\.\d+\n2 .*\n1 \d\.\d+$/m, "two steps, an evaluation");
    assert.match(text, /sequence: "The \w+ of the people\."/);
    // It is not the model that was begun with, and its tokenizer lies beside it.
    const saved = join(folder, "results", "trained");
    const read = (path: string) => Deno.readFile(join(path, "model.safetensors"));
    assert.notDeepEqual(await read(saved), await read(join(ROOT, "data", "embedded-model")));
    const tokenizer = await loadTokenizer(saved);
    assert.deepEqual(tokenizer.encode("the people"), [
      ...(await loadTokenizer(join(ROOT, "data", "embedded-model"))).encode("the people"),
    ]);
  }));

Deno.test("README's file of settings makes the runs that it names", () =>
  withFolder(async (folder) => {
    const file = join(folder, "mine.json");
    await Deno.writeTextFile(file, blocks("README.md", "json")[0]!);
    const config = await readGridConfig(file);
    const settings = checkChoices(resolveSettings({ config }), BUILT_IN);
    const runs = withNeeds(plannedRuns(settings), BUILT_IN.methods);
    assert.deepEqual(runs.map(({ name }) => name), [
      ...["cosine-none-seed0", "cosine-SD-seed0", "cosine-slower-seed0", "cosine-shuffled-seed0"],
    ]);
    assert.ok(runs.some(({ name }) => name === `cosine-${settings.baseline}-seed0`));
    assert.equal(runs.at(-1)!.needs, "cosine-SD-seed0");
  }));

/** The words of a command line, without those within quotes: they are a value. */
function wordsOf(line: string): string[] {
  return line.replaceAll(/"[^"]*"|'[^']*'/g, "VALUE").trim().split(/\s+/);
}

/** A command of the pages: the task, and what follows. */
function commands(): { page: string; line: string; task: string; words: string[] }[] {
  return PAGES.flatMap((page) =>
    [
      ...textOf(page).replaceAll("\\\n", " ").matchAll(
        /deno(?:@[\d.]+)? task (?:--cwd \S+ )?([\w-]+)([^`#\n]*)/g,
      ),
    ]
      .map(([line, task, rest]) => ({ page, line, task: task!, words: wordsOf(rest!) }))
  );
}

async function helpOf(task: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", task, "--help"],
    cwd: ROOT,
  }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

Deno.test("tasks that the pages print are there, and know the options they are printed with", async () => {
  const { tasks } = JSON.parse(textOf("deno.json"));
  const helps = new Map<string, string>();
  for (const { page, line, task, words } of commands()) {
    assert.ok(Object.hasOwn(tasks, task), `${page}: ${line}`);
    const options = words.flatMap((word) => /^--[\w-]+/.exec(word) ?? []);
    if (options.length === 0) continue;
    if (!helps.has(task)) helps.set(task, await helpOf(task));
    for (const option of options) {
      // A longer option may begin with it.
      const known = new RegExp(`^ .*${option}(?![\\w-])`, "m");
      assert.match(helps.get(task)!, known, `${page}: ${line}`);
    }
  }
  assert.ok(helps.size >= 3);
});

Deno.test("names that the pages give to options can be chosen", () => {
  const { schedules, methods, gammas, metrics, sinks } = BUILT_IN;
  const registries: Readonly<Record<string, Registry<Definition>>> = {
    "--schedules": schedules,
    "--methods": methods,
    "--gamma": gammas,
    "--metrics": metrics,
    "--report-to": sinks,
  };
  let chosen = 0;
  for (const { page, line, words } of commands()) {
    // Names of plugins are known to those alone.
    if (words.includes("--plugin")) continue;
    for (const [i, word] of words.entries()) {
      for (const choice of (registries[word] && words[i + 1]!.split(",")) ?? []) {
        assert.doesNotThrow(() => choose(registries[word]!, choice), `${page}: ${line}`);
        chosen++;
      }
    }
  }
  assert.ok(chosen > 5);
});
