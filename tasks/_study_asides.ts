/** What pages say of the study beside its conclusion and its differences: each follows from its results. */
import { formatNumber, gammaNoise, study } from "../lib/mod.ts";

/** What pages say, in the words that they say it in. */
interface Asides {
  /** Every page that concludes something. */
  everywhere: string[];
  /** A page that has the results, in one language or the other. */
  results: string[];
}

const percent = (share: number, places = 0) => `${formatNumber(share * 100, `.${places}f`)} %`;
/** Without the nought before the point. */
const decimals = (value: number, places: number) => value.toFixed(places).replace(/^0\./, ".");
const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/**
 * All that is said so. Numbers that a study lacks, as Γ's noise of a single seed, are NaN there.
 *
 * @param results What it follows from.
 */
export function asides(results: study.Study): Asides {
  const { runs, differences, gamma, config } = results;
  const noise = gammaNoise(gamma);
  const ofGamma = (name: string) => noise.find(({ condition }) => condition === name);
  const { variation = NaN, share = NaN } = ofGamma("SD") ?? {};
  const row = (contrast: string, metric: study.StudyMetric) =>
    differences.find((of) => of.contrast === contrast && of.metric === metric);
  const rate = (method: string) => row(`${method} - chance_${method}`, study.RATE_METRIC)?.mean;
  const seeds = config.main.settings.seeds.length;
  const { contrasts, overall } = study.studyVerdict(differences, seeds).meaning;
  const none = contrasts.filter(({ verdict }) => verdict === "no difference that matters").length;
  const diverged = runs.filter((run) => run.diverged !== null).length;
  const hours = runs.reduce((sum, { seconds }) => sum + seconds, 0) / 3600;
  const gaps = ["SD", "SD2"].flatMap((method) =>
    ["same_mean", "shuffled"].map((control) =>
      row(`${method} - ${control}_${method}`, "overfitting_gap")?.p_holm ?? NaN
    )
  );
  const axes = row("sd_loss - sd_loss_random", study.PRIMARY_METRIC)?.p ?? NaN;
  const moved = percent(variation);
  return {
    everywhere: [
      `varies by ${moved} over a run, ${share > 0.5 ? "most" : "a part"} of it by the draw`,
    ],
    results: [
      `${formatNumber(hours, ".1f")} hours of training in sum`,
      `${diverged === 0 ? "None" : diverged} diverged`,
      `発散したものは${diverged === 0 ? "ありません" : ` ${diverged} 回です`}`,
      `All ${IN_WORDS[none] ?? none} primary contrasts show no difference that matters`,
      `answer to H2 is ${overall}`,
      `${percent(share)} of its variance by masks alone`,
      `Γ の根は一回の学習のあいだに ${moved} しか動かず`,
      `its root by ${percent(ofGamma("notebook_SD")?.variation ?? NaN)}`,
      `its rate is ${decimals(-(rate("SD") ?? NaN) * 100, 2)} % higher (SD) and ` +
      `${decimals((rate("SD2") ?? NaN) * 100, 2)} % lower (SD2)`,
      `p by Holm at most ${decimals(Math.max(...gaps), 3)}`,
      `p ${decimals(axes, 3)}, uncorrected`,
      ...ofSizes(study.sizeRuns(runs)),
    ],
  };
}

/** How many of the primary contrasts pages spell. */
const IN_WORDS: Readonly<Record<number, string>> = { [study.PRIMARY.length]: "six" };

/** The chunks that are called few, at most, and many, at least. */
const FEW = 128, MANY = 512;

/** What the numbers of training chunks do. */
function ofSizes(runs: readonly study.StudyRun[]): string[] {
  const cell = (condition: string, chunks: number) =>
    runs.filter((run) => run.condition === condition && run.train_chunks === chunks);
  const sizes = [...new Set(runs.map((run) => run.train_chunks))];
  const distances = sizes.flatMap((chunks) =>
    ["SD", "SD2"].map((method) => ({
      chunks,
      distance: Math.abs(meanOf(
        cell(method, chunks).map((run) =>
          (run.eval_loss ?? NaN) -
          (cell("none", chunks).find(({ seed }) => seed === run.seed)?.eval_loss ?? NaN)
        ),
      )),
    }))
  );
  const few = distances.filter(({ chunks }) => chunks <= FEW).map(({ distance }) => distance);
  const many = distances.filter(({ chunks }) => chunks >= MANY).map(({ distance }) => distance);
  const gap = (chunks: number) =>
    decimals(
      meanOf(
        cell("none", chunks).map((run) => (run.eval_loss ?? NaN) - (run.train_eval_loss ?? NaN)),
      ),
      2,
    );
  const all = Math.max(...sizes);
  return [
    `from ${decimals(Math.min(...few), 3)} nats and more with up to ${FEW} chunks to ` +
    `${decimals(Math.max(...many), 3)} at most with ${MANY} and more`,
    `falls from ${gap(FEW)} nats (none, ${FEW} chunks) to ${gap(all)} with all ` +
    all.toLocaleString("en-US"),
  ];
}
