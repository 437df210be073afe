/** The set-up of MeCab's dictionaries, from packages that are there already. */
import assert from "node:assert/strict";
import { assertRefused, withFolder } from "./_files.ts";
import { ensureDictionary } from "../lib/backend/mod.ts";
import { unpackTar } from "../lib/backend/untar.ts";

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

Deno.test("of a tar the wanted files are taken whole, however they lie in its blocks", () =>
  withFolder(async (folder) => {
    // By the format's definition: a block of 512 bytes before each file, which fills whole blocks.
    const sizes = { none: 0, one: 1, less: 511, block: 512, more: 513, large: 200_000 };
    const bytes = (size: number) =>
      Uint8Array.from({ length: size }, (_, i) => (i * 7 + size) % 251);
    await Deno.mkdir(`${folder}/a/dicdir`, { recursive: true });
    for (const [name, size] of Object.entries(sizes)) {
      await Deno.writeFile(`${folder}/a/dicdir/${name}`, bytes(size));
      await Deno.writeFile(`${folder}/a/${name}.not`, bytes(size + 1));
    }
    const file = `${folder}/a.tar.gz`, out = `${folder}/out`;
    const files = Object.keys(sizes).flatMap((name) => [`a/${name}.not`, `a/dicdir/${name}`]);
    const { success } = await new Deno.Command("tar", {
      args: ["--format=ustar", "-czf", file, "-C", folder, ...files],
    }).output();
    assert.ok(success, "tar makes the package");
    await Deno.mkdir(out);
    const asked: string[] = [];
    await unpackTar(file, out, (name) => {
      asked.push(name);
      return name.includes("/dicdir/");
    });
    assert.deepEqual(asked, files);
    assert.deepEqual(
      [...Deno.readDirSync(out)].map(({ name }) => name).sort(),
      Object.keys(sizes).sort(),
    );
    for (const [name, size] of Object.entries(sizes)) {
      assert.deepEqual(await Deno.readFile(`${out}/${name}`), bytes(size), name);
    }
  }));
