/**
 * All plots and tables of made-up runs, as they were when they were last looked at in a browser. Each
 * is one value, so that whatever changes in one, on purpose or not, is seen. To keep what they are now:
 * `deno run -A tests/_report_specs.ts`.
 */
import { createHash } from "node:crypto";
import { Random } from "../lib/random/mod.ts";
import { nineRuns, planOf, testResult } from "../lib/report/_test_runs.ts";
import {
  escapeHtml,
  experimentPlots,
  finalLosses,
  gammaHistogram,
  methodCurves,
  pairRows,
  predictionBars,
  runTableHtml,
  studyHtml,
  studyPlots,
  sweptLosses,
  tableText,
} from "../lib/report/mod.ts";
import { madeUpStudy } from "../lib/report/study/_made_up_study.ts";
import { factorProfile, poleProfile, snakePlot } from "../lib/report/plots/snake_plot.ts";
import { createMethod } from "../lib/schedule/mod.ts";

/** Where they are kept. */
export const KEPT = new URL("fixtures/report-specs.json", import.meta.url);

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** Long lists as their length, their first item and a hash, long texts as these; all else as it is. */
function short(value: unknown): unknown {
  if (typeof value === "string") {
    return value.length <= 150 ? value : `${value.length} ${hashOf(value)}`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const isLong = value.length > 8;
    return isLong
      ? [value.length, short(value[0]), hashOf(JSON.stringify(value))]
      : value.map(short);
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, short(member)]));
}

/** Runs of several seeds, rates, parameters and conditions, one of which ended early. */
function variedRuns(sweep: Record<string, number[]> = { learningRate: [1e-4, 1e-3] }) {
  return planOf({
    schedules: ["cosine", "polynomial:power=2"],
    methods: ["none", "SD"],
    seeds: [0, 1, 2],
    sweep,
    conditions: [{ name: "shuffled", method: "replay:of=SD:order=shuffled" }],
  }).map((run, i) =>
    testResult(run, {
      evalLosses: [4, 3 + i / 50, i === 0 ? NaN : 2 + (i * 7 % 11) / 20],
      trainLosses: [4, 3 - i / 60],
      roots: [1.2 + i / 100, i % 3 === 0 ? null : 1.3],
      metrics: { eval_top5_accuracy: [0.1, 0.2, 0.3 + i / 100] },
      ...(i === 0 ? { diverged: "step 2 was not finite" } : {}),
    })
  );
}

/** A page without its scripts, in sections by their headings, but for the one with all settings. */
function sections(html: string): Record<string, string> {
  const plain = html.replaceAll(/<(script|style|svg)\b.*?<\/\1>/gs, "");
  return Object.fromEntries(
    plain.split(/(?=<h[12])/).filter((of) => !/^<h[12][^>]*>How it was made</.test(of)).map((
      section,
    ) => [
      /<h[12][^>]*>(.*?)<\/h/.exec(section)?.[1] ?? "head",
      `${section.length} ${hashOf(section)}`,
    ]),
  );
}

/** All of them, by name. */
export async function reportSpecs(): Promise<Record<string, unknown>> {
  const specs: Record<string, unknown> = {};
  const put = (
    name: string,
    plots: readonly { name: string; spec: unknown; caption: string }[],
  ) => {
    for (const plot of plots) specs[`${name}: ${plot.name}`] = [plot.caption, short(plot.spec)];
  };
  const three = nineRuns([0, 1, 2]), varied = variedRuns(), study = madeUpStudy();
  put("nine runs", experimentPlots(nineRuns()));
  put("three seeds", experimentPlots(three, { baseline: "SD" }));
  put("varied", experimentPlots(varied));
  put(
    "two rates and two sizes",
    experimentPlots(variedRuns({
      learningRate: [1e-4, 1e-3],
      batchSize: [4, 8],
    })),
  );
  put("study", studyPlots(study));
  const scores = Float32Array.from({ length: 6 }, (_, i) => (i - 2) / 4);
  const random = new Random(0, "plots");
  const others = {
    "final losses": finalLosses(three),
    "swept": sweptLosses(varied, "learningRate"),
    "methods": methodCurves(
      ["none", "SD", "SD2"].map((name) => createMethod(name, { steps: 1, seed: 0 })),
      { reference: { value: 1.2, label: "here" } },
    ),
    "predictions": predictionBars([{ token_str: "cat", score: 0.5 }, {
      token_str: "dog",
      score: 0.25,
    }], "Cats"),
    "factors": snakePlot(factorProfile(["even"], scores), { axisTitle: "x" }),
    "poles": snakePlot(poleProfile(["even", "odd"], Float32Array.from([...scores, ...scores])), {
      axisTitle: "x",
    }),
    "histogram": gammaHistogram(
      Array.from({ length: 40 }, (_, i) => ({
        definition: i % 4 === 0 ? "a" : "b",
        ...{ right: i % 3 / 10, wrong: Math.abs(random.normal()) },
      })),
    ),
  };
  for (const [name, spec] of Object.entries(others)) specs[name] = short(spec);
  specs["runs"] = short(runTableHtml(varied));
  specs["runs with a baseline"] = short(runTableHtml(three, { baseline: "SD" }));
  specs["pairs"] = tableText(pairRows({ a: 1, b: [1, 2], c: { d: null }, e: undefined, f: true }));
  specs["text"] = escapeHtml(`<a href="x">'&'</a>`);
  specs["study's page"] = sections(await studyHtml(study, [], []));
  return JSON.parse(JSON.stringify(specs));
}

if (import.meta.main) {
  const lines = Object.entries(await reportSpecs()).map((entry) =>
    entry.map((part) => JSON.stringify(part)).join(": ")
  );
  await Deno.writeTextFile(KEPT, `{\n${lines.join(",\n")}\n}\n`);
}
