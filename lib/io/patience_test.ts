import assert from "node:assert/strict";
import { Patience } from "./patience.ts";

/** The timers that are set while something is done: how long each waits, and what then happens. */
function withTimers(act: (timers: Map<number, { ms: number; end: () => void }>) => void): void {
  const { setTimeout, clearTimeout } = globalThis;
  const timers = new Map<number, { ms: number; end: () => void }>();
  let next = 1;
  const fakes = {
    setTimeout: (end: () => void, ms: number) => (timers.set(next, { ms, end }), next++),
    clearTimeout: (timer: number) => void timers.delete(timer),
  };
  Object.assign(globalThis, fakes);
  try {
    act(timers);
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
}

Deno.test("patience is over when nothing has come for so long, counted from what came last", () =>
  withTimers((timers) => {
    const patience = new Patience(60, undefined);
    patience.renew();
    patience.renew();
    assert.deepEqual([...timers.values()].map(({ ms }) => ms), [60], "one wait, begun anew");
    assert.deepEqual([patience.isOver, patience.signal.aborted], [false, false]);
    for (const { end } of timers.values()) end();
    assert.deepEqual([patience.isOver, patience.signal.aborted], [true, true]);
    patience[Symbol.dispose]();
    assert.equal(timers.size, 0);
  }));

Deno.test("who gives up ends a transfer with his own reason, before it or during it", () =>
  withTimers(() => {
    const during = new AbortController(), reason = new Error("enough");
    const patience = new Patience(60, during.signal);
    assert.equal(patience.signal.aborted, false);
    during.abort(reason);
    assert.deepEqual([patience.signal.reason, patience.isOver], [reason, false]);
    assert.equal(new Patience(60, AbortSignal.abort(reason)).signal.reason, reason);
  }));

Deno.test("what is disposed of hears of no abort any more", () =>
  withTimers(() => {
    const given = new AbortController();
    const patience = new Patience(60, given.signal);
    patience[Symbol.dispose]();
    given.abort();
    assert.equal(patience.signal.aborted, false);
  }));
