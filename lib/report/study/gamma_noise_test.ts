import assert from "node:assert/strict";
import { near } from "../../../tests/_near.ts";
import { Random } from "../../random/mod.ts";
import type { GammaStep } from "../../study/mod.ts";
import { gammaNoise } from "./gamma_noise.ts";

/** Roots that fall over the steps, with noise of its own at each, at another level for each seed. */
function steps(fall: number, noise: number): GammaStep[] {
  return Array.from({ length: 10 }, (_, seed) => {
    const random = new Random(seed, "gamma");
    return Array.from({ length: 200 }, (_, i) => {
      const z = random.normal();
      return {
        condition: "SD",
        seed,
        step: i + 1,
        loss: 4 + z,
        gamma_root: 2 + seed / 10 + fall * (i / 199 - 0.5) + noise * z,
        gamma_pairs: 300,
      };
    });
  }).flat();
}

Deno.test("the noise is found whatever the course and the seeds' levels are", () => {
  const [still] = gammaNoise(steps(0, 0.03));
  near(still!.mean, 2.45, 0.01);
  near(still!.noise * still!.mean, 0.03, 0.001);
  near(still!.share, 1, 0.02);
  near(still!.correlation, 1, 1e-9);
  const [falling] = gammaNoise(steps(-0.4, 0.03));
  near(falling!.noise * falling!.mean, 0.03, 0.001);
  // The variance of a line of length 0.4 is 0.16 / 12.
  near(falling!.share, 0.0009 / (0.0009 + 0.16 / 12), 0.01);
  near(falling!.course.at(-1)!.mean - falling!.course[0]!.mean, -0.4, 0.05);
});

Deno.test("steps without Γ are left out, and one seed tells no noise", () => {
  const all = steps(0, 0.03);
  const gap = all.map((step) =>
    step.seed === 3 && step.step === 7 ? { ...step, gamma_root: null } : step
  );
  assert.ok(!gammaNoise(gap)[0]!.course.some(({ step }) => step === 7));
  assert.ok(Number.isNaN(gammaNoise(all.filter(({ seed }) => seed === 0))[0]!.noise));
  assert.deepEqual(gammaNoise([]), []);
});
