import assert from "node:assert/strict";
import { settingName } from "../io/mod.ts";
import { messages } from "./messages.ts";

async function drain<T>(generator: AsyncGenerator<unknown, T>): Promise<[string[], T]> {
  const said: string[] = [];
  for (;;) {
    const { value, done } = await generator.next();
    if (done) return [said, value as T];
    said.push((value as { message: string }).message);
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 1));

Deno.test("messages() yields what the work says and returns its result", async () => {
  const [said, result] = await drain(messages(async (say) => {
    say("one");
    say("two", { done: 1, total: 2 });
    await pause();
    say("three");
    return 42;
  }));
  assert.deepEqual(said, ["one", "two", "three"]);
  assert.equal(result, 42);
});

Deno.test("messages() calls settings as it is told, else by their names", async () => {
  const work = (say: (message: string) => void) =>
    Promise.resolve(say(`Set ${settingName("model")}.`));
  assert.deepEqual((await drain(messages(work)))[0], ["Set model."]);
  assert.deepEqual((await drain(messages(work, (name) => `--${name}`)))[0], ["Set --model."]);
});

Deno.test("messages() yields while the work goes on", async () => {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => finish = resolve);
  const generator = messages(async (say) => {
    say("begun", { done: 0, total: 1 });
    await finished;
  });
  const { value } = await generator.next();
  assert.deepEqual(value, { type: "setup", message: "begun", progress: { done: 0, total: 1 } });
  finish();
  assert.equal((await generator.next()).done, true);
});

Deno.test("messages() throws what the work throws, after its last words", async () => {
  const generator = messages(async (say) => {
    await pause();
    say("last words");
    throw new RangeError("no");
  });
  assert.equal(((await generator.next()).value as { message: string }).message, "last words");
  await assert.rejects(generator.next(), RangeError);
});

Deno.test("messages() throws what the work threw long ago, once somebody asks", async () => {
  const generator = messages((say) => {
    say("one");
    say("two");
    return Promise.reject(new RangeError("no"));
  });
  await generator.next();
  for (let i = 0; i < 3; i++) await pause();
  assert.equal(((await generator.next()).value as { message: string }).message, "two");
  await assert.rejects(generator.next(), RangeError);
});

Deno.test("what is said drives no terminal, whoever says it", async () => {
  const said: string[] = [];
  for await (
    const { message } of messages((say) => {
      say("a name\u001b[2J\nReport: /forged");
      return Promise.resolve();
    })
  ) said.push(message);
  assert.deepEqual(said, ["a name\\u001b[2J\\u000aReport: /forged"]);
});

Deno.test("messages() yields what was said before the work ended, however late it is asked for", async () => {
  const generator = messages((say) => {
    for (const message of ["one", "two", "three"]) say(message);
    return Promise.resolve(42);
  });
  const next = await generator.next();
  assert.deepEqual(next.value, { type: "setup", message: "one" });
  await pause();
  assert.deepEqual(await drain(generator), [["two", "three"], 42]);
});
