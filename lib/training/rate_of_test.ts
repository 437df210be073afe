/** The rate of a step, case by case: what the program is told of A′, Γ and what else it needs. */
import assert from "node:assert/strict";
import type { RateMethod } from "../schedule/mod.ts";
import { NonFiniteError } from "./non_finite_error.ts";
import type { StepOptions } from "./options.ts";
import { rateOf } from "./step_rate.ts";

const PLAN = { step: 3, steps: 9, update: 2, scheduledRate: 0.1, kept: { a: 1 } };

/** What the program is told where the method, Γ and the rest are these. */
function told(
  method: Partial<RateMethod>,
  { measured, loss, plan = {}, root = 1, ...more }: {
    measured?: { gamma: number | undefined };
    loss?: number;
    plan?: Partial<typeof PLAN>;
    root?: number;
  } & Partial<StepOptions> = {},
) {
  const options = { method: { name: "mine", ...method }, gamma: { root }, ...more };
  const given = measured as Parameters<typeof rateOf>[2];
  return rateOf(options as unknown as StepOptions, { ...PLAN, ...plan }, given, loss);
}

const COMMON = { step: 2, weightDecay: 0.01, maxGradNorm: 1 };

Deno.test("a power of Γ is the program's, or of the Γ that was measured, from its reference on", () => {
  const own = (scheduledRate: number, gammaPower: number) => ({
    ...COMMON,
    scheduledRate,
    gammaPower,
  });
  assert.deepEqual(told({}), own(0.1, 0));
  assert.deepEqual(told({ power: 2 }), own(0.1, 2));
  assert.deepEqual(told({ power: 2 }, { root: 4 }), own(0.1, 0.5));
  // 0.1 · 4^(−1/2), and 0.1 · 4^(−1/4) for the root of it.
  assert.deepEqual(told({ power: 0.5 }, { gammaReference: 4 }), own(0.05, 0.5));
  assert.deepEqual(told({ power: 0.5 }, { gammaReference: 16, root: 2 }), own(0.05, 0.25));
  const more = { weightDecay: 0, maxGradNorm: 5 };
  assert.deepEqual(told({}, more), { ...own(0.1, 0), ...more });
  const measured = (gamma?: number) => ({ measured: { gamma }, gammaReference: 4 });
  assert.deepEqual(told({ power: 0.5 }, measured(0.25)), { ...own(0.05, 0.5), givenGamma: 0.25 });
  assert.deepEqual(told({ power: 0.5 }, measured()), own(0.1, 0), "there is none");
  assert.deepEqual(told({ power: 0.5 }, measured(0)), own(0, 0));
  assert.deepEqual(told({ power: 0 }, measured(0)), own(0.1, 0));
});

Deno.test("a method's own rate sees what it asks for, and Γ by its reference and root", () => {
  let seen: unknown[] = [];
  const rate = (...given: unknown[]) => {
    seen = given;
    return 0.3;
  };
  const see = (sees: RateMethod["sees"], gamma: number | undefined, loss?: number) => {
    const more = { measured: { gamma }, root: 2, gammaReference: 2 };
    const method = { rate, power: 7, ...(sees === undefined ? {} : { sees }) };
    const result = told(method, { ...more, ...(loss === undefined ? {} : { loss }) });
    assert.deepEqual(result, { ...COMMON, scheduledRate: 0.3, gammaPower: 0 });
    const [view, kept] = seen as [Record<string, unknown>, unknown];
    assert.deepEqual(kept, { a: 1 });
    const { step, steps, scheduledRate, ...others } = view;
    assert.deepEqual([step, steps, scheduledRate], [3, 9, 0.1]);
    return others;
  };
  assert.deepEqual(see(undefined, 0.5, 7), {});
  assert.deepEqual(see([], 0.5, 7), {});
  assert.deepEqual(see(["gamma"], 0.5, 7), { gamma: 0.25, gammaRoot: 0.5 });
  assert.deepEqual(see(["loss"], 0.5, 7), { loss: 7 });
  assert.deepEqual(see(["loss", "gamma"], 8, 0), { gamma: 4, gammaRoot: 2, loss: 0 });
  assert.deepEqual(see(["loss", "gamma"], undefined), {});
  assert.deepEqual(see(["gamma"], 0), { gamma: 0, gammaRoot: 0 });
});

Deno.test("a rate or a Γ that is none makes no step, and each is told by whose it is", () => {
  const refused = (act: () => unknown, message: string) =>
    assert.throws(act, (error) => error instanceof NonFiniteError && error.message === message);
  const rule = "which must be a finite number, at least 0.";
  for (const bad of [-1e-9, Infinity, NaN]) {
    const none = "Step 3 was not made:";
    refused(
      () => told({}, { plan: { scheduledRate: bad } }),
      `${none} its schedule gives it the rate ${bad}, ${rule}`,
    );
    refused(
      () => told({ rate: () => bad }),
      `${none} the method mine gives it the rate ${bad}, ${rule}`,
    );
    refused(
      () => told({ power: 1 }, { measured: { gamma: bad } }),
      `${none} its Γ is ${bad}, which has no root to scale the rate by. Use another β, or Γ as ` +
        "`paper` defines it.",
    );
  }
  refused(
    () => told({ power: -1 }, { measured: { gamma: 0 } }),
    `Step 3 was not made: the method mine gives it the rate Infinity, ${rule}`,
  );
  for (const rate of [0, 1e300]) {
    assert.equal(told({ rate: () => rate }).scheduledRate, rate);
    assert.equal(told({}, { plan: { scheduledRate: rate } }).scheduledRate, rate);
  }
});
