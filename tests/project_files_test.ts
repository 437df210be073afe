/** The files that tell people of the project: they are whole, and speak of this version. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import config from "../deno.json" with { type: "json" };

const read = (file: string) => readFileSync(join(PROJECT_FOLDER, file), "utf8");

Deno.test("CITATION.cff has what its format requires, and this version", () => {
  const citation = parse(read("CITATION.cff"));
  assert.equal(citation["cff-version"], "1.2.0");
  for (const key of ["message", "title"]) assert.ok(citation[key].length > 0, key);
  assert.ok(citation.authors.length > 0);
  assert.deepEqual([citation.version, citation.license], [config.version, config.license]);
});

Deno.test("the newest version of CHANGELOG.md is this one", () => {
  const [, newest] = /^## (\S+)/m.exec(read("CHANGELOG.md"))!;
  assert.equal(newest, config.version);
});

Deno.test("links between the pages lead somewhere", () => {
  const pages = ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/library.md"];
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) =>
      join(dirname(page), link!)
    )
      .filter((link) => !existsSync(join(PROJECT_FOLDER, link)))
  );
  assert.deepEqual(dead, []);
});
