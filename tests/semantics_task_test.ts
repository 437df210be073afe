/** The command `deno task semantics`, by the embedded table, so that it runs anywhere. */

import assert from "node:assert/strict";
import { chooseGamma, gammaOfCosines, readEmbeddedTable } from "../lib/semantics/mod.ts";

async function semantics(...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("../tasks/semantics.ts", import.meta.url).pathname, ...args],
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test("a pair as JSON: scores, factors scales and every Γ that compares words", async () => {
  const { code, stdout } = await semantics("good", "bad", "--json", "--beta", "table");
  assert.equal(code, 0);
  const { words, gamma } = JSON.parse(stdout);
  const table = await readEmbeddedTable();
  const good = table.lookUp(["good"]), bad = table.lookUp(["bad"]);
  assert.deepEqual(words.map(({ word }: { word: string }) => word), ["good", "bad"]);
  assert.deepEqual(Object.values(words[0].scores), [...good]);
  assert.equal(words[1].factors.evaluation, bad[0]! - bad[1]!);
  assert.equal(words[1].factors.activity, bad[4]! - bad[5]!);
  assert.ok(words[0].standard_factors.evaluation > words[1].standard_factors.evaluation);
  const [paper, notebook, kl] = ["paper", "notebook", "kl"]
    .map((name) => gammaOfCosines(chooseGamma(name).parts, good, bad)!);
  const [osgood, random] = (["osgood", "random"] as const).map((scale) => {
    const [p, q] = ["good", "bad"].map((word) => table.lookUp([word], scale));
    return gammaOfCosines(chooseGamma(scale).parts, p!, q!, table.spreads.get(scale))!;
  });
  // `loss` compares no words.
  assert.deepEqual(gamma, {
    paper: { gamma: paper, gamma_root: paper! ** (1 / 3) },
    notebook: { gamma: notebook, gamma_root: notebook! ** 0.25 },
    osgood: { gamma: osgood, gamma_root: osgood! ** (1 / 3) },
    kl: { gamma: kl, gamma_root: kl! ** (1 / 3) },
    random: { gamma: random, gamma_root: random! ** (1 / 3) },
  });
  const { values, standard_values } = words[0].scales.osgood;
  assert.deepEqual(Object.values(values), [...table.lookUp(["good"], "osgood")]);
  assert.ok(
    standard_values.evaluation > 3 && words[1].scales.osgood.standard_values.evaluation < -3,
  );
});

Deno.test("a pair as a table calls each root by its name", async () => {
  const { stdout } = await semantics("good", "bad", "--beta", "table");
  assert.match(stdout, /^Γ \(paper\): [\d.]+, its cube root: /m);
  assert.match(stdout, /^Γ \(notebook\): [\d.]+, its fourth root: /m);
});

Deno.test("one word as a table, without Γ", async () => {
  const { code, stdout, stderr } = await semantics("whale", "--beta", "table");
  assert.equal(code, 0);
  assert.match(stderr, /^β: the embedded table/);
  const rows = stdout.trim().split("\n").map((line) => line.split(/\s+/)[0]);
  const poles = ["positive", "negative", "strong", "weak", "active", "passive"];
  const factors = ["evaluation", "potency", "activity"];
  const scales = ["scale", "", "", "", "", "scale", "", "", ""];
  assert.deepEqual(rows, ["whale", ...poles, "", ...factors, "", ...scales]);
});

Deno.test("a pair without a notebook Γ shows the other, and says why", async () => {
  const { code, stdout, stderr } = await semantics(
    "good",
    "embarrass",
    "--json",
    "--beta",
    "table",
  );
  assert.equal(code, 0);
  const { gamma } = JSON.parse(stdout);
  assert.ok(gamma.paper.gamma > 0 && gamma.osgood.gamma > 0);
  assert.deepEqual(gamma.notebook, { gamma: null, gamma_root: null });
  assert.match(stderr, /"embarrass": the prediction's cosine with "passive" must be positive/);
});

Deno.test("an unknown word ends with 1, a wrong command line with 2, each in one sentence", async () => {
  const unknown = await semantics("qwxz", "--beta", "table");
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /the word "qwxz" is not among the table's/);
  assert.equal((await semantics()).code, 2);
  assert.equal((await semantics("a", "b", "c")).code, 2);
  const help = await semantics("--help");
  assert.equal(help.code, 0);
  assert.match(help.stdout, /Usage: deno task semantics WORD/);
});
