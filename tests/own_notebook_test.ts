/** The sixth notebook on data of one's own, as it invites: its cells in a real Deno kernel. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { codeCells, notebookFiles } from "../tasks/_notebooks.ts";
import { withFolder } from "./_files.ts";
import { Kernel } from "./_notebook/kernel.ts";

/** Different texts of words that the embedded model knows. */
const TEXTS = Array.from({ length: 240 }, (_, i) => {
  const words = "people country house water night letter government ship child friend".split(" ");
  const of = (step: number) => words[(i * step + Math.floor(i / 10)) % 10];
  return `The ${of(1)} of the ${of(3)} was not like any other ${of(7)} that number ${i} had seen ` +
    `before the ${of(9)} came to the ${of(3)} again.`;
});

const table = (column: string) => `${column}\n${TEXTS.join("\n")}\n`;

/** What stands in the place of the notebook's own data and column. */
const OWN: Readonly<Record<string, readonly [content: string, column: string | null]>> = {
  "column.csv": [table("text"), "text"],
  "other.csv": [table("review"), "review"],
  "usual.csv": [table("text"), null],
  "plain.txt": [TEXTS.join("\n\n"), null],
};

/** A source with a line of it exchanged. */
function exchanged(source: string, line: RegExp, by: string): string {
  assert.match(source, line);
  return source.replace(line, () => by);
}

Deno.test("data of one's own go through all cells, and what is measured was held out", () =>
  withFolder(async (folder) => {
    const notebook = (await notebookFiles()).find((file) => /06-your-own-model/.test(file))!;
    const [imports, look, train, curves, measure] = (await codeCells(notebook))
      .map(({ source }) => source) as [string, string, string, string, string];
    await using kernel = await Kernel.start();
    assert.equal(await kernel.run('Deno.env.set("SDTRAINER_NOTEBOOK_FAST", "1");'), "");
    assert.equal(await kernel.run(imports), "");
    for (const [name, [content, column]] of Object.entries(OWN)) {
      const file = join(folder, name), out = join(folder, `${name}-model`);
      await Deno.writeTextFile(file, content);
      const data = exchanged(look, /^const data = .*$/m, `const data = ${JSON.stringify(file)};`);
      const named = `const textColumn = ${JSON.stringify(column)};`;
      const cells = [
        exchanged(data, /^const textColumn = .*$/m, named),
        exchanged(train, /\bout: .*$/m, `out: ${JSON.stringify(out)}, epochs: 1,`),
        curves,
        measure,
      ];
      const heard = kernel.said.length;
      for (const cell of cells) assert.equal(await kernel.run(cell), "", `${name}: ${cell}`);
      const shown = kernel.shown(heard);
      assert.ok(shown.includes("The people of the"), name);
      assert.doesNotMatch(shown, /trained on texts of this/, name);
      const measured = 'console.log((await evaluateModel({ ...settings, model: "embedded" }, ' +
        "{ heldOutBy: settings.out })).texts);";
      assert.equal(await kernel.run(measured), "12\n", "a twentieth of the texts");
    }
    // Were the last texts taken for a test instead, it would be told below the cell.
    const heard = kernel.said.length;
    await kernel.run(
      "await evaluateModel({ ...settings, model: settings.out }, " +
        '{ split: "test", say: messageDisplay() });',
    );
    const shown = kernel.shown(heard);
    assert.match(shown, /plain\.txt: the model was trained on texts of this, so what is measured/);
    assert.doesNotMatch(shown, /Reading/, "how far it is stays out of it");
  }));
