/** Plugins: files anywhere, loaded by the library and by the task, with the task's permissions. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { BUILT_IN, withPlugins } from "../lib/experiment/definitions.ts";
import {
  blamed,
  loadedPlugins,
  loadPlugin,
  loadPlugins,
  pluginOf,
} from "../lib/experiment/plugins.ts";
import { InputError } from "../lib/io/mod.ts";
import { defineMethod } from "../lib/schedule/mod.ts";
import { assertRefused } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";
import { inFolder, reproduce } from "./_reproduce.ts";

const METHOD = `import { defineMethod } from "sdtrainer";
export const half = defineMethod({ name: "half", adjust: (rate) => rate / 2 });
`;

inFolder("a plugin's definitions stand beside those built in", async (write) => {
  const file = await write(
    "mine.ts",
    `${METHOD}
import { defineReader, defineSchedule } from "sdtrainer";
const flat = defineSchedule({ name: "flat", description: "1", create: () => () => 1 });
export default [flat, defineReader({ name: "none_at_all", description: "-", read: () => [] })];
export { flat, half as again };
export const number = 3;
`,
  );
  const plugin = await loadPlugin(file);
  assert.deepEqual(plugin.definitions.map(({ kind, name }) => `${kind} ${name}`).sort(), [
    ...["method half", "reader none_at_all", "schedule flat"],
  ], "each once");
  assert.match(plugin.sha256, /^[0-9a-f]{64}$/);
  const { methods, schedules, readers, sinks } = withPlugins([plugin]);
  assert.equal(methods.names.at(-1), "half");
  assert.ok(schedules.has("flat") && readers.has("none_at_all"));
  assert.deepEqual(sinks.names, BUILT_IN.sinks.names);
  assert.ok(!BUILT_IN.methods.has("half"));
});

inFolder("a plugin that was changed is loaded anew, and has another hash", async (write) => {
  const before = await loadPlugin(await write("mine.ts", METHOD));
  const after = await loadPlugin(await write("mine.ts", METHOD.replaceAll("half", "third")));
  assert.deepEqual([before, after].map(({ definitions }) => definitions[0]!.name), [
    ...["half", "third"],
  ]);
  assert.notEqual(before.sha256, after.sha256);
});

inFolder("the files that were loaded are known, also where one does not load", async (write) => {
  const before = loadedPlugins();
  const [good, bad] = [await write("good.ts", METHOD), await write("bad.ts", "throw 1;\n")];
  await loadPlugins([good, good]);
  await assertRefused(loadPlugin(bad), /bad\.ts: the plugin does not load/);
  assert.deepEqual(loadedPlugins(), [...before, good, bad]);
});

Deno.test("what is in memory has another hash when its code is other", () => {
  const hash = (method: { power: number } | { adjust: (rate: number, root: number) => number }) =>
    pluginOf({ method: defineMethod({ name: "mine", description: "one's own", ...method }) })
      .sha256;
  assert.notEqual(hash({ adjust: (rate) => rate / 2 }), hash({ adjust: (rate) => rate / 3 }));
  assert.notEqual(hash({ power: 1 }), hash({ power: 2 }));
  assert.equal(hash({ power: 2 }), hash({ power: 2 }));
  class Method {
    kind = "method" as const;
    name = "mine";
    description = "";
    create() {
      return { power: 1 };
    }
  }
  class Other extends Method {
    override create() {
      return { power: 2 };
    }
  }
  const [one, other] = [new Method(), new Other()];
  assert.notEqual(pluginOf({ one }).sha256, pluginOf({ other }).sha256);
  assert.notEqual(
    pluginOf({ one: defineMethod(one) }).sha256,
    pluginOf({ other: defineMethod(other) }).sha256,
  );
});

inFolder("what is wrong with a plugin is one sentence with its file", async (write, folder) => {
  const cases: [string, string, RegExp][] = [
    ["syntax.ts", "export const = 3;", /syntax\.ts: the plugin does not load: .*Mend it, or leave/],
    [
      "import.ts",
      'import { nothing } from "sdtrainer"; export default nothing;',
      /import\.ts: the plugin does not load: .*nothing/,
    ],
    ["missing.ts", 'import "./no.ts";', /missing\.ts: the plugin does not load: .*no\.ts/],
    [
      "throws.ts",
      'throw new RangeError("one\\ntwo");',
      /throws\.ts: the plugin does not load: one\. Mend it, or leave it out\.$/,
    ],
    ["nothing.ts", "export const a = 3;", /nothing\.ts: the plugin exports no definition\. Export/],
    [
      "name.ts",
      METHOD.replace('"half"', '"a-b"'),
      /name\.ts: the plugin does not load: The name of a method is made of letters/,
    ],
  ];
  for (const [name, text, message] of cases) {
    await assertRefused(loadPlugin(await write(name, text)), message);
  }
  await assertRefused(loadPlugin(`${folder}/nowhere.ts`), /nowhere\.ts: there is no such file\./);
  await assertRefused(loadPlugin(folder), /: this is not a file\. Give the path of a module/);
  assert.throws(() => pluginOf({ a: 3 }), /the plugin: the plugin exports no definition\./);
});

inFolder("a name that is there already is named with the file", async (write) => {
  const one = await write("one.ts", METHOD), two = await write("two.ts", `${METHOD}// two\n`);
  const sd = await write("sd.ts", METHOD.replace('"half"', '"SD"'));
  const refused = async (files: string[], message: RegExp) => {
    const plugins = await loadPlugins(files);
    assert.throws(() => withPlugins(plugins), { name: "InputError", message });
  };
  await refused([one, two], /two\.ts: there are two methods of the name half\. Give one of them/);
  await refused([sd], /sd\.ts: there are two methods of the name SD, one of them built in\./);
});

inFolder("what a plugin throws while it is used is blamed on its file and line", async (write) => {
  const file = await write(
    "mine.ts",
    METHOD.replace("rate / 2", '{ throw new TypeError("broken"); }'),
  );
  const plugin = await loadPlugin(file);
  const method = withPlugins([plugin]).methods.get("half").create({
    parameters: {},
    steps: 1,
    seed: 0,
  });
  let thrown: unknown;
  try {
    method.rate!({ step: 1, steps: 1, scheduledRate: 1, gammaRoot: 2 }, null);
  } catch (error) {
    thrown = error;
  }
  const error = blamed(thrown, [plugin]);
  assert.ok(error instanceof InputError);
  assert.match(
    error.message,
    /mine\.ts, line 2, column \d+: the plugin threw TypeError: broken\. Mend it, or leave it out\.$/,
  );
  const own = new TypeError("ours");
  assert.equal(blamed(own, [plugin]), own);
});

/** A method with a parameter. */
const SHARED = `import { defineMethod, real } from "sdtrainer";
export const share = defineMethod({
  name: "share",
  description: "a share of A′",
  parameters: { of: { description: "which one", rule: real("a number", () => true), default: 0.5 } },
  create: ({ parameters: { of } }) => ({ rate: ({ scheduledRate }) => of * scheduledRate }),
});
`;

inFolder("the task trains with a plugin, whose names its help tells", async (write, folder) => {
  await prepareSweep(folder);
  const file = await write("mine.ts", METHOD);
  const help = await reproduce(folder, `--plugin=${file}`, "--help");
  assert.equal(help.code, 0, help.err);
  assert.match(help.out.replaceAll(/\s+/g, " "), /--methods NAME .*greedy.*, half; several/);
  const shares = await write("shares.ts", SHARED);
  const told = (await reproduce(folder, `--plugin=${shares}`, "--help")).out;
  assert.match(
    told.replaceAll(/\s+/g, " "),
    /Defined by \S+shares\.ts: method share a share of A′ share:of=… which one \(a number; default: 0\.5\)/,
  );
  const { code, err } = await reproduce(folder, `--plugin=${file}`, "--methods=none,half");
  assert.equal(code, 0, err);
  assert.ok(existsSync(`${folder}/out/runs/linear-half-seed0/done.json`));
  const config = JSON.parse(await Deno.readTextFile(`${folder}/out/config.json`));
  assert.deepEqual(config.plugins.map(({ defines }: { defines: string[] }) => defines), [
    ["method half"],
  ]);
  // The same in a file of settings; a changed file is refused.
  const settings = await write(
    "mine.json",
    JSON.stringify({ plugins: ["mine.ts"], methods: ["none", "half"] }),
  );
  const again = await reproduce(folder, `--config=${settings}`);
  assert.equal(again.code, 0, again.err);
  await write("mine.ts", `${METHOD}// changed\n`);
  const changed = await reproduce(folder, `--config=${settings}`, "--seeds=0,1");
  assert.equal(changed.code, 1);
  assert.match(changed.err, /were made otherwise \(plugin \S+mine\.ts was [0-9a-f]{12}…, is /);
});

inFolder("a plugin may do no more than the task", async (write, folder) => {
  await prepareSweep(folder);
  await write("secret.txt", "secret");
  const tries = {
    read: `Deno.readTextFileSync(${JSON.stringify(`${folder}/secret.txt`)})`,
    write: `Deno.writeTextFileSync(${JSON.stringify(`${folder}/mine.txt`)}, "")`,
    run: 'new Deno.Command("true").outputSync()',
    env: 'Deno.env.toObject().HOME ?? fail("hidden")',
    module: 'await import("http://127.0.0.1:1/a.ts")',
  };
  for (const [name, attempt] of Object.entries(tries)) {
    const file = await write(
      `${name}.ts`,
      `const fail = (text: string) => { throw new Error(text); };\n${attempt};\n${METHOD}`,
    );
    const { code, err } = await reproduce(folder, `--plugin=${file}`, "--methods=half");
    assert.equal(code, 1, `${name}: ${err}`);
    assert.match(err, new RegExp(`^${file}: the plugin does not load: .*\\. Mend it`), name);
    assert.equal(err.trimEnd().split("\n").length, 1, err);
  }
  assert.ok(!existsSync(`${folder}/out`) && !existsSync(`${folder}/mine.txt`));
});

inFolder("a mistake in a plugin that shows in a run is one sentence", async (write, folder) => {
  await prepareSweep(folder);
  const broken = await write("broken.ts", METHOD.replace("rate / 2", "rate.nothing.at.all"));
  const { code, err } = await reproduce(folder, `--plugin=${broken}`, "--methods=half");
  assert.equal(code, 1);
  assert.match(
    err.trimEnd().split("\n").at(-1)!,
    /broken\.ts, line 2, column \d+: the plugin threw/,
  );
  // A rate that is not one has the fate of every number that is not finite.
  const wild = await write("wild.ts", METHOD.replace("rate / 2", "-rate"));
  const others = await reproduce(
    folder,
    ...[`--plugin=${wild}`, "--methods=half,none", `--out=${folder}/wild`],
  );
  assert.equal(others.code, 0, others.err);
  assert.match(others.out, /linear-half-seed0 diverged: Step 1 was not made/);
  assert.match(others.out, /^linear +none /m);
});
