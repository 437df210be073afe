import assert from "node:assert/strict";
import { large, quiet, withRows } from "./_judged.ts";
import { conclusions } from "./conclusions.ts";
import type { Difference } from "./differences.ts";
import { ERROR_METRIC } from "./metrics.ts";
import { PRIMARY } from "./plan.ts";

const said = (differences: readonly Difference[]) => conclusions(differences, 10);
const only = (contrast: string) => (name: string) => name === contrast;
const [FIRST] = PRIMARY.map(({ name }) => name) as [string];

Deno.test("each sentence has its t intervals, in both languages", () => {
  const { en, ja } = said(quiet());
  assert.ok(en[0].startsWith("What SD and SD2 do, a plain rate does, too, to within 0.002 nats: "));
  assert.ok(en[0].includes("SD differs from that of none by −0.0171 (−0.0176 to −0.0166) nats"));
  assert.ok(en[0].includes("(by Holm’s correction over the two both differ)"));
  assert.ok(en[0].endsWith("by +0.0001 (−0.0004 to +0.0006) and −0.0002 (−0.0007 to +0.0003)."));
  assert.ok(en[1].includes("no difference of as much as 0.002 nats: "));
  assert.ok(
    en[1].endsWith(
      "and SD2 by +0.0003 (−0.0002 to +0.0008), +0.0004 (−0.0001 to +0.0009), " +
        "+0.0005 (0.0000 to +0.0010) and +0.0007 (+0.0002 to +0.0012).",
    ),
    en[1],
  );
  assert.ok(en[2].includes("is not shown to bring errors nearer"));
  const numbers = (text: string) => text.match(/[−+]?\d+\.\d{4}/g);
  en.forEach((sentence, i) => assert.deepEqual(numbers(ja[i]!), numbers(sentence)));
});

Deno.test("what is said is the verdict", () => {
  const rate = said(withRows(quiet(), only("SD - curve of none"), { equivalent: false }));
  assert.ok(rate.en[0].startsWith("What SD and SD2 do is not shown to be that of a plain rate: "));
  assert.ok(
    rate.ja[0].startsWith("SD と SD2 の効果が単に学習率を変えた場合と同じであるとは示せません："),
  );
  const none = said(withRows(quiet(), only("SD2 - none"), { p_holm: 0.2 }));
  assert.ok(none.en[0].includes("only SD differs)") && none.ja[0].includes("SD だけです"));

  const open = said(withRows(quiet(), only(FIRST), { equivalent: false }));
  assert.ok(open.en[1].startsWith("Whether meaning adds anything at the same mean rate is not"));
  assert.ok(
    open.en[1].includes("(by the rules said beforehand not decided for SD − same_mean_SD; "),
  );
  assert.ok(open.ja[1].includes("SD − same_mean_SD は「決まらない」、"));
  const look = said(withRows(quiet(), only(FIRST), large(0.01)));
  assert.ok(look.en[1].startsWith("A control disagrees with the others"));
  assert.ok(
    look.en[1].includes("may matter for SD − same_mean_SD; no difference that matters for"),
  );
  const acts = withRows(
    quiet(),
    (name) => /^SD2 - (same_mean|shuffled|random|chance)_SD2$/.test(name),
    large(0.01),
  );
  assert.ok(said(acts).en[1].startsWith("Meaning acts on training by the rate of SD2: "));
  assert.ok(said(acts).ja[1].startsWith("意味は SD2 の学習率を通じて訓練に作用します："));
});

Deno.test("nearer errors are said to be so on the axes that the objective is trained on", () => {
  const near = withRows(
    quiet(),
    (name) => name.startsWith("sd_loss - "),
    { mean: -0.1, t_low: -0.11, t_high: -0.09 },
    ERROR_METRIC,
  );
  assert.ok(
    said(near).en[2].startsWith(
      "Meaning in the objective instead of the rate brings errors nearer to the right words on the " +
        "axes that it is trained on, with sd_loss, so that the objective reaches what it minimises, " +
        "and no more is shown: ",
    ),
  );
  assert.ok(said(near).ja[2].includes("sd_loss で誤りが正解の意味に近づきます"));
  const far = said(withRows(
    near,
    (name) => name.startsWith("sd_loss - "),
    { mean: 0.1, t_low: 0.09, t_high: 0.11 },
    ERROR_METRIC,
  ));
  assert.ok(
    far.en[2].includes("nearer to the right words (sd_loss takes them farther): at equal loss"),
  );
  assert.ok(far.ja[2].includes("（sd_loss ではかえって遠ざかります）"));
});

Deno.test("pairs that are missing are said to be, and nothing is concluded from the others", () => {
  const nine = said(withRows(quiet(), only("SD2 - curve of none"), { n: 9 }));
  assert.ok(nine.en[0].startsWith("Whether what SD and SD2 do is that of a plain rate cannot be"));
  assert.ok(nine.en[0].endsWith("and −0.0002 (−0.0007 to +0.0003), n = 9."));
  const { en, ja } = said([]);
  assert.ok(en[0].includes("by –, n = 0 nats"));
  assert.ok(en[1].includes("incomplete for SD − same_mean_SD, SD − shuffled_SD"));
  assert.ok(en[2].includes("(pairs are missing for sd_token and sd_loss): "));
  assert.ok(ja[2].includes("（sd_token と sd_loss は対が欠けています）："));
});
