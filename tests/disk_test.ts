/** Writing that a crash, a full disk or a forbidden folder cannot spoil. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  disk,
  InputError,
  makePath,
  removeUnfinished,
  replaceFile,
  replaceFileBy,
  verifyFolder,
  writeFolder,
} from "../lib/io/mod.ts";
import type { EvaluationRecord } from "../lib/training/records.ts";
import { withFileLimit } from "./_file_limit.ts";

function inFolder(name: string, test: (folder: string) => Promise<void>) {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await test(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Ends the work before the n-th file operation, as a kill would, which leaves nothing to do more. */
async function endedBefore(operation: number, work: () => Promise<void>): Promise<boolean> {
  const whole = { ...disk };
  let count = 0;
  for (const [name, original] of Object.entries(whole)) {
    (disk as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
      if (++count >= operation) throw new DOMException("killed here", "AbortError");
      return (original as (...args: unknown[]) => unknown)(...args);
    };
  }
  try {
    await work();
    return false;
  } catch (error) {
    assert.equal((error as Error).message, "killed here");
    return true;
  } finally {
    Object.assign(disk, whole);
  }
}

const fill = (content: string) => async (folder: string) => {
  await disk.writeFile(join(folder, "a.txt"), content);
  await disk.writeFile(join(folder, "b.bin"), new Uint8Array(1000).fill(content.length));
};

inFolder(
  "a file replaced in steps is the old one or the new one at each of them",
  async (folder) => {
    const file = join(folder, "file");
    let operation = 0, killed = true;
    while (killed) {
      await replaceFile(file, "old");
      killed = await endedBefore(++operation, () => replaceFile(file, "new"));
      const content = await Deno.readTextFile(file);
      assert.ok(
        content === "new" || killed && content === "old",
        `operation ${operation}: ${content}`,
      );
    }
    assert.ok(operation > 3);
  },
);

inFolder("a folder is whole or not there at each step of its writing", async (folder) => {
  const target = join(folder, "checkpoint-7");
  let operation = 0, killed = true;
  while (killed) {
    await disk.remove(target);
    killed = await endedBefore(++operation, () => writeFolder(target, fill("new")));
    const isThere = await Deno.stat(target).then(() => true, () => false);
    if (isThere) await verifyFolder(target);
    else assert.ok(killed, `operation ${operation}`);
  }
  assert.ok(operation > 8, "kills were tried");
  assert.equal(await Deno.readTextFile(join(target, "a.txt")), "new");
});

inFolder(
  "a file written in pieces is whole or not there, and a failure leaves nothing",
  async (folder) => {
    const file = join(folder, "file");
    const write = (unfinished: string) => Deno.writeTextFile(unfinished, "new");
    await replaceFileBy(file, write);
    assert.equal(await Deno.readTextFile(file), "new");
    const broken = async (unfinished: string) => {
      await Deno.writeTextFile(unfinished, "half");
      throw new TypeError("in the middle");
    };
    await assert.rejects(replaceFileBy(file, broken), { name: "TypeError" });
    await assert.rejects(
      writeFolder(`${file}s`, (unfinished) => broken(`${unfinished}/a`)),
      TypeError,
    );
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
    assert.equal(await Deno.readTextFile(file), "new");
    await assert.rejects(replaceFileBy(join(folder, "none", "file"), write), {
      message: /none\/file: it cannot be written \(ENOENT\)\. Choose a folder that exists/,
    });
  },
);

inFolder("a file that many write at once is one of theirs, whole", async (folder) => {
  const file = join(folder, "file");
  const contents = Array.from(
    { length: 20 },
    (_, i) => String.fromCharCode(97 + i).repeat(200_000),
  );
  const writers = contents.map((content) => replaceFile(file, content, { shared: true }));
  let reads = 0;
  const reading = (async () => {
    for (; reads < 40; reads++) {
      const found = await Deno.readTextFile(file).catch(() => undefined);
      assert.ok(found === undefined || contents.includes(found));
    }
  })();
  await Promise.all([...writers, reading]);
  assert.ok(contents.includes(await Deno.readTextFile(file)));
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
});

inFolder(
  "what killed writers left is removed: by who is alone at once, else a day later",
  async (folder) => {
    const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    const uuid = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
    const stale = `file.${uuid(1)}.unfinished`, fresh = `file.${uuid(2)}.unfinished`;
    const mine = "file.mine.unfinished";
    const left = [mine, stale, fresh, "other.unfinished", "file.unfinishe"];
    for (const name of left) await Deno.writeTextFile(join(folder, name), "half");
    const old = Date.now() / 1000 - 25 * 60 * 60;
    for (const name of [stale, "other.unfinished", "file.unfinishe"]) {
      await Deno.utime(join(folder, name), old, old);
    }
    await replaceFile(join(folder, "file"), "new", { shared: true });
    assert.deepEqual(names(), ["file", fresh, mine, "file.unfinishe", "other.unfinished"]);
    await replaceFile(join(folder, "file"), "newer", { marked: true });
    assert.deepEqual(names(), ["file", mine, "file.unfinishe", "other.unfinished"]);
    await removeUnfinished(folder);
    assert.deepEqual(names(), ["file", "file.unfinishe"]);
  },
);

inFolder("every changed, lost or lengthened byte of a folder is noticed", async (folder) => {
  const target = join(folder, "checkpoint-7");
  await writeFolder(target, fill("text"));
  await verifyFolder(target);
  for (const name of ["a.txt", "b.bin", "manifest.json"]) {
    const file = join(target, name);
    const sound = await Deno.readFile(file);
    const damaged: Uint8Array[] = [
      sound.subarray(0, -3),
      new Uint8Array([...sound, 32, 120]),
      ...[0, 1, sound.length >> 1, sound.length - 2].map((at) => {
        const bytes = sound.slice();
        bytes[at]! ^= 1;
        return bytes;
      }),
    ];
    for (const bytes of damaged) {
      await Deno.writeFile(file, bytes);
      await assert.rejects(verifyFolder(target), (error: Error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.ok(error.file?.startsWith(target));
        return true;
      });
    }
    await Deno.remove(file);
    await assert.rejects(verifyFolder(target), { name: "InputError" });
    await Deno.writeFile(file, sound);
    await verifyFolder(target);
  }
  const manifest = join(target, "manifest.json");
  const text = await Deno.readTextFile(manifest);
  await Deno.writeTextFile(manifest, text.replace('"version": 1', '"version": 2'));
  await assert.rejects(verifyFolder(target), /it is of version 2, but 1 is understood here\./);
  await Deno.writeTextFile(manifest, text.replace('"a.txt"', '"../a.txt"'));
  await assert.rejects(
    verifyFolder(target),
    /"\.\.\/a\.txt" is not the name of a file beside it\./,
  );
});

inFolder(
  "a disk without space is one sentence, and what stood before still stands",
  async (folder) => {
    const target = join(folder, "checkpoint-7"), file = join(folder, "summary.csv");
    await writeFolder(target, fill("old"));
    await replaceFile(file, "old");
    const printed = await withFileLimit(
      64,
      `import { disk, replaceFile, writeFolder } from "./lib/io/mod.ts";
    const megabyte = new Uint8Array(1 << 20);
    await writeFolder(${
        JSON.stringify(target)
      }, (folder) => disk.writeFile(folder + "/a", megabyte))
      .catch((error) => console.log(error.name, error.message));
    await replaceFile(${JSON.stringify(file)}, megabyte)
      .catch((error) => console.log(error.name, error.message));`,
    );
    const sentence =
      "it cannot be written (EFBIG). Raise the limit on the size of a file (ulimit -f), and the " +
      "same command goes on.";
    assert.equal(printed, `InputError ${target}: ${sentence}\nInputError ${file}: ${sentence}\n`);
    await verifyFolder(target);
    assert.equal(await Deno.readTextFile(join(target, "a.txt")), "old");
    assert.equal(await Deno.readTextFile(file), "old");
  },
);

inFolder("a log on a full device is one sentence", async (folder) => {
  const { MetricsWriter } = await import("../lib/experiment/sinks/jsonl.ts");
  const file = join(folder, "metrics.jsonl");
  using metrics = await MetricsWriter.open(file);
  await Deno.symlink("/dev/full", `${file}.unfinished`);
  await assert.rejects(
    MetricsWriter.open(file, [RECORD]),
    /metrics\.jsonl: it cannot be written \(ENOSPC\)\./,
  );
  metrics.write(RECORD);
  assert.equal(await Deno.readTextFile(file), JSON.stringify(RECORD) + "\n");
});

const RECORD: EvaluationRecord = {
  type: "evaluation",
  step: 0,
  epoch: 0,
  eval_loss: 1,
  eval_perplexity: Math.E,
  eval_accuracy: 0.5,
  eval_masked_tokens: 4,
  train_loss: null,
};

inFolder("what stands in a folder's place is named", async (folder) => {
  const file = join(folder, "plots");
  await Deno.writeTextFile(file, "mine");
  for (const path of [file, join(file, "within")]) {
    await assert.rejects(makePath(path), {
      message: new RegExp(
        `^${
          RegExp.escape(file)
        }: a file stands where a folder is to be made \\((EEXIST|ENOTDIR)\\)\\. ` +
          "Move it elsewhere, and the same command goes on\\.$",
      ),
    });
  }
});
