import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { resolveSettings } from "../../experiment/mod.ts";
import { nineRuns, planOf, testResult } from "../_test_runs.ts";
import { reportHtml } from "./report_html.ts";
import { experimentPlots } from "../plots/experiment_plots.ts";

const ATTACK = `</script><script>alert("x")</script><img src=x onerror='alert(1)'>`;

async function report(): Promise<string> {
  const runs = nineRuns();
  const plots = experimentPlots(runs).map((plot) => ({
    ...plot,
    caption: plot.caption + ATTACK,
    spec: { ...plot.spec, description: ATTACK },
    svg: `<svg>${ATTACK}</svg>`,
  }));
  const settings = { ...resolveSettings(), data: ATTACK, model: ATTACK, beta: ATTACK };
  return await reportHtml({
    config: { settings, environment: { backend: ATTACK, [ATTACK]: "1" } },
    runs: [{ ...runs[0]!, diverged: ATTACK }, ...runs.slice(1)],
    plannedRuns: 12,
    plots,
    libraries: ["globalThis.first = 1;", "globalThis.second = '</script>';"],
  });
}

/** The bodies of the page's scripts that run, as a browser would cut them out. */
function scriptsOf(html: string): string[] {
  return [...html.matchAll(/<script>(.*?)<\/script/gs)].map((match) => match[1]!);
}

Deno.test("no text from settings, runs or plots becomes markup or script", async () => {
  const html = await report();
  assert.ok(!html.includes("<img src=x"));
  assert.ok(!html.includes("<script>alert"));
  assert.equal(scriptsOf(html).length, 3);
  assert.equal([...html.matchAll(/<\/script/g)].length, 4); // three and the plots' data
  assert.ok(html.includes("&lt;/script&gt;&lt;script&gt;alert"));
});

Deno.test("the policy allows exactly the page's own scripts, and no loading", async () => {
  const html = await report();
  const policy = html.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/)![1]!;
  const hashes = scriptsOf(html).map((script) =>
    `'sha256-${createHash("sha256").update(script).digest("base64")}'`
  );
  const rules = new Map(
    policy.split("; ").map((rule) => {
      const [name, ...values] = rule.split(" ");
      return [name, values];
    }),
  );
  assert.deepEqual(rules.get("default-src"), ["'none'"]);
  assert.deepEqual(rules.get("script-src"), hashes);
  assert.equal(rules.get("connect-src"), undefined);
});

Deno.test("the plots' specifications can be read back from the page", async () => {
  const html = await report();
  const json = html.match(/<script type="application\/json" id="plots">(.*?)<\/script>/s)![1]!;
  const specs = JSON.parse(json);
  assert.equal(specs.loss.description, ATTACK);
  for (const name of Object.keys(specs)) assert.ok(html.includes(`id="plot-${name}"`), name);
});

Deno.test("the table has a row a run in the plots' order, with the difference from none", async () => {
  const html = await report();
  const rows = [...html.matchAll(/<tr[^>]*><td class="name"[^>]*>(.*?)<\/tr>/g)].map((row) =>
    row[1]!.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ").trim()
  );
  assert.equal(rows.length, 9);
  // nineRuns: constant is number 2; SD2, SD and none are 0, 1 and 2: ends at 3.20, 3.21 and 3.22.
  // The mean root is (1.25 + 1.2) / 2, the mean of A″ ÷ A′ for SD (1/1.25 + 1/1.2) / 2 = 0.8167.
  assert.equal(
    rows[1],
    "Constant ● SD 3.2100 −0.0100 0.817 0 4.0000 3.4000 24.78 0.5000 1.225 1.0",
  );
  assert.ok(rows[0]!.startsWith("Constant ● none 3.2200 – "));
  assert.ok(rows[8]!.startsWith("Cosine ● SD2"));
});

Deno.test("the page says how much of the experiment it shows", async () => {
  assert.ok((await report()).includes("9 of 12 runs (the others are not finished)"));
});

/** The page of some runs, without plots. */
async function pageOf(overrides: Parameters<typeof planOf>[0]): Promise<string> {
  const runs = planOf(overrides).map((run) =>
    testResult(run, { evalLosses: [4, 3], trainLosses: [4], roots: [1.2] })
  );
  return await reportHtml({
    config: { settings: resolveSettings({ overrides }), environment: {} },
    runs,
    plannedRuns: runs.length,
    plots: [],
    libraries: [],
  });
}

const plain = (html: string) => html.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ");

Deno.test("the page names what it compares with, and what differs between the runs", async () => {
  const html = plain(
    await pageOf({
      schedules: ["cosine_with_min_lr:minLrRate=0.1"],
      methods: ["SD", "scaled:factor=0.8"],
      baseline: "scaled:factor=0.8",
      sweep: { learningRate: [1e-4, 3e-4], gamma: ["paper", "notebook"] },
    }),
  );
  assert.ok(html.includes("Cosine with min lr, minLrRate=0.1 × 8 conditions"), "counted");
  assert.ok(html.includes("minus that of scaled:factor=0.8"));
  assert.ok(html.includes("Peak of A′1e-4 or 3e-4"));
  assert.ok(html.includes("Γpaper (root 1/3) or notebook (root 1/4)"));
  assert.ok(html.includes("Γ of paper") && html.includes("Γ of notebook"));
  assert.ok(html.includes("scaled:factor=0.8: the scheduled rate times a constant"));
  assert.ok(!html.includes("SD2"), "no method that no run has");
});

Deno.test("an experiment without its baseline is reported", async () => {
  const html = plain(await pageOf({ schedules: ["linear"], methods: ["SD", "SD2"] }));
  assert.ok(html.includes("Linear × SD and SD2"));
  assert.ok(html.includes("minus that of none"));
});

Deno.test("names that no definition at hand has stand for themselves", async () => {
  const html = plain(await pageOf({ schedules: ["wave"], methods: ["mine"], gamma: "homemade" }));
  assert.ok(html.includes("Wave × mine"));
  assert.ok(html.includes("Γ is homemade, whose definition is not at hand."));
});

/** A page of runs of some seeds. */
async function pageOfSeeds(seeds: readonly number[], wallSeconds?: number): Promise<string> {
  return await reportHtml({
    config: { settings: resolveSettings(), environment: {} },
    runs: nineRuns(seeds),
    plannedRuns: 9 * seeds.length,
    plots: [],
    libraries: [],
    ...(wallSeconds === undefined ? {} : { wallSeconds }),
  });
}

Deno.test("the time by the clock and the sum over all runs are told apart", async () => {
  const html = await pageOfSeeds([0], 4);
  // Nine runs of 1 s.
  assert.ok(html.includes("<dt>Training time</dt><dd>4 s by the clock; sum of all runs 9 s</dd>"));
  const alone = await pageOfSeeds([0], 8.9);
  assert.ok(alone.includes("<dt>Training time</dt><dd>9 s</dd>"), "one process: one time");
  const older = await pageOfSeeds([0]);
  assert.ok(older.includes("<dt>Training time, sum of all runs</dt><dd>9 s</dd>"));
  assert.ok(!older.includes("by the clock"));
});

Deno.test("differences of several seeds stand with their intervals, and what losses are is said", async () => {
  const html = await pageOfSeeds([0, 1]);
  assert.ok(html.includes("<h3>Compared with none</h3>") && html.includes("95 % t interval"));
  assert.ok(html.includes("Student’s t"));
  assert.ok(html.includes("The mean step loss is another thing"));
  assert.ok(!(await pageOfSeeds([0])).includes("Compared with none"));
});

Deno.test("dark colours are for screens; what is printed keeps light ones and leaves no heading alone", async () => {
  const html = await pageOfSeeds([0]);
  const [, dark] = html.match(
    /(@media screen and \(prefers-color-scheme: dark\) \{.*?)@media print/s,
  )!;
  assert.ok(dark!.includes("color-scheme: dark"));
  assert.ok(dark!.includes('main svg [fill="#1f2933"] { fill: #e4e8ed; }'));
  assert.ok(dark!.includes('main [style="color:#0072b2"] { color: #4a9fe0 !important; }'));
  const print = html.slice(html.indexOf("@media print"), html.indexOf("</style>"));
  assert.ok(print.includes("h1, h2, h3 { break-after: avoid; }"));
  assert.ok(print.includes(".about, .note, footer { break-before: avoid; }"));
  assert.ok(print.includes("tr:nth-last-child(-n+2) { break-before: avoid; }"));
  assert.ok(print.includes("figure, .facts, .note, .formula, tr { break-inside: avoid; }"));
});

/** The settings of a training, as `fineTune` has them. */
const TRAINING = {
  ...{ schedules: ["linear"], methods: ["none"], evalFraction: 0.1, epochs: 10 },
  ...{ trainChunks: 256, evalChunks: 64 },
};

Deno.test("a run that stands for itself is compared with none, and is not told of what it has not", async () => {
  const html = plain(await pageOf(TRAINING));
  assert.ok(
    html.includes("One run: 10 epochs over 256 chunks of 128 tokens, evaluated on 64 chunks."),
  );
  for (
    const word of [
      "ompared with",
      "minus that of",
      "Γ",
      "β",
      "A″",
      "A′",
      "evalSplit",
      "method is better",
    ]
  ) {
    assert.ok(!html.includes(word), word);
  }
  assert.ok(html.includes("Before and after"));
  assert.ok(
    html.includes("metricbeforeafter step 1evaluation loss4.00003.0000perplexity54.6020.09"),
  );
  assert.ok(
    html.includes("The evaluation loss is measured on the evaluation chunks without dropout"),
  );
  assert.ok(html.includes("Highest learning rate"));
  assert.ok(html.includes("evaluation loss at endevaluation loss at start"));
  assert.ok(!html.includes("schedulemethod"), "nobody need tell it from others");
  // A method has its words, but still nothing to be compared with.
  const method = plain(await pageOf({ ...TRAINING, methods: ["SD"] }));
  assert.ok(method.includes("What Γ, A′ and A″ are") && method.includes("mean A″ ÷ mean A′"));
  assert.ok(!method.includes("minus that of"));
  const several = plain(await pageOf({ ...TRAINING, seeds: [0, 1], evalFraction: null }));
  assert.ok(several.includes("2 runs from the same first weights, each 10 epochs over"));
  assert.ok(several.includes("evalSplit") && several.includes("What Γ, A′ and A″ are"));
});

Deno.test("a run that was stopped early says so, and has the figures of the weights that are kept", async () => {
  const overrides = {
    ...TRAINING,
    ...{ earlyStoppingPatience: 1, lineByLine: true, trainChunks: 4, evalChunks: 1, batchSize: 4 },
  };
  const [run] = planOf(overrides);
  const result = {
    ...testResult(run!, { evalLosses: [4, 2, 3], trainLosses: [4, 3] }),
    bestStep: 1,
  };
  const html = plain(
    await reportHtml({
      config: { settings: resolveSettings({ overrides }), environment: {} },
      ...{ runs: [result], plannedRuns: 1, plots: [], libraries: [] },
    }),
  );
  assert.ok(
    html.includes(
      "One run: at most 10 epochs over 4 lines of at most 128 tokens, evaluated on 1 line.",
    ),
    html.slice(0, 3000),
  );
  assert.ok(html.includes("Stopped early, after step 2 (epoch 2 of 10)"));
  assert.ok(!html.includes("none, seed 0"), "nobody need tell it from others");
  assert.ok(html.includes("metricbeforeafter step 1evaluation loss4.00002.0000"));
  assert.ok(html.includes("of the weights kept (step)") && html.includes("2.0000 (1)"));
});
