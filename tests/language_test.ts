/** What beginners meet first is said in Japanese where the machine speaks it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { JAPANESE } from "../lib/io/japanese.ts";
import { inLanguage, machineLanguage } from "../lib/io/mod.ts";
import { TASK_PHRASES } from "../tasks/_japanese.ts";

Deno.test("the machine's language is found as POSIX has it, and can be chosen", () => {
  const language = (env: Record<string, string>) => machineLanguage((name) => env[name]);
  assert.equal(language({ LANG: "ja_JP.UTF-8" }), "ja");
  assert.equal(language({ LANG: "ja_JP.UTF-8", LC_ALL: "C" }), "c");
  assert.equal(language({ LANG: "ja_JP.UTF-8", LC_ALL: "", LC_MESSAGES: "de_DE" }), "de");
  assert.equal(language({ LANG: "de_DE", SDTRAINER_LANGUAGE: "ja" }), "ja");
  assert.equal(language({}), "en");
  assert.equal(
    machineLanguage(() => {
      throw new Deno.errors.NotCapable();
    }),
    "en",
  );
});

Deno.test("phrases are said with what varies in its place, and all else is left", () => {
  const stopped = "Stopped after step 3 of 8 of linear-SD-seed0, saved. 1 of 9 runs finished. " +
    "Run this cell again to go on.";
  assert.equal(
    inLanguage(stopped, "ja"),
    "linear-SD-seed0 のステップ 3/8 のあとで止め、保存しました。9 回の学習のうち 1 回が終わりました。" +
      "続けるには、このセルをもう一度実行してください。",
  );
  assert.equal(inLanguage(stopped, "en"), stopped);
  assert.equal(inLanguage("$& nobody {0} knows", "ja"), "$& nobody {0} knows");
  assert.equal(
    inLanguage("No run in a{0}$1b is finished yet, so there is no report.", "ja"),
    "a{0}$1b には終わった学習がまだないので、レポートはありません。",
  );
});

Deno.test("further phrases of a language go first, and those of another one are not said", () => {
  const further = { ja: [["Stopped before the {} step.", "一"], ["a{}", "b"]], de: [["x{}", "z"]] };
  const say = (text: string, language: string) => inLanguage(text, language, further as never);
  assert.equal(say("Stopped before the first step.", "ja"), "一");
  assert.equal(say("Stopped before the next run.", "ja"), "次の学習の前に止めました。");
  assert.equal(say("xy", "de"), "z");
  assert.equal(say("xy", "ja"), "xy");
  // What varies at a phrase's start is a word, elsewhere the shortest text, both within a line.
  const pattern = { ja: [["{} is {} here", "{1}-{0}"], ["[a] {} (b)", "{0}"], ["c.d", "e"]] };
  const put = (text: string) => inLanguage(text, "ja", pattern as never);
  assert.equal(put("it is so and so here and here"), "so and so-it and here");
  assert.equal(put("it is so\nhere; cxd c.d c.d"), "it is so\nhere; cxd e e");
  assert.equal(put("[a] it (b) [a] is (b)"), "it is");
  assert.equal(inLanguage("あ. い。 う). b. え.\nお", "ja"), "あ。い。う). b. え。\nお");
});

/** All source of some folders, with what varies in template literals as `{}` and sums joined. */
async function sources(...folders: string[]): Promise<string> {
  const texts: string[] = [];
  for (const folder of folders) {
    for await (const entry of Deno.readDir(join(PROJECT_FOLDER, folder))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory) texts.push(await sources(path));
      else if (/^(?!_?japanese).*(?<!_test)\.ts$/.test(entry.name)) {
        texts.push(await Deno.readTextFile(join(PROJECT_FOLDER, path)));
      }
    }
  }
  return texts.join("\n")
    .replace(/\$\{runCount\([^}]*\)\}/g, "{} runs")
    .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "{}")
    .replace(/["`]\s*\+\s*["`]/g, "");
}

Deno.test("each phrase still stands in the source", async () => {
  const source = await sources("lib", "tasks");
  for (const [english] of [...JAPANESE, ...TASK_PHRASES.ja!]) {
    // What is put together of several literals: each literal stands there.
    const parts = english.replace(/^1 run /, "{} runs ").split(/\{\}|(?<=[.,:;]) /).map((part) =>
      part.trim()
    );
    for (const part of parts.filter(({ length }) => length > 8)) {
      assert.ok(source.includes(part.replace(/[.,:;…]$/, "")), `${english}: ${part}`);
    }
  }
});

Deno.test("a task says in Japanese what cannot be used", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "reproduce", "--data", "/nowhere", "--backend", "cpu", "--jobs", "1"],
    cwd: PROJECT_FOLDER,
    env: { SDTRAINER_LANGUAGE: "", LC_ALL: "ja_JP.UTF-8" },
  }).output();
  const told = new TextDecoder().decode(stderr);
  assert.equal(code, 1, told);
  assert.match(
    told,
    /\/nowhere: このファイルまたはフォルダはありません。CLOTH のフォルダ.*ください。\n/,
  );
  assert.match(told, /モデル：embedded。4 層 × 256、語彙 8,000。/);
});
