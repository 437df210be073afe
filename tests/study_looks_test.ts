/** The study's report in a real browser: on windows and phones, dark, and on paper. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { madeUpStudy } from "../lib/report/study/_made_up_study.ts";
import { writeStudyReport } from "../lib/report/mod.ts";
import { Browser } from "./_browser/browser.ts";
import { noBrowser } from "./_browser/find.ts";
import { notTested } from "./_not_tested.ts";
import { withFolder } from "./_files.ts";
import { pageWaits } from "./_waiting.ts";

const missing = await noBrowser();

/** What the page looks like. */
interface Look {
  /** How far it, and its plots, reach beyond the window and their figures. */
  beyond: number;
  cut: number;
  /** Pairs of names in the first figure that cover each other. */
  covered: string[];
  /** The least height of a line of text in a figure, in CSS pixels. */
  type: number;
  page: string;
  plots: string[];
  drawn: boolean;
  image: boolean;
}

const LOOK = `(async () => {
  const plots = () => [...document.querySelectorAll("figure svg.marks")];
  const settled = () => plots().length === document.querySelectorAll("figure").length;
  ${pageWaits("settled()")}
  const all = plots(), box = (element) => element.getBoundingClientRect();
  const style = (element) => getComputedStyle(element);
  const texts = [...all[0].querySelectorAll("text")].filter((text) => text.textContent.trim());
  const covered = texts.flatMap((a, i) => texts.slice(i + 1).filter((b) => {
    const [p, q] = [box(a), box(b)];
    // Lines of a text stand closer than their boxes.
    return p.left < q.right && q.left < p.right && p.top + 3 < q.bottom && q.top + 3 < p.bottom;
  }).map((b) => a.textContent + " / " + b.textContent));
  return {
    beyond: document.documentElement.scrollWidth - innerWidth,
    cut: Math.max(...all.map((svg) => box(svg).right - box(svg.closest("figure")).right)),
    covered,
    type: Math.min(...all.flatMap((svg) => [...svg.querySelectorAll("text")]
      .filter((text) => text.textContent.trim()).map((text) => box(text).height)
      .filter((height) => height > 0))),
    page: style(document.body).backgroundColor,
    plots: [...new Set(all.map((svg) => style(svg).backgroundColor))],
    drawn: style(document.querySelector(".vega-embed")).display !== "none",
    image: style(document.querySelector(".printed")).display !== "none",
  };
})()`;

if (missing !== undefined) {
  notTested("study_looks", `no Chromium is here and none can be fetched: ${missing}`);
} else {
  Deno.test("the study's report can be read on windows and phones, dark, and on paper", () =>
    withFolder(async (folder) => {
      const { report } = await writeStudyReport(folder, madeUpStudy());
      await using browser = await Browser.open();
      const look = async (device: Parameters<Browser["show"]>[0]) => {
        await browser.show(device);
        await browser.visit(pathToFileURL(report).href);
        return await browser.evaluate<Look>(LOOK);
      };
      const WHITE = "rgb(255, 255, 255)", DARK = "rgb(21, 25, 30)";
      for (const width of [1280, 800, 390]) {
        for (const scheme of ["light", "dark"] as const) {
          const seen = await look({ width, scheme });
          const where = `${width} px, ${scheme}: ${JSON.stringify(seen)}`;
          assert.ok(seen.beyond <= 0 && seen.cut <= 0, where);
          assert.deepEqual(seen.covered, [], where);
          assert.ok(seen.type >= 10, where);
          const ground = scheme === "light" ? WHITE : DARK;
          assert.deepEqual([seen.page, seen.plots], [ground, [ground]], where);
          assert.deepEqual([seen.drawn, seen.image], [true, false], where);
        }
      }
      const paper = await look({ width: 1280, scheme: "dark", media: "print" });
      assert.deepEqual([paper.page, paper.drawn, paper.image], [WHITE, false, true]);
    }));
}
