/** Text that is piped into a command: kept as a file, and then like any other. */
import assert from "node:assert/strict";
import { utimes } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { dataPath } from "../lib/experiment/embedded.ts";
import { cacheFolder, disk, PROJECT_FOLDER, spool } from "../lib/io/mod.ts";
import { planOf } from "../tasks/_plans.ts";
import { assertRefused, withFolder } from "./_files.ts";
import { csv, decoder, inFolder, sha256, task, TINY } from "./_own_text.ts";

async function* pieces(...texts: string[]) {
  for (const text of texts) yield await Promise.resolve(new TextEncoder().encode(text));
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("the same bytes are the same file, however they come; old files are removed", () =>
  withFolder(async (folder) => {
    const told: number[] = [];
    const file = await spool(pieces("one ", "two"), folder, (bytes) => told.push(bytes));
    assert.equal(await Deno.readTextFile(file), "one two");
    assert.deepEqual(told, [4, 7]);
    assert.equal(await spool(pieces("one t", "wo"), folder), file);
    const other = await spool(pieces("other"), folder);
    assert.equal(namesIn(folder).length, 2);

    await Deno.writeTextFile(join(folder, "mine"), "");
    const day = 24 * 60 * 60, now = Date.now() / 1000;
    for (const path of [file, join(folder, "mine")]) await utimes(path, now, now - 31 * day);
    await utimes(other, now, now - 29 * day);
    const third = await spool(pieces("third"), folder);
    assert.deepEqual(
      namesIn(folder).map((name) => join(folder, name)).sort(),
      [join(folder, "mine"), other, third].sort(),
    );
  }));

Deno.test("what a process that was killed had of it goes with the next, what one is writing stays", () =>
  withFolder(async (folder) => {
    const begin = async () => {
      const before = namesIn(folder);
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", join(PROJECT_FOLDER, "tests/_spooling.ts"), folder],
        stdin: "piped",
      }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode("half "));
      const isNew = (name: string) => name.endsWith(".unfinished") && !before.includes(name);
      for (;; await delay(20)) {
        const file = namesIn(folder).find(isNew);
        if (file !== undefined && Deno.statSync(join(folder, file)).size > 0) {
          return { child, writer, file };
        }
      }
    };
    const killed = await begin(), alive = await begin();
    assert.ok(namesIn(folder).includes(killed.file), "its process lived then");
    killed.child.kill("SIGKILL");
    await killed.child.status;
    const file = await spool(pieces("one"), folder);
    const lock = alive.file.replace(".unfinished", ".lock");
    assert.deepEqual(namesIn(folder).sort(), [basename(file), alive.file, lock].sort());
    await alive.writer.close();
    assert.equal((await alive.child.status).code, 0);
    await killed.writer.abort().catch(() => {});
    assert.equal(namesIn(folder).length, 2);
  }));

Deno.test("what does not come whole leaves nothing", () =>
  withFolder(async (folder) => {
    await assertRefused(spool(pieces(), folder), /^nothing came on standard input\. Pipe text/);
    const stopped = async function* () {
      yield* pieces("half");
      throw new DOMException("Stopped.", "AbortError");
    };
    await assert.rejects(spool(stopped(), folder), { name: "AbortError" });
    const { flush } = disk;
    disk.flush = () => Promise.reject(Object.assign(new Error(), { code: "ENOSPC" }));
    try {
      await assertRefused(
        spool(pieces("one"), folder),
        /it cannot be written \(ENOSPC\)\. Make space/,
      );
    } finally {
      disk.flush = flush;
    }
    assert.deepEqual(namesIn(folder), []);
  }));

Deno.test("only commands that take it have standard input kept for them", async () => {
  const named = async (name: string, ...args: string[]) => (await planOf(name, args)).standardInput;
  const out = join(PROJECT_FOLDER, "results", "no-such-folder");
  assert.deepEqual(await named("train", "--data=-", "--out", out), ["data"]);
  assert.deepEqual(await named("reproduce", "--data", "a", "--eval-data", "-"), ["eval-data"]);
  assert.deepEqual(await named("evaluate", "--data", "-"), ["data"]);
  // The task refuses an option that is given twice.
  for (const twice of [["-", "a.txt"], ["a.txt", "-"], ["-", "-"]]) {
    assert.deepEqual(await named("evaluate", ...twice.flatMap((data) => ["--data", data])), []);
  }
  assert.deepEqual(await named("train", "--data", "-", "--help"), []);
  assert.deepEqual(await named("study", "--data", "-"), []);
});

inFolder("standard input stands alone, and on the command line", async (folder) => {
  await Deno.writeTextFile(join(folder, "lines.txt"), "One line.\nAnother line.\n");
  await Deno.writeTextFile(join(folder, "c.json"), '{"data": "-"}');
  const told = (given: string) =>
    `"${given}" names standard input, which is not read here. Standard input stands alone, and on ` +
    "the command line: give - and nothing else there, or files and folders (./- for one of that name).\n";
  const train = ["--model=embedded", "--out=alone", "--offline"];
  for (
    const [given, ...args] of [
      ["-,lines.txt", "--data", "-,lines.txt"],
      ["-,lines.txt", "--data=-,lines.txt"],
      ["lines.txt, -", "--data", "lines.txt, -"],
      ["-,-", "--data", "-,-"],
      ["-,lines.txt", "--data=lines.txt", "--eval-data", "-,lines.txt"],
    ] as const
  ) {
    const { code, err } = await task(folder, "train", ...train, ...args);
    assert.deepEqual([code, err], [1, told(given)], args.join(" "));
  }
  const config = await task(folder, "reproduce", "--config=c.json", "--out=alone", "--offline");
  assert.deepEqual([config.code, config.err], [1, told("-")]);
  for (const data of ["./-", "a,,-,b", "-,,a", "a-,b", "-a"]) assert.equal(dataPath(data), data);
});

/** A task with something on its standard input, and the files that are kept of it removed. */
async function piped(
  folder: string,
  text: string | Uint8Array<ArrayBuffer>,
  args: readonly string[],
  watch: (child: Deno.ChildProcess) => Promise<void> = () => Promise.resolve(),
) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(PROJECT_FOLDER, "tasks/launch.ts"), ...args],
    cwd: folder,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  await writer.write(bytes).then(() => writer.close(), () => {});
  const [{ code, stdout, stderr }] = await Promise.all([child.output(), watch(child)]);
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

const SEPARATED = ["--text-column=review", ...TINY, "--batch-size=4", "--offline"];

inFolder(
  "a training on standard input is that on the file, also when it is stopped",
  async (folder) => {
    const text = csv(), args = ["--epochs=3", "--save-strategy=steps", "--save-steps=2"];
    // The checkpoint that is waited for stays, however late it is seen.
    args.push("--save-total-limit=1000");
    const whole = await task(
      folder,
      "train",
      "--data=mine.csv",
      ...SEPARATED,
      ...args,
      "--out=file",
    );
    assert.equal(whole.code, 0, whole.err);
    const train = (text: string, watch?: (child: Deno.ChildProcess) => Promise<void>) =>
      piped(folder, text, ["train", "--data", "-", ...SEPARATED, ...args, "--out=piped"], watch);
    const saved = join(folder, "piped", "run", "runs", "linear-none-seed0", "checkpoint-4");
    const stopped = await train(text, async (child) => {
      let hasEnded = false;
      child.status.then(() => hasEnded = true);
      while (!hasEnded && await Deno.lstat(saved).catch(() => undefined) === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill("SIGTERM");
    });
    assert.equal(stopped.code, 143, stopped.err);
    assert.match(stopped.err, /^Reading standard input to its end\.\n/);

    const other = await train(text.replace("The cat", "The dog"));
    assert.equal(other.code, 1, other.err);
    assert.match(other.err, /chunks_sha256 was "\w+", is "\w+"/);
    assert.match(other.err, /the text of standard input \(\w{8}\) has changed/);

    const again = await train(text);
    assert.equal(again.code, 0, again.err);
    assert.match(again.err, /Saved before: \d+ of \d+\./);
    const weights = (out: string) => sha256(join(folder, out, "model.safetensors"));
    assert.equal(await weights("piped"), await weights("file"));

    const measured = ["evaluate", "--model=piped", ...SEPARATED.slice(0, 1), ...SEPARATED.slice(2)];
    const held = await piped(folder, text, [...measured, "--data=-", "--split=held-out", "--json"]);
    assert.equal(held.code, 0, held.err);
    const file = await task(
      folder,
      ...measured as [string],
      "--data=mine.csv",
      "--split=held-out",
      "--json",
    );
    assert.equal(held.out, file.out);

    // Where it is kept is nobody's business.
    const read = (name: string) => Deno.readTextFile(join(folder, "piped", name));
    const card = await read("README.md");
    assert.match(card, /as a masked language model on standard input\./);
    const cards = [card, await read("run/report.html"), other.err, again.err, held.err];
    for (const text of cards) assert.doesNotMatch(text, /standard-input-/);
    const strange = [...measured, "--data=-", "--split=held-out"];
    assert.match(
      (await piped(folder, csv(30), strange)).err,
      /^standard input: this is not .* Pipe the same text again as for the training, or/m,
    );
    const settings = JSON.parse(await read("run/config.json"));
    const kept = settings.settings?.data ?? settings.data;
    await Deno.remove(kept);
    const gone = await task(folder, ...measured as [string], `--data=${kept}`);
    assert.match(
      gone.err,
      /^standard input: what was kept of it \([0-9a-f]{8}\) is gone\. Pipe the same text again\.$/m,
    );
  },
);

inFolder("runs that several processes make read standard input once", async (folder) => {
  const zipped = new Response(
    new Blob([csv()]).stream().pipeThrough(new CompressionStream("gzip")),
  );
  const args = ["--schedules=linear,cosine", "--methods=none", "--epochs=1", "--jobs=2"];
  const { code, err } = await piped(folder, await zipped.bytes(), [
    ...["reproduce", "--data=-", ...SEPARATED, ...args, "--eval-split=train"],
    ...["--train-chunks=8", "--eval-chunks=4", "--out=several"],
  ]);
  assert.equal(code, 0, err);
  assert.equal(err.match(/Reading standard input/g)?.length, 1);
});

inFolder("standard input that cannot be read is one sentence", async (folder) => {
  const both = await piped(folder, "", ["train", "--data=-", "--eval-data=-", "--out=both"]);
  assert.deepEqual([both.code, both.err], [
    2,
    "Give - for one of --data and --eval-data: there is one standard input.\nSee: deno task train --help\n",
  ]);
  const none = await piped(folder, "", ["evaluate", "--model=model", "--data=-"]);
  assert.deepEqual([none.code, none.err], [
    1,
    "Reading standard input to its end.\n" +
    "nothing came on standard input. Pipe text into the command, or name a file.\n",
  ]);
  assert.ok(namesIn(join(cacheFolder(), "input")).every((name) => !name.endsWith(".unfinished")));
});
