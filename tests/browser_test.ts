/**
 * Text from data never becomes markup: a report and the notebooks' displays of hostile data are
 * opened in a real browser.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  ExperimentProgress,
  lossCurves,
  maskedHtml,
  type Passage,
  passageHtml,
  passageRows,
  plannedRuns,
  predictionBars,
  readPassages,
  renderSvg,
  resolveSettings,
  resultOf,
  runExperiment,
  runTableHtml,
  tableHtml,
  writeReport,
} from "../lib/mod.ts";
import { Browser } from "./_browser/browser.ts";
import { noBrowser } from "./_browser/find.ts";
import { notTested } from "./_not_tested.ts";
import { withFolder } from "./_files.ts";
import { becomes, pageWaits } from "./_waiting.ts";

/** Text that marks the page and calls a server wherever it is taken for markup or a script. */
function attack(server: string): string {
  const act = (name: string) => `globalThis.ran=1;document.title='ran';fetch('${server}/${name}')`;
  return `<script>${act("script")}</script> <img src="${server}/image" onerror="${
    act("error")
  }"> ` +
    `</script><script>${act("late")}</script> "><svg onload="${act("svg")}"></svg> ` +
    `'-alert(1)-' ]]> --> </style></title></textarea> &lt;b&gt; end`;
}

/** A name of a folder that is an attack: without a slash. */
const FOLDER = `<img src=x onerror="globalThis.ran=1;document.title='ran'">`;

/** A server that should never be asked, and what it was asked. */
function serve() {
  const asked: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    asked.push(new URL(request.url).pathname);
    return new Response("", { headers: { "access-control-allow-origin": "*" } });
  });
  return {
    asked,
    address: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** White space that a page may show otherwise than it was written. */
const plain = (text: string) => text.replaceAll(/[\s\u2028]+/g, " ").trim();

interface Seen {
  ran: boolean;
  title: string;
  text: string;
  /** Plots that the page's own scripts have drawn. */
  drawn: number;
}

/** Opens a page and gives scripts and requests time to come. */
async function look(browser: Browser, file: string, plots = 0): Promise<Seen> {
  await browser.visit(pathToFileURL(file).href);
  return await browser.evaluate<Seen>(`(async () => {
    const drawn = () => document.querySelectorAll("figure .vega-embed").length;
    ${pageWaits(`drawn() >= ${plots}`)}
    await new Promise((go) => setTimeout(go, 300));
    return { ran: "ran" in globalThis, title: document.title, drawn: drawn(),
      text: document.body.innerText };
  })()`);
}

/** A folder of CLOTH with hostile passages, and the passages. */
async function hostileData(folder: string, text: string): Promise<string> {
  const data = join(folder, FOLDER);
  await Deno.mkdir(join(data, "train", "middle"), { recursive: true });
  for (let i = 0; i < 8; i++) {
    const passage = {
      article: `The cat _ on the mat. ${text} It is \u2028 _ here.`,
      options: [["sat", "sit", text, "set"], [text, "good", "bad", "ill"]],
      answers: ["A", "A"],
      source: text,
    };
    await Deno.writeTextFile(join(data, "train", "middle", `m${i}.json`), JSON.stringify(passage));
  }
  return data;
}

/** Trains for a few steps on the data and writes the report. */
async function hostileReport(folder: string, data: string, text: string): Promise<string> {
  const out = join(folder, `out ${FOLDER}`);
  const settings = resolveSettings({
    overrides: {
      ...{ model: "tests/fixtures/tiny-bert", data, evalSplit: "train", beta: "table", out },
      ...{
        dataConstruction: "passages",
        schedules: ["linear"],
        methods: ["none", "SD"],
        epochs: 1,
      },
      ...{ chunkLength: 16, trainChunks: 4, evalChunks: 2, batchSize: 2, backend: "tensorflow" },
    },
  });
  for await (const _ of runExperiment(settings));
  // Why a run diverged may quote the passage.
  const done = join(out, "runs", "linear-SD-seed0", "done.json");
  const mark = JSON.parse(await Deno.readTextFile(done));
  await Deno.writeTextFile(done, JSON.stringify({ ...mark, diverged: text }));
  const config = JSON.parse(await Deno.readTextFile(join(out, "config.json")));
  config.environment.beta = text;
  await Deno.writeTextFile(join(out, "config.json"), JSON.stringify(config));
  return (await writeReport(out)).report;
}

/** What the notebooks would show of the data, all on one page that forbids nothing. */
async function notebookPage(passages: readonly Passage[], text: string): Promise<string> {
  const { settings } = plannedRuns(resolveSettings())[0]!;
  const run = { name: text, settings, schedule: text, method: text, seed: 0, label: text };
  const progress = new ExperimentProgress();
  progress.take({ type: "setup", message: text });
  progress.take({ type: "ready", environment: {}, runs: [run], finished: 0, steps: [1] });
  progress.take({ type: "setup", message: text });
  const batch = {
    ...{ batchSize: 1, sequenceLength: 4, inputIds: Int32Array.of(0, 1, 2, 0) },
    ...{ positions: Int32Array.of(0, 1, 2), labels: Int32Array.of(0, 0, 2) },
    replaced: Uint8Array.of(0, 1, 2),
  };
  const result = resultOf(run, { seconds: 1, diverged: text, bestStep: null, records: [] });
  const plots = [predictionBars([{ token_str: text, score: 0.5 }], text), lossCurves([result])];
  return "<!doctype html><meta charset=utf-8><title>Notebook</title><body>" + [
    passageHtml(passages[0]!),
    tableHtml(passageRows({ [text]: passages })),
    maskedHtml(batch, [text, `##${text}`, text]),
    runTableHtml([result]),
    progress.html(),
    // Drawn as part of the page, as nbconvert does.
    ...await Promise.all(plots.map(renderSvg)),
  ].join("<hr>");
}

const missing = await noBrowser();

if (missing !== undefined) {
  notTested("browser_test", `no Chromium is here and none can be fetched: ${missing}`);
} else {
  Deno.test("hostile data runs nothing in the report and the notebooks, and is shown as text", () =>
    withFolder(async (folder) => {
      await using server = serve();
      await using browser = await Browser.open();
      const text = attack(server.address);
      const data = await hostileData(folder, text);
      const passages = await readPassages(data, { split: "train" });
      assert.ok(passages[0]!.text.includes("<script>"), "the reader keeps the text as it is");

      const report = await hostileReport(folder, data, text);
      const seen = await look(browser, report, 5);
      assert.equal(seen.drawn, 5, "the report's own scripts run");
      assert.deepEqual([seen.ran, seen.title], [false, "Linear × none and SD · SDTrainer"]);
      assert.ok(plain(seen.text).includes(plain(text)), "the reason of divergence is readable");
      assert.ok(plain(seen.text).includes(FOLDER), "so is the name of the folder");

      const page = join(folder, "notebook.html");
      await Deno.writeTextFile(page, await notebookPage(passages, text));
      const notebook = await look(browser, page);
      assert.deepEqual([notebook.ran, notebook.title], [false, "Notebook"]);
      const shown = plain(notebook.text).split(plain(text)).length - 1;
      assert.ok(shown >= 12, `the text is readable ${shown} times`);
      assert.deepEqual(server.asked, []);
    }));

  Deno.test("unescaped, the same text does run; the report's policy holds it even then", () =>
    withFolder(async (folder) => {
      await using server = serve();
      await using browser = await Browser.open();
      const text = attack(server.address);
      const report = await hostileReport(folder, await hostileData(folder, text), text);
      const html = await Deno.readTextFile(report);
      const damaged = join(folder, "damaged.html");

      await Deno.writeTextFile(damaged, html.replace("</main>", () => `${text}</main>`));
      const held = await look(browser, damaged, 5);
      assert.deepEqual([held.ran, held.drawn], [false, 5]);
      assert.deepEqual(server.asked, []);

      const policy = /<meta http-equiv="Content-Security-Policy"[^>]*>/;
      assert.match(html, policy);
      await Deno.writeTextFile(
        damaged,
        html.replace(policy, "").replace("</main>", () => `${text}</main>`),
      );
      const { ran, title } = await look(browser, damaged);
      assert.deepEqual([ran, title], [true, "ran"]);
      const paths = ["/script", "/image", "/late", "/svg"];
      const left = () => paths.filter((path) => !(server.asked as string[]).includes(path));
      assert.ok(await becomes(() => left().length === 0), `${left()}`);
    }));
}
