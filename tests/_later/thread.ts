/**
 * The thread that writes checkpoints, disturbed as it is told:
 *
 * - `wait=FILE` before it writes a file, until there is that one;
 * - `fail=writeFile&after=1&times=2` as often as said, with `&code=ENOSPC` as the system does;
 * - `kill=7` before its 7th file operation, by SIGKILL; `count` says after each how many there were;
 * - `late` lets it begin after a while;
 * - `broken` ends it at its beginning, `ends` when it is to write, `unread` sends it what it cannot read;
 * - `answered=FILE` writes there, as it answers, how large the tensors are that it was sent.
 */
import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { memoryOf, type SentSave } from "../../lib/experiment/checkpoint_writer.ts";
import { disk } from "../../lib/io/mod.ts";
import { DISTURBED } from "./disturbed.ts";

type Listener = (sent: unknown) => void;

const port = parentPort!;
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

if (asked.has("late")) await delay(500);

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

if (asked.has("ends")) before("makeFolder", () => Deno.exit());

/**
 * Has what listens to messages be made otherwise. Whoever listens before it would have a message for
 * himself alone that comes until then.
 */
function listening(make: (name: string, listener: Listener) => [string, Listener]): void {
  const on = port.on.bind(port);
  Object.assign(port, {
    on: (name: string, listener: Listener) => on(...make(name, listener)),
  });
}

if (asked.has("unread")) {
  listening((name, listener) => [
    name === "message" ? "messageerror" : "message",
    () => listener(new TypeError("it cannot be read")),
  ]);
}

const answered = asked.get("answered");
if (answered !== null) {
  let memory: ArrayBuffer[] = [];
  listening((name, listener) => [name, (sent) => {
    const message = sent as SentSave;
    if (message !== "again") memory = [...memoryOf(message.save)];
    return listener(sent);
  }]);
  const store: (array: Int32Array, place: number, value: number) => number = Atomics.store;
  // Before it answers, after all else.
  Object.assign(Atomics, {
    store(...args: Parameters<typeof store>) {
      const stored = store(...args);
      writeFileSync(answered, JSON.stringify(memory.map(({ byteLength }) => byteLength)));
      return stored;
    },
  });
}

await import("../../lib/experiment/checkpoint_thread.ts");
