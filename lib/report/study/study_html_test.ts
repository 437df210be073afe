import assert from "node:assert/strict";
import { conclusions } from "../../study/mod.ts";
import { DARK } from "../plots/dark.ts";
import { renderSvg } from "../plots/render.ts";
import { madeUpStudy } from "./_made_up_study.ts";
import { studyHtml, studyPlots } from "./study_html.ts";

const study = madeUpStudy();
const plain = (html: string) =>
  html.replace(/<script.*/s, "").replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ");

Deno.test("the page says what the study asks and what follows, and the same study gives the same page", async () => {
  const plots = studyPlots(study).map((plot) => ({ ...plot, svg: "<svg/>" }));
  const html = await studyHtml(study, plots, []);
  const text = plain(html);
  assert.ok(text.includes("Is it Γ, or only a smaller and a larger rate?"));
  for (const sentence of conclusions(study.differences, 10).en) assert.ok(text.includes(sentence));
  for (const { name } of plots) assert.ok(html.includes(`id="plot-${name}"`), name);
  assert.ok(text.includes(`${study.runs.length} runs: 42 conditions with 10 seeds`));
  assert.equal(await studyHtml(madeUpStudy(), plots, []), html);
});

Deno.test("tables have a row a comparison, an outcome and a condition", async () => {
  const html = await studyHtml(study, [], []);
  const rows = (name: string) => {
    const [, table] = html.split(`<h2>${name}</h2>`);
    return table!.split("</table>")[0]!.split("<tr>").length - 2;
  };
  assert.equal(rows("Pair by pair"), 6);
  assert.equal(rows("Secondary outcomes"), 9 * 6);
  assert.equal(rows("All conditions"), 42);
  assert.equal(rows("Γ and its noise"), 3);
});

Deno.test("what each Γ tells stands there where it was measured", async () => {
  const quality = {
    wrong_above_right: 1,
    antonym_above_synonym: 0.7,
    cv_percent: 2,
    reliability: 0.11,
  };
  const html = await studyHtml(study, [], [], [
    { gamma: "osgood", ...quality, r_with_loss: null, r2: 0.6 },
  ]);
  const [, table] = html.split("<h3>What each Γ tells</h3>");
  const cells = [...table!.split("</table>")[0]!.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, of]) =>
    of
  );
  assert.deepEqual(cells, ["osgood", "1.00", "0.70", "2.00 %", "0.11", "–", "0.60"]);
  assert.ok(!(await studyHtml(study, [], [])).includes("What each Γ tells"));
});

Deno.test("names in the study stay text", async () => {
  const attack = "<img src=x onerror='alert(1)'>";
  const runs = study.runs.map((run) => ({ ...run, gamma: attack }));
  const settings = { ...study.config.main.settings, model: attack, data: attack };
  const config = { ...study.config, main: { settings, environment: { [attack]: attack } } };
  const html = await studyHtml({ ...study, runs, config }, [], []);
  assert.ok(!html.includes("<img src=x") && html.includes("&lt;img src=x"));
});

Deno.test("every colour of the figures has a dark one, at each width", async () => {
  for (const { name, spec } of studyPlots(study)) {
    const { others = [] } = (spec.usermeta ?? {}) as { others?: typeof spec[] };
    for (const drawn of [spec, ...others]) {
      const svg = await renderSvg(drawn);
      for (const [, colour] of svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)) {
        const known = Object.hasOwn(DARK, colour!) || ["none", "transparent"].includes(colour!);
        assert.ok(known, `${colour} in ${name}`);
      }
      const { width } = (drawn.usermeta ?? {}) as { width?: number };
      if (width !== undefined) {
        assert.ok(Number(svg.match(/width="(\d+)"/)![1]) <= width, `${name} at ${width}`);
      }
    }
  }
});
