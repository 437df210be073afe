/**
 * The thread that writes checkpoints, disturbed as it is told: `wait=FILE` before it writes a
 * file, until there is that one; `fail=writeFile&after=1&times=2` as often as said, with `&code=ENOSPC` as the system does; `kill=7` before its
 * 7th file operation, by SIGKILL; `count` says after each how many there
 * were; `broken` ends it at its beginning.
 */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { disk } from "../../lib/io/mod.ts";
import { DISTURBED } from "./disturbed.ts";

const asked = new URLSearchParams(Deno.env.get(DISTURBED));
const operations = disk as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;

/** Has something done before a file operation. */
function before(name: string, act: () => unknown): void {
  const operation = operations[name]!;
  operations[name] = async (...args) => {
    await act();
    return await operation(...args);
  };
}

if (asked.has("broken")) throw new Error("no thread today");

const wait = asked.get("wait");
if (wait !== null) {
  before("writeFile", async () => {
    while (!existsSync(wait)) await delay(5);
  });
}

const fail = asked.get("fail");
let after = Number(asked.get("after") ?? 0), times = Number(asked.get("times") ?? Infinity);
if (fail !== null) {
  const code = asked.get("code");
  before(fail, () => {
    if (after-- > 0 || times-- <= 0) return;
    if (code === null) throw new TypeError("a mistake in the program");
    throw Object.assign(new Error(`${code}: it is refused`), { code });
  });
}

const last = Number(asked.get("kill"));
let count = 0;
for (const name of Object.keys(operations)) {
  before(name, () => {
    if (++count === last) Deno.kill(Deno.pid, "SIGKILL");
    if (asked.has("count")) console.log(`operations: ${count}`);
  });
}

await import("../../lib/experiment/checkpoint_thread.ts");
