/** The bill of materials is that of the lock file, and its advisories are looked at when it changes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import {
  ADVISORIES,
  type Bill,
  type Lock,
  makeBill,
  noticesMarkdown,
  packageOf,
  packagesOf,
} from "../tasks/_bill.ts";
import { installed, licenseOf } from "../tasks/_licenses.ts";

const read = (file: string) => Deno.readTextFile(join(PROJECT_FOLDER, file));
const lock: Lock = JSON.parse(await read("deno.lock"));
const committed: Bill = JSON.parse(await read("docs/sbom.cdx.json"));
const licenses = new Map(
  committed.components.map(({ name, version, licenses }) =>
    [`${name}@${version}`, { license: licenses[0]!.expression }] as const
  ),
);

Deno.test("a key of the lock file names a package and its version", () => {
  assert.deepEqual(packageOf("tar@6.2.1"), { name: "tar", version: "6.2.1" });
  assert.deepEqual(
    packageOf("@tensorflow/tfjs-data@4.22.0_@tensorflow+tfjs-core@4.22.0_seedrandom@3.0.5"),
    { name: "@tensorflow/tfjs-data", version: "4.22.0" },
  );
});

Deno.test("the committed bill is what the lock file gives (else: deno task sbom)", async () => {
  const bill = makeBill(
    lock,
    committed.metadata.component.version,
    (id) => licenses.get(`${id.name}@${id.version}`),
  );
  assert.deepEqual(committed, JSON.parse(JSON.stringify(bill)));
  // The prose may be wrapped otherwise.
  const words = (text: string) => text.split(/\s+/).join(" ").trim();
  assert.equal(words(await read("docs/third-party.md")), words(noticesMarkdown(bill)));
});

Deno.test("the committed licences are those that the installed packages name", async () => {
  const compared: string[] = [];
  for (const id of packagesOf(lock)) {
    const manifest = await installed(id), name = `${id.name}@${id.version}` as const;
    if (manifest === undefined) continue;
    assert.equal(licenses.get(name)!.license, licenseOf(manifest, id), name);
    compared.push(id.name);
  }
  // Those for other systems, and what no test needs, may not be there.
  for (const name of ["@tensorflow/tfjs-core", "vega", "vega-lite"]) {
    assert.ok(compared.includes(name), name);
  }
});

Deno.test("the bill holds hashes as others write them, licences, and who needs whom", () => {
  const tar = committed.components.find(({ name }) => name === "tar")!;
  // Python's base64.b64decode(...).hex() of what `npm view tar@6.2.1 dist.integrity` prints.
  assert.deepEqual(tar.hashes, [{
    alg: "SHA-512",
    content: "0d9e323914f0adb4e3ffb31962adb0fbf645748e8e67f7fd4851d1fbbd602155" +
      "1984e40f1f35422e9bd19cf83268ca5f5b1c64ff838dbdadc6412c8d20a46fe8",
  }]);
  assert.deepEqual(
    committed.dependencies.find(({ ref }) => ref === "pkg:npm/tar@6.2.1")!.dependsOn,
    [
      "chownr@2.0.0",
      "fs-minipass@2.1.0",
      "minipass@5.0.0",
      "minizlib@2.1.2",
      "mkdirp@1.0.4",
      "yallist@4.0.0",
    ]
      .map((id) => `pkg:npm/${id}`),
  );
  for (const { name, licenses } of committed.components) {
    assert.ok(licenses[0]!.expression.length > 2, name);
  }
});

Deno.test("an advisory goes with the version that it concerns", () => {
  const named = new Set(packagesOf(lock).map(({ name, version }) => `${name}@${version}`));
  for (const { package: { name, version } } of ADVISORIES) {
    assert.ok(named.has(`${name}@${version}`), `${name}@${version} is not pinned any more`);
  }
  const without = Object.fromEntries(
    Object.entries(lock.npm).filter(([key]) => packageOf(key).name !== "tar"),
  );
  assert.throws(
    () => makeBill({ ...lock, npm: without }, "1", () => ({ license: "MIT" })),
    /tar@6\.2\.1 has an advisory and is not pinned any more/,
  );
});

Deno.test("what the advisories' reasons rest on holds", async () => {
  // Denied scripts: else node-pre-gyp and tfjs-node-gpu would unpack archives with tar.
  const { allowScripts } = JSON.parse(await read("deno.json"));
  assert.ok(allowScripts.deny.includes("npm:@tensorflow/tfjs-node-gpu"));
  // vega, which draws, has the mended vega-expression.
  const drawing = committed.dependencies.filter(({ dependsOn }) =>
    dependsOn.includes("pkg:npm/vega-expression@5.1.2")
  ).map(({ ref }) => ref);
  assert.deepEqual(drawing, ["pkg:npm/vega-lite@5.23.0"]);
});
