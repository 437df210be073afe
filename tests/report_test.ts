/** The parts of lib/report that need files or native code: PNG images and the report on disk. */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import { nineRuns, planOf, testResult } from "../lib/report/_test_runs.ts";
import type { RunResult } from "../lib/experiment/planned_run.ts";
import { InputError } from "../lib/io/errors.ts";
import type { ExperimentEvent } from "../lib/experiment/events.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import { summarise } from "../lib/experiment/summary.ts";
import {
  display,
  displayExperiment,
  lossCurves,
  plotBundle,
  progressDisplay,
  renderPng,
  renderSvg,
  writeReport,
} from "../lib/report/mod.ts";

/** Width, height and the share of pixels that are not white, of an 8-bit RGBA PNG. */
function inspectPng(png: Uint8Array): { width: number; height: number; ink: number } {
  const view = new DataView(png.buffer, png.byteOffset);
  assert.equal(view.getUint32(0), 0x89504e47, "the PNG signature");
  const width = view.getUint32(16), height = view.getUint32(20);
  assert.deepEqual([png[24], png[25]], [8, 6], "8 bits, RGBA");
  const parts = [];
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === 0x49444154) parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const rows = unfilter(inflateSync(Buffer.concat(parts)), width, height);
  let ink = 0;
  for (let pixel = 0; pixel < rows.length; pixel += 4) {
    if (rows[pixel]! < 255 || rows[pixel + 1]! < 255 || rows[pixel + 2]! < 255) ink++;
  }
  return { width, height, ink: ink / (width * height) };
}

/** Undoes PNG's five row filters (PNG specification, section 9). */
function unfilter(data: Uint8Array, width: number, height: number): Uint8Array {
  const stride = width * 4;
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x < 4 ? 0 : out[y * stride + x - 4]!;
      const up = y === 0 ? 0 : out[(y - 1) * stride + x]!;
      const corner = x < 4 || y === 0 ? 0 : out[(y - 1) * stride + x - 4]!;
      const added = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter!]!;
      out[y * stride + x] = data[y * (stride + 1) + 1 + x]! + added;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const distances = [left, up, corner].map((value) => Math.abs(estimate - value));
  return [left, up, corner][distances.indexOf(Math.min(...distances))]!;
}

Deno.test("a PNG has the plot's size times the scale", async () => {
  const svg = await renderSvg(lossCurves(nineRuns()));
  const [, width, height] = svg.match(/width="(\d+)" height="(\d+)"/)!.map(Number);
  const png = inspectPng(await renderPng(svg, { scale: 1.5 }));
  assert.ok(Math.abs(png.width - 1.5 * width!) <= 1 && Math.abs(png.height - 1.5 * height!) <= 1);
});

Deno.test("text in a PNG is drawn, with no font of the machine's", async () => {
  const svg = (text: string, family = "Inter, sans-serif") =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><rect width="300" height="40" ` +
    `fill="white"/><text x="5" y="28" font-family="${family}" font-size="20">${text}</text></svg>`;
  const empty = inspectPng(await renderPng(svg("")));
  const inter = await renderPng(svg("A″ = A′ ÷ Γ"));
  const { ink } = inspectPng(inter);
  assert.equal(empty.ink, 0);
  assert.ok(ink > 0.02, `${ink} of the pixels are inked`);
  // What most machines have, by name and by kind, is Inter here.
  for (const family of ["DejaVu Sans", "Liberation Serif", "Arial", "monospace"]) {
    assert.deepEqual(await renderPng(svg("A″ = A′ ÷ Γ", family)), inter, family);
  }
});

Deno.test("renderPng refuses a scale that is no size", async () => {
  await assert.rejects(renderPng("<svg/>", { scale: 0 }), RangeError);
});

Deno.test("a plot for a notebook comes as Vega-Lite 5, SVG and PNG", async () => {
  const bundle = await plotBundle(lossCurves(nineRuns()));
  assert.deepEqual(Object.keys(bundle), [
    "application/vnd.vegalite.v5+json",
    "image/svg+xml",
    "image/png",
    "text/plain",
  ]);
  const spec = bundle["application/vnd.vegalite.v5+json"] as { $schema: string };
  assert.ok(spec.$schema.endsWith("/v5.json"));
  inspectPng(Uint8Array.fromBase64(bundle["image/png"] as string));
  const inLines = { ...lossCurves(nineRuns()), title: { text: ["Loss of", "words"] } };
  assert.equal((await plotBundle(inLines))["text/plain"], "Plot: Loss of words");
});

Deno.test("display outside a notebook says what to use instead", async () => {
  await assert.rejects(display(lossCurves(nineRuns())), /TypeError.*renderSvg/);
});

/** Calls with a folder that is removed afterwards. */
async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sdtrainer-report-"));
  try {
    await test(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

type Overrides = Parameters<typeof planOf>[0];

async function writeConfig(out: string, overrides: Overrides = {}): Promise<void> {
  const settings = resolveSettings({ overrides: { ...overrides, out } });
  const config = { settings, environment: {} };
  await writeFile(join(out, "config.json"), JSON.stringify(config));
}

/** Writes finished runs into a folder, as an experiment leaves them. */
async function writeRuns(out: string, runs: readonly RunResult[]): Promise<void> {
  for (const { run, records, seconds, diverged } of runs) {
    const folder = join(out, "runs", run.name);
    await mkdir(folder, { recursive: true });
    const lines = records.map((record) => JSON.stringify(record) + "\n");
    await writeFile(join(folder, "metrics.jsonl"), lines.join(""));
    const mark = { records: records.length, seconds, diverged };
    await writeFile(join(folder, "done.json"), JSON.stringify(mark));
  }
}

/** A page's text. */
const textOf = (html: string) =>
  html.replaceAll(/<(script|style)\b.*?<\/\1>/gs, "").replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");

Deno.test("a report is written from what is on disk, and is all in one file", async () => {
  await withFolder(async (out) => {
    await writeConfig(out);
    await writeRuns(out, nineRuns());
    const { report, plots } = await writeReport(out);
    const html = await readFile(report, "utf8");
    assert.equal(
      [...html.matchAll(/<tr[^>]*><td class="name"[^>]*>Co|<tr[^>]*><td class="name"[^>]*>Li/g)]
        .length,
      9,
    );
    assert.equal(plots.length, 10);
    assert.deepEqual((await readdir(join(out, "plots"))).length, 10);
    // Nothing that a browser would fetch.
    const markup = html.replaceAll(/<script\b.*?<\/script>/gs, "<script>");
    assert.ok(!/<(script|img|link|iframe)\b[^>]+(src|href)="(?!data:)/.test(markup));
    assert.ok(html.includes("vegaEmbed") && html.length > 800_000);
    assert.deepEqual((await readdir(out)).filter((name) => name.endsWith(".unfinished")), []);
  });
});

Deno.test("an experiment of which nothing is finite is reported, each plot in words", async () => {
  await withFolder(async (out) => {
    const overrides = { schedules: ["linear"], methods: ["none", "SD"] };
    await writeConfig(out, overrides);
    const diverged = "Step 1 was not made: its loss is NaN.";
    await writeRuns(
      out,
      planOf(overrides).map((run) =>
        testResult(run, { evalLosses: [NaN, NaN], trainLosses: [NaN], roots: [null], diverged })
      ),
    );
    const { report, plots } = await writeReport(out);
    const text = textOf(await readFile(report, "utf8"));
    assert.equal(text.split(`ended early: ${diverged}`).length - 1, 2);
    const svgs = plots.filter((file) => file.endsWith(".svg"));
    assert.ok(svgs.length >= 3);
    for (const file of plots.filter((file) => file.endsWith(".png"))) {
      assert.ok(inspectPng(await readFile(file)).ink > 0.001, file);
    }
    assert.ok(
      (await readFile(join(out, "plots", "loss.svg"), "utf8")).includes("No loss is finite"),
    );
  });
});

Deno.test("sweeps, conditions and further metrics stand in the report and in files of their own", async () => {
  await withFolder(async (out) => {
    const overrides: Overrides = {
      schedules: ["cosine"],
      methods: ["none", "SD"],
      sweep: { learningRate: [1e-4, 1e-3] },
      conditions: [{ name: "long", epochs: 12, method: "SD" }],
      metrics: ["eval_loss", "eval_ece:bins=10"],
    };
    await writeConfig(out, overrides);
    const metrics = { "eval_ece:bins=10": [0.2, 0.1] };
    await writeRuns(
      out,
      planOf(overrides).map((run) =>
        testResult(run, { evalLosses: [4, 3], trainLosses: [4], roots: [1.2], metrics })
      ),
    );
    const { report, plots } = await writeReport(out);
    const names = plots.filter((file) => file.endsWith(".svg")).map((file) => basename(file));
    assert.deepEqual(names, [
      "loss.svg",
      "loss-differences.svg",
      "metric-eval_ece+bins=10.svg",
      "final-losses.svg",
      "swept-learningRate.svg",
      "rates.svg",
      "gamma.svg",
    ]);
    const text = textOf(await readFile(report, "utf8"));
    for (const words of ["SD learningRate=0.001", "long", "6 or 12 epochs", "bins=10"]) {
      assert.ok(text.includes(words), words);
    }
  });
});

Deno.test("a folder that an older version wrote is reported", async () => {
  await withFolder(async (out) => {
    await cp(new URL("fixtures/older/results", import.meta.url), out, { recursive: true });
    const { report } = await writeReport(out);
    const text = textOf(await readFile(report, "utf8"));
    assert.ok(text.includes("1 of 2 runs (the others are not finished)"), "one was under way");
    assert.ok(text.includes("Linear ● none"));
  });
});

Deno.test("a folder without a finished run gets one sentence and no report", async () => {
  await withFolder(async (out) => {
    await assert.rejects(writeReport(out), InputError);
    await writeConfig(out);
    await assert.rejects(writeReport(out), /no run of this experiment is finished/);
    assert.deepEqual(await readdir(out), ["config.json"]);
  });
});

/** A message that a kernel would have sent. */
interface Sent {
  type: string;
  data: Record<string, unknown>;
  id?: string;
}

/** Calls with a stand-in for the Jupyter kernel and returns what it was told to send. */
async function withKernel(work: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const own = Object.getOwnPropertyDescriptor(globalThis, "Deno")!;
  const jupyter = {
    display: (data: Record<string, unknown>) =>
      Promise.resolve(sent.push({ type: "display", data })),
    broadcast: (
      type: string,
      { data, transient }: { data: Record<string, unknown>; transient: { display_id: string } },
    ) => Promise.resolve(sent.push({ type, data, id: transient.display_id })),
  };
  const value = Object.create(Deno, { jupyter: { value: jupyter } });
  Object.defineProperty(globalThis, "Deno", { ...own, value });
  try {
    await work();
  } finally {
    Object.defineProperty(globalThis, "Deno", own);
  }
  return sent;
}

Deno.test("progress is displayed once and then replaced in place, not more often than can be seen", async () => {
  const { now } = performance;
  let clock = 0;
  performance.now = () => clock;
  try {
    const sent = await withKernel(async () => {
      const place = progressDisplay();
      for (; clock <= 400; clock += 50) await place.update(`<b>${clock}</b>`, String(clock));
      await place.finish("<b>end</b>", "end");
    });
    assert.deepEqual(sent.map(({ type, data }) => [type, data["text/plain"]]), [
      ["display_data", "0"],
      ...["200", "400", "end"].map((text) => ["update_display_data", text]),
    ]);
    assert.equal(sent[3]!.data["text/html"], "<b>end</b>");
    assert.equal(new Set(sent.map(({ id }) => id)).size, 1);
  } finally {
    performance.now = now;
  }
});

Deno.test("an experiment is followed to its end and gives its runs", async () => {
  const [result] = nineRuns();
  const { run } = result!;
  async function* events(): AsyncGenerator<ExperimentEvent> {
    yield { type: "ready", environment: {}, runs: [run], finished: 0, steps: [2] };
    for (const record of result!.records) yield { type: "record", run, record };
    yield { type: "done", out: "out", results: [result!], summaries: [summarise(result!)] };
  }
  let followed: unknown;
  const sent = await withKernel(async () => {
    followed = await displayExperiment(events());
  });
  assert.deepEqual(followed, { results: [result], summaries: [summarise(result!)] });
  assert.ok(String(sent.at(-1)!.data["text/html"]).includes("2/2"));
});

Deno.test("an experiment that is interrupted says how to go on", async () => {
  async function* events(): AsyncGenerator<ExperimentEvent> {
    yield { type: "interrupted", left: 3 };
  }
  await withKernel(() => assert.rejects(displayExperiment(events()), InputError));
});

Deno.test("a plot is displayed in all its forms", async () => {
  const [message] = await withKernel(() => display(lossCurves(nineRuns())));
  assert.equal(Object.keys(message!.data).length, 4);
});
