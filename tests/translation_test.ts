/** Notebooks in Japanese: the English ones' code and outputs, and prose that is up to date. */
import assert from "node:assert/strict";
import * as path from "node:path";
import { InputError } from "../lib/io/errors.ts";
import { notebookFiles } from "../tasks/_notebooks.ts";
import {
  isTranslation,
  LANGUAGES,
  textHash,
  translated,
  translationFiles,
} from "../tasks/_translation.ts";

const cell = (cell_type: string, id: string, source: string | string[]) => ({
  cell_type,
  id,
  source,
});

Deno.test("a translation has the code of its notebook and its own prose", () => {
  const notebook = {
    cells: [cell("markdown", "a", ["# One\n", "two"]), cell("code", "b", "1 + 1")],
    nbformat: 4,
  };
  // printf '# One\ntwo' | sha256sum
  const prose = "<!-- a 4f0811f8 -->\n# 一\n\n二\n";
  assert.deepEqual(translated(notebook, prose, "ja.md"), {
    cells: [cell("markdown", "a", ["# 一\n", "\n", "二"]), cell("code", "b", "1 + 1")],
    nbformat: 4,
  });
});

Deno.test("a translation that is missing, overtaken or left over is named", () => {
  const notebook = { cells: [cell("markdown", "a", "One")] };
  const of = `<!-- a ${textHash("One")} -->`;
  const refused = (prose: string, message: RegExp) =>
    assert.throws(() => translated(notebook, prose, "ja.md"), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
  refused("", /^ja\.md: the cell a has no translation\..*<!-- a [0-9a-f]{8} -->/);
  refused("<!-- a 00000000 -->\n一", /^ja\.md: the cell a is a translation of what no longer/);
  refused(`${of}\n一\n<!-- b 00000000 -->\n二`, /^ja\.md: the notebook has no cell b/);
  refused(`${of}\n一\n${of}\n二`, /^ja\.md: it has the cell a twice/);
  refused(`一\n${of}\n二`, /^ja\.md: its first line names no cell/);
});

for (const language of LANGUAGES) {
  Deno.test(`all notebooks are there in ${language}, as they are now (else: deno task notebooks)`, async () => {
    for (const file of await notebookFiles()) {
      const files = translationFiles(file, language);
      const [original, prose, made] = await Promise.all(
        [file, files.prose, files.notebook].map((name) => Deno.readTextFile(name)),
      );
      assert.ok(isTranslation(path.basename(files.notebook)));
      assert.deepEqual(JSON.parse(made!), translated(JSON.parse(original!), prose!, files.prose));
      // A link leads to the notebook in the same language.
      for (const [, link] of prose!.matchAll(/\]\(([^)]*\.ipynb)\)/g)) {
        assert.ok(isTranslation(link!), `${files.prose}: ${link}`);
        await Deno.stat(path.join(path.dirname(file), link!));
      }
    }
  });
}
