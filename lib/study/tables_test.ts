import assert from "node:assert/strict";
import { madeUpRun } from "./_made_up.ts";
import { contrastName, type Difference, differencesCsv, intervalText } from "./differences.ts";
import { gammaStepsCsv } from "./gamma_steps.ts";
import { studyRunsCsv } from "./runs.ts";

Deno.test("a table has the issue's columns, in its order, and a line a run", () => {
  const csv = studyRunsCsv([
    madeUpRun({ condition: "SD", seed: 3, mean_learning_rate: 1 / 3, diverged: 'at "5"' }, 4.5),
  ]);
  const [header, line, end] = csv.split("\n");
  assert.match(
    header!,
    /^condition,schedule,method,gamma,seed,learning_rate,mean_learning_rate,steps,train_loss,/,
  );
  assert.match(
    header!,
    /,eval_loss,eval_loss_best,eval_perplexity,eval_accuracy,.*weights_sha256$/,
  );
  assert.match(line!, /^SD,constant,none,osgood,3,0\.0006,0\.3333333333333333,48,4\.4,4\.5,/);
  assert.match(line!, /,"at ""5""",0{64}$/);
  assert.equal(end, "");
});

Deno.test("what is not there is an empty field, and numbers keep all their digits", () => {
  const difference: Difference = {
    ...{ contrast: "SD - none", metric: "eval_loss", n: 2, mean: 0.1 + 0.2, ci_low: -1e-7 },
    ...{ sd: 0.5, t_low: -4, t_high: 5, ci_high: null, p: 0.5, p_holm: null },
    ...{ tost_low: -2, tost_high: 2.5, tost_p: 0.25, equivalent: false },
  };
  assert.equal(
    differencesCsv([difference]),
    "contrast,metric,n,mean,sd,t_low,t_high,ci_low,ci_high,p,p_holm,tost_low,tost_high,tost_p," +
      "equivalent\n" +
      "SD - none,eval_loss,2,0.30000000000000004,0.5,-4,5,-1e-7,,0.5,,-2,2.5,0.25,false\n",
  );
  assert.equal(
    gammaStepsCsv([{
      ...{ condition: "SD", seed: 0, step: 1, loss: 4.5, gamma_root: null, gamma_pairs: 0 },
    }]),
    "condition,seed,step,loss,gamma_root,gamma_pairs\nSD,0,1,4.5,,0\n",
  );
});

Deno.test("a mean is said with its interval, without where there is none, and a dash is no pair", () => {
  const of = { mean: -0.00042, t_low: -0.0011, t_high: 0.00026 };
  assert.equal(intervalText(of), "−0.0004 (−0.0011 to +0.0003)");
  assert.equal(intervalText(of, ["<", "|", ">"]), "−0.0004<−0.0011|+0.0003>");
  assert.equal(intervalText({ ...of, t_low: null }), "−0.0004");
  assert.equal(intervalText({ ...of, t_high: null }), "−0.0004");
  assert.equal(intervalText({ ...of, mean: null }), "–");
  assert.equal(intervalText({ mean: 0, t_low: 0, t_high: 0 }), "0.0000 (0.0000 to 0.0000)");
  assert.equal(contrastName("sd_loss - curve of none - x"), "sd_loss − curve of none - x");
});
