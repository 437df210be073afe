/** The set-up of MeCab's dictionaries, from packages that are there already. */
import assert from "node:assert/strict";
import { assertRefused, withFolder } from "./_files.ts";
import { ensureDictionary } from "../lib/backend/mod.ts";

/** Gives a test a cache and a folder of packages of its own. */
async function withCache(act: (packages: string, cache: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const names = { SDTRAINER_CACHE: `${folder}/cache`, SDTRAINER_WHEELS: `${folder}/packages` };
    const before = Object.keys(names).map((name) => [name, Deno.env.get(name)] as const);
    await Deno.mkdir(names.SDTRAINER_WHEELS);
    for (const [name, value] of Object.entries(names)) Deno.env.set(name, value);
    try {
      await act(names.SDTRAINER_WHEELS, names.SDTRAINER_CACHE);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) Deno.env.delete(name);
        else Deno.env.set(name, value);
      }
    }
  });
}

Deno.test("a package that is missing or another one is refused, and nothing is left", () =>
  withCache(async (packages, cache) => {
    await assertRefused(
      ensureDictionary("ipadic"),
      /ipadic-1\.0\.0\.tar\.gz: this package is not there\. Fetch/,
    );
    await Deno.writeTextFile(`${packages}/ipadic-1.0.0.tar.gz`, "no package");
    await assertRefused(ensureDictionary("ipadic"), /damaged or another one \(SHA-256/);
    assert.deepEqual([...Deno.readDirSync(`${cache}/mecab`)], []);
  }));

Deno.test("a dictionary that is there is left as it is", () =>
  withCache(async (_, cache) => {
    const folder = `${cache}/mecab/unidic_lite`;
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(`${folder}/sys.dic`, "");
    assert.deepEqual(await ensureDictionary("unidic_lite"), { changed: false, folder });
  }));
