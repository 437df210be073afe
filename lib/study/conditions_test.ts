import assert from "node:assert/strict";
import {
  CONDITION_SENTENCES,
  conditionSettings,
  GAMMA_CONDITIONS,
  methodConditions,
  OBJECTIVES,
  SINGLE_CONDITIONS,
} from "./conditions.ts";
import { CONTRASTS, FROM_NONE, RATE_MATCHED } from "./plan.ts";

Deno.test("conditions have their roles, in the order of the plan", () => {
  assert.deepEqual(methodConditions("primary"), ["same_mean", "shuffled", "random"]);
  assert.deepEqual(methodConditions("control"), ["replayed", "chance", "loss"]);
  assert.deepEqual(methodConditions("variant"), ["paper", "notebook", "kappa1", "normalised"]);
  assert.deepEqual(methodConditions(), [
    ...["same_mean", "shuffled", "replayed", "random", "chance", "loss", "paper", "notebook"],
    ...["kappa1", "normalised"],
  ]);
  assert.deepEqual(GAMMA_CONDITIONS, [
    ...["SD", "random_SD", "chance_SD", "loss_SD", "paper_SD", "notebook_SD"],
  ]);
  assert.deepEqual(OBJECTIVES, {
    sd_token: ["sd_token_shuffled", "sd_token_random"],
    sd_loss: ["sd_loss_shuffled", "sd_loss_random"],
  });
  assert.deepEqual(Object.keys(CONDITION_SENTENCES), [
    ...methodConditions(),
    ...Object.keys(SINGLE_CONDITIONS),
  ]);
});

Deno.test("every condition is a setting of its method's, in the order of the plan", () => {
  const settings = conditionSettings({ random: 2, chance: 3, loss: 4 });
  const none = { method: "none" };
  const of = (method: "SD" | "SD2") => [
    { name: `same_mean_${method}`, method: `mean:of=${method}` },
    { name: `shuffled_${method}`, method: `replay:of=${method}:order=shuffled` },
    { name: `replayed_${method}`, method: `replay:of=${method}:from=next` },
    { name: `random_${method}`, method, gamma: "random", gammaReference: 2 },
    { name: `chance_${method}`, method, gamma: "chance", gammaReference: 3 },
    { name: `loss_${method}`, method, gamma: "loss", gammaReference: 4 },
    { name: `paper_${method}`, method, gamma: "paper" },
    { name: `notebook_${method}`, method, gamma: "notebook" },
    { name: `kappa1_${method}`, method, gamma: "osgood:root=1" },
    { name: `normalised_${method}`, method, gammaReference: "initial" },
  ];
  assert.deepEqual(settings, [
    ...of("SD"),
    ...of("SD2"),
    { name: "greedy_lr", method: "greedy" },
    { name: "sd_token", ...none, objective: "sd_token" },
    { name: "sd_token_shuffled", ...none, objective: "sd_token:order=shuffled" },
    { name: "sd_token_random", ...none, objective: "sd_token", gamma: "random" },
    { name: "sd_loss", ...none, objective: "sd_loss:lambda=0.1" },
    { name: "sd_loss_shuffled", ...none, objective: "sd_loss:lambda=0.1:order=shuffled" },
    { name: "sd_loss_random", ...none, objective: "sd_loss:lambda=0.1", gamma: "random" },
  ]);
});

Deno.test("contrasts stand in the order of the plan, each in its family", () => {
  const method = (name: "SD" | "SD2") => [
    ...[`${name} - none`, `linear ${name} - linear none`, `cosine ${name} - cosine none`],
    ...["none_best", ...["replayed", "chance", "loss"].map((of) => `${of}_${name}`)]
      .map((right) => `${name} - ${right}`),
  ];
  const curve = [
    ...["SD", "SD2", ...methodConditions().flatMap((of) => [`${of}_SD`, `${of}_SD2`])],
    ...Object.keys(SINGLE_CONDITIONS),
  ].map((name) => `${name} - curve of none`);
  const names = CONTRASTS.map(({ name }) => name);
  assert.deepEqual(names.slice(6), [
    ...method("SD"),
    ...method("SD2"),
    ...["none - none_best", "greedy_lr - none", "greedy_lr - none_best"],
    ...["sd_token - sd_token_shuffled", "sd_token - sd_token_random", "sd_token - none"],
    ...["sd_loss - sd_loss_shuffled", "sd_loss - sd_loss_random", "sd_loss - none"],
    ...curve,
  ]);
  const family = (of: string | null) =>
    CONTRASTS.filter((contrast) => contrast.family === of).map(({ name }) => name);
  assert.deepEqual(family("H1"), ["SD - none", "SD2 - none"]);
  assert.deepEqual(family("H2"), names.slice(0, 6));
  assert.deepEqual(FROM_NONE.map(({ name }) => name), family("H1"));
  assert.deepEqual(RATE_MATCHED.map(({ name }) => name).slice(6), [
    ...["SD - chance_SD", "SD - loss_SD", "SD2 - chance_SD2", "SD2 - loss_SD2"],
  ]);
  const linear = CONTRASTS.find(({ name }) => name === "linear SD2 - linear none")!;
  assert.deepEqual([linear.left, linear.right], [
    { condition: "SD2", schedule: "linear" },
    { condition: "none", schedule: "linear" },
  ]);
});
