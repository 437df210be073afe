/** A made-up study for the tests: drawn with seeds, of the size and kind that a pilot's runs had. */
import { type ExperimentSettings, resolveSettings } from "../../experiment/mod.ts";
import { Random } from "../../random/mod.ts";
import {
  ALL_CHUNKS,
  type GammaStep,
  LEVELLED,
  mainSettings,
  NO_LEVELS,
  RATES,
  ratesSettings,
  SEEDS,
  SIZES,
  sizesSettings,
  type Study,
  type StudyConfig,
  studyDifferences,
  type StudyRun,
} from "../../study/mod.ts";

/** What a condition does, as far as the made-up losses go. */
interface Made {
  condition: string;
  schedule?: string;
  method?: string;
  gamma?: string;
  objective?: string;
  /** Its mean rate as a multiple of none's. */
  factor?: number;
  /** Nats beside the curve of none. */
  beside?: number;
  /** What its wrong predictions' distance in meaning is more. */
  error?: number;
}

const ROOT = 1.18;

/** One for SD and one for SD2. */
const both = (name: string, root: number, more: Partial<Made> = {}): Made[] =>
  (["SD", "SD2"] as const).map((of) => ({
    condition: name === "" ? of : `${name}_${of}`,
    method: of,
    factor: of === "SD" ? 1 / root : root,
    ...more,
  }));

const CONDITIONS: readonly Made[] = [
  ...["constant", "linear", "cosine"].flatMap((schedule): Made[] => [
    { condition: "none", schedule },
    ...both("", ROOT, { schedule }),
  ]),
  ...Object.entries(RATES).filter(([name]) => name !== "none")
    .map(([condition, factor]) => ({ condition, factor })),
  ...both("same_mean", ROOT).map((made) => ({ ...made, method: `mean:of=${made.method}` })),
  ...both("shuffled", ROOT).map((made) => ({
    ...made,
    method: `replay:of=${made.method}:order=shuffled`,
  })),
  ...both("replayed", ROOT).map((made) => ({
    ...made,
    method: `replay:of=${made.method}:from=next`,
  })),
  ...both("random", ROOT * 1.002, { gamma: "random" }),
  ...both("chance", ROOT * 1.001, { gamma: "chance" }),
  ...both("loss", ROOT * 0.997, { gamma: "loss" }),
  { condition: "greedy_lr", method: "greedy", factor: 0.9, beside: -0.004 },
  ...both("paper", 1.214, { gamma: "paper" }),
  ...both("notebook", 3.2, { gamma: "notebook" }),
  ...both("kappa1", ROOT ** 3, { gamma: "osgood:root=1" }),
  ...both("normalised", 0.985),
  { condition: "sd_token", objective: "sd_token", beside: 0.011, error: -0.004 },
  {
    condition: "sd_token_shuffled",
    objective: "sd_token:order=shuffled",
    beside: 0.0015,
  },
  { condition: "sd_token_random", objective: "sd_token", gamma: "random", beside: 0.009 },
  { condition: "sd_loss", objective: "sd_loss:lambda=0.1", beside: 0.0004, error: -0.012 },
  { condition: "sd_loss_shuffled", objective: "sd_loss:lambda=0.1:order=shuffled", beside: 0.0012 },
  { condition: "sd_loss_random", objective: "sd_loss:lambda=0.1", gamma: "random", beside: 0.0005 },
];

/** A pilot's slope and curvature of the final loss over ln(rate). */
const curve = (factor: number) => 0.126 * Math.log(factor) + 0.13 * Math.log(factor) ** 2;

function madeRun(
  made: Made,
  seed: number,
  stage: StudyRun["stage"] = "main",
  trainChunks = 128,
): StudyRun {
  const { condition, schedule = "constant", method = "none", factor = 1, beside = 0 } = made;
  const shared = new Random(seed, "shared").normal() * 0.02;
  const own = new Random(seed, `${stage} ${schedule} ${condition} ${trainChunks}`);
  const mean = { constant: 1, linear: 0.51, cosine: 0.51 }[schedule]!;
  const shift = schedule === "constant" ? curve(factor) : -0.03 - 0.02 * Math.log(factor);
  const size = Math.log2(trainChunks / 128);
  const noise = 0.0004 + 0.003 * Math.min(0.5, Math.abs(Math.log(factor)));
  const loss = 4.541 - 0.03 * size + shared + shift + beside + own.normal() * noise;
  const trained = 4.36 + 0.05 * size + shared + shift / 2 - 0.1 * Math.log(factor);
  return {
    condition,
    schedule,
    method,
    gamma: made.gamma ?? "osgood",
    seed,
    learning_rate: 6e-4 * (condition.startsWith("none") ? factor : 1),
    mean_learning_rate: 6e-4 * factor * mean * (1 + (method === "none" ? 0 : own.normal() * 0.001)),
    steps: Math.round(trainChunks * 6 / 16),
    train_loss: trained + 0.08,
    eval_loss: loss,
    eval_loss_best: loss - Math.max(0, 0.05 * Math.log(factor)),
    eval_perplexity: Math.exp(loss),
    eval_accuracy: 0.27 - 0.03 * shift + own.normal() * 0.001,
    eval_mrr: 0.37 - 0.03 * shift + own.normal() * 0.001,
    eval_ece: 0.03 + 0.02 * Math.max(0, shift) + own.normal() * 0.001,
    eval_cloze_accuracy: 0.52 - 0.05 * shift + own.normal() * 0.004,
    eval_semantic_error: 1.3 + 0.1 * shift + (made.error ?? 0) + own.normal() * 0.002,
    eval_semantic_error_wrong: 1.79 + 0.1 * shift + (made.error ?? 0) + own.normal() * 0.002,
    train_eval_loss: trained,
    objective: made.objective ?? "cross_entropy",
    gamma_reference: "none",
    mean_gamma_root: method === "none" ? ROOT : Math.max(factor, 1 / factor),
    train_chunks: trainChunks,
    stage,
    seconds: 17,
    diverged: null,
    weights_sha256: "0".repeat(64),
  };
}

/** Γ over the steps of three conditions: 1.6 % of noise, 1.7 %, and nearly none. */
export function madeUpGamma(): GammaStep[] {
  const kinds = {
    SD: [1.18, 0.016, 0.008],
    random_SD: [1.18, 0.017, 0.01],
    paper_SD: [1.214, 2e-4, 1e-4],
  };
  return Object.entries(kinds).flatMap(([condition, [level, noise, fall]]) =>
    SEEDS.main.flatMap((seed) => {
      const random = new Random(seed, `gamma ${condition}`);
      return Array.from({ length: 48 }, (_, i) => {
        const z = random.normal();
        return {
          condition,
          seed,
          step: i + 1,
          loss: 4.8 - i * 0.005 + 0.09 * (0.7 * z + 0.7 * random.normal()),
          gamma_root: level! * (1 + noise! * z) - fall! * (i / 47),
          gamma_pairs: 300 + random.integer(30),
        };
      });
    })
  );
}

/** The runs of a whole study. */
export function madeUpRuns(): StudyRun[] {
  const ofRates: Made[] = [
    ...Object.entries(RATES).map(([condition, factor]) => ({ condition, factor })),
    ...LEVELLED.map((gamma) => ({ condition: `level_${gamma}`, gamma })),
  ];
  const rates = ofRates.flatMap((made) => SEEDS.rates.map((seed) => madeRun(made, seed, "rates")));
  const main = CONDITIONS.flatMap((made) => SEEDS.main.map((seed) => madeRun(made, seed)));
  const sizes = [...SIZES.map((size) => 128 * size), ALL_CHUNKS].flatMap((size) =>
    [{ condition: "none" }, ...both("", ROOT)].flatMap((made) =>
      SEEDS.sizes.map((seed) => madeRun(made, seed, "sizes", size))
    )
  );
  return [...rates, ...main, ...sizes];
}

/** The study, complete. */
export function madeUpStudy(): Study {
  const runs = madeUpRuns();
  const base = resolveSettings({ overrides: { seeds: [...SEEDS.main] } });
  const of = (settings: ExperimentSettings) => ({ settings, environment: { backend: "made up" } });
  const config: StudyConfig = {
    rates: of(ratesSettings(base)),
    main: of(mainSettings(base, NO_LEVELS)),
    sizes: of(sizesSettings(base)),
  };
  return { config, runs, differences: studyDifferences(runs), gamma: madeUpGamma() };
}
