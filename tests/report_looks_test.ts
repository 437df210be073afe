/** The report in a real browser: as wide as the window, stacked on a phone, dark, and on paper. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { writeReport } from "../lib/report/mod.ts";
import { Browser } from "./_browser/browser.ts";
import { noBrowser } from "./_browser/find.ts";
import { notTested } from "./_not_tested.ts";
import { collect, fakeTrainer, inFolder } from "./_fake_experiment.ts";
import { pageWaits } from "./_waiting.ts";

const missing = await noBrowser();

/** What a page looks like. */
interface Look {
  /** How far it reaches beyond the window. */
  beyond: number;
  /** How far plots reach beyond their figures. */
  cut: number;
  /** How many heights the panels' titles of the first plot have. */
  rows: number;
  /** The least height of a figure at an axis, in CSS pixels. */
  type: number;
  /** How many columns of the runs' table are seen as a whole, of how many; whether it is marked cut. */
  columns: number;
  of: number;
  marked: boolean;
  /** How many lines the labels have at most. */
  lines: number;
  page: string;
  plot: string;
  ink: string;
  /** Whether what is drawn, and whether the image for paper, is shown. */
  drawn: boolean;
  image: boolean;
}

const LOOK = `(async () => {
  const plots = () => [...document.querySelectorAll("figure svg.marks")];
  const settled = () => plots().length === document.querySelectorAll("figure").length;
  ${pageWaits("settled()")}
  const all = plots();
  const texts = [...all[0].querySelectorAll("text")];
  const titles = texts.filter((text) => /^(Constant|Linear|Cosine)$/.test(text.textContent));
  const figures = texts.filter((text) => /^[0-9.]+$/.test(text.textContent));
  const box = (element) => element.getBoundingClientRect();
  const style = (element) => getComputedStyle(element);
  const title = texts.find((text) => text.textContent === "Loss of the masked words");
  const runs = document.querySelector(".runs"), heads = [...runs.querySelectorAll("th")];
  const edge = Math.min(box(runs).right, innerWidth) + 1;
  const labels = [...runs.querySelectorAll("td.label")];
  return {
    columns: heads.filter((head) => box(head).left >= 0 && box(head).right <= edge).length,
    of: heads.length,
    marked: style(runs).backgroundImage.includes("gradient"),
    lines: Math.max(...labels.map((label) => Math.floor(box(label).height / 30))),
    beyond: document.documentElement.scrollWidth - innerWidth,
    cut: Math.max(...all.map((svg) => box(svg).right - box(svg.closest("figure")).right)),
    rows: new Set(titles.map((text) => Math.round(box(text).top))).size,
    type: Math.min(...figures.map((text) => box(text).height)),
    page: style(document.body).backgroundColor,
    plot: style(all[0]).backgroundColor,
    ink: style(title).fill,
    drawn: style(document.querySelector(".vega-embed")).display !== "none",
    image: style(document.querySelector(".printed")).display !== "none",
  };
})()`;

if (missing !== undefined) {
  notTested("report_looks", `no Chromium is here and none can be fetched: ${missing}`);
} else {
  inFolder(
    "the report fits windows and phones, is dark where that is wanted, and light on paper",
    async (base) => {
      const grid = { schedules: ["constant", "linear", "cosine"], methods: ["none", "SD", "SD2"] };
      const control = { conditions: [{ name: "same_mean", method: "mean:of=SD" }] };
      await collect({ ...base, ...grid, ...control }, { prepare: fakeTrainer().prepare });
      const { report } = await writeReport(base.out);
      await using browser = await Browser.open();
      const look = async (device: Parameters<Browser["show"]>[0]) => {
        await browser.show(device);
        await browser.visit(pathToFileURL(report).href);
        return await browser.evaluate<Look>(LOOK);
      };
      // The fake trainer has evaluation losses alone: one row of three panels, or three of one.
      const WHITE = "rgb(255, 255, 255)", DARK = "rgb(21, 25, 30)";
      for (const [width, rows] of [[1280, 1], [1920, 1], [390, 3]] as const) {
        for (const scheme of ["light", "dark"] as const) {
          const seen = await look({ width, scheme });
          const where = `${width} px, ${scheme}: ${JSON.stringify(seen)}`;
          assert.ok(seen.beyond <= 0 && seen.cut <= 0, where);
          assert.equal(seen.rows, rows, where);
          assert.ok(seen.type >= 10, where);
          // Wide pages show the whole table; phones the labels and the three figures that matter.
          assert.ok(seen.columns >= (width < 500 ? 5 : seen.of), where);
          assert.ok(seen.marked && seen.lines === 1, where);
          const colours = scheme === "light"
            ? [WHITE, WHITE, "rgb(31, 41, 51)"]
            : [DARK, DARK, "rgb(228, 232, 237)"];
          assert.deepEqual([seen.page, seen.plot, seen.ink], colours, where);
          assert.deepEqual([seen.drawn, seen.image], [true, false], where);
        }
      }
      const paper = await look({ width: 1280, scheme: "dark", media: "print" });
      assert.deepEqual([paper.page, paper.drawn, paper.image], [WHITE, false, true]);
    },
  );
}
