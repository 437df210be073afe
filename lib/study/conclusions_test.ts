import assert from "node:assert/strict";
import { conclusions } from "./conclusions.ts";
import type { Difference } from "./differences.ts";
import { PRIMARY } from "./plan.ts";

const row = (contrast: string, mean: number, more: Partial<Difference> = {}): Difference => ({
  contrast,
  metric: "eval_loss",
  n: 10,
  mean,
  ci_low: mean - 0.0005,
  ci_high: mean + 0.0005,
  p: 0.5,
  p_holm: null,
  equivalent: Math.abs(mean) < 0.001,
  ...more,
});

const ERROR = { metric: "semantic_error_at_equal_loss", equivalent: null };

/** Of a study in which Γ does nothing. */
const quiet = (): Difference[] => [
  ...PRIMARY.map(({ name }, i) => row(name, i / 10_000, { p_holm: 1 })),
  row("SD - none", -0.0171),
  row("SD2 - none", 0.0243),
  row("SD - curve of none", 0.0001),
  row("SD2 - curve of none", -0.0002),
  ...["sd_loss", "sd_token"].flatMap((name) =>
    ["curve of none", `${name}_shuffled`, `${name}_random`].map((other) =>
      row(`${name} - ${other}`, -0.0003, ERROR)
    )
  ),
  // Other metrics have families of their own.
  row(PRIMARY[0]!.name, 9, { metric: "eval_mrr", p_holm: 0.001, equivalent: null }),
];

const withRow = (contrast: string, more: Partial<Difference>) =>
  quiet().map((of) =>
    of.contrast === contrast && (more.metric ?? "eval_loss") === of.metric ? { ...of, ...more } : of
  );

Deno.test("each sentence has its intervals, in both languages", () => {
  const { en, ja } = conclusions(quiet());
  assert.ok(en[0].startsWith("What SD and SD2 do, a plain rate does, too, to within 0.002 nats: "));
  assert.ok(en[0].includes("SD differs from that of none by −0.0171 (−0.0176 to −0.0166) nats"));
  assert.ok(en[0].endsWith("by +0.0001 (−0.0004 to +0.0006) and −0.0002 (−0.0007 to +0.0003)."));
  assert.ok(en[1].includes("no difference of as much as 0.002 nats"));
  assert.ok(
    en[1].endsWith(
      "and SD2 by +0.0003 (−0.0002 to +0.0008), +0.0004 (−0.0001 to +0.0009) and +0.0005 (0.0000 to +0.0010).",
    ),
    en[1],
  );
  assert.ok(en[2].includes("is not shown to bring errors nearer"));
  const numbers = (text: string) => text.match(/[−+]?\d+\.\d{4}/g);
  en.forEach((sentence, i) => assert.deepEqual(numbers(ja[i]!), numbers(sentence)));
});

Deno.test("what is said follows from the differences", () => {
  const rate = conclusions(withRow("SD - curve of none", { equivalent: false }));
  assert.ok(rate.en[0].startsWith("What SD and SD2 do is not shown to be that of a plain rate: "));
  assert.ok(
    rate.ja[0].startsWith("SD と SD2 の効果が単に学習率を変えた場合と同じであるとは示せません："),
  );
  const [first] = PRIMARY, said = (of: Difference[]) => conclusions(of).en[1];
  // Different from 0, and too little to matter.
  assert.ok(said(withRow(first!.name, { p_holm: 0.01 })).startsWith("Which step gets which rate"));
  const open = withRow(first!.name, { equivalent: false });
  assert.ok(
    said(open).startsWith(
      "Of the 6 primary comparisons 5 show no difference of as much as 0.002 nats, 0 an effect that " +
        "may matter, and 1 decide nothing: ",
    ),
  );
  assert.ok(
    said(withRow(first!.name, { equivalent: false, p_holm: 0.01 })).includes(
      "1 an effect that may matter (SD − same_mean_SD), and 0 decide nothing: ",
    ),
  );
});

Deno.test("errors are nearer where they are so from none and from both controls", () => {
  const far = { ...ERROR, mean: -0.1, ci_low: -0.11, ci_high: -0.09 };
  const near = quiet().map((of) => of.contrast.startsWith("sd_loss - ") ? { ...of, ...far } : of);
  assert.ok(
    conclusions(near).en[2].includes("brings errors nearer to the right words, with sd_loss: "),
  );
  assert.ok(conclusions(near).ja[2].includes("sd_loss で誤りが正解の意味に近づきます"));
  const random = near.map((of) =>
    of.contrast === "sd_loss - sd_loss_random" ? { ...of, ci_high: 0.001 } : of
  );
  assert.ok(conclusions(random).en[2].includes("is not shown to bring errors nearer"));
});

Deno.test("a difference that is not there, or has no interval, is named", () => {
  assert.throws(
    () => conclusions(quiet().filter(({ contrast }) => contrast !== "SD - none")),
    /no interval for eval_loss of SD - none/,
  );
  assert.throws(
    () => conclusions(withRow("SD2 - none", { ci_low: null })),
    /no interval for eval_loss of SD2 - none/,
  );
});
